import type { Construct } from "constructs";

/** What is known at synth time about the text that a secret will hold. */
export type SecretShape =
  | { readonly kind: "unknown" }
  | { readonly kind: "text" }
  | { readonly kind: "json"; readonly keys: readonly string[] };

/** A value that Terraform writes through a write-only argument, without ever holding it. */
export interface WrittenValue {
  readonly kind: "written";
  /** What is known about its text. */
  readonly shape: SecretShape;
  /** Whether another write of the same revision would store another value. */
  readonly drawsAnew: boolean;
  /**
   * The Terraform expression (without `${}`) that yields the value.
   *
   * @param scope the construct that stores it: ephemeral blocks are made below it
   */
  bind(scope: Construct): string;
}

/** A value that somebody else sets and rotates; Terraform never writes it. */
export interface ExternalValue {
  readonly kind: "external";
  readonly shape: SecretShape;
}
