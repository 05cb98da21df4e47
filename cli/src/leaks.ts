import { randomBytes } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { unzipSync } from "fflate";
import { printedJson } from "./json";

/** Something that a run left behind or printed. */
export interface Artifact {
  readonly name: string;
  readonly bytes: Buffer;
}

const ZIP_MAGIC = Buffer.from("PK\u0003\u0004");

/**
 * Every file below `directory`; what is a zip archive (a saved plan is one) also entry by entry.
 *
 * Provider binaries are left out: hundreds of megabytes that were there before any value was.
 */
export async function artifactsBelow(directory: string, label: string): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const relative of await readdir(directory, { recursive: true })) {
    if (relative.split(path.sep).includes("providers")) continue;
    const file = path.join(directory, relative);
    if (!(await stat(file)).isFile()) continue;
    const bytes = await readFile(file);
    artifacts.push({ name: path.join(label, relative), bytes });
    artifacts.push(...archiveEntries(path.join(label, relative), bytes));
  }
  return artifacts;
}

function archiveEntries(name: string, bytes: Buffer): Artifact[] {
  if (!bytes.subarray(0, 4).equals(ZIP_MAGIC)) return [];
  return Object.entries(unzipSync(bytes)).map(([entry, content]) => {
    return { name: `${name}!${entry}`, bytes: Buffer.from(content) };
  });
}

/**
 * A value that occurs nowhere else, and that looks different in every encoding, so that a search for it proves
 * something.
 */
export function canary(): string {
  return `${randomBytes(12).toString("hex")}-"\\<&>+/=%ü`;
}

/** A secret value, named so that a finding can be reported without it. */
export interface KnownValue {
  readonly name: string;
  readonly value: string;
}

/** A value that was found where it must not be. */
export interface Leak {
  readonly artifact: string;
  readonly value: string;
  readonly encoding: string;
}

/** Looks for every value in every artifact, in every encoding; reports names, never values. */
export function searchLeaks(
  artifacts: readonly Artifact[],
  values: readonly KnownValue[],
): readonly Leak[] {
  const needles = values.flatMap(({ name, value }) =>
    needlesOf(value).map((needle) => ({ name, ...needle })),
  );
  return artifacts.flatMap((artifact) =>
    needles
      .filter(({ bytes }) => artifact.bytes.includes(bytes))
      .map(({ name, encoding }) => ({ artifact: artifact.name, value: name, encoding })),
  );
}

/** A way in which a value may be written down. */
export interface Encoding {
  readonly name: string;
  /** The byte strings to look for; a text that contains none of them does not hold the value. */
  readonly needles: (value: string) => readonly string[];
}

/** Below this many characters a match says nothing. */
const LEAST_LENGTH = 8;

/** The encodings in which values have been seen to leak. */
export const ENCODINGS: readonly Encoding[] = [
  { name: "plain", needles: (value) => [value] },
  { name: "base64", needles: (value) => base64Needles(value) },
  { name: "URL", needles: (value) => [encodeURIComponent(value), formEncode(value)] },
  { name: "hex", needles: (value) => hexNeedles(value) },
  {
    name: "JSON",
    needles: (value) => [jsonEscape(value), htmlSafeJson(value), printedJson(value).slice(1, -1)],
  },
];

/** Whether finding `value` somewhere would say anything: a short one occurs everywhere. */
export function isSearchable(value: string): boolean {
  return value.length >= LEAST_LENGTH;
}

/** The needles of a value that are worth looking for. */
export function needlesOf(
  value: string,
): readonly { readonly encoding: string; readonly bytes: Buffer }[] {
  const seen = new Set<string>();
  return ENCODINGS.flatMap(({ name, needles }) =>
    needles(value)
      .filter((needle) => needle.length >= LEAST_LENGTH && !seen.has(needle))
      .map((needle) => {
        seen.add(needle);
        return { encoding: name, bytes: Buffer.from(needle) };
      }),
  );
}

/** Inside a longer text a value starts at any of three offsets; only what its own bytes determine can be looked for. */
function base64Needles(value: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString("base64");
    const needle = whole.slice(offset === 0 ? 0 : 4);
    return [needle, needle.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function hexNeedles(value: string): string[] {
  const hex = Buffer.from(value).toString("hex");
  return [hex, hex.toUpperCase()];
}

function formEncode(value: string): string {
  return new URLSearchParams({ v: value }).toString().slice(2);
}

function jsonEscape(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** Go's encoder, and so Terraform's, also escapes what is special in HTML. */
function htmlSafeJson(value: string): string {
  return jsonEscape(value).replace(/[<>&]/g, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
