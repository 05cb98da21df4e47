import { isMissing, readText, whyUnread } from "../../files";
import { UserError } from "../../user-error";
import { FAIL_ON, readFailOn } from "../fail-on";
import { findingRules } from "../findings";
import type { Finding, Report } from "../model";
import { isObject, listIn, textIn, textsOf, type JsonObject } from "../plan";

/** A finding that was looked at and may pass for a while. */
export interface Waiver {
  /** Id of the finding. */
  readonly finding: string;
  /** The finding's subject; `*` stands for any text. */
  readonly subject: string;
  /** @default - every stack */
  readonly stack?: string;
  readonly reason: string;
  /** The last day on which it counts, as YYYY-MM-DD. */
  readonly expires: string;
}

/** How a team reviews: what blocks, and what may pass. */
export interface ReviewConfig {
  /** The severity from which findings block. */
  readonly failOn: Report["failOn"];
  /** Findings that block whatever their severity, by their ids. @default - none */
  readonly alsoBlock?: readonly string[];
  readonly waivers: readonly Waiver[];
}

/** Where the configuration is looked for. */
const CONFIG_FILE = "ecs-secrets.review.json";

/** What counts without a file. */
export const DEFAULT_CONFIG: ReviewConfig = { failOn: "high", waivers: [] };

const KEYS = ["version", "failOn", "alsoBlock", "waivers"];
const WAIVER_KEYS = ["finding", "subject", "stack", "reason", "expires"];

const EXAMPLE = JSON.stringify({
  finding: "NO-CMK",
  subject: "orders/dev/*",
  reason: "the vendor's secret, moved to our key with ticket 1234",
  expires: "2027-01-31",
});

/**
 * Reads the text of a configuration file.
 *
 * @throws UserError with the line to write, for anything that would not do what its author thinks
 */
export function readConfig(text: string, file: string = CONFIG_FILE): ReviewConfig {
  const json = parse(text, file);
  const refuse = (reason: string, remedy: string): UserError =>
    new UserError(`${file} cannot be used.`, reason, [remedy]);
  if (!isObject(json)) throw refuse("It holds no JSON object.", 'write {"version": 1}');
  expectKeys(json, KEYS, refuse, "");
  if (json["version"] !== 1) {
    throw refuse("Its version is not 1, the only one there is.", 'write "version": 1');
  }
  const wanted = json["failOn"] ?? DEFAULT_CONFIG.failOn;
  const failOn = FAIL_ON.find((severity) => severity === wanted);
  if (failOn === undefined) {
    throw refuse("`failOn` is no severity.", `write "failOn" as one of: ${FAIL_ON.join(", ")}`);
  }
  const waivers = json["waivers"] ?? [];
  if (!Array.isArray(waivers))
    throw refuse("`waivers` is not a list.", `write "waivers": [${EXAMPLE}]`);
  const alsoBlock = json["alsoBlock"] ?? [];
  if (!Array.isArray(alsoBlock) || !alsoBlock.every(isFinding)) {
    throw refuse("`alsoBlock` is no list of findings.", `name some of: ${IDS.join(", ")}`);
  }
  return {
    failOn,
    ...(alsoBlock.length === 0 ? {} : { alsoBlock: textsOf(alsoBlock) }),
    waivers: listIn(waivers).map((waiver, index) =>
      readWaiver(waiver, `waivers[${index}]`, refuse),
    ),
  };
}

const IDS = findingRules.map(({ id }) => id);

function isFinding(id: unknown): boolean {
  return IDS.some((known) => known === id);
}

type Refuse = (reason: string, remedy: string) => UserError;

function readWaiver(waiver: unknown, where: string, refuse: Refuse): Waiver {
  if (!isObject(waiver)) throw refuse(`${where} is not an object.`, `write it like ${EXAMPLE}`);
  expectKeys(waiver, WAIVER_KEYS, refuse, `${where}.`);
  const [finding, subject, reason, expires] = ["finding", "subject", "reason", "expires"].map(
    (name) => {
      const value = textIn(waiver[name])?.trim() ?? "";
      if (value !== "") return value;
      throw refuse(`${where} has no ${name}.`, `write it like ${EXAMPLE}`);
    },
  ) as [string, string, string, string];
  if (!isFinding(finding)) {
    throw refuse(`${where}.finding is none that exists.`, `name one of: ${IDS.join(", ")}`);
  }
  if (!isDay(expires)) {
    throw refuse(`${where}.expires is no day.`, 'write a day as "expires": "2027-01-31"');
  }
  const stack = waiver["stack"];
  if (stack !== undefined && textIn(stack) === undefined) {
    throw refuse(`${where}.stack is not a string.`, 'write the name of a stack as "stack": "dev"');
  }
  return { finding, subject, reason, expires, ...(stack ? { stack: String(stack) } : {}) };
}

/** A misspelt name would silently mean nothing. */
function expectKeys(
  object: JsonObject,
  keys: readonly string[],
  refuse: Refuse,
  where: string,
): void {
  const unknown = Object.keys(object).find((key) => !keys.includes(key));
  if (unknown === undefined) return;
  throw refuse(`\`${where}${unknown}\` means nothing.`, `use only: ${keys.join(", ")}`);
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // The 30th of February becomes a day of March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UserError(`${file} cannot be used.`, `It is not JSON: ${whyUnread(error)}.`, [
      'correct it, or start with {"version": 1}',
    ]);
  }
}

/**
 * How this project reviews.
 *
 * @param file @default - `ecs-secrets.review.json`, if there is one
 * @param failOn stands above what the file says
 */
export async function readConfigFile(file?: string, failOn?: string): Promise<ReviewConfig> {
  const text = await readText(file ?? CONFIG_FILE).catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    // Any other than a missing one was meant to count.
    if (file === undefined && isMissing(error)) return undefined;
    throw new UserError(
      `The configuration ${file ?? CONFIG_FILE} cannot be read.`,
      whyUnread(error),
      ['write it, starting with {"version": 1}'],
    );
  });
  const config = text === undefined ? DEFAULT_CONFIG : readConfig(text, file);
  return { ...config, failOn: readFailOn(failOn) ?? config.failOn };
}

/** Waivers at work: which findings they let pass, and which waivers do nothing. */
export class Waivers {
  private readonly used = new Set<Waiver>();

  /** @param today as YYYY-MM-DD */
  public constructor(
    private readonly waivers: readonly Waiver[],
    private readonly today: string,
  ) {}

  /** The waiver that lets a finding of a stack pass. An expired one lets nothing pass. */
  public for(stack: string, finding: Pick<Finding, "id" | "subject">): Finding["waived"] {
    const matching = this.waivers.filter((waiver) => matches(waiver, stack, finding));
    for (const waiver of matching) this.used.add(waiver);
    const valid = matching.find(({ expires }) => this.today <= expires);
    return valid && { reason: valid.reason, expires: valid.expires };
  }

  /** What is to be tidied up, after all findings were asked about. */
  public problems(): readonly Omit<Finding, "blocking">[] {
    return this.waivers.flatMap((waiver) => {
      if (waiver.expires < this.today) return [expired(waiver)];
      return this.used.has(waiver) ? [] : [unused(waiver)];
    });
  }
}

function expired(waiver: Waiver): Omit<Finding, "blocking"> {
  return {
    id: "WAIVER-EXPIRED",
    severity: "medium",
    subject: describe(waiver),
    text: `The waiver expired on ${waiver.expires} and lets nothing pass any more.`,
    remedy: "Solve what it was about, or decide again and write a later day.",
  };
}

function unused(waiver: Waiver): Omit<Finding, "blocking"> {
  return {
    id: "WAIVER-UNUSED",
    severity: "low",
    subject: describe(waiver),
    text: "The waiver lets nothing pass: no finding of this review matches it.",
    remedy: "Take it out of the configuration if what it was about is solved.",
  };
}

function describe({ finding, subject, stack }: Waiver): string {
  return `${finding} of ${subject}${stack === undefined ? "" : ` in ${stack}`}`;
}

function matches(
  waiver: Waiver,
  stack: string,
  { id, subject }: Pick<Finding, "id" | "subject">,
): boolean {
  if (waiver.finding !== id || (waiver.stack ?? stack) !== stack) return false;
  return globMatches(waiver.subject, subject);
}

/** In linear time: the parts between stars are found one after the other. */
function globMatches(pattern: string, text: string): boolean {
  const [first = "", ...parts] = pattern.split("*");
  if (parts.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  const last = parts.pop() ?? "";
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
