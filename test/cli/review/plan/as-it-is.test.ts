import { readAsItIs } from "../../../../cli/src/review/plan";
import { madePlan } from "../fixtures/made-plan";

const secret = (address: string, more: object = {}): object => ({
  address,
  mode: "managed",
  type: "aws_secretsmanager_secret",
  name: "db",
  values: { name: "shop/db", description: "made-up" },
  sensitive_values: { description: true },
  ...more,
});

const HALF = madePlan([{ type: "aws_kms_key", actions: ["create"], after: {}, expressions: {} }], {
  errored: true,
  prior_state: {
    values: {
      outputs: { arn: { sensitive: false, value: "made-up" } },
      root_module: {
        resources: [
          secret("aws_secretsmanager_secret.db"),
          secret("aws_secretsmanager_secret.db", { deposed_key: "12345678" }),
          { address: "data.aws_region.here", mode: "data", type: "aws_region", name: "here" },
        ],
        child_modules: [{ resources: [secret("module.m.aws_secretsmanager_secret.db")] }],
      },
    },
  },
});
const SYNTHESIZED = {
  resource: {
    aws_secretsmanager_secret: { db: { "//": { metadata: { path: "shop/db/secret" } } } },
  },
};

describe("readAsItIs", () => {
  it("reads what there is, modules and marks included, and nothing of the half that was planned", () => {
    const { changes, priorState, plannedState, configuration, drift, complete, unmentioned } =
      readAsItIs(HALF, SYNTHESIZED) ?? fail();
    expect(changes).toMatchObject([
      { address: "aws_secretsmanager_secret.db", label: "shop/db/secret" },
      { address: "aws_secretsmanager_secret.db", deposed: "12345678" },
      { address: "module.m.aws_secretsmanager_secret.db" },
    ]);
    for (const change of changes) {
      expect(change).toMatchObject({ action: "no-op", beforeSensitive: { description: true } });
      expect(change.before).toEqual({ name: "shop/db", description: "made-up" });
      expect(change.after).toEqual(change.before);
      expect(change.afterSensitive).toEqual(change.beforeSensitive);
    }
    expect(plannedState).toEqual(priorState);
    expect(priorState.resources).toHaveLength(4);
    expect([...configuration.resources.keys()]).toEqual(["aws_kms_key.it"]);
    expect({ drift, complete, unmentioned }).toEqual({
      drift: [],
      complete: true,
      unmentioned: [],
    });
  });

  it("reads a stack that has nothing yet", () => {
    expect(readAsItIs(madePlan([], { errored: true }), {})?.changes).toEqual([]);
  });

  it("reads no plan that was finished, and nothing that is none", () => {
    expect(readAsItIs({ ...HALF, errored: false }, {})).toBeUndefined();
    expect(readAsItIs(undefined, {})).toBeUndefined();
  });
});

function fail(): never {
  throw new Error("it was not read");
}
