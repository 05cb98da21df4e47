import { UserError } from "../../../cli/src/user-error";

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
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("UserError");
  });
});
