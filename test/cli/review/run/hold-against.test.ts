import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildReport, type ReviewConfig } from "../../../../cli/src/review";
import {
  holdAgainst,
  NotReviewedError,
  verifyReviewed,
} from "../../../../cli/src/review/run/apply-reviewed";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import type { StackInput } from "../../../../cli/src/review/plan";
import { UserError } from "../../../../cli/src/user-error";

const QUEUE: MadeChange = {
  type: "aws_sqs_queue",
  actions: ["create"],
  after: { name: "orders", delay_seconds: 1 },
};

function refusal(
  reviewed: StackInput,
  planned: StackInput,
  config?: ReviewConfig,
  blocking = false,
): string | undefined {
  const [stack] = buildReport([reviewed]).stacks;
  if (stack === undefined) throw new Error("no stack");
  const finding = {
    id: "X",
    severity: "high",
    subject: "s",
    text: "t",
    remedy: "r",
    blocking,
  } as const;
  try {
    holdAgainst({ ...stack, findings: [finding] }, planned, config);
    return undefined;
  } catch (error) {
    if (error instanceof NotReviewedError)
      return `${error.exitCode} ${error.message} ${error.reason}`;
    throw error;
  }
}

describe("holdAgainst", () => {
  it("accepts a plan that does the same", () => {
    expect(refusal(madeInput([QUEUE]), madeInput([QUEUE]))).toBeUndefined();
  });

  it("refuses what was not reviewed, and what is no longer planned", () => {
    const update: MadeChange = { ...QUEUE, actions: ["update"], before: { name: "orders" } };
    expect(refusal(madeInput([QUEUE]), madeInput([update]))).toMatch(
      /^2 The plan of dev is not what was reviewed\. not reviewed: update aws_sqs_queue\.\w+\nno longer planned: create aws_sqs_queue\.\w+$/,
    );
  });

  it("refuses the same resources changed in another way", () => {
    const other = { ...QUEUE, after: { name: "orders", delay_seconds: 2 } };
    expect(refusal(madeInput([QUEUE]), madeInput([other]))).toContain("not in the same way");
  });

  it("refuses another configuration, where the difference is one that no review shows", () => {
    const synthesized = { resource: { a: { environment: "one" } } };
    const reviewed = { ...madeInput([QUEUE]), synthesized };
    expect(
      refusal(reviewed, { ...reviewed, synthesized: structuredClone(synthesized) }),
    ).toBeUndefined();
    const changed = { resource: { a: { environment: "two" } } };
    expect(refusal(reviewed, { ...reviewed, synthesized: changed })).toContain(
      "environment values",
    );
  });

  it("refuses what blocks, even where it was taken out of the report", () => {
    const deleted = madeInput([
      { type: "aws_secretsmanager_secret", actions: ["delete"], before: { name: "orders/db" } },
    ]);
    expect(refusal(deleted, deleted)).toContain("SECRET-DESTROYED: aws_secretsmanager_secret.it");
    const waiver = {
      finding: "SECRET-DESTROYED",
      subject: "*",
      reason: "moved with ticket 1234",
      expires: "9999-12-31",
    };
    expect(refusal(deleted, deleted, { failOn: "high", waivers: [waiver] })).toBeUndefined();
    const expired = { ...waiver, expires: "2020-01-01" };
    expect(refusal(deleted, deleted, { failOn: "high", waivers: [expired] })).toContain(
      "DESTROYED",
    );
    expect(refusal(deleted, deleted, { failOn: "never", waivers: [] })).toBeUndefined();
  });

  it.each([{ failOn: "high", waivers: [] } as const, { failOn: "never", waivers: [] } as const])(
    "refuses what could not be planned, whatever it changes, and whatever may pass: %j",
    (config) => {
      const awaits = [{ stack: "platform", outputs: ["arn"] }];
      const planned = [madeInput([QUEUE]), madeInput([])];
      for (const now of planned) {
        expect(refusal({ ...madeInput([]), awaits }, now, config)).toMatch(
          /^2 The stack dev could not be planned when it was reviewed\./,
        );
      }
    },
  );

  it("refuses what the review blocks", () => {
    expect(refusal(madeInput([QUEUE]), madeInput([QUEUE]), undefined, true)).toContain(
      "The review of dev blocks it. X: s",
    );
  });
});

describe("a report", () => {
  it.each([
    [undefined, /There is no review in .*report\.json\. There is no such file or folder\./],
    ["{", /is not a review that this version can read\. Its schemaVersion is undefined/],
    ['{"schemaVersion":1,"stacks":[{}]}', /can read\. It lacks what every review has/],
    [
      '{"schemaVersion":1,"stacks":[{"name":"dev","digest":"","findings":[],"changes":[],"valuesNeeded":[{"variable":"a","secret":{}}]}]}',
      /can read\. It lacks what every review has/,
    ],
    [
      '{"schemaVersion":1,"stacks":[]}',
      /The stack dev was not reviewed\. The report holds no stack/,
    ],
  ])("that is none ends with exit code 3: %j", async (text, expected) => {
    const folder = mkdtempSync(path.join(tmpdir(), "report-"));
    const report = path.join(folder, "report.json");
    if (text !== undefined) writeFileSync(report, text);
    const error: unknown = await verifyReviewed({ stack: "dev", report } as Parameters<
      typeof verifyReviewed
    >[0]).catch((thrown: unknown) => thrown);
    rmSync(folder, { recursive: true });
    if (!(error instanceof UserError)) throw error;
    expect(`${error.message} ${error.reason}`).toMatch(expected);
    expect(error.exitCode).toBe(3);
  });
});
