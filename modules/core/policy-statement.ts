/** `operator → key → values` of an IAM condition. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** One statement of an IAM policy. */
export interface PolicyStatement {
  /** @default - none */
  readonly sid?: string;
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** @default - none: the statement of a trust policy */
  readonly resources?: readonly string[];
  /** Principal type (`AWS`, `Service`) and its principals. @default - none: an identity policy */
  readonly principals?: Readonly<Record<string, readonly string[]>>;
  /** @default - none */
  readonly conditions?: Conditions;
}
