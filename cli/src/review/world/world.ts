import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { AwsPlace } from "../../../../modules/facts";
import type { Tags } from "../../ways";
import type { PolicySource } from "./policies";

/** What can have identity policies. */
export type HolderKind = "role" | "user" | "group";

/** What the plan gives policies to and that is no role of it. */
export type HolderInWorldKind = HolderKind | "permission set";

/** A principal, with everything that decides what it may do. */
export interface PrincipalInWorld {
  /** The same before and after. */
  readonly address: string;
  /** How reports show it. */
  readonly name: string;
  readonly arn: string;
  readonly identity: readonly PolicySource[];
  /** @default - it has none */
  readonly boundary?: PolicySource;
  /** All of them. @default - they are not known, or a session may bring others */
  readonly tags?: Tags;
  /** Condition keys of all that it asks for. @default - what follows from its ARN */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** Condition keys, or families of them, that none of its requests has. @default - none */
  readonly lacks?: readonly string[];
  /** Condition keys that some of its requests have as they are asked for. @default - none */
  readonly freeKeys?: readonly string[];
}

/** A role of the plan. */
export interface RoleInWorld extends PrincipalInWorld {
  readonly trust: PolicySource;
}

/** A user, a group, a permission set, or a role that is no part of the plan, to whom the plan gives policies. */
export interface HolderInWorld extends PrincipalInWorld {
  readonly kind: HolderInWorldKind;
  /** Whether the plan holds it as a resource. @default false */
  readonly inPlan?: boolean;
  /** What they have themselves. */
  readonly own: readonly PolicySource[];
  /** What a user has from groups. */
  readonly groups: readonly {
    readonly name: string;
    readonly policies: readonly PolicySource[];
  }[];
}

/** A secret or a parameter. */
export interface SecretInWorld {
  readonly address: string;
  readonly store: "secretsmanager" | "ssm";
  /** How reports show it: `secret orders/db`, `parameter /orders/api-key`. */
  readonly title: string;
  readonly arn: string;
  /** @default - it has none */
  readonly policy?: PolicySource;
  /** ARN, id or alias of its key. @default - an AWS managed key */
  readonly keyId?: string;
  /** The Region that is taken for its own, because nothing tells it. @default - it is known */
  readonly assumedRegion?: string;
  /** ARN of the function that rotates it. @default - none does, or another plan says so */
  readonly rotatedBy?: string;
  /** Whether its store keeps it as plain text. */
  readonly plainText: boolean;
  /** All of them. @default - they are not known */
  readonly tags?: Tags;
  /** Shares that it is in, and of which nobody knows here to whom they give it. @default - there are none */
  readonly unknownShares?: readonly PolicySource[];
  /** What of it the plan does not hold, where it holds only its policy or its shares. @default - the plan holds it */
  readonly missing?: string;
}

/** A KMS key. */
export interface KeyInWorld {
  readonly address: string;
  readonly label: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly policy: PolicySource;
  /** All of them. @default - they are not known */
  readonly tags?: Tags;
  /** Its grants, as the statements of a key policy. */
  readonly grants: readonly PolicySource[];
  /** Whether its policy is not in the plan, and AWS's own is taken for it. @default false */
  readonly isAssumed?: boolean;
}

/** A bucket. */
export interface BucketInWorld {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  /** @default - it has none */
  readonly policy?: PolicySource;
  /** Whether it blocks public policies, and whether it blocks public ACLs; `isOpen` where the plan does not tell. */
  readonly blocks: { readonly policy: boolean; readonly acl: boolean; readonly isOpen?: boolean };
  /** Its canned ACL. @default - private */
  readonly acl?: string;
  /** Default encryption of its objects. @default - no customer's key */
  readonly keyId?: string;
  readonly bucketKey: boolean;
  readonly accessPoints: readonly AccessPointInWorld[];
  /** What of it the plan does not hold, where it holds only what is set on it. @default - the plan holds it */
  readonly missing?: string;
}

/**
 * Another name for a bucket, under which its objects are read with a policy of its own: an access point, one of several Regions, or
 * one that has a function change what is read.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
 */
export interface AccessPointInWorld {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  /** By which a bucket's name is replaced in calls. @default - it has none, or only the apply tells it */
  readonly alias?: string;
  /** @default - it has none */
  readonly policy?: PolicySource;
  /** Whether it lets no policy open it to everybody. */
  readonly isBlocked: boolean;
  /** The one from which its function reads. @default - it is none with a function */
  readonly under?: AccessPointInWorld;
}

/** A task definition. */
export interface TaskInWorld {
  readonly address: string;
  readonly family: string;
  /** What its containers name without saying where it is, is there. */
  readonly place: AwsPlace;
  /** ARNs or names. @default - it names none */
  readonly executionRole?: string;
  readonly taskRole?: string;
  /** Undefined when only the apply tells. */
  readonly containers: readonly ContainerDefinition[] | undefined;
  /** What unknown containers refer to. */
  readonly references: readonly string[];
}

/** A managed policy. */
export interface OtherPolicy {
  readonly address: string;
  readonly label: string;
  readonly policy: PolicySource;
}

/** A policy of the plan that it sets on something of which it does not tell what it is, or where it belongs. */
export interface LoosePolicy {
  /** Of what sets it. */
  readonly address: string;
  /** How reports show what it is set on. */
  readonly owner: string;
  readonly about: "secret" | "key" | "bucket";
  readonly policy: PolicySource;
  /** Whether it is set on something that the plan surely does not make. @default false */
  readonly isOutside?: boolean;
}

/** Who signs in through IAM Identity Center. */
export interface SignInWorld {
  readonly assignments: readonly AssignmentInWorld[];
  readonly memberships: readonly MembershipInWorld[];
}

/** That a user or a group of IAM Identity Center has a permission set in an account. */
export interface AssignmentInWorld {
  /** The same before and after. */
  readonly principal: string;
  /** How reports show the principal. */
  readonly name: string;
  readonly account: string;
  /** Address of the permission set. @default - it is not made by the plan */
  readonly set?: string;
  readonly setName: string;
}

/** That a user is in a group of IAM Identity Center. */
export interface MembershipInWorld {
  readonly group: string;
  readonly groupName: string;
  /** Whether the plan holds it as a resource. */
  readonly groupInPlan: boolean;
  readonly member: string;
  /** How reports show the member. */
  readonly name: string;
}

/** Everything of one side of a plan that decides who can read what. */
export interface World {
  readonly place: AwsPlace;
  /** The id of the organization that its account is in. @default - the plan does not read it */
  readonly organization?: string;
  readonly roles: readonly RoleInWorld[];
  readonly secrets: readonly SecretInWorld[];
  readonly keys: readonly KeyInWorld[];
  readonly buckets: readonly BucketInWorld[];
  readonly tasks: readonly TaskInWorld[];
  readonly holders: readonly HolderInWorld[];
  readonly signIns: SignInWorld;
  readonly others: readonly OtherPolicy[];
  readonly loose: readonly LoosePolicy[];
  /** Grants of keys that are no part of the plan, by the ARN or the id of the key. */
  readonly outsideGrants: ReadonlyMap<string, readonly PolicySource[]>;
  /** Target of each alias, by name and by ARN. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** A property that is left out where it has no value. */
export function optional<K extends string, T>(
  name: K,
  value: T | undefined,
): { readonly [P in K]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: T };
}
