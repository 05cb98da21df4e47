import { GeneratedValue, type GeneratedValueProps } from "./generated-value";
import { JsonValue, RegistryCredentials, type JsonFields } from "./json-value";
import { VariableValue } from "./variable-value";
import type { ExternalValue, WrittenValue } from "./written-value";

/** Where the value of a secret comes from. */
export type SecretValue = WrittenValue | ExternalValue;

/** Makes secret values. None of them takes the value itself, so it cannot reach Terraform's state or plan. */
export const SecretValue = {
  /**
   * The ephemeral variable `name`, given as `TF_VAR_<name>` to the apply that writes it.
   *
   * Plans, and applies that do not write it, need no value. An apply that would write an empty one fails before
   * this secret is touched, and names the variable.
   */
  fromVariable: (name: string): WrittenValue => new VariableValue(name),

  /** A random password that Secrets Manager draws; every write, so every new revision, draws another. */
  generated: (props?: GeneratedValueProps): WrittenValue => new GeneratedValue(props),

  /** One JSON object of texts that are no secrets and values that are. */
  json: (fields: JsonFields): WrittenValue => new JsonValue(fields),

  /** User name and password of a private registry, in the JSON that ECS reads when it pulls an image. */
  registryCredentials: (username: string | WrittenValue, password: WrittenValue): WrittenValue =>
    new RegistryCredentials(username, password),

  /** Terraform makes the secret; its value is set and rotated by other means. Secrets Manager only. */
  external: (): ExternalValue => ({ kind: "external", shape: { kind: "unknown" } }),
} as const;
