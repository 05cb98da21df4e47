import { isSearchable, needlesOf, type KnownValue } from "../../leaks";
import { UserError } from "../../user-error";
import { withoutIndexes } from "../plan";
import { html, mermaidLabel, prose, visible } from "../render";
import { NeedleSet } from "./needle-set";
import { scanForSecrets } from "./scan-for-secrets";

/** A file that is about to be written. */
export interface Output {
  readonly name: string;
  readonly content: string;
}

/** A value would have been shown; nothing is written. The CLI ends with exit code 4. */
export class LeakError extends UserError {
  override readonly name = "LeakError";
  override readonly exitCode = 4;
}

/** What a renderer makes of a value. */
const RENDERED: readonly ((value: string) => string)[] = [
  prose,
  html,
  (value) => mermaidLabel(value).slice(1, -1),
];

/**
 * The last look at the bytes that are about to be written: no tainted value in any encoding, and nothing that a secret
 * scanner knows.
 *
 * @throws LeakError naming the file and where the value comes from, never the value
 */
export async function lastLook(
  outputs: readonly Output[],
  tainted: readonly KnownValue[],
): Promise<void> {
  const needles = new NeedleSet();
  for (const { name, value } of tainted.filter((known) => isSearchable(known.value))) {
    for (const { bytes } of needlesOf(value)) needles.add(bytes.toString(), name);
    for (const render of RENDERED) needles.add(render(value), name);
  }
  for (const { name, content } of outputs) {
    const source = needles.findIn(content);
    if (source !== undefined) {
      throw new LeakError(
        `A value that must stay secret would stand in ${name}. Nothing was written.`,
        `It is the value of ${nameable(source, needles)}, which is marked as sensitive or known to be a secret.`,
        [
          "take it out of the names, ARNs and tags of the plan",
          "or, if it is no secret, remove its mark (`sensitive`)",
        ],
      );
    }
    const found = await scanForSecrets(name, content);
    if (found !== undefined) {
      throw new LeakError(
        `Something that looks like a secret would stand in ${name}. Nothing was written.`,
        `The scanner calls it ${found.rule}, in line ${found.line}.`,
        ["take it out of the names, ARNs and tags of the plan, and draw a new secret"],
      );
    }
  }
}

/** Where a value stands, unless the key of an instance or of a map there is a value itself. */
function nameable(source: string, needles: NeedleSet): string {
  const names = [visible(source), withoutIndexes(source), "something in the plan"];
  return names.find((name) => needles.findIn(name) === undefined) ?? "";
}
