import type { Configuration } from "./configuration";

/** What a plan does with a resource. */
export type Action =
  "create" | "read" | "update" | "replace" | "delete" | "forget" | "open" | "no-op" | "unknown";

/** Attributes of a resource as Terraform prints them; what is not known yet is left out. */
export type Values = Readonly<Record<string, unknown>>;

/** One resource in a plan. */
export interface ResourceChange {
  readonly address: string;
  /** The construct path of cdktf where there is one, else the address. */
  readonly label: string;
  readonly mode: "managed" | "data" | "ephemeral";
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  readonly action: Action;
  /** Terraform's own words for the action, where it is `unknown` here. @default - it is known */
  readonly words?: readonly string[];
  /** Of a replacement: whether the new one exists before the old one goes. @default - the plan does not tell */
  readonly createsFirst?: boolean;
  /** Of a replacement by two addresses that differ by a digest: that of the old one. @default - both have the same */
  readonly renews?: string;
  /** Of a replacement: whether the old one stays, and Terraform only forgets it. @default false */
  readonly leavesOld?: boolean;
  /** Terraform's reason for the action, such as `replace_because_tainted`. @default - it gives none */
  readonly reason?: string;
  /** Attributes that force a replacement, as paths joined by dots. */
  readonly replacedBy: readonly string[];
  /** Address before this plan. @default - the same */
  readonly movedFrom?: string;
  readonly imported: boolean;
  /** Key of a deposed object that this change is about. @default - the current object */
  readonly deposed?: string;
  /** Why it is put off to a later plan. @default - it is not */
  readonly deferred?: string;
  readonly before: Values | undefined;
  readonly after: Values | undefined;
  /** Terraform's tree of what becomes known only at apply. */
  readonly afterUnknown: unknown;
  /** Terraform's trees of what is marked as sensitive. */
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
}

/** What becomes of an output of the root module. */
export interface OutputChange {
  readonly name: string;
  /** Terraform's words, such as `["update"]`. */
  readonly actions: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
  /** Terraform's tree of what becomes known only at apply. */
  readonly afterUnknown: unknown;
  /** Terraform's trees of what is marked as sensitive. */
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
}

/**
 * Something that the apply asks of a provider besides making and changing resources, now or in a later plan.
 *
 * @see https://developer.hashicorp.com/terraform/language/invoke-actions
 */
export interface ActionInvocation {
  /** @default - Terraform names none */
  readonly address?: string;
  /** @default - Terraform names none */
  readonly type?: string;
  readonly values: unknown;
  /** Terraform's tree of what is marked as sensitive. */
  readonly sensitive: unknown;
}

/** A `check` block, precondition or postcondition, and how it came out. */
export interface Check {
  readonly name: string;
  /** `pass`, `fail`, `error` or `unknown`. */
  readonly status: string;
}

/** Everything that a state holds, modules in modules included. */
export interface State {
  readonly outputs: readonly StateOutput[];
  readonly resources: readonly StateResource[];
}

/** An output of a state's root module. */
interface StateOutput {
  readonly name: string;
  readonly sensitive: boolean;
  readonly value: unknown;
}

/** A resource or data source of a state. */
export interface StateResource {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly values: Values | undefined;
  /** Terraform's tree of what is marked as sensitive. */
  readonly sensitive: unknown;
  /** Addresses of the resources that it needs, as the state knows them: without the index of an instance. */
  readonly needs: readonly string[];
}

/** A plan that can be reviewed, of any Terraform configuration. */
export interface Plan {
  readonly terraformVersion: string;
  /** False when Terraform itself says that another plan must follow. */
  readonly complete: boolean;
  /** Resources of the state of which it says nothing, such as one with -target. */
  readonly unmentioned: readonly string[];
  readonly changes: readonly ResourceChange[];
  /** What changed outside Terraform. */
  readonly drift: readonly ResourceChange[];
  readonly outputs: readonly OutputChange[];
  readonly invocations: readonly ActionInvocation[];
  readonly checks: readonly Check[];
  /** Values of the root module's variables, given or by default. */
  readonly variables: ReadonlyMap<string, unknown>;
  readonly configuration: Configuration;
  /** Resources, or instances of them, of whose attributes anything in the plan is made, through locals as well. */
  readonly relevant: readonly {
    readonly resource: string;
    /** The attribute; none where it is the whole resource. */
    readonly path: readonly string[];
  }[];
  /** The state that the plan starts from, with the data sources that were read while planning. */
  readonly priorState: State;
  /** What the plan leaves behind, as far as it is known. */
  readonly plannedState: State;
}

/** The configuration of one stack as synthesized (`cdk.tf.json`), from which unknown policies are recovered. */
export type SynthesizedConfiguration = Readonly<Record<string, unknown>>;

/** Outputs of another stack of the app that a stack reads, and that the other one has only when it is applied. */
export interface AwaitedOutputs {
  readonly stack: string;
  readonly outputs: readonly string[];
}

/** What is reviewed of one stack. */
export interface StackInput {
  readonly name: string;
  readonly plan: Plan;
  /** @default - hand-written configuration */
  readonly synthesized?: SynthesizedConfiguration;
  /** Whether real resources were read before it was made. @default true */
  readonly refreshed?: boolean;
  /** Why it cannot be planned yet; its plan says then what there is now, and changes nothing. @default - it was planned */
  readonly awaits?: readonly AwaitedOutputs[];
  /** Services that ECS still deploys; asked only after an apply that did not come to its end. @default - not known */
  readonly rolling?: readonly string[];
}
