import { defineRule, type SecretShape } from "../../core";
import { findSecret, isUnresolved } from "../../core/internal";

const SECRETS =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html";

export const versionSelector = defineRule<{
  readonly versionStage?: string;
  readonly versionId?: string;
}>({
  id: "ecs-secret-version-selector",
  demands: "select a version by `versionStage` or by `versionId`, not by both",
  source: SECRETS,
  remedy: "Remove one; without either the current version is read.",
  broken: ({ versionStage, versionId }) =>
    versionStage !== undefined &&
    versionId !== undefined &&
    `stage ${versionStage} and id ${versionId}`,
});

export const selectorText = defineRule<string>({
  id: "ecs-secret-selector-text",
  demands: "be non-empty and hold no `:`, which separates the parts of `valueFrom`",
  source: SECRETS,
  remedy: "Rename the JSON key.",
  broken: (part) => part === "" || part.includes(":"),
});

export const jsonKeyExists = defineRule<{ readonly jsonKey: string; readonly shape: SecretShape }>({
  id: "ecs-secret-json-key",
  demands: "be a key that the secret's JSON value has",
  source: SECRETS,
  remedy: "Read the whole secret, or add the key to its SecretValue.json().",
  broken: ({ jsonKey, shape }) => {
    if (shape.kind === "unknown" || isUnresolved(jsonKey)) return false;
    if (shape.kind === "text") return `${jsonKey} of a secret that is not JSON`;
    return !shape.keys.includes(jsonKey) && `${jsonKey} (it has ${shape.keys.join(", ")})`;
  },
});

/** A text of a task definition that is no reference. */
export interface PlainTextPlace {
  readonly text: string;
  /** Its own name; none for an argument. */
  readonly name?: string;
  /** The code to write instead, as a sentence without its full stop. */
  readonly instead: string;
}

export const plainTextNoSecret = defineRule<PlainTextPlace>({
  id: "ecs-plain-text",
  demands: "hold no secret: anyone who may describe the task definition reads it",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-8",
  remedy: 'What is no secret is written PlainText.of("…", { reason: "…" }).',
  broken: ({ text, name, instead }) => {
    const found = findSecret(text, name);
    return found !== undefined && `${found}. ${instead}`;
  },
});
