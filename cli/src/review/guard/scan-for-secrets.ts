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
