import type { Verdict } from "./check";
import type { NotFound } from "./reading";

/** What a check says of something that it could not read. */
export function unreadable(what: string, reading: NotFound): Verdict {
  const permission = reading.state === "unknown" ? reading.permission : undefined;
  const next = permission === undefined ? "try again later" : "see --print-policy";
  return { state: "unknown", finding: `${what}: ${reading.why}`, next, permission };
}
