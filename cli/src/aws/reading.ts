import { isNativeError } from "node:util/types";
import { oneLine } from "../text";
import { UserError } from "../user-error";

/** What to do about credentials that are missing or count no longer. */
export const LOGIN_AGAIN =
  "log in again: aws sso login --profile <name>, and run the same command again";

/** By the name or the code of an error, the first that fits: what to do about it. */
const REMEDIES: readonly (readonly [pattern: RegExp, remedy: string])[] = [
  [
    /^(AccessDenied|UnauthorizedOperation)/,
    "have your role allow what the same command prints with --print-policy",
  ],
  [
    /^(Expired|RequestExpired|InvalidToken|InvalidClientTokenId|UnrecognizedClient|AuthFailure|CredentialsProviderError|TokenProviderError)/,
    LOGIN_AGAIN,
  ],
  [
    /^(SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|RequestTimeTooSkewed)/,
    "see that the secret key belongs to the access key, and that this machine's clock is right",
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|TimeoutError|NetworkingError)/,
    "see that this machine reaches AWS, and that the Region and the endpoint are right",
  ],
];

/** What to do about an error of AWS, or of the way to it. */
export function nextAfter(error: unknown): string {
  return remedyOf(error) ?? "run the same command again";
}

/** What to do about an error that is known to have its own remedy. */
export function remedyOf(error: unknown): string | undefined {
  if (!isNativeError(error)) return undefined;
  // The system's code may stand in the message only, where the SDK has wrapped the error.
  const code = /\bE[A-Z_]{4,}\b/.exec(error.message)?.[0] ?? "";
  const names = [error.name, "code" in error ? String(error.code) : code];
  return REMEDIES.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1];
}

/**
 * Where AWS begins to quote the request that it refuses: its canonical form has the headers in it, the session token
 * among them, and the `Authorization` header the signature.
 */
const QUOTED_REQUEST =
  /\(?\s*\b(?:the canonical string\b|the string-to-sign\b|authorization ?[=:]|x-amz-security-token\b|AWS4-HMAC-SHA256\b)/i;

/** The message of an error as one line, up to where it quotes a request. */
export function messageOf(error: unknown): string {
  const message = oneLine(error instanceof Error ? error.message : String(error));
  const quoted = message.search(QUOTED_REQUEST);
  return quoted < 0
    ? message
    : `${message.slice(0, quoted).trimEnd()} … (what follows quotes the request)`;
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
      /** What to do about it. @default - to try again */
      readonly next?: string;
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
    const why = `${permission} failed: ${name}: ${message}`;
    return { state: "unknown", why, next: remedyOf(error) };
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
    return { name: "Error", message: messageOf(error), status: undefined };
  const status = "$metadata" in error ? statusOf(error.$metadata) : undefined;
  return { name: error.name, message: messageOf(error), status };
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
