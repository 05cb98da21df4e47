import type { ChildProcess } from "node:child_process";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { endGroup, hasExited, spawnGroup } from "../terraform";
import type { EmulatorLauncher } from "./emulator-launchers";
import type { ProxyTarget } from "./proxy";

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
