import type { IConstruct } from "constructs";
import type { IGrantee, Json } from "../core";
import { environmentVariableName } from "./rules";
import type { SecretReference, SecretRevision } from "./secret-reference";

/** Variable name → secret. */
export type SecretVariables = Readonly<Record<string, SecretReference>>;

/**
 * The `secrets` of a container definition, granted to the role that reads them.
 *
 * Of use without a task definition, too: for teams that register theirs elsewhere, `toJson()` is the fragment.
 */
export class ContainerSecrets {
  private readonly variables: SecretVariables;

  /**
   * @param user whose secrets these are: errors name its path
   * @param reader the execution role
   */
  public constructor(user: IConstruct, variables: SecretVariables, reader: IGrantee) {
    this.variables = { ...variables };
    for (const [name, reference] of this.entries) {
      environmentVariableName.enforce(user, "secrets", name);
      reference.validate(user, `secrets.${name}`);
      reference.grantRead(reader);
    }
  }

  /** Sorted by name: the order of declaration never shows in a plan. */
  public get entries(): readonly (readonly [string, SecretReference])[] {
    return Object.entries(this.variables).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  public get references(): readonly SecretReference[] {
    return this.entries.map(([, reference]) => reference);
  }

  /** `[{ name, valueFrom }]`, as a container definition holds it. */
  public toJson(): readonly Json[] {
    return this.entries.map(([name, { valueFrom }]) => ({ name, valueFrom }));
  }
}

/** One entry per secret, for the triggers of a service. */
export function revisionsOf(references: readonly SecretReference[]): Record<string, string> {
  const revisions = references
    .map((reference) => reference.revision)
    .filter((revision): revision is SecretRevision => revision !== undefined)
    .map(({ name, revision }) => [name, revision] as const);
  return Object.fromEntries(revisions.sort(([a], [b]) => (a < b ? -1 : 1)));
}
