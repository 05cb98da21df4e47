import { spawnSync } from "node:child_process";
import {
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { codeOf } from "../files";

/**
 * Who beside this user and the administrator may change what is in a folder from which programs are run; undefined where
 * no other user may.
 */
export function whoElseWrites(folder: string): string | undefined {
  const own = process.getuid?.();
  if (own === undefined) return undefined;
  try {
    const served = new Set<string>();
    const links = new Set<string>();
    follow(folder, served, links);
    const ways = [folder, ...links].flatMap(foldersOnTheWay);
    for (const file of new Set([...served, ...ways])) {
      const problem = whoElseWritesTo(file, own, served.has(file));
      if (problem !== undefined) return problem;
    }
  } catch (error) {
    // A link that leads nowhere, or what this user may not read: whose that is cannot be told.
    return `who may write to "${folder}" cannot be told (${codeOf(error)})`;
  }
  return undefined;
}

function whoElseWritesTo(file: string, own: number, isServed: boolean): string | undefined {
  const { uid, gid, mode } = statSync(file);
  const foreign = [uid, lstatSync(file).uid].find((owner) => ![own, 0].includes(owner));
  if (foreign !== undefined) return `"${file}" belongs to another user (${foreign})`;
  // In a folder like /tmp everybody may write, and touch only what is their own.
  if (!isServed && (mode & 0o1000) !== 0) return undefined;
  if ((mode & 0o002) !== 0) return `every user may write to "${file}"`;
  if ((mode & 0o020) === 0) return undefined;
  if (hasOthers(gid)) return `a group of users (${gid}) may write to "${file}"`;
  // Where a file has such a list, these bits are what it gives to anybody at most.
  if (hasAccessList(file)) return `an access list may let others write to "${file}" (getfacl)`;
  return undefined;
}

/** As `ls` tells it, by a sign behind the bits; Node cannot. */
function hasAccessList(file: string): boolean {
  const { stdout } = spawnSync("ls", ["-ld", "--", file], { encoding: "utf8" });
  return stdout?.charAt(10) === "+";
}

/** Collects a file, what is in it, and, as Terraform follows links, what these lead to. */
function follow(file: string, served: Set<string>, links: Set<string>): void {
  const real = realpathSync(file);
  if (lstatSync(file).isSymbolicLink()) links.add(file);
  if (served.has(real)) return;
  served.add(real);
  if (!statSync(real).isDirectory()) return;
  for (const name of readdirSync(real)) follow(path.join(real, name), served, links);
}

/**
 * The folders that lead to a file, also those of each link on the way: who may write to one of them may put another
 * folder, or another link, in the place of the next.
 */
function foldersOnTheWay(file: string): readonly string[] {
  const above = path.dirname(file);
  if (above === file) return [];
  const folder = realpathSync(above);
  const isLink = lstatSync(file).isSymbolicLink();
  const target = isLink ? path.resolve(folder, readlinkSync(file)) : "";
  const ofLink = isLink ? [file, ...foldersOnTheWay(target)] : [];
  return [folder, ...ofLink, ...foldersOnTheWay(above)];
}

/** Whether a group has members beside this user, as far as this machine tells: some are given to nobody. */
function hasOthers(gid: number): boolean {
  if (gid === 0) return false;
  const groups = process.platform === "linux" ? entriesOf("group") : [];
  const named = groups.find(([, , id]) => Number(id) === gid);
  // One of a directory service may have any.
  if (named === undefined) return gid !== process.getgid?.();
  const [, , , members = ""] = named;
  const first = entriesOf("passwd").filter(([, , , id]) => Number(id) === gid);
  const users = [...members.split(","), ...first.map(([user = ""]) => user)];
  return users.some((user) => !["", "root", os.userInfo().username].includes(user));
}

function entriesOf(name: string): readonly (readonly string[])[] {
  try {
    const text = readFileSync(path.join(path.sep, "etc", name), "utf8");
    return text.split("\n").map((line) => line.split(":"));
  } catch {
    return [];
  }
}
