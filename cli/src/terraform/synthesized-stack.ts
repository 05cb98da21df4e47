import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { readText, whyUnread } from "../files";
import { isObject, objectIn, ownPath, type JsonObject } from "../json";
import { libraryCommand } from "../own-command";
import { UserError } from "../user-error";

/** The configuration that cdktf synthesizes into the folder of a stack. */
export const STACK_FILE = "cdk.tf.json";

/** What was synthesized of a stack, from its folder. @throws UserError when it is not there, or no JSON object */
export async function readStack(directory: string): Promise<JsonObject> {
  const file = path.join(directory, STACK_FILE);
  try {
    const stack = JSON.parse(await readText(file)) as unknown;
    if (isObject(stack)) return stack;
    throw new Error("It holds no JSON object.");
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `The synthesized stack "${file}" cannot be read.`,
      whyUnread(error),
      [`synthesize it again: ${libraryCommand("synth")}`],
      { cause: error },
    );
  }
}

/**
 * The stack of an app whose state another one reads.
 *
 * @param id of the data source that reads it
 * @param lookup its block as synthesized
 */
export function stackOfState<T extends { readonly name: string; readonly synthesized: JsonObject }>(
  id: string,
  lookup: unknown,
  app: readonly T[],
): T | undefined {
  if (!isObject(lookup)) return undefined;
  const backend = String(lookup["backend"]);
  const wanted = objectIn(lookup["config"]);
  const settingsOf = ({ synthesized }: T): unknown =>
    ownPath(synthesized, "terraform", "backend", backend);
  return (
    app.find((stack) => isDeepStrictEqual(settingsOf(stack), wanted)) ??
    // cdktf's own name for it, also where a stack's backend is changed after the reference was made.
    app.find(({ name }) => id === `cross-stack-reference-input-${name}`) ??
    // Written by hand: what is only about writing, such as encryption, is left out.
    app.find((stack) => Object.keys(wanted).length > 0 && isPartOf(wanted, settingsOf(stack)))
  );
}

function isPartOf(some: JsonObject, all: unknown): boolean {
  const whole = objectIn(all);
  return Object.entries(some).every(([name, value]) => isDeepStrictEqual(whole[name], value));
}
