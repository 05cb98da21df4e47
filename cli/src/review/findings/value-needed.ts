import type { FindingRule } from "./finding-rule";

/** The apply will ask for a value. */
export const valueNeeded: FindingRule = {
  id: "VALUE-NEEDED",
  severity: "low",
  title: "This apply writes a value, which has to be given to it",
  find: ({ valuesNeeded }) =>
    valuesNeeded.map(({ variable, secret }) => ({
      subject: secret,
      text: `This apply writes ${secret}, with the value of the variable ${variable}.`,
      remedy: `Set TF_VAR_${variable} when it is applied.`,
    })),
};
