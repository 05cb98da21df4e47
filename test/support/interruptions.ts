import {
  execFileSync,
  spawn,
  spawnSync,
  type ChildProcess,
  type SpawnSyncReturns,
} from "node:child_process";
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { zipSync } from "fflate";
import { processesMarked } from "./command";
import { APP, STAGES } from "./stages";

const PROJECT = path.resolve(__dirname, "..", "..");
const SCRIPTS = (
  JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  }
).scripts;
const MAIN = path.join(PROJECT, "cli", "src", "main.ts");
const PROGRAM = ["--conditions=source", "--import", require.resolve("tsx"), MAIN];

/**
 * Waits for ever at the run that is wanted, and says before that it has come so far; where there is a disk to fill, it
 * does that instead, and goes on.
 */
const WAIT_AT = `
wait_at() {
  runs=1
  # Two that start at once get a number each.
  until mkdir "$COUNTS/$1.$runs" 2>/dev/null; do runs=$((runs + 1)); done
  [ "$STAGE" = "$1:$runs" ] || return 0
  : > "$REACHED"
  [ -n "$FILLER" ] || exec sleep 100
  fill-disk
}`;

/** Takes every byte and every file that a disk has left. */
const FILL_DISK = `
i=0
while { true > "$FILLER.$i"; } 2>/dev/null; do i=$((i + 1)); done
dd if=/dev/zero of="$FILLER.0" bs=4k 2>/dev/null
exit 0`;

/** What an apply says when it has come to its end. */
const APPLIED_NOTHING = JSON.stringify({
  type: "change_summary",
  changes: { add: 0, change: 0, import: 0, remove: 0, operation: "apply" },
});

/** The stack that the app makes, its only variable, and the plan of one that writes it. */
const STACK = "{}";
const VARIABLE = "api_key";
const STACK_WITH_VALUE = JSON.stringify({ variable: { [VARIABLE]: { ephemeral: true } } });
const WRITTEN = { address: "aws_ssm_parameter.key", mode: "managed", type: "aws_ssm_parameter" };

const PLAN = { format_version: "1.2", terraform_version: "1.11.4" };
const EMPTY_PLAN = JSON.stringify({ ...PLAN, resource_changes: [], configuration: {} });
const PLAN_WITH_VALUE = JSON.stringify({
  ...PLAN,
  resource_changes: [
    {
      ...WRITTEN,
      name: "key",
      change: { actions: ["create"], before: null, after: { name: "/key" }, after_unknown: {} },
    },
  ],
  configuration: {
    root_module: {
      variables: { [VARIABLE]: {} },
      resources: [
        {
          ...WRITTEN,
          name: "key",
          expressions: { value_wo: { references: [`var.${VARIABLE}`] } },
        },
      ],
    },
  },
});

/** Writes more than a pipe holds, so that who has taken it waits for the end, which does not come. */
const WRITER = `head -c 1000000 /dev/zero | tr '\\0' ' '; : > "$REACHED"; exec sleep 100`;
const { O_NONBLOCK, O_WRONLY } = constants;

/** A command that runs. */
export interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** The exit code, or the signal. */
  readonly ended: Promise<string>;
}

/** A folder with an app whose programs stop where they are told to, and commands that run there. */
export class Interruptions {
  /** Its name is in the environment of every process that is started. */
  public readonly temporary: string;
  public readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), "interruptions-")));
  /** Beside it, as a disk that holds the folder may be full. */
  private readonly marks = `${this.folder}-marks`;
  private readonly children: ChildProcess[] = [];
  private runs = 0;
  /** Into the pipe, held open for those who wait for its end. */
  private writing: number | undefined;

  public constructor() {
    this.temporary = path.join(this.folder, "temporary");
    for (const name of ["bin", "temporary"]) mkdirSync(path.join(this.folder, name));
    mkdirSync(this.marks);
    this.script("fill-disk", FILL_DISK);
    this.script(
      "terraform",
      '[ "$1" = version ] && { wait_at version; echo \'{"terraform_version":"1.11.4"}\'; exit 0; }',
      'wait_at "$1"',
      // A plan, or the state.
      `[ "$1" = show ] && { [ $# -gt 2 ] || echo "{}"; }`,
      `[ "$1" = show ] && [ $# -gt 2 ] && { grep -q ${VARIABLE} cdk.tf.json && echo '${PLAN_WITH_VALUE}' || echo '${EMPTY_PLAN}'; }`,
      'for each in "$@"; do case $each in -out=*) cat "$SAVED" > "${each#-out=}" || exit 1 ;; esac; done',
      `[ "$1" = apply ] && echo '${APPLIED_NOTHING}'`,
      "exit 0",
    );
    this.script("moto_server", "wait_at moto", `exec ${original("moto_server")} "$@"`);
    this.script("git", "wait_at git", `exec ${original("git")} "$@"`);
    this.write(
      "app.sh",
      WAIT_AT,
      "wait_at app",
      'out() { mkdir -p "$CDKTF_OUTDIR/stacks/$1" && echo "$2" > "$CDKTF_OUTDIR/stacks/$1/cdk.tf.json"; }',
      'manifest() { echo "$1" > "$CDKTF_OUTDIR/manifest.json"; }',
      "case $1 in",
      `value) out dev '${STACK_WITH_VALUE}' && manifest '${manifestOf(["dev"])}' ;;`,
      `two) out dev '${STACK}' && out prod '${STACK}' && manifest '${manifestOf(["dev", "prod"])}' ;;`,
      `*) out dev '${STACK}' && manifest '${manifestOf(["dev"])}' ;;`,
      "esac",
    );
    execFileSync("mkfifo", [this.pipe]);
    writeFileSync(this.saved, zipSync({ "tfconfig/m-/cdk.tf.json": Buffer.from(`${STACK}\n`) }));
    this.write(
      "setup.mjs",
      'import { execFileSync } from "node:child_process";',
      'import { writeFileSync } from "node:fs";',
      "async function waitAt(stage) {",
      "  if (process.env.STAGE !== stage) return;",
      '  writeFileSync(process.env.REACHED, "");',
      '  if (process.env.FILLER) return execFileSync("fill-disk");',
      "  await new Promise((resolve) => setTimeout(resolve, 100_000));",
      "}",
      'await waitAt("load:1");',
      "export async function setUp() {",
      '  console.log("made");',
      '  await waitAt("setup:1");',
      "  return {};",
      "}",
    );
    // The scripts of this project, for the app of this folder.
    const ownScripts = [
      ...[...new Set(STAGES.map(({ args: [name = ""] }) => name))].map(
        (name) => [name, SCRIPTS[name]?.replace(/ --(default|sample) \S+/, "")] as const,
      ),
      ["ecs-secrets", [process.execPath, ...PROGRAM].join(" ")] as const,
    ];
    this.write("package.json", JSON.stringify({ scripts: Object.fromEntries(ownScripts) }));
    const ignored = ["temporary", "bin", "report", "reviewed", "plans", "pipe", "cdktf.out"];
    this.write(".gitignore", ...ignored);
    const git = (...args: readonly string[]): void => {
      execFileSync("git", [...args], { cwd: this.folder, stdio: "ignore" });
    };
    git("init", "--initial-branch=main");
    git("add", "--all");
    git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--message=base");
  }

  /** Reviews the app, so that there is something to verify and to apply. */
  public async review(): Promise<void> {
    const started = this.start(["review", ...APP, "--out", "reviewed", "--save-plans", "plans"]);
    if ((await started.ended) !== "0") throw new Error(started.output());
  }

  /** Starts a command that stops at a stage. */
  public start(args: readonly string[], stage = "", env: NodeJS.ProcessEnv = {}): Started {
    const all = { ...this.placeOf(stage), ...env };
    return this.run(process.execPath, [...PROGRAM, ...args], this.folder, all);
  }

  /** Starts it as a script of npm, which runs another script of npm, in a process group of its own. */
  public startScript([name = "", ...args]: readonly string[], stage = ""): Started {
    const words = ["run", "--silent", name, "--", ...args];
    return this.run("npm", words, this.folder, this.placeOf(stage), true);
  }

  /** Runs a command to its end by another program, which gets it as its last arguments. */
  public runBy(
    [wrapper = "", ...first]: readonly string[],
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    stage = "",
  ): SpawnSyncReturns<string> {
    return spawnSync(wrapper, [...first, process.execPath, ...PROGRAM, ...args], {
      cwd: this.folder,
      env: { ...this.environment(this.placeOf(stage)), ...env },
      encoding: "utf8",
    });
  }

  /** Starts a command through npm, in the project. */
  public startNpm(args: readonly string[], stage = ""): Started {
    return this.run("npm", args, PROJECT, this.placeOf(stage));
  }

  /** Waits until the last command that was started has come to its stage. */
  public async reached({ child, output }: Started, stage: string): Promise<void> {
    const file = this.reachedFile;
    const isThere = (): boolean => {
      if (stage === "pipe") return this.isRead();
      return stage === "kept" ? /Ctrl-C ends (it|this command)/.test(output()) : existsSync(file);
    };
    while (!isThere()) {
      if (child.exitCode !== null) throw new Error(`it ended before it was there:\n${output()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** What is left of commands that have ended, after a while: what SIGKILL leaves needs one. */
  public async left(within = 0): Promise<readonly string[]> {
    const deadline = Date.now() + within;
    let left = this.leftNow();
    while (left.length > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      left = this.leftNow();
    }
    return left;
  }

  /** Ends and removes everything. */
  public end(): void {
    this.stopWriting();
    for (const child of this.children) child.kill("SIGKILL");
    for (const { pid } of processesMarked(this.temporary)) process.kill(pid, "SIGKILL");
    for (const folder of [this.folder, this.marks]) {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private leftNow(): readonly string[] {
    const files = readdirSync(this.temporary).filter((name) => !/^(tsx|node)-/.test(name));
    return [...files, ...processesMarked(this.temporary).map(({ command }) => command)];
  }

  private get reachedFile(): string {
    return path.join(this.marks, `reached-${this.runs}`);
  }

  private get pipe(): string {
    return path.join(this.folder, "pipe");
  }

  private get saved(): string {
    return path.join(this.marks, "saved.tfplan");
  }

  /** Whether somebody has opened the pipe to read it: only then can it be opened to write. */
  private isRead(): boolean {
    this.stopWriting();
    try {
      this.writing = openSync(this.pipe, O_WRONLY | O_NONBLOCK);
      return true;
    } catch {
      return false;
    }
  }

  private stopWriting(): void {
    if (this.writing !== undefined) closeSync(this.writing);
    this.writing = undefined;
  }

  /** Counters of its own for each run, and what the app made before, which may have been another one. */
  private placeOf(stage: string): NodeJS.ProcessEnv {
    this.runs += 1;
    const COUNTS = path.join(this.marks, `counts-${this.runs}`);
    mkdirSync(COUNTS);
    this.stopWriting();
    const made = path.join(this.folder, "cdktf.out");
    rmSync(made, { recursive: true, force: true });
    mkdirSync(path.join(made, "stacks", "dev"), { recursive: true });
    writeFileSync(path.join(made, "manifest.json"), manifestOf(["dev"]));
    writeFileSync(path.join(made, "stacks", "dev", "cdk.tf.json"), `${STACK}\n`);
    return { STAGE: stage, COUNTS, REACHED: this.reachedFile, SAVED: this.saved };
  }

  private run(
    command: string,
    args: readonly string[],
    cwd: string,
    env: NodeJS.ProcessEnv,
    detached = false,
  ): Started {
    const child = spawn(command, args, {
      cwd,
      detached,
      stdio: [env["STAGE"] === "input" ? this.writer() : "ignore", "pipe", "pipe"],
      env: this.environment(env),
    });
    this.children.push(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    }
    const ended = new Promise<string>((resolve) =>
      child.once("close", (code, by) => resolve(by ?? String(code))),
    );
    return { child, output: () => output, ended };
  }

  /** What a program of its own writes, which goes on when the one that reads it has ended. */
  private writer(): Readable {
    const env = { PATH: process.env["PATH"], REACHED: this.reachedFile };
    const child = spawn("sh", ["-c", WRITER], { env, stdio: ["ignore", "pipe", "ignore"] });
    this.children.push(child);
    return child.stdout;
  }

  private environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PATH: `${path.join(this.folder, "bin")}${path.delimiter}${process.env["PATH"] ?? ""}`,
      TMPDIR: this.temporary,
      AWS_ENDPOINT_URL: "",
      npm_lifecycle_event: undefined,
      ...env,
    };
  }

  private script(name: string, ...lines: readonly string[]): void {
    const file = path.join("bin", name);
    this.write(file, "#!/bin/sh", WAIT_AT, ...lines);
    chmodSync(path.join(this.folder, file), 0o755);
  }

  private write(name: string, ...lines: readonly string[]): void {
    writeFileSync(path.join(this.folder, name), `${lines.join("\n")}\n`);
  }
}

/** Each stack depends on the one before it. */
function manifestOf(names: readonly string[]): string {
  const stacks = names.map((name, index) => {
    const dependencies = names.slice(0, index);
    return [name, { name, workingDirectory: `stacks/${name}`, dependencies }] as const;
  });
  return JSON.stringify({ stacks: Object.fromEntries(stacks) });
}

/** The program as PATH has it. */
function original(name: string): string {
  const found = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(existsSync);
  return found ?? (name === "moto_server" ? "python3 -m moto.server" : name);
}
