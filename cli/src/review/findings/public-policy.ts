import { alreadyThere, type FindingRule } from "./finding-rule";
import { sentence } from "./sentence";

/** A secret, key or role that everybody can use. */
export const publicPolicy: FindingRule = {
  id: "PUBLIC-POLICY",
  severity: "high",
  title: "The policy of a secret, key or role lets everybody in",
  find: ({ access }) =>
    access.facts.publicAccess
      .filter(({ kind }) => kind !== "bucket")
      .map(({ subject, reason, before }) =>
        alreadyThere(
          { subject, text: sentence(reason), remedy: "Name the principals that need it." },
          before,
        ),
      ),
};
