import { calls, jsonAnswer, readJson, succeeded, withJson, type Quirk } from "../quirk";

/** Remembers the type of a state machine. */
export function stepfunctionsType(): Quirk {
  const types = new Map<string, unknown>();
  return {
    id: "stepfunctions-type",
    why: "moto describes an EXPRESS state machine as STANDARD, so every plan wants to replace it",
    matches: calls("states", "CreateStateMachine", "DescribeStateMachine"),
    onResponse: (request, response) => {
      if (!succeeded(response)) return response;
      const answer = readJson(response);
      const arn = String(answer["stateMachineArn"]);
      if (request.operation === "CreateStateMachine") {
        types.set(arn, readJson(request)["type"] ?? "STANDARD");
        return response;
      }
      return withJson(response, { ...answer, type: types.get(arn) ?? answer["type"] });
    },
  };
}

/** Answers ValidateStateMachineDefinition, which the AWS provider calls in every plan. */
export function stepfunctionsValidate(): Quirk {
  return {
    id: "stepfunctions-validate",
    why: "moto lacks ValidateStateMachineDefinition, without which a state machine cannot be planned",
    matches: calls("states", "ValidateStateMachineDefinition"),
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

/** Answers ListStateMachineVersions: we publish no versions. */
export function stepfunctionsVersions(): Quirk {
  return {
    id: "stepfunctions-versions",
    why: "moto lacks ListStateMachineVersions, which the AWS provider calls to read a state machine",
    matches: calls("states", "ListStateMachineVersions"),
    onRequest: () => jsonAnswer({ stateMachineVersions: [] }, "1.0"),
  };
}
