import { findSecret, unknownOf } from "../../../../modules/facts";
import { taskDefinitionsAfter, taskDefinitionsBefore, type TaskDefinition } from "../containers";
import { holdsExpression, isWritten, listIn, own, textIn, type StackInput } from "../plan";
import { alreadyThere, type FindingRule } from "./finding-rule";

/** A secret that can be read by everyone who may describe the task definition. */
export const plaintextSecret: FindingRule = {
  id: "PLAINTEXT-SECRET",
  severity: "high",
  title: "A plain variable of a container holds what looks like a secret",
  find: ({ input }) => {
    const before = new Set(
      taskDefinitionsBefore(input)
        .flatMap(plainSecrets)
        .map(({ subject, value }) => `${subject}=${value}`),
    );
    return taskDefinitionsAfter(input)
      .filter(({ change }) => isWritten(change))
      .flatMap(plainSecrets)
      .map(({ subject, variable, container, value }) =>
        alreadyThere(
          {
            subject,
            text: `The variable ${variable} of the container ${container} looks like a secret and stands in the task definition in clear.`,
            remedy:
              "Store it in Secrets Manager or Parameter Store and name it in `secrets`; the value that was here is to be changed.",
          },
          before.has(`${subject}=${value}`),
        ),
      );
  },
};

/** Every text that is taken for a secret here, so that no other part of the report shows it. */
export function plainTexts(
  input: StackInput,
): readonly { readonly name: string; readonly value: string }[] {
  return [...taskDefinitionsBefore(input), ...taskDefinitionsAfter(input)].flatMap((definition) =>
    plainSecrets(definition)
      .filter(({ value }) => !definition.recovered || !holdsExpression(value))
      .map(({ subject, value }) => ({ name: subject, value })),
  );
}

/** An expression in a container definition that stands in the configuration: its value is not known yet. */
const EXPRESSION = /\$\{([^}]*)\}/g;

interface PlainSecret {
  readonly subject: string;
  readonly container: string;
  readonly variable: string;
  /** Only to be compared. */
  readonly value: string;
}

function plainSecrets({
  family,
  containers = [],
  recovered,
}: TaskDefinition): readonly PlainSecret[] {
  return containers.flatMap((definition) => {
    const container = showable(textIn(own(definition, "name")));
    return listIn(definition["environment"]).flatMap((entry) => {
      const name = textIn(own(entry, "name")) ?? "";
      const value = textIn(own(entry, "value")) ?? "";
      const judged = recovered
        ? value.replace(EXPRESSION, (_all, it: string) => unknownOf(it))
        : value;
      if (findSecret(judged, name) === undefined) return [];
      const variable = showable(name);
      return [{ subject: `${family}/${container}/${variable}`, container, variable, value }];
    });
  });
}

function showable(name = ""): string {
  return /^[A-Za-z0-9_.-]{1,255}$/.test(name) ? name : "with a name that cannot be shown";
}
