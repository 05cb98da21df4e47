import {
  stepfunctionsType,
  stepfunctionsValidate,
  stepfunctionsVersions,
} from "../../../../cli/src/local-aws/quirks/registry";
import { answer, asked, call, exchange } from "./exchange";

const ARN = "arn:aws:states:eu-central-1:123456789012:stateMachine:orders";
const states = (operation: string, body: object = {}) => call("states", operation, body);
const described = { stateMachineArn: ARN, type: "STANDARD" };

describe("stepfunctions-type", () => {
  it.each([
    [{ type: "EXPRESS" }, "EXPRESS"],
    [{}, "STANDARD"],
  ])("remembers the type of a machine that was made with %j", (body, type) => {
    const quirk = stepfunctionsType();
    asked(quirk, states("CreateStateMachine", body), { stateMachineArn: ARN });
    expect(asked(quirk, states("DescribeStateMachine"), described)).toMatchObject({ type });
  });

  it("leaves a machine that it has not seen, and one that was refused, to the emulator", () => {
    const quirk = stepfunctionsType();
    const made = states("CreateStateMachine", { type: "EXPRESS" });
    exchange(quirk, made, answer({ stateMachineArn: ARN }, 400));
    expect(asked(quirk, states("DescribeStateMachine"), described)).toEqual(described);
  });
});

describe("stepfunctions-validate", () => {
  it.each([
    ["{}", "OK", []],
    ["{", "FAIL", [expect.objectContaining({ severity: "ERROR" })]],
  ])("judges whether a definition is JSON: %s", (definition, result, diagnostics) => {
    const request = states("ValidateStateMachineDefinition", { definition });
    const { response, sent } = exchange(stepfunctionsValidate(), request, answer("", 500));
    expect(sent).toBeUndefined();
    expect(response.headers["content-type"]).toBe("application/x-amz-json-1.0");
    expect(JSON.parse(response.body.toString("utf8"))).toEqual({
      result,
      diagnostics,
      truncated: false,
    });
  });
});

describe("stepfunctions-versions", () => {
  it("lists none, and asks the emulator nothing", () => {
    const request = states("ListStateMachineVersions");
    const { response, sent } = exchange(stepfunctionsVersions(), request, answer("", 500));
    expect(sent).toBeUndefined();
    expect(JSON.parse(response.body.toString("utf8"))).toEqual({ stateMachineVersions: [] });
    expect(stepfunctionsVersions().matches(states("ListStateMachines"))).toBe(false);
  });
});
