import type { Decision } from "./access-request";
import type { Verdict } from "./assess-policy";
import type { Match } from "./match";

/** Puts denies before grants, and doubt before "allowed". */
export function conclude(verdicts: readonly Verdict[], allow: Match, sound: Match): Decision {
  const denies = verdicts.filter(({ effect }) => effect === "Deny");
  const sure = denies.find(({ match }) => match.is === "yes");
  if (sure) return { outcome: "denied", reason: `Denied explicitly by ${sure.name}.` };
  if (sound.is !== "yes") return { outcome: "undecided", reason: sentence("Undecided", sound.why) };
  if (allow.is === "no") return { outcome: "denied", reason: sentence("Denied", allow.why) };
  if (allow.is === "unknown") {
    return { outcome: "undecided", reason: sentence("Undecided", allow.why) };
  }
  const doubtful = denies.find(({ match }) => match.is === "unknown");
  return doubtful
    ? { outcome: "undecided", reason: sentence("Undecided, perhaps denied", doubtful.match.why) }
    : { outcome: "allowed", reason: sentence("Allowed by", allow.why) };
}

function sentence(opening: string, why: string): string {
  return `${opening}${opening.endsWith("by") ? " " : ": "}${why}.`;
}
