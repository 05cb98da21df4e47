import type { AccessEntry, Report, StackReport } from "../model";
import {
  accessOf,
  accessText,
  allFindings,
  bySeverity,
  comparison,
  count,
  differences,
  ofStacks,
  SIGN,
  type Of,
} from "./words";

/** In how many lines the table of stacks says how one differs from another. */
const MOST_DIFFERENCES = 5;

/** A table of the review, as every format shows it. */
export interface Table {
  /** Whether it is shown open or folded. */
  readonly shown: "open" | "folded";
  readonly title: string;
  /** What its rows are, for the line that says how many were left out. */
  readonly rowsAre: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** All tables with something in them, what matters most first. */
export function tables(report: Report): readonly Table[] {
  // Equal stacks are shown once; the table of stacks names the others.
  const stacks = report.stacks.filter(({ sameAs }) => sameAs === undefined);
  const access = accessOf(report);
  const made = [
    accessTable(
      "open",
      "Who can read which secret: what changes",
      access.filter(({ difference }) => difference !== "same"),
    ),
    findings(report),
    allowances(stacks),
    values(stacks),
    stackTable(report.stacks),
    statements(stacks),
    containers(stacks),
    changes("resource", stacks, (stack) => stack.changes),
    changes("resource changed outside Terraform", stacks, (stack) => stack.drift),
    accessTable(
      "folded",
      "Who can read which secret: as before",
      access.filter(({ difference }) => difference === "same"),
    ),
    unguarded(stacks),
  ];
  const filled = made.filter(({ rows }) => rows.length > 0);
  return report.stacks.length === 1 ? filled.map(withoutStack) : filled;
}

/** Of a stack that is reviewed alone, nothing needs to say which one it is about. */
function withoutStack(table: Table): Table {
  const at = table.columns.indexOf("stack");
  if (at < 0) return table;
  const rest = <T>(list: readonly T[]): readonly T[] => list.filter((_one, index) => index !== at);
  return { ...table, columns: rest(table.columns), rows: table.rows.map(rest) };
}

function stackTable(stacks: readonly StackReport[]): Table {
  const rows = stacks.map((stack) => {
    const { counts, provisional } = stack;
    const widened = stack.statements.filter(({ kind }) => kind === "widened");
    const unexplained = widened.filter(({ explainedBy }) => explainedBy === undefined).length;
    const notes = [
      comparison(stack),
      ...firstOf(stack.differsFrom?.differences ?? []),
      provisional === undefined ? "" : `provisional: ${provisional}`,
    ];
    return [
      name(stack.name),
      ...[counts.create, counts.update, counts.replace, counts.delete].map((n) => text(String(n))),
      text(differences(stack.access) || "same"),
      text(widened.length === 0 ? "" : `${widened.length} widened, ${unexplained} unexplained`),
      text(stack.drift.length === 0 ? "" : String(stack.drift.length)),
      lines(notes.filter((note) => note !== "").map(text)),
    ];
  });
  const columns = ["stack", "+", "~", "±", "−", "secret access", "IAM", "drift", ""];
  return { shown: "open", title: "Stacks", rowsAre: "stacks", columns, rows };
}

/** As many as a cell of a table holds. */
function firstOf(differences: readonly string[]): readonly string[] {
  const left = differences.length - MOST_DIFFERENCES;
  if (left <= 0) return differences;
  return [...differences.slice(0, MOST_DIFFERENCES), `and ${left} more, in report.json`];
}

function findings(report: Report): Table {
  const found = bySeverity(allFindings(report));
  const rows = found.map(({ id, stack, subject, address, text: what, remedy, ...rest }) => {
    const { waived, blocking, severity, removed = [], added = [] } = rest;
    const excuse = waived && text(`Waived until ${waived.expires}: ${waived.reason}`);
    return [
      text(blocking ? "blocks" : waived ? "waived" : severity),
      name(id),
      stack === undefined ? text("") : name(stack),
      names(address === undefined || address === subject ? [subject] : [subject, address]),
      lines([
        said(what),
        ...removed.map((line) => lineOf("− ", line)),
        ...added.map((line) => lineOf("+ ", line)),
        said(remedy),
        ...(excuse ? [excuse] : []),
      ]),
    ];
  });
  const columns = ["", "finding", "stack", "subject", "what it means, what to do"];
  return { shown: "open", title: "Findings", rowsAre: "findings", columns, rows };
}

function values(stacks: readonly StackReport[]): Table {
  const needed = ofStacks(stacks, (stack) => stack.valuesNeeded);
  return {
    shown: "open",
    title: "Values that this apply writes",
    rowsAre: "values",
    columns: ["stack", "to be set", "writes"],
    rows: needed.map(({ stack, variable, secret }) => {
      return [name(stack), name(`TF_VAR_${variable}`), name(secret)];
    }),
  };
}

function allowances(stacks: readonly StackReport[]): Table {
  const allowed = ofStacks(stacks, (stack) => stack.allowances ?? []);
  return {
    shown: "open",
    title: "Plain texts that the code allows",
    rowsAre: "allowed plain texts",
    columns: ["stack", "resource", "field", "why it is no secret"],
    rows: allowed.map(({ stack, resource, field, reason }) => {
      return [name(stack), name(resource), name(field), text(reason)];
    }),
  };
}

function unguarded(stacks: readonly StackReport[]): Table {
  const places = ofStacks(stacks, (stack) => (stack.unguarded ?? []).map((place) => ({ place })));
  return {
    shown: "folded",
    title: "Marked values of fewer than 8 characters: this report could not be searched for them",
    rowsAre: "places of short values",
    columns: ["stack", "where"],
    rows: places.map(({ stack, place }) => [name(stack), name(place)]),
  };
}

function accessTable(
  shown: Table["shown"],
  title: string,
  access: readonly Of<AccessEntry>[],
): Table {
  return {
    shown,
    title,
    rowsAre: "pairs of role and secret",
    columns: ["", "stack", "who", "secret", "", "receives it as"],
    rows: access.map((entry) => [
      text(SIGN[entry.difference]),
      name(entry.stack),
      lines([name(entry.principal), text(entry.kind === undefined ? "" : entry.kind)]),
      name(entry.secret),
      text(accessText(entry)),
      lines([
        ...entry.uses.map(({ container, way, target }) => [
          [...name(target), ...text(` (${way}) of `), ...name(container)].flat(),
        ]),
        text(entry.unused ? "no task of this role" : ""),
      ]),
    ]),
  };
}

/** Whether a statement lets more through or less. */
const STATEMENT_SIGN = { widened: "+", narrowed: "−", cosmetic: "=", "cannot prove": "?" } as const;

function statements(stacks: readonly StackReport[]): Table {
  const changed = ofStacks(stacks, (stack) => stack.statements);
  return {
    shown: "folded",
    title: count(changed.length, "IAM statement"),
    rowsAre: "IAM statements",
    columns: ["stack", "policy of", "", "", "actions", "resources", "conditions", "explained by"],
    rows: changed.map((statement) => [
      name(statement.stack),
      name(statement.owner),
      text(`${STATEMENT_SIGN[statement.kind]} ${statement.policy}: ${statement.kind}`),
      text(statement.effect),
      names([...statement.principals, ...statement.actions]),
      names(statement.resources),
      names(statement.conditions),
      text(statement.explainedBy ?? ""),
    ]),
  };
}

function containers(stacks: readonly StackReport[]): Table {
  const changed = ofStacks(stacks, (stack) => stack.containers);
  return {
    shown: "folded",
    title: count(changed.length, "container"),
    rowsAre: "containers",
    columns: ["", "stack", "task definition", "container", "changes"],
    rows: changed.map(({ stack, taskDefinition, container, difference, changes: made }) => [
      text(SIGN[difference]),
      name(stack),
      name(taskDefinition),
      name(container),
      lines(made.map(text)),
    ]),
  };
}

function changes(
  noun: string,
  stacks: readonly StackReport[],
  pick: (stack: StackReport) => StackReport["changes"],
): Table {
  const entries = ofStacks(stacks, pick);
  return {
    shown: "folded",
    title: count(entries.length, noun).replace(/^(\d+ resource)( .*)s$/, "$1s$2"),
    rowsAre: "resources",
    columns: ["stack", "action", "resource", "type", ""],
    rows: countedByType(entries).map(({ stack, action, label, type, notes, count: number }) => [
      name(stack),
      text(action),
      number === 1 ? name(label) : text(`${number} resources`),
      name(type),
      text(notes.join(", ")),
    ]),
  };
}

/** Types on which access to secrets hangs, and so each is told. */
const OF_INTEREST =
  /^(data\.)?aws_(iam_|kms_|secretsmanager_|ssm_|ssoadmin_|s3_bucket|ecs_|lambda_function$|db_)/;

/** So many of one kind are told one by one. */
const MOST_ALIKE = 5;

type CountedChange = Of<StackReport["changes"][number]> & { readonly count: number };

/** What is of no interest here and happens to many of a type in one way is one row with their number. */
function countedByType(
  entries: readonly Of<StackReport["changes"][number]>[],
): readonly CountedChange[] {
  const groups = new Map<string, Of<StackReport["changes"][number]>[]>();
  for (const entry of entries) {
    const { stack, action, type, label, notes } = entry;
    const alone = OF_INTEREST.test(type) ? label : "";
    const key = JSON.stringify([stack, action, type, notes, alone]);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first !== undefined && group.length > MOST_ALIKE
      ? [{ ...first, count: group.length }]
      : group.map((entry) => ({ ...entry, count: 1 }));
  });
}

/** A piece of a line: a name out of the plan, or words. */
interface Piece {
  readonly kind: "name" | "text";
  readonly text: string;
}

/** A cell of a table: lines of pieces, not yet escaped for any format. */
export type Cell = readonly (readonly Piece[])[];

/** A cell with a name. */
function name(value: string): Cell {
  return [[{ kind: "name", text: value }]];
}

/** A cell with a name on each line. */
function names(values: readonly string[]): Cell {
  return lines(values.map(name));
}

/** A line with words and a name. */
function lineOf(words: string, value: string): Cell {
  return [
    [
      { kind: "text", text: words },
      { kind: "name", text: value },
    ],
  ];
}

/** A cell with words. */
function text(value: string): Cell {
  return value === "" ? [] : [[{ kind: "text", text: value }]];
}

/** A cell with a sentence, in which what stands between backticks is code. */
function said(sentence: string): Cell {
  const pieces = sentence.split(/`([^`]+)`/).map((part, at): Piece => ({
    kind: at % 2 === 1 ? "name" : "text",
    text: part,
  }));
  return [pieces.filter((piece) => piece.text !== "")];
}

/** A cell with the lines of several cells. */
function lines(cells: readonly Cell[]): Cell {
  return cells.flat();
}
