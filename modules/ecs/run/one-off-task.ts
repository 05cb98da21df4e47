import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaInvocation } from "@cdktf/provider-aws/lib/lambda-invocation";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { AwsTarget, terraformJson, type Json } from "../../core";
import {
  claimName,
  describeFinding,
  GeneratedFile,
  goesLast,
  OrderOfCreation,
  part,
  physicalName,
  prepareStack,
  readProps,
  textMap,
  type PropTable,
  eitherText,
  jsonEmbedded,
  valuesEmbedded,
  RECORD,
  given,
} from "../../core/internal";
import { AwsServiceRole } from "../../iam/internal";
import { LogGroup, type LogGroupProps } from "../../logs";
import * as rules from "../rules";
import { RUN_ONCE_FUNCTION, zipOf } from "./run-once-function";
import { grantRun, neededToRun, RUN_PROPS, runTargetOf, type RunProps } from "./run-target";

/** Longest that Lambda lets a function run. */
const TIMEOUT_SECONDS = 900;

/** Settings of a {@link OneOffTask}. */
export interface OneOffTaskProps extends RunProps {
  /** Container whose exit code decides. @default - the first essential one */
  readonly containerName?: string;
  /** The log of what waits for the task. @default - the environment's retention, CloudWatch's own key */
  readonly newLogGroup?: LogGroupProps;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

const PROPS = {
  ...RUN_PROPS,
  containerName: part,
  newLogGroup: given(RECORD),
  tags: textMap,
} satisfies PropTable<OneOffTaskProps>;

/**
 * Runs a task once for each revision of its task definition, and has the apply wait for its end: a migration before a service,
 * which names it in `dependsOn`. Where the container fails, the apply fails, nothing that depends on it moves, and the next
 * apply runs it again.
 *
 * Terraform has no resource that waits for a task; it waits for a function that does.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_invocation
 */
export class OneOffTask extends Construct {
  /** Of the function that waits. */
  public readonly functionName: string;

  public constructor(scope: Construct, id: string, input: OneOffTaskProps) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, PROPS, input);
    const target = runTargetOf(this, props);
    const name = physicalName(this, 64);
    claimName(this, "id", { service: "lambda", resource: `function:${name}` });
    const logGroup = new LogGroup(this, "logs", {
      logGroupName: `/aws/lambda/${name}`,
      tags: props.tags,
      ...props.newLogGroup,
    });
    const role = this.addRole(props);
    logGroup.grantWrite(role);
    const code = zipOf("index.js", Buffer.from(RUN_ONCE_FUNCTION));
    const file = new GeneratedFile(this, "code", { fileName: "run-once.zip", content: code });
    const waiting = goesLast(
      new LambdaFunction(this, "function", {
        functionName: name,
        description: "Runs an ECS task once and waits for its end",
        role: role.roleArn,
        runtime: "nodejs22.x",
        handler: "index.handler",
        filename: file.path,
        sourceCodeHash: file.hash,
        timeout: TIMEOUT_SECONDS,
        memorySize: 128,
        architectures: ["arm64"],
        // Without it Lambda writes to the group of its name.
        loggingConfig: props.newLogGroup?.logGroupName
          ? { logFormat: "Text", logGroup: logGroup.logGroupName }
          : undefined,
        tags: props.tags,
      }),
    );
    const produce = this.inputOf(props, target);
    const run = new LambdaInvocation(this, "run", {
      functionName: waiting.functionName,
      input: Lazy.stringValue({ produce: () => terraformJson(produce()) }),
    });
    this.node.defaultChild = run;
    this.node.addValidation({
      validate: () => {
        if (props.containerName === undefined) return [];
        const { containerName: name, taskDefinition } = props;
        const given = { name, known: taskDefinition.containerNames };
        const problem = rules.runContainer.problem("containerName", given);
        return problem ? [describeFinding(problem)] : [];
      },
    });
    OrderOfCreation.of(this).require(run, () => [
      ...role.dependables,
      ...logGroup.dependables,
      ...neededToRun(props),
    ]);
    this.functionName = waiting.functionName;
  }

  /** What is run: another input is another run. The container is known when all are added. */
  private inputOf(props: OneOffTaskProps, target: ReturnType<typeof runTargetOf>): () => Json {
    const { taskDefinition, containerName: name } = props;
    const { networkConfiguration: network, launchType, platformVersion } = target;
    const listed = (list: unknown): Json => list as Json;
    const ip = eitherText(props.assignPublicIp ?? false, "ENABLED", "DISABLED");
    const container = name === undefined ? undefined : jsonEmbedded(this, "container", name);
    const run = valuesEmbedded(this, "", {
      cluster: props.cluster.clusterArn,
      taskDefinition: taskDefinition.taskDefinitionArn,
      launchType,
      platformVersion,
      capacityProviderStrategy: listed(target.capacityProviderStrategy),
      networkConfiguration: network && {
        awsvpcConfiguration: {
          subnets: network.subnets,
          securityGroups: network.securityGroups,
          assignPublicIp: jsonEmbedded(this, "assign-public-ip", ip),
        },
      },
      placementConstraints: listed(target.placementConstraints),
      placementStrategy: listed(target.orderedPlacementStrategy),
    });
    return () => ({ container: container ?? taskDefinition.containerNames[0], run });
  }

  private addRole(props: OneOffTaskProps): AwsServiceRole {
    const { cluster } = props;
    const role = new AwsServiceRole(this, "role", {
      servicePrincipal: "lambda.amazonaws.com",
      description: "Runs an ECS task once and waits for its end",
      tags: props.tags,
    });
    grantRun(this, role, props);
    const conditions = { ArnEquals: { "ecs:cluster": [cluster.clusterArn] } };
    const tasks = AwsTarget.of(this).arn({
      service: "ecs",
      resource: `task/${cluster.clusterName}/*`,
    });
    role.addToPolicy("run-task", {
      actions: ["ecs:DescribeTasks"],
      resources: [tasks],
      conditions,
    });
    // It takes no resource but container instances, by which nothing is asked here.
    role.addToPolicy("run-task", { actions: ["ecs:ListTasks"], resources: ["*"], conditions });
    return role;
  }
}
