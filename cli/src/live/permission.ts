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
  return JSON.stringify({ Version: "2012-10-17", Statement }, undefined, 2);
}
