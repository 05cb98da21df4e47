import { listIn, own, textIn } from "../plan/json";
import type { FindingRule } from "./finding-rule";

/** What the configuration itself demands is not so. What a check says may quote values, so it is not shown. */
export const checkFailed: FindingRule = {
  id: "CHECK-FAILED",
  severity: "medium",
  title: "A check, precondition or postcondition of the configuration fails",
  find: ({ input }) =>
    listIn(own(input.plan.raw, "checks"))
      .filter((check) => ["fail", "error"].includes(textIn(own(check, "status")) ?? ""))
      .map((check) => ({
        subject: textIn(own(own(check, "address"), "to_display")) ?? "a check",
        text: "What the configuration demands here is not so.",
        remedy: "`terraform plan` says what the check found.",
      })),
};
