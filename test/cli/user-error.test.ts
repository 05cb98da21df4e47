import { UserError } from "../../cli/src/user-error";

describe("UserError", () => {
  it("says what happened, why, and what to type", () => {
    const error = new UserError("It broke.", "Its last lines:\nboom", ["do this", "or do that"]);
    expect(error.format()).toBe(
      [
        "It broke.",
        "  Why: Its last lines:",
        "       boom",
        "  Try: do this",
        "       or do that",
      ].join("\n"),
    );
    const hostile = new UserError("a\u001b[2Jb", "c\u202ed\r\ne\u0007\r", ["f\u009bg\u2028h"]);
    expect(hostile.format()).toBe(
      ["a\uFFFD[2Jb", "  Why: c\uFFFDd", "       e\uFFFD", "  Try: f\uFFFDg\uFFFDh"].join("\n"),
    );
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("UserError");
  });
});
