import { listIn, objectIn, own, textIn } from "../plan/json";
import type { StackInput } from "../plan";

/** What two environments of one application call differently without being different. */
export interface Environment {
  readonly name: string;
  /** @default - it cannot be told */
  readonly account?: string;
  /** @default - it cannot be told */
  readonly region?: string;
}

/** The own name, account and Region of a stack: from its provider, else from the ARNs of its resources. */
export function environmentOf({ name, plan }: StackInput): Environment {
  const provider = own(
    own(own(own(plan.raw, "configuration"), "provider_config"), "aws"),
    "expressions",
  );
  const region = textIn(own(own(provider, "region"), "constant_value"));
  const allowed = listIn(own(own(provider, "allowed_account_ids"), "constant_value"));
  const arns = plan.changes
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ before, after }) => [own(before, "arn"), own(after, "arn")])
    .flatMap((arn) => (typeof arn === "string" ? [arn.split(":")] : []));
  return {
    name,
    account: textIn(allowed[0]) ?? mostFrequent(arns.map((parts) => parts[4] ?? "")),
    region: region ?? mostFrequent(arns.map((parts) => parts[3] ?? "")),
  };
}

/** A function that puts `{name}`, `{account}` and `{region}` where an environment's own stand. */
export function neutralizer({ name, account, region }: Environment): (text: string) => string {
  const words = Object.entries({ account, region, name }).flatMap(([kind, word]) =>
    word === undefined || word === "" ? [] : [[kind, wordPattern(word)] as const],
  );
  return (text) =>
    words.reduce((result, [kind, pattern]) => result.replace(pattern, `{${kind}}`), text);
}

function wordPattern(word: string): RegExp {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`, "g");
}

function mostFrequent(words: readonly string[]): string | undefined {
  const counts = objectIn(
    words
      .filter((word) => word !== "")
      .reduce<Record<string, number>>(
        (all, word) => ({ ...all, [word]: (all[word] ?? 0) + 1 }),
        {},
      ),
  );
  return Object.entries(counts).sort(([, a], [, b]) => Number(b) - Number(a))[0]?.[0];
}
