import { isObject } from "../plan";

/** What a text holds: one plan, or why it is none, which never quotes it. */
export type PlanText = { readonly json: unknown } | { readonly reason: string };

/**
 * Reads what a shell wrote of `terraform show -json`: in the encoding of PowerShell, and with what a wrapper such as
 * Terragrunt prints around it.
 */
export function readPlanText(bytes: Uint8Array): PlanText {
  const text = decode(bytes);
  const whole = parse(text);
  if (whole !== undefined) return { json: whole };
  const plans = plansIn(text);
  const [only, ...others] = plans;
  if (others.length > 0) {
    return {
      reason: `It holds ${plans.length} plans, and one file is the plan of one stack: write each to its own.`,
    };
  }
  return only === undefined ? { reason: "It is not JSON." } : { json: only };
}

/** By its mark where it has one, else by where its zeros stand. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const big = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  const little = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  return new TextDecoder(big ? "utf-16be" : little ? "utf-16le" : "utf-8").decode(bytes);
}

/** Plans among other lines: one on a line of its own, behind any other text, or one over all lines from some line on. */
function plansIn(text: string): readonly unknown[] {
  const lines = text.split(/\r?\n/);
  const onLines = lines.flatMap((line) => {
    const start = line.indexOf('{"');
    const json = start < 0 ? undefined : parse(line.slice(start));
    return isPlan(json) ? [json] : [];
  });
  if (onLines.length > 0) return onLines;
  const start = text.search(/^\{\s*$/m);
  const end = text.lastIndexOf("\n}");
  const json = start < 0 || end < start ? undefined : parse(text.slice(start, end + 2));
  return isPlan(json) ? [json] : [];
}

function isPlan(json: unknown): boolean {
  return isObject(json) && "format_version" in json;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
