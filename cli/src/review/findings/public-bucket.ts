import { alreadyThere, type FindingRule } from "./finding-rule";
import { sentence } from "./sentence";

/** A bucket that everybody can read. */
export const publicBucket: FindingRule = {
  id: "PUBLIC-BUCKET",
  severity: "high",
  title: "Everybody can reach a bucket",
  find: ({ access }) =>
    access.facts.publicAccess
      .filter(({ kind }) => kind === "bucket")
      .map(({ subject, reason, before }) =>
        alreadyThere(
          {
            subject,
            text: sentence(reason),
            remedy: "Block public access to the bucket, all four settings.",
          },
          before,
        ),
      ),
};
