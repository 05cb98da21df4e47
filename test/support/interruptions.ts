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
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { zipSync } from "fflate";
import { LOOPBACK } from "../../cli/src/local-aws/ports";
import { processesMarked } from "./command";
import { FILES, manifestOf, programs, STACK, WAIT_AT } from "./interrupted-programs";
import { APP, STAGES } from "./stages";

const PROJECT = path.resolve(__dirname, "..", "..");
const SCRIPTS = (
  JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  }
).scripts;
const MAIN = path.join(PROJECT, "cli", "src", "main.ts");
const PROGRAM = ["--conditions=source", "--import", require.resolve("tsx"), MAIN];

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
  /** Takes calls of ECS and answers none. */
  private readonly ecs = createServer();
  /** Into the pipe, held open for those who wait for its end. */
  private writing: number | undefined;

  public constructor() {
    this.temporary = path.join(this.folder, "temporary");
    for (const name of ["bin", "silence", "temporary"]) mkdirSync(path.join(this.folder, name));
    mkdirSync(this.marks);
    const originals = {
      git: original("git"),
      moto: original("moto_server"),
      python: original("python3"),
    };
    for (const [name, lines] of programs(originals)) this.script(name, ...lines);
    for (const [name, lines] of FILES) this.write(name, ...lines);
    execFileSync("mkfifo", [this.pipe]);
    writeFileSync(this.saved, zipSync({ "tfconfig/m-/cdk.tf.json": Buffer.from(`${STACK}\n`) }));
    // The scripts of this project, for the app of this folder.
    const ownScripts = [
      ...[...new Set(STAGES.map(({ args: [name = ""] }) => name))].map(
        (name) => [name, SCRIPTS[name]?.replace(/ --(default|sample) \S+/, "")] as const,
      ),
      ["ecs-secrets", [process.execPath, ...PROGRAM].join(" ")] as const,
    ];
    this.write("package.json", JSON.stringify({ scripts: Object.fromEntries(ownScripts) }));
    const ignored = [
      "temporary",
      "bin",
      "report",
      "reviewed",
      "plans",
      "pipe",
      "cdktf.out",
      ".cache",
    ];
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
    this.ecs.on("connection", () => writeFileSync(this.reachedFile, ""));
    await new Promise<void>((resolve) => this.ecs.listen(0, LOOPBACK, resolve));
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
    this.ecs.close();
    for (const child of this.children) child.kill("SIGKILL");
    for (const { pid } of processesMarked(this.temporary)) process.kill(pid, "SIGKILL");
    for (const folder of [this.folder, this.marks]) {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private leftNow(): readonly string[] {
    const files = readdirSync(this.temporary).filter((name) => !/^(tsx|node)-/.test(name));
    // The watchdog removes once more, after the end, what is removed already.
    const running = processesMarked(this.temporary)
      .map(({ command }) => command)
      .filter((command) => !command.startsWith("rm -rf -- "));
    return [...files, ...running];
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
    const place = { STAGE: stage, COUNTS, REACHED: this.reachedFile, SAVED: this.saved };
    return stage === "ecs" ? { ...place, ...this.silentEcs() } : place;
  }

  private silentEcs(): NodeJS.ProcessEnv {
    const address = this.ecs.address();
    if (typeof address !== "object" || address === null) throw new Error("nothing is reviewed yet");
    return {
      AWS_ENDPOINT_URL_ECS: `http://${LOOPBACK}:${address.port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    };
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

/** The program as PATH has it. */
function original(name: string): string {
  const found = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(existsSync);
  return found ?? (name === "moto_server" ? "python3 -m moto.server" : name);
}
