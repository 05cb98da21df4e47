import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { version } from "../../../cli/package.json";
import { Command, type Ended } from "../../support/command";

// Each starts a process, slowly while other tests run.
jest.setTimeout(60_000);

const ROOT = path.join(__dirname, "../../..");
// Not in `beforeAll`, which concurrent tests do not wait for.
const folder = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));

const MAIN = path.join(ROOT, "cli/src/main.ts");
const TSX = require.resolve("tsx");
const NOBODY = 65_534;
/** Stands for a folder that every user may write to. */
const OWN = "OWN";
const REPORT = "report.json";
const REVIEWED_NOTHING = {
  schemaVersion: 1,
  stacks: [{ name: "dev", digest: "", findings: [], changes: [], valuesNeeded: [] }],
};

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the program as the script of a clone does. */
function run(...words: readonly string[]): Promise<Ended> {
  const args = ["--conditions=source", "--import", "tsx", "cli/src/main.ts", ...words];
  const env = { ...process.env, npm_lifecycle_event: "ecs-secrets" };
  return new Command(process.execPath, args, { cwd: ROOT, env }).ended;
}

/** The JSON between what is said to a person. */
function jsonOf(output: string): unknown {
  return JSON.parse(/^\{$[^]*?^\}$/m.exec(output)?.[0] ?? "null");
}

/** A file for `--setup` that has this text. */
function setUpFile(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Reviews an app that has a link where it synthesizes, to a folder elsewhere that shows whether the app was run. */
async function reviewOverLink(link: string): Promise<Ended & { readonly elsewhere: string }> {
  const place = mkdtempSync(path.join(folder, "linked-"));
  const elsewhere = mkdtempSync(path.join(folder, "elsewhere-"));
  writeFileSync(path.join(place, "cdktf.json"), '{"app": "touch \\"$ELSEWHERE/made\\""}');
  mkdirSync(path.dirname(path.join(place, link)), { recursive: true });
  symlinkSync(elsewhere, path.join(place, link));
  const args = ["--conditions=source", "--import", TSX, MAIN, "review"];
  const env = { ...process.env, ELSEWHERE: elsewhere };
  const ended = await new Command(process.execPath, args, { cwd: place, env }).ended;
  return { ...ended, elsewhere };
}

describe("the program", () => {
  it.concurrent("says its version", async () => {
    expect(await run("--version")).toEqual({ code: 0, output: `${version}\n` });
  });

  it.concurrent("shows how it is typed after what it does not understand", async () => {
    const { code, output } = await run("nonsense");
    expect(code).toBe(1);
    expect(output).toContain("error: unknown command 'nonsense'");
    expect(output).toContain("Usage: ecs-secrets");
  });

  it.concurrent.each([[["nonsense", "--help"]], [["help", "nonsense"]], [["nonsense", "-V"]]])(
    "does not pass for a command that there is: %j",
    async (words) => {
      const { code, output } = await run(...words);
      expect(code).toBe(1);
      expect(output).toContain("error: unknown command 'nonsense'");
    },
  );

  it.concurrent.each([
    [["\u001b[31mred"]],
    [["--x\u001b]0;title\u0007"]],
    [["local", "--port", "8\u202e0"]],
    [["verify", "one", "\u001b[2J"]],
  ])("shows what was typed without what moves a cursor: %j", async (words) => {
    const { code, output } = await run(...words);
    expect(code).toBe(1);
    // Of C0, C1 and what turns the direction of writing, only the ends of lines.
    expect(output.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it.concurrent("says where a review is written without what moves a cursor", async () => {
    const plan = path.join(folder, "of-nothing.json");
    writeFileSync(
      plan,
      '{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[],"configuration":{}}',
    );
    const out = path.join(folder, "red\u001b[31m\nNext: all is well");
    const { output } = await run("review", "--plan", plan, "--out", out);
    expect(output).toContain("red [31m Next: all is well/comment.md");
    expect(output.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it.concurrent("shows the help of a command in both ways", async () => {
    const [one, other] = await Promise.all([run("help", "local"), run("local", "--help")]);
    expect(one).toEqual(other);
    expect(one.code).toBe(0);
  });

  it.concurrent("says what failed, why, and what to type, without a stack trace", async () => {
    const { code, output } = await run("review", "shop", "--plan", "a.json");
    expect(code).toBe(1);
    expect(output).toBe(
      "These options do not go together.\n" +
        "  Why: --plan reads files and plans nothing.\n" +
        "  Try: npm run ecs-secrets -- review --help\n",
    );
  });

  it.concurrent.each([
    ["doctor", ["--region", "mars"]],
    ["doctor", ["--bogus"]],
    ["doctor", ["--service", ""]],
    ["doctor", ["dev", "extra"]],
    ["redeploy", ["--timeout", "x"]],
    ["redeploy", ["dev", "--cluster", "orders"]],
  ])("prints JSON, where it is wanted, of what is typed by mistake: %s %j", async (name, rest) => {
    const { code, output } = await run(name, "--json", ...rest);
    expect(code).toBe(1);
    expect(jsonOf(output)).toMatchObject({ schema: `ecs-secrets/${name}/1`, verdict: "failed" });
  });

  it.concurrent("refuses a file of --setup that there is not", async () => {
    const { code, output } = await run("emulator", "--setup", "/nowhere/set-up.mjs");
    expect(code).toBe(1);
    expect(output).toMatch(/^The file of --setup, \/nowhere\/set-up\.mjs, cannot be loaded\.\n/);
    expect(output).toContain("Try: name a JavaScript file, or a TypeScript file in a project");
  });

  it.concurrent.each([
    ["ends the program", "process.exit(0);", "The command ended before it was done."],
    ["never settles", "await new Promise(() => {});", "The command ended before it was done."],
    [
      "fails where nobody waits",
      "setTimeout(() => { throw new RangeError('canary'); }, 10); await new Promise(() => {});",
      "The run failed in a way that it should not.",
    ],
    [
      "rejects where nobody waits",
      "void Promise.reject(new RangeError('canary')); await new Promise(() => {});",
      "The run failed in a way that it should not.",
    ],
  ])("does not pass for success with a file of --setup that %s", async (name, text, message) => {
    const file = setUpFile(`${name.replaceAll(" ", "-")}.mjs`, `${text}\n`);
    const { code, output } = await run("emulator", "--setup", file);
    expect(output).toContain(`${message}\n  Why: `);
    expect(output).toContain("\n  Try: ");
    expect(output).not.toMatch(/canary|Node\.js v/);
    expect(code).toBe(1);
  });

  it.concurrent.each([
    ["review", ["dev"]],
    ["review", ["dev", "--out", OWN]],
    ["review", ["dev", "--out", OWN, "--no-synth", "--save-plans", "plans"]],
    ["verify", ["dev", "--report", REPORT]],
    ["apply", ["dev", "--report", REPORT]],
  ])("says in a sentence that it may not write into a folder: %s %j", async (name, rest) => {
    // GIVEN
    const place = mkdtempSync(path.join(folder, "foreign-"));
    writeFileSync(path.join(place, "cdktf.json"), '{"app": "exit 3"}');
    writeFileSync(path.join(place, "report.json"), JSON.stringify(REVIEWED_NOTHING));
    chmodSync(folder, 0o755);
    chmodSync(place, 0o555);
    const own = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));
    chmodSync(own, 0o777);
    const uid = process.getuid?.() === 0 ? NOBODY : undefined;

    // WHEN
    const args = ["--conditions=source", "--import", TSX, MAIN, name];
    const typed = rest.map((word) => (word === OWN ? path.join(own, "report") : word));
    const env = { ...process.env, TMPDIR: own };
    const ended = new Command(process.execPath, [...args, ...typed], { cwd: place, env, uid })
      .ended;
    const { code, output } = await ended;
    rmSync(own, { recursive: true });

    // THEN
    expect(code).toBe(1);
    expect(output).toBe(
      `Nothing can be written into ${place}.\n` +
        "  Why: This user may not: permission denied. (EACCES)\n" +
        "  Try: give this user the right, or work in a folder of your own, and run the same command again\n",
    );
  });

  it.concurrent.each(["cdktf.out", "cdktf.out/stacks"])(
    "writes into no folder that a link leads to: %s",
    async (link) => {
      const { output, code, elsewhere } = await reviewOverLink(link);
      expect(output).toContain(" is a symbolic link, and links are not followed.");
      expect(code).toBe(1);
      expect(readdirSync(elsewhere)).toEqual([]);
    },
  );

  it.concurrent("runs no app that would write through a link", async () => {
    const { output, code, elsewhere } = await reviewOverLink("cdktf.out/stacks/dev");
    expect(output).toBe(
      "cdktf.out is refused.\n" +
        '  Why: "cdktf.out/stacks/dev" is a symbolic link, and what is synthesized would be written where it leads.\n' +
        "  Try: remove the link\n",
    );
    expect(code).toBe(1);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it.concurrent("keeps its output free of what a file of --setup prints", async () => {
    // GIVEN
    const prints = 'console.log("CANARY"); process.stdout.write("CANARY");';
    const text = [
      prints,
      "export async function setUp() {",
      prints,
      // Also later, when nobody waits for it any more.
      `setTimeout(() => { ${prints} process.kill(process.pid, "SIGTERM"); }, 500);`,
      'return { MADE: "yes" };',
      "}",
    ];
    const file = setUpFile("printing.mjs", text.join("\n"));
    const printed = path.join(folder, "printed");
    const script = 'exec "$0" "$@" > "$PRINTED"';
    const args = ["--conditions=source", "--import", "tsx", "cli/src/main.ts"];

    // Somebody's local AWS, which runs already.
    const server = createServer((_request, response) => {
      response.end("<Account>111111111111</Account>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;

    // WHEN
    const { output } = await new Command(
      "sh",
      ["-c", script, process.execPath, ...args, "emulator", "--setup", file],
      { cwd: ROOT, env: { ...process.env, PRINTED: printed, AWS_ENDPOINT_URL: endpoint } },
    ).ended;
    server.close();

    // THEN
    const evaluated = readFileSync(printed, "utf8");
    expect(evaluated).toContain("export MADE='yes'");
    expect(evaluated).not.toContain("CANARY");
    expect(output.match(/CANARY/g)).toHaveLength(6);
  });

  it.concurrent("ends on a signal also while a thread waits for what never comes", async () => {
    if (process.platform === "win32") return;
    const pipe = path.join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const file = setUpFile(
      "thread.mjs",
      'import { readFile } from "node:fs/promises";\n' +
        'setTimeout(() => process.kill(process.pid, "SIGTERM"), 300);\n' +
        `await readFile(${JSON.stringify(pipe)});\n`,
    );
    const { code, output } = await run("emulator", "--setup", file);
    expect(output).toMatch(/^Interrupted\. Nothing is left half-done/);
    expect(code).not.toBe(0);
  });

  it.concurrent("refuses a file of --setup without the function", async () => {
    const file = setUpFile("without.mjs", "export const other = 1;\n");
    const { code, output } = await run("emulator", "--setup", file);
    expect(code).toBe(1);
    expect(output).toContain(`The file of --setup, ${file}, exports no function \`setUp\`.`);
    expect(output).toContain(`Try: export it from ${file}`);
  });
});
