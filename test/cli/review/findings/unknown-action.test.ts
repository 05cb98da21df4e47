import { madeInput } from "../fixtures/made-plan";
import { digestOf } from "../../../../cli/src/review";
import { taintedValues } from "../../../../cli/src/review/plan";
import { found } from "./found";

const INVOCATION = {
  address: "action.aws_lambda_invoke.rotate",
  type: "aws_lambda_invoke",
  config_values: { payload: "a-marked-payload", password: "known-by-its-name" },
  config_sensitive: { payload: true },
};

describe("an action of a provider that the apply invokes", () => {
  it.each([
    ["now", { action_invocations: [INVOCATION] }],
    ["later", { deferred_action_invocations: [{ reason: "x", action_invocation: INVOCATION }] }],
  ])("is a finding, part of the digest, and its values are tainted: %s", (_when, more) => {
    const input = madeInput([], more);
    expect(found("UNKNOWN-ACTION", input)).toMatchObject([
      { subject: INVOCATION.address, blocking: true },
    ]);
    expect(digestOf(input.plan)).not.toBe(digestOf(madeInput([]).plan));
    expect(taintedValues(input.plan).map(({ value }) => value)).toEqual([
      "a-marked-payload",
      "known-by-its-name",
    ]);
  });
});
