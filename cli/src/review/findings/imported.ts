import type { FindingRule } from "./finding-rule";

/** Something that exists comes under this configuration. */
export const imported: FindingRule = {
  id: "IMPORTED",
  severity: "low",
  title: "A resource that exists already is imported",
  find: ({ input }) =>
    input.plan.changes
      .filter((change) => change.imported)
      .map(({ label, type, action }) => ({
        subject: label,
        text: `This ${type} exists already and is imported${action === "no-op" ? "" : "; the apply then changes it"}.`,
        remedy: "Make sure that no other configuration manages it.",
      })),
};
