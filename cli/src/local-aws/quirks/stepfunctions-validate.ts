import { jsonAnswer, readJson } from "../quirk";
import type { Quirk } from "../quirk";

/** Answers ValidateStateMachineDefinition, which the AWS provider calls in every plan. */
export function stepfunctionsValidate(): Quirk {
  return {
    id: "stepfunctions-validate",
    why: "moto lacks ValidateStateMachineDefinition, without which a state machine cannot be planned",
    matches: (request) =>
      request.service === "states" && request.operation === "ValidateStateMachineDefinition",
    onRequest: (request) => {
      const problem = problemOf(readJson(request)["definition"]);
      const diagnostics =
        problem === undefined
          ? []
          : [{ severity: "ERROR", code: "INVALID_JSON_DESCRIPTION", message: problem }];
      return jsonAnswer(
        { result: problem === undefined ? "OK" : "FAIL", diagnostics, truncated: false },
        "1.0",
      );
    },
  };
}

/** JSON or not is all that is judged here: the language itself is the business of the definition's own test. */
function problemOf(definition: unknown): string | undefined {
  try {
    JSON.parse(String(definition));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
