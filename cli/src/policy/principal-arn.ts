/** What the ARN of a principal says about it. */
export interface PrincipalArn {
  /** `other`: no IAM or STS ARN, or one that is not known yet. */
  readonly kind: "role" | "session" | "user" | "federated-user" | "root" | "other";
  readonly partition: string;
  readonly account: string;
  /** The role's or user's name without its path; a session's role. */
  readonly name: string;
}

const FORM = /^arn:([^:$]+):(iam|sts)::(\d{12}):(root|([a-z-]+)\/([^$]+))$/;

/**
 * Takes the ARN of a principal apart.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function parsePrincipalArn(arn: string): PrincipalArn {
  const found = FORM.exec(arn);
  if (!found) return { kind: "other", partition: "", account: "", name: "" };
  const [, partition = "", service, account = "", resource = "", type = "", path = ""] = found;
  if (service === "iam" && resource === "root") {
    return { kind: "root", partition, account, name: "" };
  }
  const parts = path.split("/");
  const last = parts.at(-1) ?? "";
  if (service === "iam" && (type === "role" || type === "user")) {
    return { kind: type, partition, account, name: last };
  }
  if (service === "sts" && type === "assumed-role" && parts.length === 2) {
    return { kind: "session", partition, account, name: parts[0] ?? "" };
  }
  if (service === "sts" && type === "federated-user") {
    return { kind: "federated-user", partition, account, name: last };
  }
  return { kind: "other", partition: "", account: "", name: "" };
}

/** Whether two ARNs are of the same role, with or without its path, as the role or as a session of it. */
export function isSameRole(one: PrincipalArn, other: PrincipalArn): boolean {
  // A role's name is unique in its account, so the path that a session's ARN lacks does not matter.
  return (
    one.partition === other.partition && one.account === other.account && one.name === other.name
  );
}
