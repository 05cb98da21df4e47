import type { TerraformStack } from "cdktf";
import {
  EcsCluster,
  EcsService,
  type ContainerProps,
  type IEcsService,
  type SecretVariables,
} from "cdktf-ecs-secrets/ecs";
import { RedeployOnChange, type RedeployOnChangeProps } from "cdktf-ecs-secrets/redeployment";
import { image, Secrets } from "../ecs/support/fixtures";
import { synth } from "../support/synth";

/** A stack with secrets, a cluster `orders`, and services that are watched over. */
export class Watched {
  public readonly secrets: Secrets;
  public readonly cluster: EcsCluster;

  public constructor(public readonly stack: TerraformStack) {
    this.secrets = new Secrets(stack);
    this.cluster = new EcsCluster(stack, "cluster", { clusterName: "orders" });
  }

  /** A service named like its id. */
  public service(id: string, container: Partial<ContainerProps>): EcsService {
    const service = new EcsService(this.stack, id, {
      cluster: this.cluster,
      serviceName: id,
      subnetIds: ["subnet-0a1b2c3d"],
      securityGroupIds: ["sg-0a1b2c3d"],
      cpu: 256,
      memoryMiB: 512,
    });
    service.addContainer("main", { image, ...container });
    return service;
  }

  /** A service `web` that reads `secrets`, watched over. */
  public web(secrets: SecretVariables): void {
    this.redeploy([this.service("web", { secrets })]);
  }

  public redeploy(
    services: readonly IEcsService[],
    props: Partial<RedeployOnChangeProps> = {},
  ): RedeployOnChange {
    const { key } = this.secrets;
    return new RedeployOnChange(this.stack, "redeploy", {
      encryptionKey: key,
      services,
      ...props,
    });
  }
}

/** An event pattern as EventBridge reads it. */
export interface Pattern {
  readonly source: readonly string[];
  readonly "detail-type": readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The patterns of the synthesized rules, by the end of the rule's name: `web-label`. */
export function patternsOf(stack: TerraformStack): Readonly<Record<string, Pattern>> {
  const rules = Object.values(synth(stack).resources("aws_cloudwatch_event_rule"));
  return Object.fromEntries(
    rules.map(({ name, event_pattern: text }) => {
      const short = String(name).replace("test-redeploy-changes-", "");
      return [short, JSON.parse(String(text)) as Pattern];
    }),
  );
}
