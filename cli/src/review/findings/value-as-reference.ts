import { findSecret } from "../../../../modules/facts";
import {
  namesSource,
  taskDefinitionsAfter,
  taskDefinitionsBefore,
  type TaskDefinition,
} from "../containers";
import { holdsExpression, isWritten, listIn, own, ownPath, textIn, type StackInput } from "../plan";
import type { FindingRule } from "./finding-rule";

export const valueAsReference: FindingRule = {
  id: "VALUE-AS-REFERENCE",
  severity: "high",
  title: "What should name a secret is neither an ARN nor a known name: it may be the value itself",
  find: ({ input }) => {
    const before = new Set(
      taskDefinitionsBefore(input)
        .flatMap((definition) => suspects(definition, input))
        .map(({ subject, value }) => `${subject}=${value}`),
    );
    return taskDefinitionsAfter(input)
      .filter(({ change }) => isWritten(change))
      .flatMap((definition) => suspects(definition, input))
      .map(({ subject, target, container, value }) => ({
        subject,
        text: `The valueFrom of ${target} of the container ${container} is neither an ARN nor the name of a parameter that this plan knows. If it is the value itself, it stands in the task definition in plain text.`,
        remedy: "Name the secret by its ARN; a value that was here is to be changed.",
        ...(findSecret(value) === undefined ? { severity: "medium" } : {}),
        before: before.has(`${subject}=${value}`),
      }));
  },
};

/** Every text of these that looks like a value, so that no other part of the report shows it. */
export function misplacedValues(
  input: StackInput,
): readonly { readonly name: string; readonly value: string }[] {
  return [...taskDefinitionsBefore(input), ...taskDefinitionsAfter(input)]
    .flatMap((definition) => suspects(definition, input))
    .filter(({ value }) => findSecret(value) !== undefined)
    .map(({ subject, value }) => ({ name: subject, value }));
}

interface Suspect {
  readonly subject: string;
  readonly container: string;
  readonly target: string;
  /** Only to be compared. */
  readonly value: string;
}

function suspects(
  { family, containers = [], recovered }: TaskDefinition,
  { plan }: StackInput,
): readonly Suspect[] {
  return containers.flatMap((definition) => {
    const container = showable(textIn(own(definition, "name")));
    const references = [
      ...listIn(definition["secrets"]),
      ...listIn(ownPath(definition, "logConfiguration", "secretOptions")),
    ];
    return references.flatMap((reference): Suspect[] => {
      const value = textIn(own(reference, "valueFrom")) ?? "";
      if (value === "" || (recovered && holdsExpression(value))) return [];
      if (namesSource(value, plan)) return [];
      const target = showable(textIn(own(reference, "name")));
      return [{ subject: `${family}/${container}/${target}`, container, target, value }];
    });
  });
}

function showable(name = ""): string {
  return /^[A-Za-z0-9_.-]{1,255}$/.test(name) ? name : "with a name that cannot be shown";
}
