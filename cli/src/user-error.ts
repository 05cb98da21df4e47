import { harmless } from "./text";

/** What a person can act on: what happened, why, and what to type. The CLI prints it without a stack trace. */
export class UserError extends Error {
  /** Tells it from other errors. */
  override readonly name: string = "UserError";
  /** What the command ends with. */
  readonly exitCode: number = 1;

  /**
   * @param message what happened, in one line
   * @param reason why it happened, as a sentence
   * @param remedy what to do about it: one thing to type or to change per line
   */
  constructor(
    message: string,
    readonly reason: string,
    readonly remedy: readonly string[],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** The three parts as lines for a terminal. */
  format(): string {
    const steps = this.remedy.map((line, index) => `${index === 0 ? "  Try: " : "       "}${line}`);
    return harmless([this.message, ...indent("  Why: ", this.reason), ...steps].join("\n"));
  }
}

/** Continuation lines stand under the first word, so that an emulator's last lines stay readable. */
function indent(label: string, text: string): string[] {
  const [first = "", ...rest] = text.split("\n");
  return [`${label}${first}`, ...rest.map((line) => `${" ".repeat(label.length)}${line}`)];
}

/** A signal ended the command before it was done. It says in one line what is left half-done, and what to type. */
export class InterruptedError extends UserError {
  /** Tells it from other errors. */
  override readonly name = "InterruptedError";

  /**
   * @param left what the interruption left behind, as a sentence
   * @param next what to type now, as a sentence
   */
  constructor(
    left: string,
    next = "Run the same command again.",
    options: ErrorOptions & { readonly message?: string } = {},
  ) {
    super(options.message ?? "Interrupted.", left, [next], options);
  }

  override format(): string {
    return harmless([this.message, this.reason, ...this.remedy].join(" "));
  }
}

/** What nobody foresaw, told without its message, which may quote a value. */
export function unforeseen(error: unknown): UserError {
  const name = error instanceof Error ? error.constructor.name : typeof error;
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const frames = stack.split("\n").filter((line) => /^ +at /.test(line));
  return new UserError(
    "The run failed in a way that it should not.",
    [`${name}, whose text is left out because it may quote a value`, ...frames].join("\n"),
    ["report these lines, with the command that you typed"],
    { cause: error },
  );
}
