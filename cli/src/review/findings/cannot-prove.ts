import type { FindingRule } from "./finding-rule";
import { sentence } from "./sentence";

/** Something that only the apply decides. */
export const cannotProve: FindingRule = {
  id: "CANNOT-PROVE",
  severity: "medium",
  title: "The plan does not say who will be able to read something",
  find: ({ access }) =>
    access.facts.unproven.map(({ subject, reason }) => ({
      subject,
      text: sentence(reason),
      remedy:
        "Make it known at plan time (names instead of attributes), or look at it after the apply.",
    })),
};
