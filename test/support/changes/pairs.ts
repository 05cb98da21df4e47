import type { Settings } from "./changing-stack";
import type { Row } from "./rows";

/** A change that can be made by itself. */
interface Change {
  readonly what: string;
  readonly to: Settings;
  readonly due: readonly string[];
  /** Whether the local AWS keeps it where it is taken back: each pair has names of its own then. */
  readonly isKept?: boolean;
  readonly oneWay?: boolean;
}

const BOTH = ["api_key", "token"];

const CHANGES: readonly Change[] = [
  { what: "value", to: { revision: 2 }, due: BOTH },
  {
    what: "tier, to Advanced",
    to: { tier: "Advanced" },
    due: ["api_key"],
    isKept: true,
    oneWay: true,
  },
  { what: "description", to: { description: "of changes" }, due: ["api_key"], isKept: true },
  {
    what: "names",
    to: { parameterName: "/changes/other", secretName: "changes/other" },
    due: BOTH,
  },
  { what: "key", to: { key: "other-key" }, due: ["api_key"] },
  { what: "store", to: { store: "secret" }, due: ["api_key"] },
  { what: "Region", to: { inOtherRegion: true }, due: BOTH },
  { what: "execution role", to: { role: ["role", "changes-execution"] }, due: [] },
  { what: "reader that comes", to: { workerReadsParameter: true }, due: [] },
  { what: "reader that goes", to: { webReadsSecret: false }, due: [] },
];

/** Two steps, as their row says: nobody grants the new key to who leaves. */
const TWO_STEPS = ["key, and execution role", "key, and reader that goes"];
/** On their way back somebody leaves. */
const ONE_WAY = ["key, and reader that comes"];

/** Each two of them in one apply. */
export const PAIRS: readonly Row[] = CHANGES.flatMap((one, at) =>
  CHANGES.slice(at + 1).map((other) => both(one, other)),
).filter(({ what }) => !TWO_STEPS.includes(what));

function both(one: Change, other: Change): Row {
  const what = `${one.what}, and ${other.what}`;
  // No end that AWS could have given to another name.
  const name = `changes/${what.replace(/\W+/g, "-")}-at-once`;
  const isNamed = one.isKept ?? other.isKept ?? false;
  const from = isNamed ? { parameterName: `/${name}`, secretName: name } : {};
  return {
    what,
    from,
    to: { ...from, ...one.to, ...other.to },
    due: BOTH.filter((name) => one.due.includes(name) || other.due.includes(name)),
    oneWay: one.oneWay ?? other.oneWay ?? ONE_WAY.includes(what),
  };
}
