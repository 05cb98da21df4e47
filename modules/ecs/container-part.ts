import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Json } from "../core";
import type { ContainerProps } from "./container-props";
import type { SecretReference } from "./secret-reference";
import type { TaskContext } from "./task-context";

/** Something that only newer Fargate platforms can do. */
export interface PlatformFeature {
  readonly feature: string;
  /** First platform version that can, such as `1.4.0`. */
  readonly since: string;
}

/** What one way of delivery adds to a container. */
export interface ContainerPart {
  /** Fields of the container definition; lists of the same field are put together. */
  readonly fields: { readonly [field: string]: Json };
  /** Secrets that starting the container needs. @default - none */
  readonly references?: readonly SecretReference[];
  /** What else must exist before a task starts. @default - nothing */
  readonly dependables?: readonly ITerraformDependable[];
  /** @default - any platform can */
  readonly features?: readonly PlatformFeature[];
}

/**
 * A place of a container where a secret may stand: reads its own props, grants what they reference, and renders them.
 *
 * @returns undefined where the container does not use it
 */
export type ContainerWay = (
  container: Construct,
  props: ContainerProps,
  task: TaskContext,
) => ContainerPart | undefined;

/** The platform features that references need, besides what the place itself needs. */
export function featuresOf(references: readonly SecretReference[]): readonly PlatformFeature[] {
  const selects = references.some((reference) => reference.selectsPart);
  return selects ? [{ feature: "a JSON key or version of a secret", since: "1.4.0" }] : [];
}
