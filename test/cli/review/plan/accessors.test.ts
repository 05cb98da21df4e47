import { configurationOf, readPlan, type Plan } from "../../../../cli/src/review/plan";
import type { JsonObject } from "../../../../cli/src/json";
import { madeEntry, madePlan } from "../fixtures/made-plan";

function plan(more: JsonObject): Plan {
  return readPlan(madePlan([], more));
}

describe("what a plan holds besides changes", () => {
  it("is outputs, with their marks", () => {
    const change = { actions: ["update"], before: 1, after: 2, after_sensitive: true };
    expect(plan({ output_changes: { port: change } }).outputs).toEqual([
      { name: "port", actions: ["update"], before: 1, after: 2, afterSensitive: true },
    ]);
  });

  it("is checks with how they came out", () => {
    const checks = [{ address: { to_display: "check.health" }, status: "fail" }, {}];
    expect(plan({ checks }).checks).toEqual([
      { name: "check.health", status: "fail" },
      { name: "a check", status: "unknown" },
    ]);
  });

  it("is invoked actions, also those that are put off", () => {
    const one = { address: "action.a.x", type: "a", config_values: { v: 1 } };
    const { invocations } = plan({
      action_invocations: [one],
      deferred_action_invocations: [{ action_invocation: { ...one, config_sensitive: true } }],
    });
    expect(invocations).toMatchObject([
      { address: "action.a.x", type: "a", values: { v: 1 } },
      { address: "action.a.x", sensitive: true },
    ]);
  });

  it("is variables by name", () => {
    const { variables } = plan({ variables: { region: { value: "eu-west-1" }, empty: {} } });
    expect([...variables]).toEqual([
      ["region", "eu-west-1"],
      ["empty", undefined],
    ]);
  });

  it("is states, modules in modules in their order", () => {
    const resource = (address: string): JsonObject => ({
      address,
      mode: "managed",
      type: "t",
      values: { a: address },
      sensitive_values: { a: true },
    });
    const root_module = {
      resources: [resource("t.root")],
      child_modules: [
        { resources: [resource("module.a.t.x")], child_modules: [{ resources: [resource("b")] }] },
        { resources: [resource("c")] },
      ],
    };
    const outputs = { out: { sensitive: true, value: "v" } };
    const { priorState, plannedState } = plan({
      prior_state: { values: { root_module, outputs } },
      resource_changes: ["t.root", "module.a.t.x", "b", "c"].map((address) =>
        madeEntry({ address, type: "t", actions: ["no-op"] }),
      ),
    });
    expect(priorState.resources.map(({ address }) => address)).toEqual([
      "t.root",
      "module.a.t.x",
      "b",
      "c",
    ]);
    expect(priorState.resources[0]).toMatchObject({
      values: { a: "t.root" },
      sensitive: { a: true },
    });
    expect(priorState.outputs).toEqual([{ name: "out", sensitive: true, value: "v" }]);
    expect(plannedState).toEqual({ outputs: [], resources: [] });
  });
});

describe("the configuration of a plan", () => {
  const configuration = {
    provider_config: {
      aws: { name: "aws", expressions: { region: { constant_value: "eu-west-1" } } },
      "aws.us": { name: "aws", alias: "us" },
      "module.db:aws": { name: "aws", module_address: "module.db" },
    },
    root_module: {
      variables: { secret: { sensitive: true }, size: { default: 3 } },
      outputs: { arn: { expression: { references: ["module.db.arn"] } } },
      module_calls: {
        db: {
          expressions: { name: { constant_value: "orders" } },
          module: {
            outputs: { arn: { expression: { references: ["aws_kms_key.k.arn"] } } },
            resources: [
              { address: "aws_kms_key.k", type: "aws_kms_key", provider_config_key: "aws.us" },
            ],
          },
        },
      },
    },
  };
  const { configuration: read } = plan({ configuration });

  it("has every block of a provider, with its alias and its module", () => {
    expect([...read.providers.values()]).toEqual([
      { key: "aws", name: "aws", expressions: { region: { constant_value: "eu-west-1" } } },
      { key: "aws.us", name: "aws", alias: "us", expressions: {} },
      { key: "module.db:aws", name: "aws", module: "module.db", expressions: {} },
    ]);
  });

  it("says which provider makes a resource, also of an instance in a module", () => {
    const address = 'module.db["a"].aws_kms_key.k[0]';
    const resource = configurationOf({ configuration: read }, { address });
    expect(resource).toMatchObject({ provider: "aws.us", mode: "managed" });
    expect(read.providers.get(resource?.provider ?? "")?.alias).toBe("us");
  });

  it("has the variables, outputs and calls of modules", () => {
    const [call] = read.root.calls;
    expect([...read.root.variables]).toEqual([
      ["secret", { sensitive: true, default: undefined }],
      ["size", { sensitive: false, default: 3 }],
    ]);
    expect(read.root.outputs).toEqual({ arn: { references: ["module.db.arn"] } });
    expect(call).toMatchObject({ name: "db", inputs: { name: { constant_value: "orders" } } });
    expect(call?.module).toMatchObject({
      prefix: "module.db.",
      outputs: { arn: { references: ["aws_kms_key.k.arn"] } },
    });
  });
});
