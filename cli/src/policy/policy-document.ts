/**
 * A policy as the evaluator reads it: every "one or many" of the JSON is a list, every `Not…` a flag.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface PolicyDocument {
  /** What reasons call it. @default - they say its number among the identity policies, or whose it is */
  readonly name?: string;
  /** Only `2012-10-17` knows policy variables; a document without a version is `2008-10-17`. */
  readonly version: "2012-10-17" | "2008-10-17";
  readonly statements: readonly Statement[];
}

/** One statement of a policy. */
export interface Statement {
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  readonly action: Patterns;
  /** Absent in trust policies, whose resource is the role they are attached to. */
  readonly resource?: Patterns;
  /** Absent in identity policies and boundaries, whose principal is their holder. */
  readonly principal?: Principals;
  readonly conditions: readonly Condition[];
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
export interface Patterns {
  /** True for the `Not…` element: the statement is about everything these do not match. */
  readonly negated: boolean;
  readonly values: readonly string[];
}

/** `Principal` or `NotPrincipal`. */
export interface Principals {
  /** True for `NotPrincipal`. */
  readonly negated: boolean;
  readonly values: readonly PrincipalValue[];
}

/**
 * One principal a statement names; `Principal: "*"` is of the kind `Everyone`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export interface PrincipalValue {
  readonly kind: "Everyone" | "AWS" | "Service" | "Federated" | "CanonicalUser";
  readonly value: string;
}

/** One operator applied to one key; all conditions of a statement must hold. */
export interface Condition {
  /** As written, with its `ForAllValues:` and `IfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Names the statement for a reader: by its Sid, else by its position. */
export function statementName(document: PolicyDocument, statement: Statement): string {
  return statement.sid
    ? `statement "${statement.sid}"`
    : `statement ${document.statements.indexOf(statement) + 1}`;
}
