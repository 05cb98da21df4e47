import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { verifyDelivery } from "../../cli/src/delivery";
import type { AwsRequest, QuirkFactory } from "../../cli/src/local-aws/quirk";
import { expectOk, formatDiagnostic } from "../../cli/src/terraform";
import { serviceNetwork } from "../../environments/network";
import { localScenario } from "./local-scenario";
import { describeWith } from "./requires";

/** In what one version of the stack differs from another. */
interface Settings {
  readonly revision?: number;
  readonly parameterName?: string;
  readonly secretName?: string;
  /** Id of the key of both. */
  readonly key?: string;
  readonly tier?: "Standard" | "Advanced";
  readonly description?: string;
  /** Whether `web` reads the secret, too. */
  readonly webReadsSecret?: boolean;
  /** Whether `worker` reads the parameter, too. */
  readonly workerReadsParameter?: boolean;
}

const CLUSTER = "changes";
const DESCRIPTION = "of changes";
const SERVICES = ["web", "worker"];
const VALUES = { token: "made-up-token", api_key: "made-up-api-key" };
const WRITES = /^(?!(Get|Describe|List|BatchGet|Head)[A-Z])[A-Z]/;

/** A parameter that `web` reads, and a secret that both read. */
function changing(settings: Settings) {
  return (stack: TerraformStack): void => {
    const { key = "key", revision = 1, description, tier } = settings;
    const encryptionKey = new EncryptionKey(stack, key, { deletionWindowDays: 7 });
    const parameter = new SecureStringParameter(stack, "parameter", {
      parameterName: settings.parameterName ?? "/changes/api-key",
      encryptionKey,
      value: SecretValue.fromVariable("api_key"),
      revision,
      ...(tier === undefined ? {} : { tier }),
      ...(description === undefined ? {} : { description }),
    });
    const secret = new SecretsManagerSecret(stack, "secret", {
      secretName: settings.secretName ?? "changes/token",
      encryptionKey,
      recoveryWindowDays: 0,
      value: SecretValue.fromVariable("token"),
      revision,
      ...(description === undefined ? {} : { description }),
    });
    const cluster = new EcsCluster(stack, "cluster", { clusterName: CLUSTER });
    const network = serviceNetwork(stack, { kind: "lookup", assignPublicIp: true });
    const ofParameter = { API_KEY: SecretReference.fromSsmParameter(parameter) };
    const ofSecret = { TOKEN: SecretReference.fromSecretsManager(secret) };
    const { webReadsSecret = true, workerReadsParameter = false } = settings;
    const secrets = {
      web: { ...ofParameter, ...(webReadsSecret ? ofSecret : {}) },
      worker: { ...ofSecret, ...(workerReadsParameter ? ofParameter : {}) },
    };
    for (const name of ["web", "worker"] as const) {
      const sizes = { desiredCount: 1, cpu: 256, memoryMiB: 512 } as const;
      const service = new EcsService(stack, name, {
        ...network,
        ...sizes,
        cluster,
        serviceName: name,
      });
      service.addContainer(name, {
        image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
        secrets: secrets[name],
      });
    }
  };
}

/** Holds each write of Terraform until the world before it has been judged. */
class Watch {
  public judge: (() => Promise<readonly string[]>) | undefined;
  public readonly writes: string[] = [];
  public readonly lost: string[] = [];
  private last: Promise<void> = Promise.resolve();

  public readonly quirk: QuirkFactory = () => ({
    id: "watch",
    why: "a test judges what is between two writes",
    matches: ({ operation }) => WRITES.test(operation),
    onRequest: async (request) => {
      this.last = this.last.then(() => this.look(request));
      await this.last;
      return request;
    },
  });

  public clear(): void {
    this.writes.length = 0;
    this.lost.length = 0;
  }

  private async look({ operation }: AwsRequest): Promise<void> {
    const problems = (await this.judge?.()) ?? [];
    this.writes.push(operation);
    this.lost.push(...problems.map((problem) => `before ${operation}: ${problem}`));
  }
}

/** What changes, from and to what, and the variables whose values the change writes. */
export type Change = readonly [what: string, from: Settings, to: Settings, due: readonly string[]];

/** Every change of one stack, alone and two or three at once. */
export const CHANGES: readonly Change[] = [
  ["value", {}, { revision: 2 }, ["api_key", "token"]],
  ["name of a parameter", {}, { parameterName: "/changes/other" }, ["api_key"]],
  ["name of a secret", {}, { secretName: "changes/other" }, ["token"]],
  ["key", {}, { key: "other-key" }, ["api_key"]],
  ["reader that goes", {}, { webReadsSecret: false }, []],
  ["reader that comes", {}, { workerReadsParameter: true }, []],
  [
    "name, key and reader at once",
    {},
    {
      parameterName: "/changes/third",
      secretName: "changes/third",
      key: "third-key",
      workerReadsParameter: true,
    },
    ["api_key", "token"],
  ],
  // The last two: the emulator keeps the description of a secret that has none any more, and AWS takes no parameter back to
  // the standard tier under its name.
  ["description", {}, { description: DESCRIPTION }, ["api_key"]],
  [
    "tier",
    { description: DESCRIPTION },
    { description: DESCRIPTION, tier: "Advanced" },
    ["api_key"],
  ],
];

/** Tries changes one after the other on one stack: without each value that is due, taken back, and with all. */
export function takeNoAccessAway(changes: readonly Change[]): void {
  describeWith("a change of a secret", ["terraform", "emulator", "provider"], () => {
    const watch = new Watch();
    const scenario = localScenario(watch.quirk);

    /** What a task of each service could not read if it started now, by the definition that the service has now. */
    async function lost(): Promise<readonly string[]> {
      const described = await scenario.clients.ecs.send(
        new DescribeServicesCommand({ cluster: CLUSTER, services: SERVICES }),
      );
      const found = await Promise.all(
        (described.services ?? []).map(async ({ serviceName, taskDefinition = "" }) => {
          const deliveries = await verifyDelivery(scenario.clients, taskDefinition);
          return deliveries.flatMap(({ target, problem }) =>
            problem === undefined ? [] : [`${serviceName} ${target}: ${problem}`],
          );
        }),
      );
      return found.flat();
    }

    async function apply(settings: Settings, variables: Readonly<Record<string, string>> = {}) {
      watch.clear();
      await scenario.synthesize(changing(settings));
      const applied = await scenario.terraform.apply({ variables });
      return { applied, writes: [...watch.writes], lost: [...watch.lost, ...(await lost())] };
    }

    beforeAll(async () => {
      expectOk((await apply({}, VALUES)).applied);
      watch.judge = lost;
      expect(await lost()).toEqual([]);
    }, 300_000);

    it.each(changes)(
      "of its %s takes access from no running service at any point",
      async (_what, from, to, due) => {
        // GIVEN
        expectOk((await apply(from, VALUES)).applied);

        // WHEN
        for (const missing of due) {
          const refused = await apply(to, { ...VALUES, [missing]: "" });
          const takenBack = await apply(from);

          // THEN
          expect(refused.applied.ok).toBe(false);
          const said = refused.applied.diagnostics.map(formatDiagnostic);
          expect(said).toContainEqual(expect.stringMatching(`^Set TF_VAR_${missing}: `));
          expect(refused.lost).toEqual([]);
          expect(takenBack.applied.ok).toBe(true);
          expect(takenBack.lost).toEqual([]);
        }
        const changed = await apply(to, VALUES);
        expectOk(changed.applied);
        expect(changed.lost).toEqual([]);
        expect(changed.writes).not.toEqual([]);
        expect(expectOk(await scenario.terraform.plan()).planned).toEqual([]);
      },
    );
  });
}
