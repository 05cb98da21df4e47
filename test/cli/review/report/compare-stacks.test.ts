import { buildReport } from "../../../../cli/src/review/report";
import type { StackReport } from "../../../../cli/src/review/model";
import { readPlan, type StackInput } from "../../../../cli/src/review/plan";
import { fixture, NO_ACCESS } from "../fixtures/read-fixture";
import { madeInput, type MadeChange } from "../fixtures/made-plan";

/** The environment `dev` of this project as another one, with its own name, account and Region. */
function environment(
  name: string,
  account: string,
  region: string,
  change: (text: string) => string = String,
): StackInput {
  const renamed = (file: string): Record<string, unknown> => {
    const text = change(
      JSON.stringify(fixture(file))
        .replace(/(?<![A-Za-z0-9])dev(?![A-Za-z0-9])/g, name)
        .replaceAll("111111111111", account)
        .replaceAll("eu-central-1", region),
    );
    return JSON.parse(text) as Record<string, unknown>;
  };
  const synthesized = renamed("cdktf.synthesized");
  return { name, plan: readPlan(renamed("cdktf"), synthesized), synthesized };
}

function review(...inputs: readonly StackInput[]): readonly StackReport[] {
  return buildReport(inputs).stacks;
}

describe("environments next to each other", () => {
  it("are the same when only name, account and Region differ", () => {
    const [dev, staging, production] = review(
      environment("dev", "111111111111", "eu-central-1"),
      environment("staging", "222222222222", "eu-west-1"),
      environment("production", "333333333333", "us-east-1"),
    );
    expect(dev).not.toHaveProperty("sameAs");
    expect(dev).not.toHaveProperty("differsFrom");
    expect([staging?.sameAs, production?.sameAs]).toEqual(["dev", "dev"]);
    expect(dev?.digest).not.toBe(staging?.digest);
  });

  it("differ in what a reader would call the difference", () => {
    const [, staging] = review(
      environment("dev", "111111111111", "eu-central-1"),
      environment("staging", "222222222222", "eu-west-1", (text) =>
        text.replaceAll("busybox:1.37", "busybox:1.38"),
      ),
    );
    expect(staging?.sameAs).toBeUndefined();
    expect(staging?.differsFrom).toEqual({
      stack: "dev",
      differences: [
        "only here: orders-{name}-web/web: image 1.38",
        "only in dev: orders-{name}-web/web: image 1.37",
      ],
    });
  });

  it("are not the same when one may read a secret of another account", () => {
    const [, staging] = review(
      environment("dev", "111111111111", "eu-central-1"),
      environment("staging", "222222222222", "eu-west-1", (text) =>
        text.replaceAll(":222222222222:parameter/", ":111111111111:parameter/"),
      ),
    );
    expect(staging?.sameAs).toBeUndefined();
  });

  it("are compared with the nearest one, and with none that has nothing in common", () => {
    const creates = (name: string, ...labels: readonly string[]): StackInput => {
      const changes = labels.map((label): MadeChange => {
        return { address: `terraform_data.${label}`, type: "terraform_data", actions: ["create"] };
      });
      return { ...madeInput(changes), name };
    };
    const stacks = buildReport(
      [creates("a", "x", "y", "z"), creates("b", "x", "y"), creates("c", "x"), creates("d", "q")],
      { analyse: () => NO_ACCESS },
    ).stacks;
    expect(stacks.map(({ differsFrom }) => differsFrom?.stack)).toEqual(["b", "a", "b", undefined]);
    expect(stacks[2]?.differsFrom?.differences).toEqual(["only in b: create · terraform_data.y"]);
  });

  it("with the same name for different things are not taken for each other's", () => {
    const of = (name: string, family: string): StackInput => {
      const after = { family, container_definitions: '[{"name":"x","image":"x:1"}]' };
      const change = { type: "aws_ecs_task_definition", actions: ["create"], after };
      return { ...madeInput([change]), name };
    };
    const [, other, third] = review(
      of("dev", "shop-dev"),
      of("staging", "shop-dev"),
      of("devel", "shop-devel"),
    );
    expect(other?.sameAs).toBeUndefined();
    expect(third?.sameAs).toBe("dev");
  });
});
