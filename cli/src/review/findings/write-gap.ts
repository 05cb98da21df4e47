import type { FindingRule } from "./finding-rule";

/** The old value goes before the new one is there. */
export const writeGap: FindingRule = {
  id: "WRITE-GAP",
  severity: "medium",
  title: "The version of a secret is deleted before the next one is written",
  find: ({ input }) =>
    input.plan.changes
      .filter(
        ({ type, action, createsFirst }) =>
          type === "aws_secretsmanager_secret_version" && action === "replace" && !createsFirst,
      )
      .map(({ label }) => ({
        subject: label,
        text: "The old version is dropped first: if writing the new one fails, Terraform no longer knows of either.",
        remedy: "Add `lifecycle { create_before_destroy = true }` to the version.",
      })),
};
