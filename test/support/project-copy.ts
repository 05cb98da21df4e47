import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const PROJECT = path.resolve(__dirname, "..", "..");

/** What running the project needs of a clone. */
const PARTS = [
  "cdktf.json",
  "cli",
  "environments",
  "examples",
  "main.ts",
  "modules",
  "package.json",
];

const IGNORED = ["node_modules", "dist"];

/**
 * The project in a folder of its own, with the packages of this one.
 *
 * Commands run there as in a fresh clone, and whatever they leave behind is seen: also what git ignores.
 */
export class ProjectCopy {
  public readonly folder: string;
  /** Temporary files of its commands; its name is in the environment of every process that they start. */
  public readonly temporary: string;
  private readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), "project-copy-")));

  public constructor() {
    this.folder = path.join(this.root, "project");
    this.temporary = path.join(this.root, "temporary");
    mkdirSync(this.temporary);
    const filter = (source: string): boolean => !IGNORED.includes(path.basename(source));
    for (const part of PARTS) {
      cpSync(path.join(PROJECT, part), path.join(this.folder, part), { recursive: true, filter });
    }
    symlinkSync(path.join(PROJECT, "node_modules"), path.join(this.folder, "node_modules"));
  }

  /** Makes it a git repository with everything committed. */
  public commit(): void {
    const git = (...args: readonly string[]): void => {
      execFileSync("git", [...args], { cwd: this.folder, stdio: "ignore" });
    };
    git("init", "--initial-branch=main");
    writeFileSync(path.join(this.folder, ".git", "info", "exclude"), "node_modules\n");
    git("add", "--all");
    git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--message=base");
  }

  /** Changes one of its files. */
  public edit(file: string, change: (text: string) => string): void {
    const target = path.join(this.folder, file);
    const before = readFileSync(target, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`the change of ${file} changes nothing`);
    writeFileSync(target, after);
  }

  /** Digests of all its files, by name. */
  public files(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      filesBelow(this.folder).map((file) => [path.relative(this.folder, file), digest(file)]),
    );
  }

  /** Temporary files of ours that are left; tsx and npm keep caches of their own there. */
  public temporaryFiles(): readonly string[] {
    return readdirSync(this.temporary).filter((name) => name.startsWith("ecs-secrets"));
  }

  /** Removes it with its temporary files. */
  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Links are not followed: the packages are one. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(file);
    return entry.isFile() ? [file] : [];
  });
}

function digest(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
