import { buildReport } from "../../../../cli/src/review";
import type { AwaitedOutputs, StackInput } from "../../../../cli/src/review/plan";
import { madeInput } from "../fixtures/made-plan";
import { found } from "./found";

const secret = {
  name: "shop/db",
  arn: "arn:aws:secretsmanager:eu-central-1:111111111111:secret:shop/db-AbCdEf",
};
const here = { type: "aws_secretsmanager_secret", before: secret, after: secret };

function waiting(...awaits: readonly AwaitedOutputs[]): StackInput {
  return { ...madeInput([{ ...here, actions: ["no-op"] }]), name: "web", awaits };
}

const outputs = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `output-${at}`);

describe("a stack that could not be planned", () => {
  it.each([
    [1, "`output-0` of the stack platform, which has it only when it is applied"],
    [
      4,
      "`output-0`, `output-1`, `output-2` and 1 more of the stack platform, which has them only when it is applied",
    ],
  ])("blocks, and says what it waits for (%d)", (count, read) => {
    const input = waiting({ stack: "platform", outputs: outputs(count) });
    expect(found("NOT-PLANNED", input)).toMatchObject([
      {
        subject: "web",
        blocking: true,
        text: `The stack web could not be planned: it reads ${read}. What web changes is not reviewed: it is taken for what it is now.`,
        remedy: "Review and apply platform first, and review this one after that.",
        waiver: { finding: "NOT-PLANNED", subject: "web", stack: "web" },
      },
    ]);
  });

  it("names all stacks that it waits for", () => {
    const [finding] = found(
      "NOT-PLANNED",
      waiting({ stack: "keys", outputs: ["key"] }, { stack: "platform", outputs: ["role"] }),
    );
    expect(finding?.text).toContain("applied, and `role` of the stack platform");
    expect(finding?.remedy).toMatch(/^Review and apply keys and platform first/);
  });

  it.each([
    [undefined, "Apply platform first, as reviewed here, and review again."],
    [[{ stack: "keys", outputs: ["key"] }], /^Review and apply platform first/],
  ])("says whether what it waits for is reviewed here (which waits for %j)", (awaits, remedy) => {
    const platform = { ...madeInput([]), name: "platform", awaits };
    const { stacks } = buildReport([platform, waiting({ stack: "platform", outputs: ["role"] })]);
    const finding = stacks[1]?.findings.find(({ id }) => id === "NOT-PLANNED");
    expect(finding?.remedy).toEqual(
      typeof remedy === "string" ? remedy : expect.stringMatching(remedy),
    );
  });

  it("is none where it was planned", () => {
    expect(found("NOT-PLANNED", madeInput([{ ...here, actions: ["no-op"] }]))).toEqual([]);
  });

  it("is shown as it is now, and others are judged against that", () => {
    const made = { type: here.type, actions: ["create"], after: { name: "shop/db" } };
    const configuration = {
      provider_config: {
        aws: {
          name: "aws",
          expressions: {
            region: { constant_value: "eu-central-1" },
            allowed_account_ids: { constant_value: ["111111111111"] },
          },
        },
      },
    };
    const platform = { ...madeInput([made], { configuration }), name: "platform" };
    const web = waiting({ stack: "platform", outputs: ["arn"] });
    const { stacks } = buildReport([platform, web]);
    expect(stacks[0]?.findings).toContainEqual(
      expect.objectContaining({
        id: "NAME-TAKEN",
        text: expect.stringContaining("the stack web has one of this name"),
      }),
    );
    expect(stacks[1]).toMatchObject({
      provisional: "not planned before platform, and shown as it is now",
      changes: [],
      digest: "not planned",
    });
  });
});
