import { isWritten, type StackInput } from "../plan";
import { alreadyThere, type FindingRule } from "./finding-rule";
import { plainSecrets } from "./plain-texts";

/** A secret that can be read by everyone who may describe the resource. */
export const plaintextSecret: FindingRule = {
  id: "PLAINTEXT-SECRET",
  severity: "high",
  title:
    "A plain text that everyone with a look at the resource reads holds what looks like a secret",
  find: ({ input }) => {
    const before = new Set(
      plainSecrets(input, "before").map(({ subject, value }) => `${subject}=${value}`),
    );
    return plainSecrets(input, "after")
      .filter(({ change }) => isWritten(change))
      .map(({ subject, place, value }) =>
        alreadyThere(
          {
            subject,
            text: `${place} looks like a secret and stands there in clear.`,
            remedy:
              "Store it in Secrets Manager or Parameter Store and refer to it there; the value that was here is to be changed.",
          },
          before.has(`${subject}=${value}`),
        ),
      );
  },
};

/** Every text that is taken for a secret here, so that no other part of the report shows it. */
export function plainTexts(
  input: StackInput,
): readonly { readonly name: string; readonly value: string }[] {
  return (["before", "after"] as const).flatMap((when) =>
    plainSecrets(input, when)
      .filter(({ open }) => !open)
      .map(({ subject, value }) => ({ name: subject, value })),
  );
}
