import type { IConstruct } from "constructs";
import type { IGrantee, Json } from "../../core";
import {
  checkArgument,
  checkArguments,
  CONSTRUCT,
  GRANTEE,
  knownMap,
  mapType,
  prepareStack,
  type PropTable,
} from "../../core/internal";
import { useReader } from "../../iam/internal";
import { environmentVariableName } from "../rules";
import { featuresOf, type ContainerWay } from "./container-way";
import { SECRET_REFERENCE, type SecretReference } from "./secret-reference";

/** Variable name → secret. */
export type SecretVariables = Readonly<Record<string, SecretReference>>;

/** The props of this way. */
export interface SecretVariablesProps {
  /** Secrets that ECS puts into variables before the container starts. @default - none */
  readonly secrets?: SecretVariables;
}

const SECRETS = mapType(SECRET_REFERENCE);

/** How they are read. */
export const SECRET_VARIABLES_PROPS = {
  secrets: knownMap(SECRET_REFERENCE),
} satisfies PropTable<SecretVariablesProps>;

/** `secrets`: variables that ECS fills before the container starts. */
export const secretVariables: ContainerWay<SecretVariablesProps> = (container, props, task) => {
  const { secrets = {} } = props;
  if (Object.keys(secrets).length === 0) return undefined;
  const granted = new ContainerSecrets(container, secrets, task.executionRole);
  return {
    fields: { secrets: granted.toJson() },
    references: granted.references,
    features: [
      { feature: "a secret in a variable", since: "1.3.0" },
      ...featuresOf(granted.references),
    ],
  };
};

/**
 * The `secrets` of a container definition, granted to the role that reads them.
 *
 * Also for task definitions that are registered elsewhere: `toJson()` is the fragment that they need.
 */
export class ContainerSecrets {
  private readonly variables: SecretVariables;

  /**
   * @param user the construct that has these secrets; errors name its path
   * @param reader the execution role
   */
  public constructor(
    private readonly user: IConstruct,
    variables: SecretVariables,
    reader: IGrantee,
  ) {
    checkArgument("new ContainerSecrets()", "user", CONSTRUCT, user);
    checkArguments(user, { secrets: [SECRETS, variables], reader: [GRANTEE, reader] });
    prepareStack(user);
    this.variables = { ...variables };
    const texts = this.references.map(({ valueFrom }) => valueFrom);
    useReader(reader, user, texts);
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

  /** The references of its variables, sorted by the variables' names. */
  public get references(): readonly SecretReference[] {
    return this.entries.map(([, reference]) => reference);
  }

  /** `[{ name, valueFrom }]`, as a container definition holds it. */
  public toJson(): readonly Json[] {
    return this.entries.map(([name, reference]) => {
      return { name, valueFrom: reference.toJson(this.user, `secret-${name}`) };
    });
  }
}
