import { spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { processesMarked } from "../support/command";
import { describeWith } from "../support/requires";

const PROJECT = path.resolve(__dirname, "..", "..");
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Where a command can be when it is interrupted; `at` is the program that then does not come to its end. */
interface Stage {
  readonly command: string;
  readonly stage: string;
  readonly at: string;
  readonly args: readonly string[];
}

const APP = ["--app", "sh ./app.sh"];
const HANGING = ["--region", "eu-central-1", "--cluster", "orders"];

/** Every stage of every command in which it waits for anything. */
const STAGES: readonly Stage[] = [
  ...["app", "moto", "setup", "init", "plan", "apply", "show"].map((at) => ({
    command: "local",
    stage: at,
    at,
    args: ["local", ...APP, "--setup", "./setup.mjs"],
  })),
  { command: "local", stage: "kept", at: "kept", args: ["local", ...APP, "--keep"] },
  { command: "emulator", stage: "moto", at: "moto", args: ["emulator"] },
  {
    command: "emulator",
    stage: "setup",
    at: "setup",
    args: ["emulator", "--setup", "./setup.mjs"],
  },
  { command: "emulator", stage: "running", at: "kept", args: ["emulator"] },
  { command: "doctor", stage: "app", at: "app", args: ["doctor", "dev", ...APP] },
  { command: "doctor", stage: "connect", at: "connect", args: ["doctor", ...HANGING] },
  { command: "redeploy", stage: "app", at: "app", args: ["redeploy", "dev", ...APP] },
  { command: "redeploy", stage: "connect", at: "connect", args: ["redeploy", ...HANGING] },
  ...["app", "init", "plan"].map((at) => ({
    command: "review",
    stage: at,
    at,
    args: ["review", ...APP],
  })),
];

/** Waits for ever, where it is told to, and says before that it has come so far. */
const waitAt = (stage: string): string =>
  `[ "$STAGE" = "${stage}" ] && { : > "$REACHED"; exec sleep 100; }`;

jest.setTimeout(60_000);

describeWith("a command that a signal interrupts", ["emulator"], () => {
  let folder: string;
  let temporary: string;
  let silent: Server;
  let endpoint: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "interruptions-")));
    temporary = path.join(folder, "temporary");
    for (const name of ["bin", "temporary"]) mkdirSync(path.join(folder, name));
    script(
      "terraform",
      '[ "$1" = version ] && { echo \'{"terraform_version":"1.11.4"}\'; exit 0; }',
      waitAt("$1"),
      '[ "$1" = show ] && echo "{}"',
      "exit 0",
    );
    const moto = (process.env["PATH"] ?? "")
      .split(path.delimiter)
      .map((each) => path.join(each, "moto_server"))
      .find(existsSync);
    script("moto_server", waitAt("moto"), `exec ${moto ?? "python3 -m moto.server"} "$@"`);
    writeFileSync(
      path.join(folder, "app.sh"),
      [
        waitAt("app"),
        'mkdir -p "$CDKTF_OUTDIR/stacks/dev"',
        'echo \'{"stacks":{"dev":{"name":"dev","workingDirectory":"stacks/dev"}}}\' > "$CDKTF_OUTDIR/manifest.json"',
        'echo "{}" > "$CDKTF_OUTDIR/stacks/dev/cdk.tf.json"',
      ].join("\n"),
    );
    writeFileSync(
      path.join(folder, "setup.mjs"),
      [
        'import { writeFileSync } from "node:fs";',
        "export async function setUp() {",
        '  if (process.env.STAGE !== "setup") return {};',
        '  writeFileSync(process.env.REACHED, "");',
        "  return new Promise((resolve) => setTimeout(resolve, 100_000));",
        "}",
      ].join("\n"),
    );
    silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  });

  afterAll(() => {
    for (const child of children) child.kill("SIGKILL");
    for (const { pid } of processesMarked(temporary)) process.kill(pid, "SIGKILL");
    silent.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function script(name: string, ...lines: readonly string[]): void {
    const file = path.join(folder, "bin", name);
    writeFileSync(file, ["#!/bin/sh", ...lines].join("\n"));
    chmodSync(file, 0o755);
  }

  const cases = STAGES.flatMap((stage) => SIGNALS.map((signal) => ({ ...stage, signal })));

  it.each(cases)("$command at $stage: $signal", async ({ at, args, signal }) => {
    // GIVEN
    const reached = path.join(folder, "reached");
    rmSync(reached, { force: true });
    const connected =
      at === "connect" && new Promise((resolve) => silent.once("connection", resolve));
    const flags = at === "connect" ? ["--endpoint-url", endpoint] : [];
    const main = path.join(PROJECT, "cli", "src", "main.ts");
    const tsx = require.resolve("tsx");
    const program = ["--conditions=source", "--import", tsx, main, ...args, ...flags];
    const child = spawn(process.execPath, program, {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        PATH: `${path.join(folder, "bin")}${path.delimiter}${process.env["PATH"] ?? ""}`,
        TMPDIR: temporary,
        AWS_ENDPOINT_URL: "",
        STAGE: at,
        REACHED: reached,
        npm_lifecycle_event: undefined,
      },
    });
    children.push(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    }
    const ended = new Promise<string>((resolve) =>
      child.once("close", (code, by) => resolve(by ?? String(code))),
    );
    const isThere = (): boolean =>
      at === "kept" ? /Ctrl-C ends it/.test(output) : existsSync(reached);
    await connected;
    while (at !== "connect" && !isThere()) {
      if (child.exitCode !== null) throw new Error(`it ended before it was there:\n${output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

    // WHEN
    child.kill(signal);
    const end = await ended;

    // THEN
    if (at === "kept") {
      // Ctrl-C is how it is ended. The stack delivers nothing, which is the result of the run.
      expect(end).toBe(args.includes("--keep") ? "2" : signal);
      expect(output).toMatch(/^(# )?The local AWS has ended, and its files are removed\.$/m);
    } else {
      expect(end).toBe("1");
      expect(output).toMatch(
        /^(Interrupted|`terraform \w+` was interrupted)\. (Nothing .+) Run the same command again/m,
      );
    }
    expect(output).not.toMatch(/\n +at |node:internal/);
    expect(readdirSync(temporary).filter((name) => !/^(tsx|node)-/.test(name))).toEqual([]);
    expect(processesMarked(temporary)).toEqual([]);
  });

  it.each(["emulator", "local"])("%s ends when the npm that runs it is ended", async (name) => {
    // GIVEN
    const words =
      name === "emulator"
        ? ["emulator"]
        : ["ecs-secrets", "--", "local", "--app", `sh ${path.join(folder, "app.sh")}`];
    const npm = spawn("npm", ["run", ...words, ...(name === "local" ? ["--keep"] : [])], {
      cwd: PROJECT,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        PATH: `${path.join(folder, "bin")}${path.delimiter}${process.env["PATH"] ?? ""}`,
        TMPDIR: temporary,
        AWS_ENDPOINT_URL: "",
        npm_lifecycle_event: undefined,
      },
    });
    children.push(npm);
    let output = "";
    for (const stream of [npm.stdout, npm.stderr]) {
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    }
    while (!/Ctrl-C ends it/.test(output)) {
      if (npm.exitCode !== null) throw new Error(`it ended before it was there:\n${output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(processesMarked(temporary)).not.toEqual([]);

    // WHEN
    npm.kill("SIGKILL");

    // THEN
    const deadline = Date.now() + 20_000;
    while (processesMarked(temporary).length > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(processesMarked(temporary)).toEqual([]);
    expect(readdirSync(temporary).filter((each) => !/^(tsx|node)-/.test(each))).toEqual([]);
  });
});
