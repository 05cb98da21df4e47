import { explained, messageOf, nextAfter, read } from "../../../cli/src/aws";
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

  it.each([
    [awsError("ExpiredTokenException"), "log in again"],
    [awsError("InvalidClientTokenId"), "log in again"],
    [awsError("SignatureDoesNotMatch"), "clock"],
    [awsError("RequestTimeTooSkewed"), "clock"],
    [Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }), "reaches AWS"],
    [Object.assign(new Error("no answer"), { name: "TimeoutError" }), "reaches AWS"],
  ])("is its own where it has one: %s", (error, remedy) => {
    expect(nextAfter(error)).toContain(remedy);
  });

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

  it.each([
    "The Canonical String for this request should have been 'POST\n/\nx-amz-security-token:CANARY'",
    "(The String-to-Sign should have been 'AWS4-HMAC-SHA256\nCANARY')",
    "Authorization=AWS4-HMAC-SHA256 Credential=AKIA/CANARY, Signature=CANARY",
    "authorization: CANARY",
    "x-amz-security-token CANARY",
  ])("ends where AWS begins to quote the request: %j", async (quotation) => {
    const error = awsError("SignatureDoesNotMatch", `It does not match. ${quotation}`);
    expect(messageOf(error)).toBe("It does not match. … (what follows quotes the request)");
    const reading = await read("ecs:DescribeServices", () => Promise.reject(error));
    expect(JSON.stringify(reading)).not.toContain("CANARY");
    expect(reading).toMatchObject({ state: "unknown", next: expect.stringContaining("clock") });
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
