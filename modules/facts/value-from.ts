import {
  formatArn,
  parameterNameOf,
  parameterResource,
  parseArn,
  type Arn,
  type AwsPlace,
} from "./arns";

/** Which part and version of a secret of Secrets Manager is read. */
export interface ValueSelector {
  /** Top-level key of a JSON secret. */
  readonly jsonKey?: string;
  readonly versionStage?: string;
  readonly versionId?: string;
}

/** A `valueFrom`, taken apart as the ECS agent does. */
export type ValueFrom = ParameterValue | SecretValueFrom | ObjectValue;

interface Located {
  /** Without selectors. */
  readonly arn: string;
  readonly region: string;
  readonly account: string;
}

/** A parameter of Parameter Store. */
export interface ParameterValue extends Located {
  readonly store: "ssm";
  readonly name: string;
}

/** A secret of Secrets Manager. Its ARN may lack the six random characters: see `isPartialSecretArn`. */
export interface SecretValueFrom extends Located, ValueSelector {
  readonly store: "secretsmanager";
}

/** An object of a bucket. Its ARN names neither Region nor account: they are the task's. */
export interface ObjectValue extends Located {
  readonly store: "s3";
  readonly bucket: string;
  /** Ends in `/` for all objects below. */
  readonly key: string;
  /** Whether ECS reads it, which first asks where the bucket is. */
  readonly readByEcs: boolean;
}

/**
 * What ECS takes for a secret of Secrets Manager: its ARN alone, or with all three parts behind it, empty where not given.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export function formatSecretValueFrom(secretArn: string, selector: ValueSelector): string {
  const { jsonKey, versionStage, versionId } = selector;
  const parts = [jsonKey, versionStage, versionId];
  if (parts.every((part) => part === undefined)) return secretArn;
  return [secretArn, ...parts.map((part) => part ?? "")].join(":");
}

/**
 * Takes a `valueFrom` apart.
 *
 * @param task where the task runs
 * @returns what is wrong with it, where the agent would refuse it
 * @see https://github.com/aws/amazon-ecs-agent/blob/master/agent/asm/asm.go
 */
export function parseValueFrom(valueFrom: string, task: AwsPlace): ValueFrom | string {
  const location = /^s3:\/\/([^/]+)\/(.+)$/s.exec(valueFrom);
  if (location) return objectOf({ bucket: location[1], key: location[2] }, task, false);
  const arn = parseArn(valueFrom);
  if (!arn)
    return valueFrom.startsWith("arn:") ? "it is not a whole ARN" : parameter(valueFrom, task);
  if (arn.service === "ssm") return parameterOf(valueFrom, arn, task);
  if (arn.service === "s3") {
    const [bucket = "", key = ""] = arn.resource.split(/\/(.*)/s);
    if (bucket === "" || key === "") return "it names no object of a bucket";
    return { ...objectOf({ bucket, key }, task, true), arn: valueFrom };
  }
  const [kind, ...rest] = arn.resource.split(":");
  if (arn.service !== "secretsmanager" || kind !== "secret") {
    return `${arn.service} is no store of secrets`;
  }
  return secretOf(arn, rest);
}

/** Whether it is the ARN of a parameter in another account than the task's, which ECS refuses. */
export function isParameterOfOtherAccount(
  valueFrom: string,
  task: { readonly account: string },
): boolean {
  const arn = parseArn(valueFrom);
  return arn?.service === "ssm" && arn.account !== task.account;
}

function parameter(name: string, { partition, region, account }: AwsPlace): ParameterValue {
  const resource = parameterResource(name);
  const arn = formatArn({ partition, service: "ssm", region, account, resource });
  return { store: "ssm", arn, region, account, name };
}

function parameterOf(
  text: string,
  { region, account, resource }: Arn,
  task: AwsPlace,
): ParameterValue | string {
  if (isParameterOfOtherAccount(text, task)) {
    return `ECS refuses parameters of another account (${account})`;
  }
  if (resource.includes(":")) return "ECS takes no version or label of a parameter";
  return { store: "ssm", arn: text, region, account, name: parameterNameOf(resource) };
}

function objectOf(
  { bucket = "", key = "" }: { readonly bucket?: string; readonly key?: string },
  { partition, region, account }: AwsPlace,
  readByEcs: boolean,
): ObjectValue {
  const arn = `arn:${partition}:s3:::${bucket}/${key}`;
  return { store: "s3", arn, region, account, bucket, key, readByEcs };
}

function secretOf(arn: Arn, parts: readonly string[]): SecretValueFrom | string {
  const [name = "", jsonKey = "", versionStage = "", versionId = ""] = parts;
  if (parts.length !== 1 && parts.length !== 4) {
    return "after the secret's name ECS takes nothing, or exactly :json-key:version-stage:version-id";
  }
  if (name === "") return "it names no secret";
  if (versionStage !== "" && versionId !== "") {
    return "version stage and version id exclude each other";
  }
  const { region, account } = arn;
  return {
    store: "secretsmanager",
    arn: formatArn({ ...arn, resource: `secret:${name}` }),
    region,
    account,
    ...(jsonKey === "" ? {} : { jsonKey }),
    ...(versionStage === "" ? {} : { versionStage }),
    ...(versionId === "" ? {} : { versionId }),
  };
}
