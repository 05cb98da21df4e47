import { parseArn } from "../../../../modules/facts";
import type { StatementChange } from "../model";
import { KNOWN_AFTER_APPLY } from "../plan";
import { show, type PolicySource } from "../world";
import { clausesOf, hasHole, keyOf, type Clause, type Terms, type Test } from "./clause";
import { compareClauses, mergeParts } from "./compare-clauses";
import { covers } from "./cover";
import { hasHarmlessValues, isShowableKey } from "./harmless-conditions";

/** Policies of one kind of one owner, before and after a plan. */
export interface PolicyPair {
  /** How reports show it. */
  readonly owner: string;
  readonly policy: StatementChange["policy"];
  /** Whether the plan makes the owner. @default false */
  readonly isNew?: boolean;
  readonly before: readonly PolicySource[];
  readonly after: readonly PolicySource[];
  /** Says what needs a grant. @default - nothing needs any */
  readonly explain?: (part: Clause) => string | undefined;
}

/** Every statement that came, went or changed; parts that are explained alike stand together. */
export function statementChanges(pair: PolicyPair): readonly StatementChange[] {
  const [before, after] = [clauses(pair.before), clauses(pair.after)];
  const { widened, narrowed, unproven } = compareClauses(before, after);
  const explained = new Map<string, Clause[]>();
  const rest: Clause[] = [];
  for (const part of widened) {
    const by = part.effect === "Allow" ? pair.explain?.(part) : undefined;
    if (by === undefined) rest.push(part);
    else explained.set(by, [...(explained.get(by) ?? []), part]);
  }
  const rows = [
    ...rowsOf(pair, "widened", rest),
    ...[...explained].flatMap(([by, parts]) => rowsOf(pair, "widened", parts, by)),
    ...rowsOf(pair, "cannot prove", unproven),
    ...rowsOf(pair, "narrowed", narrowed),
  ];
  return rows.length > 0 ? rows : rowsOf(pair, "cosmetic", rewritten(pair));
}

function clauses(sources: readonly PolicySource[]): readonly Clause[] {
  return sources.flatMap(({ document, why }) => {
    const read = clausesOf(document);
    // What is not known at all may deny as well, so that nothing in it counts as gone.
    return why === undefined ? read : [...read, ...read.map(denied)];
  });
}

function denied(clause: Clause): Clause {
  return { ...clause, effect: "Deny" };
}

/** Statements that say the same in other words. */
function rewritten({ before, after }: PolicyPair): readonly Clause[] {
  const spelled = (source: PolicySource): readonly string[] =>
    source.document.statements.map((statement) => JSON.stringify(statement));
  const [old, now] = [before.flatMap(spelled), after.flatMap(spelled)];
  if (JSON.stringify(old) === JSON.stringify(now)) return [];
  const known = new Set(old);
  const changed = after.flatMap(({ document }) => {
    const fresh = document.statements.filter((one) => !known.has(JSON.stringify(one)));
    return clausesOf({ ...document, statements: fresh });
  });
  return [...new Map(changed.map((clause) => [keyOf(clause), clause])).values()];
}

function rowsOf(
  { owner, policy }: PolicyPair,
  kind: StatementChange["kind"],
  parts: readonly Clause[],
  explainedBy?: string,
): readonly StatementChange[] {
  return mergeParts(parts).map((clause) => ({
    owner,
    policy,
    kind,
    effect: clause.effect,
    principals: spell(clause.principals).map(principalName),
    actions: spell(clause.actions, clause.spelling),
    resources: spell(clause.resources),
    conditions: clause.tests.map(spellTest),
    ...(explainedBy === undefined ? {} : { explainedBy }),
  }));
}

function spellTest({ written, key, values }: Test): string {
  if (!isShowableKey(key)) return "a condition whose key cannot be shown";
  // Encryption contexts, mostly: names and ARNs may be shown wherever they stand.
  const areArns = [...values].every((value) => parseArn(show(value)) !== undefined);
  if (!areArns && !hasHarmlessValues(key)) return `${written} (values not shown)`;
  return `${written} ${[...values].map(plain).sort().join(", ")}`;
}

function spell(
  terms: Terms | undefined,
  spelling?: ReadonlyMap<string, string>,
): readonly string[] {
  if (!terms) return [];
  const values = [...terms.values].map((value) => plain(spelling?.get(value) ?? value)).sort();
  return terms.negated ? [`all but ${values.join(", ")}`] : values;
}

/** Without the marks that stand for what only the apply tells. */
function plain(value: string): string {
  if (!hasHole(value)) return show(value);
  return value === KNOWN_AFTER_APPLY
    ? "known after apply"
    : `${show(value).replace(/\$\{(?![A-Za-z0-9-]+:)([^}]*)\}/g, "$1")} (known after apply)`;
}

function principalName(principal: string): string {
  if (principal === "Everyone *" || principal === "AWS *") return "everyone";
  return principal.replace(/^AWS (?=\d{12}$)/, "account ").replace(/^(?:AWS|Service) /, "");
}

/** A grant that something needs, and what needs it. */
export interface Need {
  readonly clause: Clause;
  /** How reports show it. */
  readonly by: string;
}

/** Says what needs a grant: the same need may be many times there, for many containers. */
export class Explanations {
  private readonly byText = new Map<string, Need[]>();
  private readonly open: readonly Need[];

  public constructor(needs: readonly Need[]) {
    for (const need of needs) {
      for (const text of textsOf(need.clause)) {
        const list = this.byText.get(text);
        if (list) list.push(need);
        else this.byText.set(text, [need]);
      }
    }
    this.open = needs.filter(({ clause }) => textsOf(clause).some((text) => /[*?]/.test(text)));
  }

  /** What needs no less than this grant; nothing when no reference does. */
  public of(part: Clause): string | undefined {
    const fits = ({ clause }: Need): boolean => covers(clause, part);
    const near = textsOf(part).flatMap((text) => this.byText.get(text) ?? []);
    return (near.find(fits) ?? this.open.find(fits))?.by;
  }
}

/** The texts by which needs are indexed: the secret that a key is used for, else the resources of the grant. */
function textsOf({ tests, resources }: Clause): readonly string[] {
  const context = tests.find(({ key }) => key.startsWith("kms:encryptioncontext:"));
  return [...(context?.values ?? resources?.values ?? [])];
}
