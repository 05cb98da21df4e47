import type { ContainerDefinition } from "@aws-sdk/client-ecs";

/** A place in a container definition where a secret is named. */
export interface Mention {
  /** What receives it, such as `DB_PASSWORD`. */
  readonly target: string;
  readonly valueFrom: string;
}

/** Which role of a task reads a secret: the one that starts the task, or the application's own. */
export type Reader = "execution" | "task";

/** A way in which secrets are delivered before a container starts. */
export interface Way {
  readonly name: string;
  readonly reader: Reader;
  /** A role that must not be able to read it. @default - none */
  readonly deniedTo?: Reader;
  /** Whether it reads whole secrets, byte by byte: binary ones, too, but no JSON keys. @default false */
  readonly readsWhole?: boolean;
  /** Every secret that a container names in this way. */
  mentions(container: ContainerDefinition): readonly Mention[];
}
