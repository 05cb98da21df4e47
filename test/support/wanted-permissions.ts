import { readJson, type AwsRequest } from "../../cli/src/local-aws/quirk";

/** What IAM is asked when a call is made. */
export interface WantedPermission {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

interface Scope {
  readonly region: string;
  readonly account: string;
}

type Wanted = readonly Pick<WantedPermission, "resource">[];

/**
 * By action: which resources a call is about, as the service authorization reference lists them.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const RESOURCES: Readonly<
  Record<string, (body: Readonly<Record<string, unknown>>, scope: Scope) => Wanted>
> = {
  "ecs:DescribeServices": ({ cluster, services }, scope) =>
    list(services).map((service) => ({ resource: ecs("service", scope, cluster, service) })),
  "ecs:DescribeTaskDefinition": everything,
  "ecs:DescribeTasks": ({ cluster, tasks }, scope) =>
    list(tasks).map((task) => ({ resource: ecs("task", scope, cluster, task) })),
  "ecs:ListServices": everything,
  "ecs:ListTasks": everything,
  "ecs:UpdateService": ({ cluster, service }, scope) => [
    { resource: ecs("service", scope, cluster, service) },
  ],
  "secretsmanager:DescribeSecret": secret,
  "secretsmanager:ListSecretVersionIds": secret,
  "ssm:DescribeParameters": everything,
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: no permission is needed.
  "sts:GetCallerIdentity": () => [],
};

/** The permissions that a call takes. @throws Error for a call that the table above does not know */
export function permissionsOf(request: AwsRequest, account: string): readonly WantedPermission[] {
  if (request.service === "s3") return [permissionOfS3(request)];
  const region = /Credential=[^/]*\/\d*\/([^/]+)\//.exec(request.headers.authorization ?? "")?.[1];
  const action = `${request.service}:${request.operation}`;
  const find = RESOURCES[action];
  if (!find || !region) throw new Error(`which permission does ${action} take?`);
  const body = readJson(request);
  const scope = { region, account };
  const clusterKey = ["ecs:ListServices", "ecs:ListTasks"].includes(action);
  const context: Record<string, string> = clusterKey
    ? { "ecs:cluster": `arn:aws:ecs:${region}:${account}:cluster/${lastPart(body["cluster"])}` }
    : {};
  return find(body, scope).map(({ resource }) => ({ action, resource, context }));
}

/** Of the calls that this project makes, with the bucket in the path. */
function permissionOfS3({ method, path }: AwsRequest): WantedPermission {
  const { pathname, searchParams } = new URL(path, "http://localhost");
  const [bucket = "", ...rest] = decodeURIComponent(pathname).slice(1).split("/");
  const key = rest.join("/");
  const resource = `arn:aws:s3:::${key === "" ? bucket : `${bucket}/${key}`}`;
  if (method === "GET" && key === "" && searchParams.get("list-type") === "2") {
    const context = { "s3:prefix": searchParams.get("prefix") ?? "" };
    return { action: "s3:ListBucket", resource, context };
  }
  throw new Error(`which permission does ${method} ${path} take?`);
}

function everything(): Wanted {
  return [{ resource: "*" }];
}

function secret({ SecretId }: Readonly<Record<string, unknown>>): Wanted {
  return [{ resource: String(SecretId) }];
}

function ecs(kind: string, { region, account }: Scope, cluster: unknown, name: unknown): string {
  return `arn:aws:ecs:${region}:${account}:${kind}/${lastPart(cluster)}/${lastPart(name)}`;
}

function lastPart(name: unknown): string {
  return String(name).split("/").pop() ?? "";
}

function list(items: unknown): readonly unknown[] {
  return Array.isArray(items) ? items : [];
}
