import type { Construct } from "constructs";
import { defineRule, isWhole } from "../rule";

/** What is known at synth time about the text that a secret will hold. */
export type SecretShape =
  | {
      /** What kind of text it is: nothing is known. */
      readonly kind: "unknown";
    }
  | {
      /** What kind of text it is: no JSON. */
      readonly kind: "text";
    }
  | {
      /** What kind of text it is: a JSON object. */
      readonly kind: "json";
      /** The keys of the object. */
      readonly keys: readonly string[];
      /** Those of them that are known to hold an empty text. @default - none */
      readonly emptyKeys?: readonly string[];
    };

/** A value that Terraform writes through a write-only argument, without ever holding it. */
export interface WrittenValue {
  /** Tells it from a value that is written elsewhere. */
  readonly kind: "written";
  /** What is known about its text. */
  readonly shape: SecretShape;
  /** Whether another write of the same revision would store another value. */
  readonly drawsAnew: boolean;
  /** Names of the variables without which it cannot be written. */
  readonly variables: readonly string[];
  /** Bytes that its text has at least, as far as that is known. */
  readonly leastBytes: number;
  /** What of its text is known: no part of it is secret. */
  readonly literal: string;
  /**
   * The Terraform expression (without `${}`) that yields the value.
   *
   * @param scope the construct that stores it: ephemeral blocks are made below it
   */
  bind(scope: Construct): string;
}

/** A value that is set and rotated outside of Terraform, which never writes it. */
export interface ExternalValue {
  /** Tells it from a value that Terraform writes. */
  readonly kind: "external";
  /** What is known about the value, which is written outside of this stack: a text, or JSON with its keys. */
  readonly shape: SecretShape;
}

/** `revision` of a value: bumped to write it again. */
export const revisionRule = defineRule<number>({
  id: "value-revision",
  demands: "be a whole number from 1 to 999999",
  source: "decision 11",
  remedy: "Start at 1 and add 1 to write the value again.",
  broken: (revision) => !isWhole(revision, 1, 999_999),
});
