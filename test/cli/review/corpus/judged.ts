import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { analyseAccess } from "../../../../cli/src/review/access";
import type { Finding } from "../../../../cli/src/review/model";
import { readPlan, type Plan, type StackInput } from "../../../../cli/src/review/plan";
import { buildReport } from "../../../../cli/src/review/report";

const CASES = path.join(__dirname, "cases");

/** What was written down before the review was ever run; `README.md` says how. */
interface Expected {
  /** Readers by secret. @default - nothing can be read */
  readonly before?: Readonly<Record<string, readonly string[]>>;
  readonly after: Readonly<Record<string, readonly string[]>>;
  /** Addresses of resources, and outputs, where a secret stands in clear. @default - none */
  readonly plain?: readonly string[];
  /** @default - everything is decided */
  readonly undecided?: readonly {
    readonly reader: string;
    /** `*` where it is a whole policy. */
    readonly secret: string;
    readonly why: string;
  }[];
}

/** How the review's answer compares with what was expected. */
export interface Judged {
  /** Expected and said. */
  readonly right: readonly string[];
  /** Expected, and not said. */
  readonly missed: readonly string[];
  /** Said, and not expected. */
  readonly wrong: readonly string[];
  /** Said to be undecided, as expected. */
  readonly undecided: readonly string[];
  /** Said to be undecided, and not expected to be, or for another reason. */
  readonly evasive: readonly string[];
  /** Where a secret stands in clear: expected, and said. */
  readonly plain: { readonly expected: readonly string[]; readonly said: readonly string[] };
  /** The findings that block. */
  readonly blocking: readonly string[];
}

/** The names of all cases. */
export function caseNames(): readonly string[] {
  return readdirSync(CASES).sort();
}

/** Reviews the plan of a case. Rows are told as `after: role app reads secret shop/db`. */
export function judge(name: string): Judged {
  const expected = read(name, "expected.json") as Expected;
  const plan = readPlan(planOf(name));
  const { access, facts } = analyseAccess({ name, plan });
  const spellings = spellingsIn(plan);
  const wanted = new Set([
    ...rowsOf("before", expected.before),
    ...rowsOf("after", expected.after),
  ]);
  const open = new Map(
    (expected.undecided ?? []).map(({ reader, secret, why }) => [
      row("after", reader, secret),
      why,
    ]),
  );
  const said = { right: [], wrong: [], undecided: [], evasive: [] } as Record<string, string[]>;
  const say = (kind: string, text: string): void => void said[kind]?.push(text);

  for (const entry of access) {
    const { principal, secret, reason = "" } = entry;
    for (const side of ["before", "after"] as const) {
      const rows = spellings(principal).flatMap((who) =>
        spellings(secret).map((what) => row(side, who, what)),
      );
      const [first = ""] = rows;
      if (entry[side] === "readable") {
        const known = rows.find((one) => wanted.has(one));
        say(known === undefined ? "wrong" : "right", known ?? first);
      }
      if (entry[side] === "cannot prove") {
        const whole = spellings(principal).map((who) => row(side, who, "*"));
        const known = [...rows, ...whole].find((one) => isReason(reason, open.get(one)));
        say(known === undefined ? "evasive" : "undecided", known ?? `${first}: ${reason}`);
      }
    }
  }
  for (const { subject, reason, decisive } of facts.unproven) {
    // Of a task or of a pair: who reads what, the rows say.
    if (decisive === undefined) continue;
    const whole = spellings(subject).map((who) => row("after", who, "*"));
    const known = whole.find((one) => isReason(reason, open.get(one)));
    say(known === undefined ? "evasive" : "undecided", known ?? `${subject}: ${reason}`);
  }

  const unique = (kind: string): readonly string[] => [...new Set(said[kind])].sort();
  const found = new Set([...unique("right"), ...unique("undecided")]);
  return {
    right: unique("right"),
    missed: [...wanted, ...open.keys()].filter((one) => !found.has(one)),
    wrong: unique("wrong"),
    undecided: unique("undecided"),
    evasive: unique("evasive"),
    plain: { expected: [...(expected.plain ?? [])].sort(), said: plainIn({ name, plan }) },
    blocking: findingsIn({ name, plan }).flatMap(({ id, blocking }) => (blocking ? [id] : [])),
  };
}

/** The findings that say where a secret stands in clear, by address. */
function plainIn(input: StackInput): readonly string[] {
  const said = findingsIn(input)
    .filter(({ id }) => ["PLAINTEXT-SECRET", "SECRET-COPIED"].includes(id))
    .map(({ address, subject }) => address ?? subject);
  return [...new Set(said)].sort();
}

function findingsIn(input: StackInput): readonly Finding[] {
  return buildReport([input]).stacks.flatMap((stack) => stack.findings);
}

/** What Terraform prints of the plan of a case. */
export function planOf(name: string): unknown {
  return read(name, "plan.json");
}

function read(name: string, file: string): unknown {
  return JSON.parse(readFileSync(path.join(CASES, name, file), "utf8")) as unknown;
}

function rowsOf(side: string, readers: Expected["before"] = {}): readonly string[] {
  return Object.entries(readers).flatMap(([secret, all]) =>
    all.map((reader) => row(side, reader, secret)),
  );
}

function row(side: string, reader: string, secret: string): string {
  return `${side}: ${reader} reads ${secret}`;
}

function isReason(reason: string, wanted: string | undefined): boolean {
  return wanted !== undefined && reason.includes(wanted);
}

/** What stands for a name in the expectations: itself, and the address of whatever has it. */
function spellingsIn(plan: Plan): (shown: string) => readonly string[] {
  const addresses = new Map<string, string[]>();
  for (const { address, type, before, after } of plan.changes) {
    const kind =
      { aws_secretsmanager_secret: "secret ", aws_ssm_parameter: "parameter " }[type] ?? "";
    for (const name of new Set([before?.["name"], after?.["name"]])) {
      if (typeof name !== "string") continue;
      const shown = `${kind}${name}`;
      addresses.set(shown, [...(addresses.get(shown) ?? []), address]);
    }
  }
  return (shown) => [`role ${shown}`, shown, ...(addresses.get(shown) ?? [])];
}
