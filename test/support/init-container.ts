import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ContainerImage, TaskDefinition, type ContainerProps } from "cdktf-ecs-secrets/ecs";
import type { TerraformStack } from "cdktf";
import { synth } from "./synth";

/** An init container as Terraform is told to register it. */
export interface InitContainer {
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
}

/** What became of a run. */
export interface InitRun {
  readonly exitCode: number | null;
  /** Everything it printed. */
  readonly output: string;
}

/** The init container that a container `web` gets. */
export function initContainerOf(
  stack: TerraformStack,
  props: Omit<ContainerProps, "image">,
): InitContainer {
  const task = new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512 });
  // Who runs the script here may give files to nobody else.
  const { user = String(process.getuid?.() ?? 0) } = props;
  task.addContainer("web", { image: ContainerImage.fromRegistry("orders:1.8"), ...props, user });
  const { container_definitions: text } = synth(stack).only("aws_ecs_task_definition");
  const containers = JSON.parse(String(text)) as (InitContainer & { readonly name: string })[];
  const init = containers.find(({ name }) => name === "web-secret-files");
  if (!init) throw new Error("no init container");
  return init;
}

/** A folder that stands for the volumes of a task. */
export class Volumes {
  public readonly root = mkdtempSync(path.join(tmpdir(), "volumes-"));

  /** Runs a container's command, with its volumes mapped to the folder. */
  public run(
    { entryPoint, command, environment = [] }: InitContainer,
    env: NodeJS.ProcessEnv,
  ): Promise<InitRun> {
    const [program = "", ...args] = [...entryPoint, ...command];
    const declared = Object.fromEntries(environment.map(({ name, value }) => [name, value]));
    const child = spawn(program, args, {
      env: { PATH: process.env["PATH"], ...declared, SECRET_FILES_ROOT: this.root, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exitCode) => {
        resolve({ exitCode, output: Buffer.concat(chunks).toString("latin1") });
      });
    });
  }

  /** Every file of the volumes, by its path in the container; those written halfway, too. */
  public files(): readonly string[] {
    return readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name).slice(this.root.length))
      .sort();
  }

  public read(file: string): Buffer {
    return readFileSync(path.join(this.root, file));
  }

  public stat(file: string): { readonly mode: string; readonly owner: string } {
    const { mode, uid, gid } = statSync(path.join(this.root, file));
    return { mode: (mode & 0o7777).toString(8), owner: `${uid}:${gid}` };
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/**
 * Programs that note down how they were called, with which environment, and then run the real ones.
 *
 * @returns the folder for the PATH, and what was noted
 */
export function recordCalls(directory: string, programs: readonly string[]) {
  const record = path.join(directory, "record");
  const script = `#!/bin/sh\n{ printf '%s\\n' "$0" "$@"; env; } >>"$RECORD"\nPATH=$REAL_PATH exec "\${0##*/}" "$@"\n`;
  for (const program of programs) {
    writeFileSync(path.join(directory, program), script, { mode: 0o755 });
  }
  const real = process.env["PATH"] ?? "";
  return {
    env: { PATH: `${directory}:${real}`, REAL_PATH: real, RECORD: record },
    recorded: () => readFileSync(record, "latin1"),
  };
}
