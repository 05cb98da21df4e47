import type { FindingRule } from "./finding-rule";

/** What a reviewer came for: somebody can read a secret who could not before. */
export const accessAdded: FindingRule = {
  id: "ACCESS-ADDED",
  severity: "low",
  title: "Somebody can read a secret who could not read it before",
  find: ({ access }) =>
    access.access
      .filter(({ before, after }) => before === "not readable" && after === "readable")
      .map(({ principal, secret, uses }) => {
        const targets = uses.map(({ target, container }) => `${target} of ${container}`).join(", ");
        return {
          subject: principal,
          text: `${principal} can now read ${secret}${targets === "" ? "" : `, for ${targets}`}.`,
          remedy: "Make sure that it is meant to.",
        };
      }),
};
