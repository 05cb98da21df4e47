import type { Waiver } from "./config";
import type { Finding } from "./report";

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
