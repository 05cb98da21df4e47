/** What a stopped task's reason says. */
export interface ReasonKind {
  readonly pattern: RegExp;
  /** What happened, as a phrase. */
  readonly cause: string;
  /** The checks that look for such a cause. @default - none: only the reason itself tells */
  readonly checks?: readonly string[];
  /** Whether only `--read-values` can confirm it. @default false */
  readonly inValue?: boolean;
  /** What to do where no check finds it. @default - see whether the next task starts */
  readonly next?: string;
  /** Whether the task ran before: its start did not fail. @default false */
  readonly ran?: boolean;
}

/** What a task does not reach its services for. */
export const NETWORK: readonly string[] = ["no-network-path", "security-group-egress"];

/** What AWS refuses a role a call for. */
export const REFUSED: readonly string[] = [
  "read-permission",
  "decrypt-permission",
  "permissions-boundary",
  "organization-policy",
  "resource-policy",
  "key-policy",
];

/** What a key decrypts nothing for. */
export const KEY: readonly string[] = ["key-missing", "key-disabled", "key-pending-deletion"];

/** What a secret is not found for. */
export const ABSENT: readonly string[] = ["secret-missing", "secret-arn-mistyped", "wrong-region"];

/** What ECS has no role for. */
export const ROLE: readonly string[] = ["role-missing", "role-trust"];
