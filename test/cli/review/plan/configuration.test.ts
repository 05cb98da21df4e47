import { withoutIndexes } from "../../../../cli/src/review/plan/configuration";
import { madeInput } from "../fixtures/made-plan";

describe("what a configuration refers to", () => {
  it("is followed through the variables of modules to the root", () => {
    const inner = {
      resources: [
        {
          address: "aws_ssm_parameter.it",
          mode: "managed",
          type: "aws_ssm_parameter",
          name: "it",
          expressions: {
            value_wo: { references: ["var.inner", "aws_kms_key.own.arn", "each.key"] },
          },
        },
      ],
    };
    const middle = {
      module_calls: {
        inner: { expressions: { inner: { references: ["var.middle"] } }, module: inner },
      },
    };
    const configuration = {
      root_module: {
        module_calls: {
          middle: { expressions: { middle: { references: ["var.root"] } }, module: middle },
        },
      },
    };
    const [resource] = madeInput([], { configuration }).plan.configuration.resources.values();
    expect(resource?.address).toBe("module.middle.module.inner.aws_ssm_parameter.it");
    expect(resource?.references(resource.expressions["value_wo"])).toEqual([
      "var.root",
      "module.middle.module.inner.aws_kms_key.own.arn",
      "each.key",
    ]);
  });

  it.each([
    ["aws_kms_key.it[0]", "aws_kms_key.it"],
    ['module.a["x.y[1]"].aws_kms_key.it["q\\"]uote"]', "module.a.aws_kms_key.it"],
    ["data.aws_vpc.it", "data.aws_vpc.it"],
  ])("%s is an instance of %s", (address, resource) => {
    expect(withoutIndexes(address)).toBe(resource);
  });
});
