import { oneLine } from "../text";
import { UserError } from "../user-error";

/** What to do about an error of AWS. */
export function nextAfter(error: unknown): string {
  const isRefusal =
    error instanceof Error && /^(AccessDenied|UnauthorizedOperation)/.test(error.name);
  return isRefusal
    ? "have your role allow what the same command prints with --print-policy"
    : "run the same command again";
}

/** The message of an error as one line. */
export function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}

/** What `work` yields. @throws UserError in place of an error of AWS */
export async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    // Every error of the SDK has it.
    if (!(error instanceof Error) || !("$metadata" in error)) throw error;
    const reason = `${error.name}: ${messageOf(error)}`;
    throw new UserError("AWS did not do what was asked.", reason, [nextAfter(error)], {
      cause: error,
    });
  }
}

/** What came of asking AWS for something that may not exist, or that the caller may not see. */
export type Reading<T> = { readonly state: "found"; readonly value: T } | NotFound;

/** Why there is nothing to go on with. */
export type NotFound =
  /** AWS says that it does not exist. */
  | { readonly state: "missing"; readonly why: string }
  /** It is not known: the call was refused or failed. */
  | {
      readonly state: "unknown";
      readonly why: string;
      /** The IAM action that the caller lacks, where that is the reason. */
      readonly permission?: string;
    };

const MISSING = [
  "ResourceNotFoundException",
  "NoSuchEntityException",
  "NotFoundException",
  "ParameterNotFound",
  "NoSuchBucket",
  "NoSuchKey",
  "NotFound",
];
const REFUSED = ["AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "Forbidden"];

/**
 * Asks AWS.
 *
 * @param permission the IAM action that the call needs
 */
export async function read<T>(permission: string, ask: () => Promise<T>): Promise<Reading<T>> {
  try {
    return found(await ask());
  } catch (error) {
    const { name, message, status } = parts(error);
    if (MISSING.includes(name)) return { state: "missing", why: message };
    // A HEAD request is answered without a body, so its error has no name.
    if (status === 404) return { state: "missing", why: message };
    if (REFUSED.includes(name) || status === 403) {
      return { state: "unknown", why: `you may not call ${permission}`, permission };
    }
    return { state: "unknown", why: `${permission} failed: ${name}: ${message}` };
  }
}

/** What is known without asking. */
export function found<T>(value: T): Reading<T> {
  return { state: "found", value };
}

/** The same answer with another value. */
export function mapReading<T, U>(reading: Reading<T>, change: (value: T) => U): Reading<U> {
  return reading.state === "found" ? found(change(reading.value)) : reading;
}

function parts(error: unknown): {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
} {
  if (!(error instanceof Error))
    return { name: "Error", message: oneLine(String(error)), status: undefined };
  const status = "$metadata" in error ? statusOf(error.$metadata) : undefined;
  return { name: error.name, message: oneLine(error.message), status };
}

function statusOf(metadata: unknown): number | undefined {
  if (typeof metadata !== "object" || metadata === null) return undefined;
  const status = "httpStatusCode" in metadata ? metadata.httpStatusCode : undefined;
  return typeof status === "number" ? status : undefined;
}

/** Every item of all pages. */
export async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

/** Asks once about each thing, also when many ask at the same time. @param keyOf tells things apart; a text does by itself */
export function remember<About, Answer>(
  ask: (about: About) => Promise<Answer>,
  keyOf: (about: About) => string = String,
): (about: About) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (about) => {
    const key = keyOf(about);
    const known = answers.get(key);
    if (known) return known;
    const answer = ask(about);
    answers.set(key, answer);
    return answer;
  };
}

/** The items in groups of at most `size`, for calls that take no more at once. */
export function batchesOf<T>(size: number, items: readonly T[]): readonly (readonly T[])[] {
  const batches: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    batches.push(items.slice(start, start + size));
  }
  return batches;
}
