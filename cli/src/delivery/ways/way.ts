import type { ContainerDefinition } from "@aws-sdk/client-ecs";

/** A place in a container definition where a secret is named. */
export interface Mention {
  /** What receives it, such as `DB_PASSWORD`. */
  readonly target: string;
  readonly valueFrom: string;
}

/** A way in which ECS delivers secrets before a container starts, with the execution role's permissions. */
export interface Way {
  readonly name: string;
  /** Every secret that a container names in this way. */
  mentions(container: ContainerDefinition): readonly Mention[];
}
