/** A `valueFrom`, taken apart as the ECS agent does. */
export type ValueFrom =
  | {
      readonly store: "ssm";
      readonly arn: string;
      readonly region: string;
      readonly account: string;
      readonly name: string;
    }
  | {
      readonly store: "secretsmanager";
      /** Without selectors. */
      readonly arn: string;
      readonly region: string;
      readonly account: string;
      readonly jsonKey?: string;
      readonly versionStage?: string;
      readonly versionId?: string;
    }
  | {
      readonly store: "s3";
      readonly arn: string;
      /** The task's: the ARN of an object names neither Region nor account. */
      readonly region: string;
      readonly account: string;
      readonly bucket: string;
      /** Ends in `/` for all objects below. */
      readonly key: string;
      /** Whether ECS reads it, which first asks where the bucket is. */
      readonly readByEcs: boolean;
    };

/**
 * Takes a `valueFrom` apart.
 *
 * @returns what is wrong with it, where the agent would refuse it
 * @see https://github.com/aws/amazon-ecs-agent/blob/master/agent/asm/asm.go
 */
export function parseValueFrom(
  valueFrom: string,
  task: { readonly region: string; readonly account: string; readonly partition: string },
): ValueFrom | string {
  const location = /^s3:\/\/([^/]+)\/(.+)$/s.exec(valueFrom);
  if (location) {
    const [, bucket = "", key = ""] = location;
    const arn = `arn:${task.partition}:s3:::${bucket}/${key}`;
    const { region, account } = task;
    return { store: "s3", arn, region, account, bucket, key, readByEcs: false };
  }
  const parts = valueFrom.split(":");
  if (parts[0] !== "arn") {
    const name = valueFrom;
    const arn = `arn:${task.partition}:ssm:${task.region}:${task.account}:parameter/${name.replace(/^\//, "")}`;
    return { store: "ssm", arn, region: task.region, account: task.account, name };
  }
  const [, , service = "", region = "", account = "", kind = "", ...rest] = parts;
  if (service === "ssm") {
    if (isParameterOfOtherAccount(valueFrom, task)) {
      return `ECS refuses parameters of another account (${account})`;
    }
    if (rest.length > 0) return "ECS takes no version or label of a parameter";
    const name = kind.replace(/^parameter/, "");
    const spelled = name.lastIndexOf("/") > 0 ? name : name.slice(1);
    return { store: "ssm", arn: valueFrom, region, account, name: spelled };
  }
  if (service === "s3") {
    const [bucket = "", key = ""] = [kind, ...rest].join(":").split(/\/(.*)/s);
    if (bucket === "" || key === "") return "it names no object of a bucket";
    const { region: ownRegion, account: own } = task;
    return {
      store: "s3",
      arn: valueFrom,
      region: ownRegion,
      account: own,
      bucket,
      key,
      readByEcs: true,
    };
  }
  if (service !== "secretsmanager" || kind !== "secret") return `${service} is no store of secrets`;
  const [name = "", jsonKey = "", versionStage = "", versionId = ""] = rest;
  if (rest.length !== 1 && rest.length !== 4) {
    return "after the secret's name ECS takes nothing, or exactly :json-key:version-stage:version-id";
  }
  if (!/-[A-Za-z0-9]{6}$/.test(name)) return "the ARN lacks its six random characters";
  if (versionStage !== "" && versionId !== "")
    return "version stage and version id exclude each other";
  return {
    store: "secretsmanager",
    arn: parts.slice(0, 7).join(":"),
    region,
    account,
    ...(jsonKey === "" ? {} : { jsonKey }),
    ...(versionStage === "" ? {} : { versionStage }),
    ...(versionId === "" ? {} : { versionId }),
  };
}

/** Whether it is the ARN of a parameter in another account than the task's, which ECS refuses. */
export function isParameterOfOtherAccount(
  valueFrom: string,
  task: { readonly account: string },
): boolean {
  const [prefix, , service, , account] = valueFrom.split(":");
  return prefix === "arn" && service === "ssm" && account !== task.account;
}

/** The name in the ARN of a secret of Secrets Manager, without the six characters that AWS adds. */
export function secretNameOf(arn: string): string {
  return arn.split(":secret:")[1]?.replace(/-[A-Za-z0-9]{6}$/, "") ?? arn;
}

/** Where a secret comes from, for people: `secret orders/db · password`. */
export function describeSource(reference: ValueFrom): string {
  if (reference.store === "ssm") return `parameter ${reference.name}`;
  if (reference.store === "s3") return `s3://${reference.bucket}/${reference.key}`;
  const { arn, jsonKey, versionStage, versionId } = reference;
  const version = versionStage ?? versionId;
  return `secret ${secretNameOf(arn)}${jsonKey ? ` · ${jsonKey}` : ""}${version ? ` @ ${version}` : ""}`;
}
