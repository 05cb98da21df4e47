import type { PlainTextAllowance } from "../../../modules/facts";

/** How much a finding matters. */
export type Severity = "high" | "medium" | "low";

/** How something differs between before and after. */
export type Difference = "added" | "removed" | "changed" | "same";

/** Something that a reviewer should know. */
export interface Finding {
  /** Stable, such as IAM-WIDENED. */
  readonly id: string;
  readonly severity: Severity;
  /** What it is about: a construct path, an address, a role or a secret. */
  readonly subject: string;
  /** Terraform's address of the resource. @default - it is about none, or about several */
  readonly address?: string;
  /** What is the case, in a sentence. */
  readonly text: string;
  /** What was there, and goes with what is found: statements, settings. @default - nothing that may be shown */
  readonly removed?: readonly string[];
  /** What takes its place. @default - the text says it */
  readonly added?: readonly string[];
  /** What to do, or what to ask. */
  readonly remedy: string;
  /** Why it does not block. @default - it is not waived */
  readonly waived?: { readonly reason: string; readonly expires: string };
  /** Whether it fails the review. */
  readonly blocking: boolean;
  /** What lets it pass, to be completed with a reason. @default - it does not block */
  readonly waiver?: {
    readonly finding: string;
    readonly subject: string;
    readonly stack: string;
    readonly reason: string;
    readonly expires: string;
  };
}

/** A place in a task that receives a secret. */
export interface SecretUse {
  readonly taskDefinition: string;
  readonly container: string;
  /** How it is delivered, such as `variable`. */
  readonly way: string;
  /** What receives it, such as `DB_PASSWORD`. */
  readonly target: string;
}

/** Whether a principal can read a secret: what the evaluator says, `undecided` with its reason. */
export type Access = "readable" | "not readable" | "cannot prove";

/** Who can read a secret, before and after. */
export interface AccessEntry {
  /** The role, as reports show it. */
  readonly principal: string;
  /** What kind of principal it is: `task`, `function`, `instance`, `user`. @default - the plan does not tell */
  readonly kind?: string;
  /** The secret, as reports show it: `secret orders/dev/db`, `parameter /orders/dev/api-key`. */
  readonly secret: string;
  readonly before: Access;
  readonly after: Access;
  readonly difference: Difference;
  /** Why it cannot be proved. @default - it can */
  readonly reason?: string;
  /** What of the tasks receives it afterwards. */
  readonly uses: readonly SecretUse[];
  /** Whether it is an execution role that no task has for this secret. @default false */
  readonly unused?: boolean;
}

/** A statement of a policy that came, went, or grew. */
export interface StatementChange {
  /** The role, key, bucket or secret whose policy it is. */
  readonly owner: string;
  readonly policy: "identity" | "boundary" | "trust" | "resource";
  readonly kind: "widened" | "narrowed" | "cosmetic" | "cannot prove";
  readonly effect: "Allow" | "Deny";
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Condition operators and keys with their values. */
  readonly conditions: readonly string[];
  /** The reference that needs exactly this. @default - none does */
  readonly explainedBy?: string;
  /** Whether it is of something new, and lets nobody read a secret, a parameter or a key. @default false */
  readonly givesNothing?: boolean;
}

/** One resource that changes. */
export interface ChangeEntry {
  readonly label: string;
  readonly type: string;
  readonly action: string;
  /** `moved from …`, `imported`, `deposed`, `new revision`, `deferred: …`. */
  readonly notes: readonly string[];
}

/** One container of a task definition that changes. */
export interface ContainerChange {
  readonly taskDefinition: string;
  readonly container: string;
  readonly difference: Difference;
  /** `image 1.7 → 1.8`, `secret DB_PASSWORD added`, `variable LOG_LEVEL changed`: names, never values. */
  readonly changes: readonly string[];
}

/** A value that the apply of this plan writes. */
export interface ValueNeeded {
  /** The Terraform variable to be set, without `TF_VAR_`. */
  readonly variable: string;
  readonly secret: string;
}

/** What of one stack is reviewed. */
export interface StackReport {
  readonly name: string;
  /** How many resources each action touches. */
  readonly counts: {
    readonly create: number;
    readonly update: number;
    readonly replace: number;
    readonly delete: number;
    readonly forget: number;
    readonly import: number;
    readonly move: number;
  };
  /** Why a later plan will differ. @default - it will not */
  readonly provisional?: string;
  /** An earlier stack of the report that changes in the same way. @default - none */
  readonly sameAs?: string;
  /** The nearest other stack, and in what this one differs from it. @default - it is alone, or `sameAs` */
  readonly differsFrom?: { readonly stack: string; readonly differences: readonly string[] };
  readonly findings: readonly Finding[];
  readonly access: readonly AccessEntry[];
  readonly statements: readonly StatementChange[];
  readonly changes: readonly ChangeEntry[];
  readonly containers: readonly ContainerChange[];
  readonly drift: readonly ChangeEntry[];
  readonly valuesNeeded: readonly ValueNeeded[];
  /** Plain texts that the code marks as no secrets, with why. @default - none */
  readonly allowances?: readonly PlainTextAllowance[];
  /** Where the plan marks values that are too short for the search of this report to find them. @default - nowhere */
  readonly unguarded?: readonly string[];
  /** Digest of everything that the apply does, values left out: what `verify` holds a plan against. */
  readonly digest: string;
  /**
   * Digest of the synthesized configuration, which tells what `digest` leaves out: environment values, commands, tags.
   * It reveals nothing that the repository does not hold.
   *
   * @default - hand-written configuration
   */
  readonly configuration?: string;
}

/** What a review was made of, and where. */
export interface Origin {
  /** @default - the environment does not tell */
  readonly commit?: string;
  /** URL of the pipeline's run. @default - the environment does not tell */
  readonly run?: string;
  /** To the minute, in UTC. */
  readonly time: string;
}

/** A review: names, ARNs, actions, counts and image tags; never a value. */
export interface Report {
  readonly schemaVersion: 1;
  readonly verdict: "clean" | "blocking";
  /** @default - it was not made in a pipeline */
  readonly origin?: Origin;
  /** The severity from which findings block. */
  readonly failOn: Severity | "never";
  /** About the review itself: expired and unused waivers. */
  readonly findings: readonly Finding[];
  readonly stacks: readonly StackReport[];
}

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
  /** Readers that a policy no longer admits while tasks with their roles still run. */
  readonly shutOut: readonly ShutOut[];
  /** What execution roles can read and no task definition with that role names. */
  readonly unusedGrants: readonly UnusedGrant[];
  /** Statements of identity, boundary and resource policies that widened, and that no reference needs. */
  readonly widened: readonly StatementChange[];
  /** Statements of trust policies that widened, and that nothing explains. */
  readonly trustWidened: readonly StatementChange[];
  /** What everyone can reach after the plan. */
  readonly publicAccess: readonly PublicAccess[];
  /** What cannot be said from this plan, each with its reason. */
  readonly unproven: readonly Unproven[];
}

/** A reference that its reader is denied. */
export interface UnreadableReference {
  readonly use: SecretUse;
  /** The role that reads it, as reports show it; undefined when the task definition names none. */
  readonly principal: string | undefined;
  /** The secret, as reports show it. */
  readonly secret: string;
  /** Why, in the words of the policy evaluator. */
  readonly reason: string;
  /** Whether it was like this before the plan. */
  readonly before: boolean;
}

/** A reader of tasks that run, which a new policy no longer admits. */
export interface ShutOut {
  /** Whose policy it is: the secret, key or bucket, as reports show it. */
  readonly subject: string;
  /** What it cannot read any more, as reports show it. */
  readonly secret: string;
  /** The role, as reports show it. */
  readonly principal: string;
  /** The family that runs with it. */
  readonly taskDefinition: string;
  /** The stack of that, where it is another one. @default - the stack of the policy */
  readonly stack?: string;
}

/** A grant that serves no reference. */
export interface UnusedGrant {
  /** The execution role, as reports show it. */
  readonly principal: string;
  /** The secret, or the resource as the policy spells it. */
  readonly secret: string;
  /** Whether it was like this before the plan. */
  readonly before: boolean;
}

/** Something that everyone can reach. */
export interface PublicAccess {
  /** The bucket, secret, key or role, as reports show it. */
  readonly subject: string;
  /** `bucket`, or `policy` for what is no bucket. */
  readonly kind: "bucket" | "policy";
  /** What makes it public, in a sentence. */
  readonly reason: string;
  /** Whether it is new, and no plan that is reviewed with it holds a secret. @default false */
  readonly givesNothing?: boolean;
  /** Whether it was like this before the plan. */
  readonly before: boolean;
}

/** A question that the plan does not answer. */
export interface Unproven {
  /** What it is about: a role and a secret, a policy, a task definition. */
  readonly subject: string;
  readonly reason: string;
  /** Whether it is a policy that changes and may let a principal read that the plan does not mention. @default false */
  readonly decisive?: boolean;
  /** Whether it hangs on a policy that stands outside of the plan. @default - on what only the apply tells */
  readonly outside?: boolean;
  /** What would decide it. @default - what is known of policies at plan time */
  readonly remedy?: string;
}
