import { defineRule, findSecret } from "../core";

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
  demands: "hold no secret: whoever may describe the task definition reads it",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-8",
  remedy: 'What is no secret is written PlainText.of("…", { reason: "…" }).',
  broken: ({ text, name, instead }) => {
    const found = findSecret(text, name);
    return found !== undefined && `${found}. ${instead}`;
  },
});
