import type { Decision } from "./access-request";
import type { Verdict } from "./assess-policy";
import type { Match } from "./match";

/** Puts denies before grants, and doubt before "allowed". */
export function conclude(verdicts: readonly Verdict[], allow: Match, sound: Match): Decision {
  const denies = verdicts.filter(({ effect }) => effect === "Deny");
  const sure = denies.find(({ match }) => match.is === "yes");
  if (sure) {
    return { outcome: "denied", reason: `Denied explicitly by ${sure.name}.`, explicit: true };
  }
  if (sound.is !== "yes") return undecided("Undecided", sound);
  if (allow.is === "no") return { outcome: "denied", reason: sentence("Denied", allow.why) };
  if (allow.is === "unknown") return undecided("Undecided", allow);
  const doubtful = denies.find(({ match }) => match.is === "unknown");
  return doubtful
    ? undecided("Undecided, perhaps denied", doubtful.match)
    : { outcome: "allowed", reason: sentence("Allowed by", allow.why) };
}

function undecided(opening: string, { why, text }: Match): Decision {
  const reason = sentence(opening, why);
  return { outcome: "undecided", reason, ...(text === undefined ? {} : { unknown: text }) };
}

function sentence(opening: string, why: string): string {
  return `${opening}${opening.endsWith("by") ? " " : ": "}${why}.`;
}
