import { UserError } from "../../user-error";
import { findingRules } from "../findings";
import { isObject, listIn, textIn, type JsonObject } from "../plan/json";
import type { Report } from "./report";

/** A finding that somebody has looked at and lets pass for a while. */
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
  readonly waivers: readonly Waiver[];
}

/** Where the configuration is looked for. */
export const CONFIG_FILE = "ecs-secrets.review.json";

/** What counts without a file. */
export const DEFAULT_CONFIG: ReviewConfig = { failOn: "high", waivers: [] };

const FAIL_ON = ["high", "medium", "low", "never"] as const;
const KEYS = ["version", "failOn", "waivers"];
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
    throw refuse("`waivers` is no list.", `write "waivers": [${EXAMPLE}]`);
  return {
    failOn,
    waivers: listIn(waivers).map((waiver, index) =>
      readWaiver(waiver, `waivers[${index}]`, refuse),
    ),
  };
}

type Refuse = (reason: string, remedy: string) => UserError;

function readWaiver(waiver: unknown, where: string, refuse: Refuse): Waiver {
  if (!isObject(waiver)) throw refuse(`${where} is no object.`, `write it like ${EXAMPLE}`);
  expectKeys(waiver, WAIVER_KEYS, refuse, `${where}.`);
  const [finding, subject, reason, expires] = ["finding", "subject", "reason", "expires"].map(
    (name) => {
      const value = textIn(waiver[name])?.trim() ?? "";
      if (value !== "") return value;
      throw refuse(`${where} has no ${name}.`, `write it like ${EXAMPLE}`);
    },
  ) as [string, string, string, string];
  const known = findingRules.map(({ id }) => id);
  if (!known.includes(finding)) {
    throw refuse(`${where}.finding is none that exists.`, `name one of: ${known.join(", ")}`);
  }
  if (!isDay(expires)) {
    throw refuse(`${where}.expires is no day.`, 'write a day as "expires": "2027-01-31"');
  }
  const stack = waiver["stack"];
  if (stack !== undefined && textIn(stack) === undefined) {
    throw refuse(`${where}.stack is no text.`, 'write the name of a stack as "stack": "dev"');
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
    throw new UserError(
      `${file} cannot be used.`,
      `It is no JSON: ${error instanceof Error ? error.message : String(error)}.`,
      ['correct it, or start with {"version": 1}'],
    );
  }
}
