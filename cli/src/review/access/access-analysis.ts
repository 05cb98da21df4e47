import type { Access, AccessEntry, SecretUse, StatementChange } from "../report/report";

/** Who can read which secret before and after a plan, and what findings need to know of it. */
export interface AccessAnalysis {
  /** Only pairs that are readable, or perhaps readable, before or after. */
  readonly access: readonly AccessEntry[];
  /** Every statement that came, went or changed, explained ones included. */
  readonly statements: readonly StatementChange[];
  readonly facts: AccessFacts;
}

/** What the analysis found, for findings. */
export interface AccessFacts {
  /** References that the role of their task surely cannot read. */
  readonly unreadable: readonly UnreadableReference[];
  /** What execution roles can read and no task definition with that role names. */
  readonly unusedGrants: readonly UnusedGrant[];
  /** Statements of identity, boundary and resource policies that widened, and that no reference needs. */
  readonly widened: readonly StatementChange[];
  /** Statements of trust policies that widened, and that nothing explains. */
  readonly trustWidened: readonly StatementChange[];
  /** What everybody can reach after the plan. */
  readonly publicAccess: readonly PublicAccess[];
  /** What cannot be said from this plan, each with its reason. */
  readonly unproven: readonly Unproven[];
}

/** A reference that its reader is denied. */
export interface UnreadableReference {
  readonly use: SecretUse;
  /** The role that reads it, for people; undefined when the task definition names none. */
  readonly principal: string | undefined;
  /** The secret, for people. */
  readonly secret: string;
  /** Why, in the words of the policy evaluator. */
  readonly reason: string;
  /** Whether it was like this before the plan. */
  readonly before: boolean;
}

/** A grant that serves no reference. */
export interface UnusedGrant {
  /** The execution role, for people. */
  readonly principal: string;
  /** The secret or the resource as the policy has it, for people. */
  readonly secret: string;
  /** Whether it was like this before the plan. */
  readonly before: boolean;
}

/** Something that everybody can reach. */
export interface PublicAccess {
  /** The bucket, secret, key or role, for people. */
  readonly subject: string;
  /** `bucket`, or `policy` for what is no bucket. */
  readonly kind: "bucket" | "policy";
  /** What makes it public, in a sentence. */
  readonly reason: string;
  /** Whether it was like this before the plan. */
  readonly before: boolean;
}

/** A question that the plan does not answer. */
export interface Unproven {
  /** What it is about: a role and a secret, a policy, a task definition. */
  readonly subject: string;
  readonly reason: string;
  /** What the best answer was before the plan, where it is about a role and a secret. */
  readonly before?: Access;
}
