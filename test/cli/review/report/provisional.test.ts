import { provisionalBecause } from "../../../../cli/src/review/report/change-entries";
import type { StackInput } from "../../../../cli/src/review/plan";
import { madeEntry, madeInput, type MadeChange } from "../fixtures/made-plan";

const CHANGES: MadeChange = { type: "terraform_data", actions: ["create"] };
const READ: MadeChange = {
  address: "data.aws_vpc.it",
  type: "aws_vpc",
  actions: ["read"],
  entry: { mode: "data" },
};

/** A stack that reads the outputs of another one. */
function reader(name: string, expressions: object): StackInput {
  const configuration = {
    root_module: {
      resources: [
        {
          address: `data.terraform_remote_state.${name}`,
          mode: "data",
          type: "terraform_remote_state",
          expressions,
        },
      ],
    },
  };
  return { ...madeInput([], { configuration }), name: "app" };
}

describe("a plan that a later one will differ from", () => {
  it.each([
    [[CHANGES], {}, undefined],
    [[READ], {}, "data.aws_vpc.it read only at apply"],
    [[], { complete: true }, undefined],
    [[], { complete: false }, "Terraform says that this plan is not complete"],
    [
      [CHANGES],
      {
        prior_state: {
          values: { root_module: { resources: [{ address: "t.x", mode: "managed", type: "t" }] } },
        },
      },
      "it says nothing of t.x, which the state holds",
    ],
    [
      [],
      { complete: false, deferred_changes: [{ resource_change: madeEntry(CHANGES) }] },
      "terraform_data.it put off to another plan",
    ],
  ])("says why: %j %j", (changes, more, reason) => {
    const input = madeInput(changes, more);
    const said = provisionalBecause(input, [input]);
    if (reason === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(reason);
  });

  it("names a few of many", () => {
    const reads = Array.from({ length: 7 }, (_, index) => ({
      ...READ,
      address: `data.aws_vpc.v${index}`,
    }));
    const input = madeInput(reads);
    expect(provisionalBecause(input, [input])).toBe(
      "data.aws_vpc.v0, data.aws_vpc.v1, data.aws_vpc.v2, data.aws_vpc.v3, data.aws_vpc.v4 and 2 more read only at apply",
    );
  });

  const network = { ...madeInput([CHANGES]), name: "network" };
  const idle = { ...madeInput([{ ...CHANGES, actions: ["no-op"] }]), name: "network" };

  it.each([
    ["by its reference", reader("cross-stack-reference-input-network", {})],
    ["by its file", reader("it", { config: { constant_value: { key: "shop/network.tfstate" } } })],
  ])("reads another stack that changes, %s", (_what, input) => {
    expect(provisionalBecause(input, [network, input])).toBe(
      "reads the outputs of network, which changes, too",
    );
    expect(provisionalBecause(input, [idle, input])).toBeUndefined();
    expect(provisionalBecause(input, [{ ...network, name: "net" }, input])).toBeUndefined();
  });
});
