import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command, type Ended } from "../support/command";
import { ProjectCopy } from "../support/project-copy";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

interface ReportFile {
  readonly verdict: string;
  readonly stacks: readonly {
    readonly name: string;
    readonly findings: readonly { readonly id: string; readonly subject: string }[];
    readonly access: readonly { readonly secret: string; readonly difference: string }[];
    readonly statements: readonly { readonly kind: string; readonly explainedBy?: string }[];
  }[];
}

describeWith("npm run review -- --local", ["terraform", "emulator", "provider"], () => {
  const copy = new ProjectCopy();
  const reportFile = path.join(copy.folder, "report", "report.json");
  beforeAll(() => copy.commit());
  afterAll(() => copy.remove());

  it("shows a sample change in a fresh clone: what it adds, widens and replaces", async () => {
    // WHEN
    const { code, output } = await review(["--local"]);

    // THEN
    expect(output).toContain("nothing differs from");
    const [shop] = report().stacks;
    expect(shop?.findings.map(({ id, subject }) => `${id} ${subject}`).sort()).toEqual([
      "IAM-WIDENED shop-task",
      "SECRET-REPLACED shop/database/secret",
    ]);
    const added = shop?.access.filter(({ difference }) => difference === "added");
    expect(added?.map(({ secret }) => secret)).toEqual(["parameter /shop/payment-key"]);
    const widened = shop?.statements.filter(({ kind }) => kind === "widened") ?? [];
    expect(widened.filter(({ explainedBy }) => explainedBy === undefined)).toHaveLength(1);
    expect(widened.filter(({ explainedBy }) => explainedBy !== undefined)).toHaveLength(4);
    // A renamed statement is none of them, a narrowed one is no finding.
    expect(output).not.toContain("mail");
    expect(output).toContain("### ⛔ Secrets review: 2 blocking findings");
    expect(output).toContain("Next: open report/index.html");
    expect(code).toBe(2);
    expectFiles();
    expect(copy.temporaryFiles()).toEqual([]);
  });

  it("compares the files with the base", async () => {
    // GIVEN
    copy.edit("environments/dev.ts", (text) =>
      text.replace(/revisions: \{.*?\}/s, 'revisions: { "api-key": 2 }'),
    );

    // WHEN
    const { code, output } = await review(["--local", "dev"]);

    // THEN
    // The one stack is named at the top, and no table repeats it.
    expect(output).toContain("stack `dev`");
    expect(output).toContain("\n| `TF_VAR_orders_api_key` | `parameter /orders/dev/api-key` |");
    expect(report().stacks.map(({ name }) => name)).toEqual(["dev"]);
    expect(code).toBe(0);
  });

  it("refuses what cannot be reviewed, with the exit code of its kind", async () => {
    const cases: readonly (readonly [readonly string[], number, string])[] = [
      [["--plan", "package.json"], 3, "cannot be reviewed"],
      [["--plan", "nowhere.json"], 3, "cannot be read"],
      [["--base", "main"], 1, "These options do not go together."],
      [["--local", "--base", "nowhere"], 1, 'There is no revision "nowhere".'],
      [["--local", "--fail-on", "whatever"], 1, "--fail-on cannot be used."],
      [["--local", "--sample", "$(id)"], 1, "characters that a shell interprets"],
      [["--local", "qa"], 3, 'There is no stack "qa".'],
    ];
    for (const [args, expected, message] of cases) {
      mkdirSync(path.dirname(reportFile), { recursive: true });
      writeFileSync(reportFile, '{\n  "schemaVersion": 1,\n  "verdict": "clean",\n');
      const { code, output } = await review(args);
      expect(output).toContain(message);
      // It must not be taken for the one that failed.
      if (expected === 3) expect(existsSync(reportFile)).toBe(false);
      expect(output).not.toMatch(/\n +at /);
      expect(code).toBe(expected);
    }
  });

  async function review(args: readonly string[]): Promise<Ended> {
    const command = new Command("npm", ["run", "review", "--", ...args], {
      cwd: copy.folder,
      env: { ...process.env, AWS_ENDPOINT_URL: undefined, TMPDIR: copy.temporary },
    });
    return command.ended;
  }

  function report(): ReportFile {
    return JSON.parse(readFileSync(reportFile, "utf8")) as ReportFile;
  }

  function expectFiles(): void {
    const files = [
      "comment.md",
      "summary.md",
      "report.json",
      "index.html",
      "gitlab-terraform.json",
    ];
    for (const file of files) expect(existsSync(path.join(copy.folder, "report", file))).toBe(true);
  }
});
