import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { DeleteParameterCommand, GetParameterCommand } from "@aws-sdk/client-ssm";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { verifyDelivery } from "../../../cli/src/delivery";
import { expectOk, formatDiagnostic, type ApplyResult } from "../../../cli/src/terraform";
import { localScenario, type LocalScenario } from "../../support/local-scenario";
import type { ChooseFault, Fault, FaultProxy, WriteCall } from "../../support/fault-proxy";
import type { Counts } from "./counts";

/** In what one version of the application differs from another. */
export interface Version {
  readonly revision: number;
  /** Of the parameter and the secret. */
  readonly name: string;
  readonly key: 0 | 1;
  readonly description: string;
  /** Whether the service reads the parameter, too. */
  readonly readsParameter: boolean;
}

/** What a run that is killed, or whose calls fail, is to do. */
type Work = "apply" | "destroy";

const FIRST: Version = {
  revision: 1,
  name: "a",
  key: 0,
  description: "of the test",
  readsParameter: true,
};

const CLUSTER = "faults";
const STUCK = /The last write of .+ was refused or cut off/;
/** What the same code does about it, or the error says what to do: more is no convergence. */
const MOST_APPLIES = 4;

/** An application with a parameter, a secret and a service, applied again and again while its writes go wrong. */
export class FaultBench {
  /** With an application that is deployed, in an environment of its own. */
  public static forAll(): FaultBench {
    const bench = new FaultBench(localScenario("fault proxy"));
    beforeAll(() => bench.makeKeys(), 60_000);
    return bench;
  }

  public version = FIRST;
  private keys: readonly string[] = [];
  private isDeployed = false;

  private constructor(private readonly scenario: LocalScenario) {}

  private get proxy(): FaultProxy {
    return this.scenario.faultProxy;
  }

  private async makeKeys(): Promise<void> {
    const made = [0, 1].map(() => this.scenario.stores.kms.send(new CreateKeyCommand({})));
    this.keys = (await Promise.all(made)).map(({ KeyMetadata }) => KeyMetadata?.Arn ?? "");
  }

  /** Deploys the application, unless a test before has done that. */
  public async ready(): Promise<void> {
    if (this.isDeployed) return;
    await this.change({});
    expectOk(await this.end("apply"));
    this.isDeployed = true;
  }

  /** Changes the code. */
  public async change(version: Partial<Version>): Promise<void> {
    this.version = { ...this.version, ...version };
    await this.scenario.synthesize((stack) => this.build(stack));
  }

  /**
   * Runs Terraform until it comes to its end, with every write going wrong once; after each run every service that
   * runs must be able to read its secrets, and in the end the code and AWS are the same.
   *
   * @param isOnce whether the provider's next try of the same write passes; else it passes in the next run only
   * @param atOnce how many resources are changed at once; one, so that it is known what is killed
   */
  public async faultEveryWrite(
    work: Work,
    fault: (kill: () => void) => Fault,
    into: Counts,
    isOnce = false,
    atOnce = 1,
  ): Promise<void> {
    const faulted = new Set<string>();
    for (;;) {
      const before = faulted.size;
      const now = new Set<string>();
      const choose = (call: WriteCall, kill: () => void): Fault | undefined => {
        if (isOnce ? faulted.has(call.key) : faulted.has(call.key) && !now.has(call.key)) {
          return undefined;
        }
        faulted.add(call.key);
        now.add(call.key);
        return fault(kill);
      };
      const written = this.proxy.writes.length;
      await this.run(work, choose, atOnce);
      const writes = this.proxy.writes.slice(written).join(", ");
      await this.judge(`${work} of ${JSON.stringify(this.version)}, after ${writes}`, into);
      if (faulted.size === before) break;
    }
    into.injected += faulted.size;
    await this.converge(work, faulted.size, into);
  }

  /** The same code once more, without faults: as often as the errors say. */
  private async converge(work: Work, injected: number, into: Counts): Promise<void> {
    let told = false;
    let said = "";
    for (let count = 0; count < MOST_APPLIES; count += 1) {
      const result = await this.end(work);
      await this.judge(`convergence of ${work}`, into);
      if (result.ok && (await this.isAsItShouldBe(work))) {
        into.converged += injected;
        this.isDeployed = work === "apply";
        if (told) into.told += 1;
        return;
      }
      said = result.diagnostics.map(formatDiagnostic).join("\n");
      if (STUCK.test(said)) {
        told = true;
        await this.change({ revision: this.version.revision + 1 });
      }
      if (await this.mended(said)) told = true;
    }
    into.lost.push(`${work} of ${JSON.stringify(this.version)} does not converge: ${said}`);
  }

  private end(work: Work): Promise<ApplyResult> {
    this.proxy.choose = () => undefined;
    const { terraform } = this.scenario;
    return work === "apply"
      ? terraform.apply({ variables: this.values })
      : terraform.destroy({ variables: this.values });
  }

  private get values(): Readonly<Record<string, string>> {
    return { token: `made-up-value-of-revision-${this.version.revision}` };
  }

  private async run(
    work: Work,
    choose: (call: WriteCall, kill: () => void) => Fault | undefined,
    atOnce: number,
  ): Promise<void> {
    const child = spawn(this.scenario.binary, [work, "-auto-approve", "-input=false"], {
      cwd: this.scenario.stackDirectory,
      env: {
        ...this.scenario.environment,
        TF_CLI_ARGS: `-parallelism=${atOnce}`,
        TF_VAR_token: this.values["token"],
      },
      stdio: "ignore",
      // A group of its own, which its plugins belong to.
      detached: true,
    });
    const kill = (): void => {
      process.kill(-(child.pid ?? 0), "SIGKILL");
    };
    const chooseFault: ChooseFault = (call) => choose(call, kill);
    this.proxy.choose = chooseFault;
    await once(child, "exit");
    this.proxy.choose = () => undefined;
    await this.proxy.comeBack();
  }

  /** Whether every service that runs could start a task now. */
  private async judge(when: string, into: Counts): Promise<void> {
    const { clients } = this.scenario;
    const { services = [] } = await clients.ecs
      .send(new DescribeServicesCommand({ cluster: CLUSTER, services: ["web"] }))
      .catch(() => ({ services: [] }));
    for (const { status, taskDefinition = "" } of services) {
      if (status !== "ACTIVE") continue;
      for (const { target, problem } of await verifyDelivery(clients, taskDefinition)) {
        if (problem !== undefined) into.accessLost.push(`${when}: ${target}: ${problem}`);
      }
    }
  }

  private async isAsItShouldBe(work: Work): Promise<boolean> {
    const { terraform, stores } = this.scenario;
    if (work === "destroy") {
      const { values } = (await terraform.showJson()) as { readonly values?: unknown };
      return values === undefined;
    }
    const { name } = this.version;
    const parameter = await stores.ssm.send(
      new GetParameterCommand({ Name: `/faults/${name}`, WithDecryption: true }),
    );
    const secret = await stores.secretsManager.send(
      new GetSecretValueCommand({ SecretId: `faults/${name}` }),
    );
    const plan = await terraform.plan();
    const { token = "" } = this.values;
    return (
      plan.ok &&
      !plan.hasChanges &&
      parameter.Parameter?.Value === token &&
      (JSON.parse(secret.SecretString ?? "{}") as { readonly token?: string }).token === token
    );
  }

  /**
   * Does what docs/changes.md says of what AWS has and the state has not, because the answer to its creation never came:
   * imports it; where its address has what it is to replace, deletes it, as nothing reads it yet.
   *
   * @returns whether there was anything
   */
  private async mended(said: string): Promise<boolean> {
    let done = false;
    for (const [error = "", address = ""] of said.matchAll(/^(aws_[\w.-]+): .*$/gm)) {
      const type = address.split(".")[0];
      const id = await this.idOf(type, error);
      if (id === undefined) continue;
      if (!(await this.imported(address, id))) await this.remove(type, id);
      done = true;
    }
    return done;
  }

  private async imported(address: string, id: string): Promise<boolean> {
    const child = spawn(this.scenario.binary, ["import", "-input=false", address, id], {
      cwd: this.scenario.stackDirectory,
      env: this.scenario.environment,
      stdio: "ignore",
    });
    const [code] = (await once(child, "exit")) as [number | null];
    return code === 0;
  }

  private async remove(type: string | undefined, id: string): Promise<void> {
    const { ssm, secretsManager } = this.scenario.stores;
    if (type === "aws_ssm_parameter") await ssm.send(new DeleteParameterCommand({ Name: id }));
    if (type !== "aws_secretsmanager_secret") return;
    const ForceDeleteWithoutRecovery = true;
    await secretsManager.send(
      new DeleteSecretCommand({ SecretId: id, ForceDeleteWithoutRecovery }),
    );
  }

  /** What `terraform import` names it by. */
  private idOf(type: string | undefined, said: string): Promise<string> | undefined {
    if (!/already exists|AlreadyExists/.test(said)) return undefined;
    const { name } = this.version;
    if (type === "aws_ssm_parameter") return Promise.resolve(`/faults/${name}`);
    if (type === "aws_secretsmanager_secret") {
      return (
        this.scenario.stores.secretsManager
          // It has no value yet.
          .send(new DescribeSecretCommand({ SecretId: `faults/${name}` }))
          .then(({ ARN = "" }) => ARN)
      );
    }
    const named = /\(([^()]+)\)/.exec(said)?.[1];
    return named === undefined ? undefined : Promise.resolve(named);
  }

  private build(stack: TerraformStack): void {
    const { revision, name, key, description, readsParameter } = this.version;
    const encryptionKey = EncryptionKey.fromKeyArn(stack, `key-${key}`, this.keys[key] ?? "");
    const token = SecretValue.fromVariable("token");
    const secret = new SecretsManagerSecret(stack, "secret", {
      secretName: `faults/${name}`,
      description,
      encryptionKey,
      recoveryWindowDays: 0,
      value: SecretValue.json({ token, generated: SecretValue.generated() }),
      revision,
    });
    const parameter = new SecureStringParameter(stack, "parameter", {
      parameterName: `/faults/${name}`,
      description,
      encryptionKey,
      value: token,
      revision,
    });
    const network = new NetworkLookup(stack, "network");
    const service = new EcsService(stack, "web", {
      cluster: new EcsCluster(stack, "cluster", { clusterName: CLUSTER }),
      serviceName: "web",
      subnetIds: network.subnetIds,
      securityGroupIds: network.securityGroupIds,
      assignPublicIp: true,
      cpu: 256,
      memoryMiB: 512,
    });
    service.addContainer("web", {
      image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
      secrets: {
        TOKEN: SecretReference.fromSecretsManager(secret, { jsonKey: "token" }),
        ...(readsParameter ? { PARAMETER: SecretReference.fromSsmParameter(parameter) } : {}),
      },
    });
  }
}
