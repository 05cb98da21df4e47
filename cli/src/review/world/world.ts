import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { PolicySource } from "./policy-source";
import type { Place } from "./stand-in";

/** A role with everything that decides what it may do. */
export interface RoleInWorld {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  readonly trust: PolicySource;
  readonly identity: readonly PolicySource[];
  /** @default - it has none */
  readonly boundary?: PolicySource;
}

/** A secret or a parameter. */
export interface SecretInWorld {
  readonly address: string;
  readonly store: "secretsmanager" | "ssm";
  /** For people: `secret orders/db`, `parameter /orders/api-key`. */
  readonly title: string;
  readonly arn: string;
  /** @default - it has none */
  readonly policy?: PolicySource;
  /** ARN, id or alias of its key. @default - an AWS managed key */
  readonly keyId?: string;
  /** Whether its store keeps it as plain text. */
  readonly plainText: boolean;
}

/** A KMS key. */
export interface KeyInWorld {
  readonly address: string;
  readonly label: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly policy: PolicySource;
}

/** A bucket. */
export interface BucketInWorld {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  /** @default - it has none */
  readonly policy?: PolicySource;
  /** Whether it blocks public policies, and whether it blocks public ACLs. */
  readonly blocks: { readonly policy: boolean; readonly acl: boolean };
  /** Its canned ACL. @default - private */
  readonly acl?: string;
  /** Default encryption of its objects. @default - no customer's key */
  readonly keyId?: string;
  readonly bucketKey: boolean;
}

/** A task definition. */
export interface TaskInWorld {
  readonly address: string;
  readonly family: string;
  /** ARNs or names. @default - it names none */
  readonly executionRole?: string;
  readonly taskRole?: string;
  /** Undefined when only the apply tells. */
  readonly containers: readonly ContainerDefinition[] | undefined;
  /** What unknown containers refer to. */
  readonly references: readonly string[];
}

/** A policy of a user or a group, or a managed one. */
export interface OtherPolicy {
  readonly address: string;
  readonly label: string;
  readonly policy: PolicySource;
}

/** Everything of one side of a plan that decides who can read what. */
export interface World {
  readonly place: Place;
  readonly roles: readonly RoleInWorld[];
  readonly secrets: readonly SecretInWorld[];
  readonly keys: readonly KeyInWorld[];
  readonly buckets: readonly BucketInWorld[];
  readonly tasks: readonly TaskInWorld[];
  readonly others: readonly OtherPolicy[];
  /** Target of each alias, by name and by ARN. */
  readonly aliases: ReadonlyMap<string, string>;
}
