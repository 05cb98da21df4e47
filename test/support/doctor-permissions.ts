import { readJson, type AwsRequest } from "../../cli/src/local-aws/quirk";
import { decide, parsePolicy } from "../../cli/src/policy";
import { refusedBy } from "./recorded-calls";
import { permissionsOf, type WantedPermission } from "./wanted-permissions";

/** What a call of doctor takes: those that only doctor makes, and the others. */
export function doctorPermissionsOf(
  request: AwsRequest,
  account: string,
): readonly WantedPermission[] {
  const { service, operation } = request;
  const wanted = (action: string, resource: string): readonly WantedPermission[] => [
    { action, resource, context: {} },
  ];
  const form = new URLSearchParams(request.body.toString("utf8"));
  const body = readJson(request);
  switch (service) {
    case "ec2":
      return wanted(`ec2:${operation}`, "*");
    case "iam":
      return wanted(`iam:${operation}`, ofIam(form, account));
    case "kms": {
      const id = String(body["KeyId"]);
      const region = /\/\d*\/([^/]+)\/kms\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const arn = id.startsWith("arn:") ? id : `arn:aws:kms:${region}:${account}:key/${id}`;
      return wanted(`kms:${operation}`, arn);
    }
    case "s3":
      return ofS3(request) ?? permissionsOf(request, account);
    case "secretsmanager":
      return wanted(`secretsmanager:${operation}`, secretArn(String(body["SecretId"]), account));
    case "ssm":
      if (operation !== "GetParameters") return permissionsOf(request, account);
      return (body["Names"] as readonly string[]).flatMap((name) =>
        wanted("ssm:GetParameters", `arn:aws:ssm:eu-central-1:${account}:parameter${name}`),
      );
    default:
      return permissionsOf(request, account);
  }
}

/** A secret that is asked for by its name is one of that name with any ending. */
function secretArn(id: string, account: string): string {
  return id.startsWith("arn:") ? id : `arn:aws:secretsmanager:eu-central-1:${account}:secret:${id}`;
}

function ofIam(form: URLSearchParams, account: string): string {
  const role = form.get("RoleName");
  if (role !== null) return `arn:aws:iam::${account}:role/${role}`;
  return form.get("PolicyArn") ?? form.get("PolicySourceArn") ?? "*";
}

/** S3 names the operation in path, query and method. */
function ofS3({ method, path }: AwsRequest): readonly WantedPermission[] | undefined {
  const { pathname, searchParams } = new URL(path, "http://localhost");
  const resource = `arn:aws:s3:::${decodeURIComponent(pathname).slice(1).replace(/\/$/, "")}`;
  const isObject = resource.includes("/");
  const action = ACTIONS.find(([query]) => searchParams.has(query))?.[1];
  if (action !== undefined) return [{ action, resource, context: {} }];
  if (isObject) return [{ action: "s3:GetObject", resource, context: {} }];
  return method === "HEAD" ? [{ action: "s3:ListBucket", resource, context: {} }] : undefined;
}

const ACTIONS = [
  ["location", "s3:GetBucketLocation"],
  ["policy", "s3:GetBucketPolicy"],
  ["encryption", "s3:GetEncryptionConfiguration"],
] as const;

/** What AWS would not allow to a user who has this policy alone, where keys let IAM decide. */
export function refusedByIam(
  policy: string,
  wanted: readonly WantedPermission[],
): readonly WantedPermission[] {
  const isKms = ({ action }: WantedPermission): boolean => action.startsWith("kms:");
  const identity = [parsePolicy(policy)];
  const refusedByKeys = wanted.filter(isKms).filter(({ action, resource, context }) => {
    const account = resource.split(":")[4] ?? "";
    const root = `arn:aws:iam::${account}:root`;
    const key = parsePolicy({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" }],
    });
    const principal = { arn: `arn:aws:iam::${account}:user/me` };
    const request = { principal, action, resource, context };
    return decide(request, { identity, key, sameAccount: true }).outcome !== "allowed";
  });
  return [
    ...refusedByKeys,
    ...refusedBy(
      policy,
      wanted.filter((item) => !isKms(item)),
    ),
  ];
}
