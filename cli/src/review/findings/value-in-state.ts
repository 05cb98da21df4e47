import { configurationOf } from "../plan/configuration";
import type { ResourceChange } from "../plan";
import type { FindingRule } from "./finding-rule";
import { isSecret, isWritten, secretName } from "./resources";

/** Arguments that Terraform keeps, and what writes the same without keeping it. */
const KEPT: Readonly<Record<string, string>> = {
  value: "value_wo",
  secret_string: "secret_string_wo",
  secret_binary: "secret_string_wo",
};

/** A value that whoever reads the state can read. */
export const valueInState: FindingRule = {
  id: "VALUE-IN-STATE",
  severity: "medium",
  title: "The value of a secret is kept in Terraform's state and plans",
  find: ({ input }) =>
    input.plan.changes.filter(holdsValue).flatMap((change) => {
      const expressions = configurationOf(input.plan, change)?.expressions ?? {};
      return Object.keys(KEPT)
        .filter((argument) => argument in expressions)
        .map((argument) => ({
          subject: change.label,
          text: `${argument} of ${secretName(change)} is kept in Terraform's state: whoever reads the state or a plan reads it.`,
          remedy: `Write it with ${KEPT[argument]}, from an ephemeral variable.`,
        }));
    }),
};

function holdsValue(change: ResourceChange): boolean {
  const { type } = change;
  return isWritten(change) && (type === "aws_secretsmanager_secret_version" || isSecret(change));
}
