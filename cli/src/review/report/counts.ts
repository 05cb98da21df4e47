import type { Plan } from "../plan";
import type { StackReport } from "./report";

type Counts = StackReport["counts"];

/** How many resources each action touches; what a later plan is left to do is not counted. */
export function countActions({ changes }: Plan): Counts {
  const now = changes.filter(({ mode, deferred }) => mode === "managed" && deferred === undefined);
  const count = (action: string): number => now.filter((change) => change.action === action).length;
  return {
    create: count("create"),
    update: count("update"),
    replace: count("replace"),
    delete: count("delete"),
    forget: count("forget"),
    import: now.filter(({ imported }) => imported).length,
    move: now.filter(({ movedFrom }) => movedFrom !== undefined).length,
  };
}
