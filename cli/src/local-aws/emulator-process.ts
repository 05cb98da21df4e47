import type { ChildProcess } from "node:child_process";
import { request } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endGroup, findOnPath, hasExited, spawnGroup } from "../terraform";
import { LOOPBACK } from "./ports";
import type { ProxyTarget } from "./proxy";

/** The emulator's version that the quirks were written for. */
export const MOTO_VERSION = "5.2.1";

const PACKAGE = `moto[server]==${MOTO_VERSION}`;

/** One way to get the emulator running. */
export interface EmulatorLauncher {
  /** How it is named in messages. */
  readonly name: string;
  /** Commands to run in order; the last one is the emulator. */
  readonly commands: readonly (readonly [string, ...string[]])[];
  /** How long it may take until it answers: longer where something is downloaded first. */
  readonly timeoutMs: number;
  /** Whether an early end means "this is not installed here", so that the next way is tried. */
  readonly isAbsent: (exitCode: number, output: string) => boolean;
  /** How the emulator is ended when there is no time to wait. */
  readonly exitSignal: NodeJS.Signals;
  /** The folder of this project that it installs into. @default - none */
  readonly installsInto?: string;
  /** Whether it runs in a container, which no socket of this machine leads into. */
  readonly isContainer?: boolean;
}

/** What a launcher is made for. */
export interface LaunchSettings {
  readonly port: number;
  /** Where it listens in place of the port, if it runs on this machine. @default - the port */
  readonly socketPath?: string;
  /** Settings of the emulator; it takes them only from the environment. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where a virtual environment may be kept. */
  readonly cacheDirectory: string;
  readonly env: NodeJS.ProcessEnv;
}

const LOCAL_MS = 30_000;
const DOWNLOAD_MS = 300_000;

/** The ways that this machine offers, best first. */
export function emulatorLaunchers(launch: LaunchSettings): EmulatorLauncher[] {
  const serve =
    launch.socketPath === undefined
      ? ["-H", LOOPBACK, "-p", String(launch.port)]
      : ["-H", `unix://${launch.socketPath}`];
  const find = (name: string): string | undefined => findOnPath(name, launch.env);
  const server = find("moto_server");
  const python = find("python3");
  const uvx = find("uvx");
  const pipx = find("pipx");
  const docker = find("docker");
  return [
    server && local("moto_server", [server, ...serve]),
    python && local("python3 -m moto.server", [python, "-m", "moto.server", ...serve]),
    uvx && installing("uvx", [[uvx, "--from", PACKAGE, "moto_server", ...serve]]),
    pipx && installing("pipx run", [[pipx, "run", "--spec", PACKAGE, "moto_server", ...serve]]),
    python && virtualEnvironment(python, launch, serve),
    docker && container(docker, launch),
  ].filter((launcher) => typeof launcher === "object");
}

/** Something that is installed already, if it is more than a shim for something that is not. */
function local(name: string, command: readonly [string, ...string[]]): EmulatorLauncher {
  return {
    name,
    commands: [command],
    timeoutMs: LOCAL_MS,
    isAbsent: (exitCode, output) =>
      exitCode === 126 || exitCode === 127 || /No module named|moto\[server\]/.test(output),
    exitSignal: "SIGKILL",
  };
}

/** Something that downloads first: any failure, such as a missing network, leads to the next way. */
function installing(name: string, commands: EmulatorLauncher["commands"]): EmulatorLauncher {
  return {
    name,
    commands,
    timeoutMs: DOWNLOAD_MS,
    isAbsent: () => true,
    exitSignal: "SIGKILL",
  };
}

function virtualEnvironment(
  python: string,
  launch: LaunchSettings,
  serve: readonly string[],
): EmulatorLauncher {
  const folder = path.join(launch.cacheDirectory, `moto-${MOTO_VERSION}`);
  const own = path.join(folder, process.platform === "win32" ? "Scripts" : "bin", "python3");
  const commands = [
    [python, "-m", "venv", folder],
    [own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE],
    [own, "-m", "moto.server", ...serve],
  ] as const;
  return { ...installing("a Python virtual environment", commands), installsInto: folder };
}

function container(docker: string, launch: LaunchSettings): EmulatorLauncher {
  const settings = Object.entries(launch.settings).flatMap(([name, value]) => [
    "--env",
    `${name}=${value}`,
  ]);
  const publish = `${LOOPBACK}:${launch.port}:${launch.port}`;
  const image = `motoserver/moto:${MOTO_VERSION}`;
  const run = [docker, "run", "--rm", "--init", "--publish", publish, ...settings, image] as const;
  return {
    // The client passes SIGTERM on to the container and cannot pass on SIGKILL.
    ...installing("docker", [[...run, "-H", "0.0.0.0", "-p", String(launch.port)]]),
    exitSignal: "SIGTERM",
    isContainer: true,
  };
}

const POLL_MS = 50;
const KEPT_OUTPUT = 16_384;

/** Why an emulator did not come up. */
export type LaunchFailure =
  | { readonly reason: "exited"; readonly exitCode: number; readonly output: string }
  | { readonly reason: "timeout"; readonly output: string };

/** What came of trying one launcher. */
export type LaunchOutcome =
  | { readonly running: EmulatorProcess }
  | { readonly running?: undefined; readonly failure: LaunchFailure };

/** A started emulator, whose last output is kept for error messages. */
export class EmulatorProcess {
  private output = "";

  private constructor(
    private readonly child: ChildProcess,
    private readonly graceMs: number,
  ) {
    const keep = (chunk: Buffer): void => {
      this.output = (this.output + chunk.toString("utf8")).slice(-KEPT_OUTPUT);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.once("error", (error) => (this.output += `${error.message}\n`));
  }

  /** Runs the launcher's commands in order and waits until the last one answers at the address. */
  static async launch(
    launcher: EmulatorLauncher,
    env: NodeJS.ProcessEnv,
    target: ProxyTarget,
  ): Promise<LaunchOutcome> {
    const deadline = Date.now() + launcher.timeoutMs;
    const last = launcher.commands.length - 1;
    for (const [index, [command, ...args]] of launcher.commands.entries()) {
      const child = spawnGroup(
        command,
        args,
        { env, stdio: ["ignore", "pipe", "pipe"] },
        launcher.exitSignal,
      );
      const emulator = new EmulatorProcess(
        child,
        launcher.exitSignal === "SIGTERM" ? 12_000 : 2_000,
      );
      const ready = await emulator.waitFor(deadline, index === last ? target : undefined);
      if (ready && index === last) return { running: emulator };
      if (!ready) return { failure: await emulator.explain() };
    }
    return { failure: { reason: "exited", exitCode: 127, output: "" } };
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Whether it has ended, wanted or not. */
  get exited(): boolean {
    return hasExited(this.child);
  }

  /** What it printed last. */
  lastLines(count: number): string {
    const lines = this.output.split("\n").filter((line) => line.trim() !== "");
    return lines.slice(-count).join("\n");
  }

  /** Calls back when it ends. */
  onExit(callback: () => void): void {
    if (this.exited) callback();
    else this.child.once("exit", callback);
  }

  /** Ends it with everything that it started. */
  stop(): Promise<void> {
    return endGroup(this.child, this.graceMs);
  }

  /** Ready is: answers at the address, or, for a preparing command, has ended well. */
  private async waitFor(deadline: number, target: ProxyTarget | undefined): Promise<boolean> {
    while (Date.now() < deadline) {
      if (this.exited) return target === undefined && this.child.exitCode === 0;
      if (target !== undefined && (await answers(target)) && !this.exited) return true;
      await sleep(POLL_MS);
    }
    return false;
  }

  private async explain(): Promise<LaunchFailure> {
    const exited = this.exited;
    await this.stop();
    // What the process wrote last arrives only after its end was noticed.
    await sleep(POLL_MS);
    const output = this.lastLines(12);
    if (!exited) return { reason: "timeout", output };
    return { reason: "exited", exitCode: this.child.exitCode ?? 127, output };
  }
}

function answers({ url, socketPath }: ProxyTarget): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      url,
      { path: "/moto-api/data.json", socketPath, agent: false, timeout: 2_000 },
      (response) => {
        response.resume();
        response.once("close", () => resolve(response.statusCode === 200));
      },
    );
    asked.once("timeout", () => asked.destroy());
    asked.once("error", () => resolve(false));
    asked.end();
  });
}
