import type { AwsVpcConfiguration } from "@aws-sdk/client-ecs";
import { isObject, listIn, own, ownPath, parseJson, textIn, textsOf } from "../json";

/** A resource of a state. */
export interface StateResource {
  readonly type: string;
  readonly mode: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What starts tasks, in the order of reports. */
export const STARTER_KINDS = [
  "service",
  "task set",
  "schedule",
  "event rule",
  "one-off task",
] as const;

/** One of them. */
export type Starter = (typeof STARTER_KINDS)[number];

/** What a stack has tasks started by, and where. */
export interface Placement {
  readonly starter: Starter;
  /** @default - its resource has none */
  readonly name?: string;
  /** ARN or family. */
  readonly taskDefinition?: string;
  readonly launchType?: string;
  readonly platformVersion?: string;
  /** @default - the tasks start in that of their instance */
  readonly network?: AwsVpcConfiguration;
}

/** Everything in a state that starts tasks. */
export function placementsIn(resources: readonly StateResource[]): readonly Placement[] {
  return resources.flatMap(({ type, mode, values }) => {
    const read = mode === "managed" ? STARTERS[type] : undefined;
    return read === undefined ? [] : read(values);
  });
}

const STARTERS: Partial<Record<string, (values: unknown) => readonly Placement[]>> = {
  aws_ecs_service: (values) => [startedBy("service", own(values, "name"), values)],
  aws_ecs_task_set: (values) => [startedBy("task set", own(values, "service"), values)],
  aws_scheduler_schedule: (values) =>
    blocks(values, "target").flatMap((target) =>
      blocks(target, "ecs_parameters").map((ecs) =>
        startedBy("schedule", own(values, "name"), ecs, "task_definition_arn"),
      ),
    ),
  aws_cloudwatch_event_target: (values) =>
    blocks(values, "ecs_target").map((ecs) =>
      startedBy("event rule", own(values, "rule"), ecs, "task_definition_arn"),
    ),
  aws_lambda_invocation: startedByFunction,
};

function startedBy(
  starter: Starter,
  name: unknown,
  from: unknown,
  taskDefinition = "task_definition",
): Placement {
  const [network] = blocks(from, "network_configuration");
  return {
    starter,
    name: textIn(name),
    taskDefinition: filled(own(from, taskDefinition)),
    launchType: filled(own(from, "launch_type")),
    platformVersion: filled(own(from, "platform_version")),
    ...(network !== undefined && {
      network: {
        subnets: [...textsOf(own(network, "subnets"))],
        securityGroups: [...textsOf(own(network, "security_groups"))],
        assignPublicIp: own(network, "assign_public_ip") === true ? "ENABLED" : "DISABLED",
      },
    }),
  };
}

/** A one-off task of the modules: a function that is given what it is to run. */
function startedByFunction(values: unknown): readonly Placement[] {
  const run = own(parseJson(textIn(own(values, "input")) ?? ""), "run");
  const taskDefinition = filled(own(run, "taskDefinition"));
  if (taskDefinition === undefined) return [];
  const network = ownPath(run, "networkConfiguration", "awsvpcConfiguration");
  return [
    {
      starter: "one-off task",
      name: textIn(own(values, "function_name")),
      taskDefinition,
      launchType: filled(own(run, "launchType")),
      platformVersion: filled(own(run, "platformVersion")),
      ...(isObject(network) && {
        network: {
          subnets: [...textsOf(own(network, "subnets"))],
          securityGroups: [...textsOf(own(network, "securityGroups"))],
          assignPublicIp: own(network, "assignPublicIp") === "ENABLED" ? "ENABLED" : "DISABLED",
        },
      }),
    },
  ];
}

/** Blocks as Terraform keeps them. */
function blocks(owner: unknown, name: string): readonly unknown[] {
  return listIn(own(owner, name));
}

function filled(value: unknown): string | undefined {
  return textIn(value) || undefined;
}
