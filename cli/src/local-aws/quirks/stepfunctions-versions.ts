import { jsonAnswer } from "../quirk";
import type { Quirk } from "../quirk";

/** Answers ListStateMachineVersions: we publish no versions. */
export function stepfunctionsVersions(): Quirk {
  return {
    id: "stepfunctions-versions",
    why: "moto lacks ListStateMachineVersions, which the AWS provider calls to read a state machine",
    matches: (request) =>
      request.service === "states" && request.operation === "ListStateMachineVersions",
    onRequest: () => jsonAnswer({ stateMachineVersions: [] }, "1.0"),
  };
}
