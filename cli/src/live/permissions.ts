import { partitionOf } from "../../../modules/facts";
import { printedJson } from "../json";
import { clusterName } from "./services";
import type { LiveSelection } from "./target";

/** Calls that a command makes, for a policy that allows no others. */
export interface Permission {
  /** IAM actions, such as `ecs:DescribeServices`. */
  readonly actions: readonly string[];
  /** ARNs, or `*` where the actions know no resource. */
  readonly resources: readonly string[];
  /** Condition block of the statement. @default - none */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** What it is for; becomes the statement's Sid, so letters and digits only. */
  readonly why: string;
}

/** The permissions as the JSON of an IAM policy. */
export function formatPolicy(permissions: readonly Permission[]): string {
  const Statement = permissions.map(({ actions, resources, condition, why }) => ({
    Sid: why,
    Effect: "Allow",
    Action: [...actions].sort(),
    Resource: [...resources].sort(),
    ...(condition ? { Condition: condition } : {}),
  }));
  return printedJson({ Version: "2012-10-17", Statement }, 2);
}

/** Where the resources of a selection are: what is not known yet is `*`. */
export interface ResourceScope {
  /** ARN of every cluster. */
  readonly clusters: readonly string[];
  /** ARN, or pattern, of every service. */
  readonly services: readonly string[];
  /** ARN pattern of every task. */
  readonly tasks: readonly string[];
}

/** The ARNs of a selection, without asking AWS. */
export function resourceScope({ targets, region, accountId = "*" }: LiveSelection): ResourceScope {
  const prefix = `arn:${partitionIn(region)}:ecs:${region ?? "*"}:${accountId}`;
  const below = (kind: string, name: string, id: string): string =>
    `${prefix}:${kind}/${name}/${id}`;
  const names = targets.map(({ cluster }) => clusterName(cluster));
  return {
    clusters: names.map((name) => `${prefix}:cluster/${name}`),
    services: targets.flatMap(({ cluster, services = ["*"] }) =>
      services.map((service) => below("service", clusterName(cluster), clusterName(service))),
    ),
    tasks: names.map((name) => below("task", name, "*")),
  };
}

/**
 * What finding stale tasks takes. It shows no value: which secrets there are, a task definition says, and it is not read
 * before.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
export function readPermissions(selection: LiveSelection): readonly Permission[] {
  const { clusters, services, tasks } = resourceScope(selection);
  const partition = partitionIn(selection.region);
  const isNamed = selection.targets.every((target) => target.services !== undefined);
  return [
    {
      why: "ListServicesAndTasks",
      actions: ["ecs:ListTasks", ...(isNamed ? [] : ["ecs:ListServices"])],
      resources: ["*"],
      condition: { ArnLike: { "ecs:cluster": clusters } },
    },
    { why: "DescribeServices", actions: ["ecs:DescribeServices"], resources: services },
    { why: "DescribeTasks", actions: ["ecs:DescribeTasks"], resources: tasks },
    // These know no resources.
    {
      why: "DescribeTaskDefinitionsAndParameters",
      actions: ["ecs:DescribeTaskDefinition", "ssm:DescribeParameters"],
      resources: ["*"],
    },
    {
      why: "DatesOfSecrets",
      actions: ["secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"],
      resources: [`arn:${partition}:secretsmanager:*:*:secret:*`],
    },
    {
      why: "DatesOfObjects",
      actions: ["s3:ListBucket"],
      resources: [`arn:${partition}:s3:::*`],
    },
  ];
}

function partitionIn(region: string | undefined): string {
  return region === undefined ? "*" : partitionOf(region);
}
