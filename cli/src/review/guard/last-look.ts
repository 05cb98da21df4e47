import type { KnownValue } from "../../leaks";
import { UserError } from "../../user-error";
import { withoutIndexes } from "../plan";
import { visible } from "../render";
import { findValue } from "./find-value";

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
  const leak = findValue(
    outputs.map(({ content }) => content),
    tainted,
  );
  if (leak !== undefined) {
    throw new LeakError(
      `A value that must stay secret would stand in ${outputs[leak.text]?.name ?? "the report"}. Nothing was written.`,
      `It is the value of ${nameable(leak.name, tainted)}, which is marked as sensitive or known to be a secret.`,
      [
        "take it out of the names, ARNs and tags of the plan",
        "or, if it is no secret, remove its mark (`sensitive`)",
      ],
    );
  }
  for (const { name, content } of outputs) {
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
function nameable(source: string, tainted: readonly KnownValue[]): string {
  const names = [visible(source), withoutIndexes(source), "something in the plan"];
  return names.find((name) => findValue([name], tainted) === undefined) ?? "";
}

const PRESET = "@secretlint/secretlint-rule-preset-recommend";

/** Left out by default, because the ids alone open nothing; here they have no business either. */
const ACCESS_KEY_IDS = {
  id: "@secretlint/secretlint-rule-aws",
  options: { enableIDScanRule: true },
};

/** `secretlint-disable` in a comment switches the scanner off, and a name in a plan can be such a comment. */
const SWITCH = /secretlint-/gi;

/** What a scanner recognized, without the text itself. */
interface Recognized {
  readonly rule: string;
  readonly line: number;
}

/**
 * Looks for what a maintained scanner knows: access keys, private keys, tokens of many services.
 *
 * @see https://github.com/secretlint/secretlint
 */
export async function scanForSecrets(
  filePath: string,
  content: string,
): Promise<Recognized | undefined> {
  // Modules of the newer kind, and a second to load: only for who reviews.
  const [{ lintSource }, { creator: rule }] = await Promise.all([
    import("@secretlint/core"),
    import("@secretlint/secretlint-rule-preset-recommend"),
  ]);
  const { messages } = await lintSource({
    source: {
      filePath,
      content: content.replace(SWITCH, "secretlint "),
      ext: ".md",
      contentType: "text",
    },
    options: {
      config: { rules: [{ id: PRESET, rule, rules: [ACCESS_KEY_IDS] }] },
      // Its messages quote what they found.
      maskSecrets: true,
      noPhysicFilePath: true,
    },
  });
  // Every ARN holds an account id.
  const found = messages.find(({ messageId }) => messageId !== "AWSAccountID");
  return found && { rule: found.messageId, line: found.loc.start.line };
}
