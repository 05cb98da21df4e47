import type { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  LogDriver,
  ScheduledTask,
  TaskDefinition,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { expectOk } from "../../../cli/src/terraform";
import { localScenario } from "../local-scenario";
import { describeWith } from "../requires";

/** The names of what has one; none of what is gone from the code. */
interface Names {
  readonly logGroup?: string | undefined;
  readonly alias?: string | undefined;
  readonly bucket?: string | undefined;
  readonly cluster?: string | undefined;
  readonly schedule?: string | undefined;
}

interface Settings extends Names {
  readonly revision?: number;
  /** Id of the key's construct. @default "key" */
  readonly keyId?: string;
  /** Whether the alias is moved from the key whose id is `key`. @default false */
  readonly movesAlias?: boolean;
}

const NAMES = {
  logGroup: "/renames/one",
  alias: "renames/one",
  bucket: "renames-one",
  cluster: "renames-one",
  schedule: "renames-one",
} as const;

let aliasAddress = "";

/** What AWS cannot give another name, beside a secret that a variable writes. */
function build(stack: TerraformStack, given: Settings): void {
  const { revision = 1, keyId = "key", movesAlias, ...names } = { ...NAMES, ...given };
  const encryptionKey = new EncryptionKey(stack, keyId, { alias: names.alias });
  const alias = encryptionKey.node.tryFindChild("alias") as KmsAlias | undefined;
  if (keyId === "key" && alias) aliasAddress = `aws_kms_alias.${alias.friendlyUniqueId}`;
  if (movesAlias) alias?.moveFromId(aliasAddress);
  new SecretsManagerSecret(stack, "token", {
    secretName: "renames/token",
    encryptionKey,
    recoveryWindowDays: 0,
    value: SecretValue.fromVariable("token"),
    revision,
  });
  if (names.logGroup !== undefined) {
    new LogGroup(stack, "log", { logGroupName: names.logGroup });
  }
  if (names.bucket !== undefined) {
    new SecretsBucket(stack, "bucket", {
      bucketName: names.bucket,
      encryptionKey,
      eventBridgeEnabled: true,
    });
  }
  if (names.cluster !== undefined) {
    new EcsCluster(stack, "other", {
      clusterName: names.cluster,
      capacityProviders: ["FARGATE"],
    });
  }
  const taskDefinition = new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512 });
  taskDefinition.addContainer("job", {
    image: ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.36"),
    logging: LogDriver.awsLogs({
      newLogGroup: { logGroupName: `${names.logGroup ?? NAMES.logGroup}/job` },
    }),
  });
  if (names.schedule !== undefined) {
    new ScheduledTask(stack, "nightly", {
      scheduleName: names.schedule,
      schedule: "rate(1 hour)",
      cluster: new EcsCluster(stack, "cluster"),
      taskDefinition,
      subnetIds: ["subnet-12345678"],
      securityGroupIds: ["sg-12345678"],
    });
  }
}

const isDeletion = (key: string): boolean => /^delete/i.test(key);

const KINDS = Object.keys(NAMES) as readonly (keyof Names)[];

/** Calls by which the other names come. */
const REFUSALS: readonly string[] = [
  "CreateLogGroup /renames/two",
  "CreateAlias alias/renames/two",
  "PUT /renames-two",
  "PUT /renames-two?policy",
  "POST /schedules/renames-two",
];

/**
 * Renames and removes what has a name, with a value missing, refused by AWS, and as it should be.
 *
 * @param kinds those that are also tried alone
 * @param refusals calls that AWS refuses, one in each case
 */
export function describeRenames(
  kinds: readonly (keyof Names)[] = KINDS,
  refusals: readonly string[] = REFUSALS,
): void {
  jest.setTimeout(300_000);

  describeWith("what gets another name", ["terraform", "emulator", "provider"], () => {
    const scenario = localScenario("fault proxy");
    const written = async (
      settings: Settings,
      variables: Readonly<Record<string, string>>,
    ): Promise<{ readonly ok: boolean; readonly writes: readonly string[] }> => {
      await scenario.synthesize((stack) => build(stack, settings));
      const before = scenario.faultProxy.writes.length;
      const result = await scenario.terraform.apply({ variables });
      if (variables["token"] !== undefined && settings.revision === undefined) expectOk(result);
      return { ok: result.ok, writes: scenario.faultProxy.writes.slice(before) };
    };
    const VALUE = { token: "made-up-value-1" };
    const isEmpty = async (): Promise<void> => {
      const plan = await scenario.terraform.plan();
      expect(plan.ok && !plan.hasChanges).toBe(true);
    };
    const other = (kind: keyof Names): string => NAMES[kind].replace("one", "two");
    const ALL = Object.fromEntries(KINDS.map((kind) => [kind, other(kind)]));
    // Made again under its old name, ECS gives back the cluster that is there: that change is finished, not taken back.
    const REVERSIBLE = { ...ALL, cluster: NAMES.cluster };
    const NONE = Object.fromEntries(KINDS.map((kind) => [kind, undefined]));

    // Each case leaves what it found.
    beforeAll(() => written({}, VALUE));
    afterEach(() => {
      scenario.faultProxy.choose = () => undefined;
    });

    it.each<[string, Settings]>([
      ...kinds.map((kind): [string, Settings] => [kind, { [kind]: other(kind) }]),
      ["all of them", ALL],
      ...kinds.map((kind): [string, Settings] => [`${kind} that goes`, { [kind]: undefined }]),
      ["all of them that go", NONE],
    ])("changes nothing where a value is missing: %s", async (_what, changed) => {
      // WHEN
      const refused = await written({ ...changed, revision: 2 }, {});
      // THEN
      expect(refused).toEqual({ ok: false, writes: [] });
      // WHEN it is taken back
      const back = await written({}, {});
      expect(back).toEqual({ ok: true, writes: [] });
    });

    it.each([...refusals])("stays where AWS refuses %s, and is as it was", async (operation) => {
      // WHEN
      scenario.faultProxy.choose = ({ key }) =>
        key === operation
          ? { kind: "answer", status: 400, type: "ValidationException" }
          : undefined;
      const { ok, writes } = await written(REVERSIBLE, {});
      // THEN
      expect({ ok, gone: writes.filter(isDeletion) }).toEqual({ ok: false, gone: [] });
      expect(writes).toContain(operation);
      // WHEN it is taken back
      scenario.faultProxy.choose = () => undefined;
      const back = await written({}, {});
      expect(back.writes.filter((key) => isDeletion(key) && key.includes("one"))).toEqual([]);
      await isEmpty();
    });

    it("goes after all that comes", async () => {
      // GIVEN
      await isEmpty();
      // WHEN
      const { writes } = await written({ ...ALL, revision: 3 }, { token: "made-up-value-2" });
      // THEN
      const gone = writes.filter(isDeletion);
      expect(gone).toEqual(
        expect.arrayContaining([
          "DELETE /renames-one",
          "DeleteAlias alias/renames/one",
          "DeleteCluster",
          "DeleteLogGroup /renames/one",
          "DeleteLogGroup /renames/one/job",
        ]),
      );
      const made = writes.filter((key) => /two|^PutSecretValue/.test(key));
      const last = Math.max(...made.map((key) => writes.lastIndexOf(key)));
      expect(Math.min(...gone.map((key) => writes.indexOf(key)))).toBeGreaterThan(last);
      await isEmpty();
    });

    it("stays where another key gets the alias, which AWS refuses, and is moved where the code says so", async () => {
      // GIVEN
      const revision = 4;
      expect(await written({ revision }, VALUE)).toMatchObject({ ok: true });
      // WHEN
      const refused = await written({ revision, keyId: "successor" }, {});
      // THEN
      expect(refused.ok).toBe(false);
      expect(refused.writes).toContain("CreateAlias alias/renames/one");
      expect(refused.writes.filter(isDeletion)).toEqual([]);
      // WHEN it is taken back
      expect(await written({ revision }, {})).toMatchObject({ ok: true });
      // THEN
      await isEmpty();
      // WHEN it is moved
      const moved = await written({ revision, keyId: "successor", movesAlias: true }, {});
      // THEN
      expect(moved.ok).toBe(true);
      expect(moved.writes.filter((key) => key.includes("Alias"))).toEqual([
        "UpdateAlias alias/renames/one",
      ]);
      await isEmpty();
    });
  });
}
