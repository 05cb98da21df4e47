import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { LeakError } from "../../../cli/src/review/guard";
import type { StackInput } from "../../../cli/src/review/plan";
import { publish } from "../../../cli/src/review/publish";
import { withdraw } from "../../../cli/src/review/withdraw";
import { madeInput } from "./fixtures/made-plan";
import { access, finding, report, stack } from "./render/sample-report";

const VALUE = "a-value-that-is-secret";

function input(value: string): StackInput {
  return madeInput([{ type: "aws_ssm_parameter", actions: ["update"], after: { value } }]);
}

const NAMES = [
  "comment.md",
  "findings.sarif",
  "gitlab-terraform.json",
  "index.html",
  "report.json",
  "summary.md",
];

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
    expect(readdirSync(folder).sort()).toEqual(NAMES);
    const gitlab: unknown = JSON.parse(
      readFileSync(path.join(folder, "gitlab-terraform.json"), "utf8"),
    );
    expect(gitlab).toEqual({ create: 8, update: 4, delete: 14 });
  });

  it.each([
    ["clean", {}],
    ["blocking", { findings: [finding("X")] }],
    ["undecided", { access: [access("web", { after: "cannot prove" })] }],
  ])("withdraws an earlier review that was %s, and nothing else", async (_, parts) => {
    await publish(report([stack("dev", parts)]), [input(VALUE)], folder);
    writeFileSync(path.join(folder, "notes.txt"), "mine");
    await withdraw(folder);
    expect(readdirSync(folder)).toEqual(["notes.txt"]);
  });

  it("withdraws nothing from a folder that is not there", async () => {
    await expect(withdraw(path.join(folder, "nowhere"))).resolves.toBeUndefined();
  });

  it.each(NAMES)("leaves a %s that no review wrote", async (name) => {
    const place = mkdtempSync(path.join(folder, "out-"));
    for (const text of ["", "mine\n", '{"create": 1}', '{"schemaVersion": 1}']) {
      writeFileSync(path.join(place, name), text);
      await withdraw(place);
      expect(readFileSync(path.join(place, name), "utf8")).toBe(text);
    }
  });

  it("leaves a link, and does not wait for a pipe", async () => {
    if (process.platform === "win32") return;
    const place = mkdtempSync(path.join(folder, "out-"));
    symlinkSync("elsewhere", path.join(place, "report.json"));
    execFileSync("mkfifo", [path.join(place, "index.html")]);
    await withdraw(place);
    expect(readdirSync(place)).toEqual(["index.html", "report.json"]);
  });

  it("says at once that a folder is where it would write a file", async () => {
    const place = mkdtempSync(path.join(folder, "out-"));
    mkdirSync(path.join(place, "index.html"));
    await expect(withdraw(place)).rejects.toMatchObject({
      message: `${path.join(place, "index.html")} cannot be written.`,
      reason: "It is a folder.",
    });
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
