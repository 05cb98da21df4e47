import { isParameterName, isSecretName } from "../../../../cli/src/review/plan";
import { withPlainPatterns } from "../../../support/plain-patterns";

describe("the name of what a plan does not have", () => {
  withPlainPatterns();

  it("is a path, that of a parameter from its first slash on", () => {
    expect([isParameterName("/orders/dev/token"), isSecretName("orders/dev/db")]).toEqual([
      true,
      true,
    ]);
    expect([isParameterName("orders/dev/token"), isSecretName("orders")]).toEqual([false, false]);
  });

  it("is no text of megabytes", () => {
    const text = "/a".repeat(4_000_000);
    expect([isParameterName(text), isSecretName(text)]).toEqual([false, false]);
  });
});
