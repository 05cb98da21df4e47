import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { LeakError } from "../../../cli/src/review/guard";
import type { StackInput } from "../../../cli/src/review/plan";
import { publish } from "../../../cli/src/review/publish";
import { withdraw } from "../../../cli/src/review/withdraw";
import { madeInput } from "./fixtures/made-plan";
import { finding, report, stack } from "./render/sample-report";

const VALUE = "a-value-that-is-secret";

function input(value: string): StackInput {
  return madeInput([{ type: "aws_ssm_parameter", actions: ["update"], after: { value } }]);
}

describe("publish", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "publish-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => delete process.env["GITHUB_STEP_SUMMARY"]);

  it("writes nothing when any file would show a value", async () => {
    const leaking = report([stack("dev", { findings: [finding("X", { subject: VALUE })] })]);
    await expect(publish(leaking, [input(VALUE)], folder)).rejects.toBeInstanceOf(LeakError);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("writes nothing that it calls a plain-text secret itself, wherever that stands", async () => {
    const plain = { name: "web", environment: [{ name: "DB_PASSWORD", value: VALUE }] };
    const task = madeInput([
      {
        type: "aws_ecs_task_definition",
        actions: ["create"],
        after: { family: "shop", container_definitions: JSON.stringify([plain]) },
      },
    ]);
    const leaking = report([stack("dev", { findings: [finding("X", { subject: VALUE })] })]);
    await expect(publish(leaking, [task], folder)).rejects.toThrow(LeakError);
  });

  it("writes the name of a role that a parameter of type String publishes", async () => {
    const parameter = madeInput([
      {
        type: "aws_ssm_parameter",
        actions: ["create"],
        after: { type: "String", name: "/shop/role", value: "orders-execution" },
        sensitive: { value: true },
      },
    ]);
    const naming = report([
      stack("dev", { findings: [finding("X", { subject: "orders-execution" })] }),
    ]);
    await expect(publish(naming, [parameter], folder)).resolves.toHaveLength(6);
  });

  it("writes every format, and the counts that GitLab adds up", async () => {
    const counts = { create: 1, update: 2, replace: 3, delete: 4, forget: 5, import: 6, move: 7 };
    await publish(
      report([stack("dev", { counts }), stack("qa", { counts })]),
      [input(VALUE)],
      folder,
    );
    expect(readdirSync(folder).sort()).toEqual([
      "comment.md",
      "findings.sarif",
      "gitlab-terraform.json",
      "index.html",
      "report.json",
      "summary.md",
    ]);
    const gitlab: unknown = JSON.parse(
      readFileSync(path.join(folder, "gitlab-terraform.json"), "utf8"),
    );
    expect(gitlab).toEqual({ create: 8, update: 4, delete: 14 });
  });

  it("withdraws an earlier review, and nothing else", async () => {
    await publish(report([stack("dev")]), [input(VALUE)], folder);
    writeFileSync(path.join(folder, "notes.txt"), "mine");
    await withdraw(folder);
    expect(readdirSync(folder)).toEqual(["notes.txt"]);
    await expect(withdraw(path.join(folder, "nowhere"))).resolves.toBeUndefined();
  });

  it("adds to the job's summary where GitHub wants it", async () => {
    const summary = path.join(folder, "job-summary.md");
    process.env["GITHUB_STEP_SUMMARY"] = summary;
    await publish(report([stack("dev")]), [input(VALUE)], folder);
    expect(readFileSync(summary, "utf8")).toContain("Secrets review: no findings");
  });

  it("leaves no report where the job's summary cannot be written", async () => {
    const place = mkdtempSync(path.join(folder, "out-"));
    process.env["GITHUB_STEP_SUMMARY"] = path.join(folder, "nowhere", "summary.md");
    await expect(publish(report([stack("dev")]), [input(VALUE)], place)).rejects.toThrow();
    expect(readdirSync(place)).toEqual([]);
  });
});
