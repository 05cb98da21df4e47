import { explained, messageOf, nextAfter } from "../../../cli/src/aws";
import { UserError } from "../../../cli/src/user-error";

/** An error as the SDK throws it. */
function awsError(name: string, message = "as planned"): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}

describe("what to do about an error", () => {
  it.each(["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"])(
    "is to allow the call where it is %s",
    (name) => {
      expect(nextAfter(awsError(name))).toContain("--print-policy");
    },
  );

  it.each([awsError("ThrottlingException"), awsError("NotAccessDenied"), "no error"])(
    "is to try again where it is any other: %s",
    (error) => {
      expect(nextAfter(error)).toBe("run the same command again");
    },
  );
});

describe("the message of an error", () => {
  it("is one line that does nothing to a terminal", () => {
    expect(messageOf(new Error("one\n  \u001b[2Jtwo"))).toBe("one [2Jtwo");
    expect(messageOf("a text")).toBe("a text");
  });
});

describe("work with AWS", () => {
  it("yields what it yields", async () => {
    expect(await explained(Promise.resolve(3))).toBe(3);
  });

  it("tells an error of AWS in words that a user can act on, and keeps it as the cause", async () => {
    const cause = awsError("AccessDeniedException", "You may\nnot");
    const thrown = await explained(Promise.reject(cause)).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(UserError);
    expect(thrown).toMatchObject({
      message: "AWS did not do what was asked.",
      reason: "AccessDeniedException: You may not",
      remedy: [nextAfter(cause)],
      cause,
    });
  });

  it("leaves every other error as it is", async () => {
    for (const error of [new Error("a bug"), new UserError("a", "b", []), "a text"]) {
      await expect(explained(Promise.reject(error))).rejects.toBe(error);
    }
  });
});
