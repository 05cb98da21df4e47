import { parsePolicy } from "../../policy";
import type { PolicyPair } from "../iam/statement-changes";
import type { PolicySource, PrincipalInWorld } from "../world";

/** The permissions boundary of somebody who is there before and after; nothing where there is none. */
export function boundaryPairs(
  old: PrincipalInWorld | undefined,
  now: PrincipalInWorld | undefined,
): readonly PolicyPair[] {
  if (!old || !now || !(old.boundary ?? now.boundary)) return [];
  // Without a boundary nothing is kept from anybody.
  const [before, after] = [old.boundary ?? NO_BOUNDARY, now.boundary ?? NO_BOUNDARY];
  return [{ owner: now.name, policy: "boundary", before: [before], after: [after] }];
}

const NO_BOUNDARY: PolicySource = {
  name: "no boundary",
  document: parsePolicy({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "*", Resource: "*" },
  }),
};
