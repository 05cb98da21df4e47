import { readJson, succeeded, withJson } from "../quirk";
import type { Quirk } from "../quirk";

/** Remembers the type of a state machine. */
export function stepfunctionsType(): Quirk {
  const types = new Map<string, unknown>();
  return {
    id: "stepfunctions-type",
    why: "moto describes an EXPRESS state machine as STANDARD, so every plan wants to replace it",
    matches: (request) =>
      request.service === "states" &&
      (request.operation === "CreateStateMachine" || request.operation === "DescribeStateMachine"),
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
