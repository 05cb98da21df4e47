import { withoutTraces } from "../../modules/core/internal";

/** As cdktf notes the calls that made a token. */
function traced(): string {
  const made = { stack: "" };
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Number.MAX_SAFE_INTEGER;
  Error.captureStackTrace(made);
  Error.stackTraceLimit = stackTraceLimit;
  return made.stack;
}

/** As other libraries note where an error of theirs comes from. */
function noted(): string {
  const made = { stack: "" };
  Error.captureStackTrace(made);
  return made.stack;
}

describe("withoutTraces", () => {
  // The tests' own setup keeps none of cdktf's.
  const { captureStackTrace } = Error;
  beforeAll(() => {
    Error.captureStackTrace = (target: object): void => {
      Object.assign(target, { stack: new Error("here").stack });
    };
  });
  afterAll(() => {
    Error.captureStackTrace = captureStackTrace;
  });

  it("has cdktf keep no stack of calls, and no other one lost", () => {
    expect(traced()).toContain("here");
    expect(withoutTraces(traced)).toBe("");
    expect(withoutTraces(noted)).toContain("here");
    expect(withoutTraces(() => new Error("of its own").stack)).toContain("elements.test");
    expect(traced()).toContain("here");
  });

  it("ends with what it made, also where that fails or is made within another", () => {
    const { captureStackTrace: before } = Error;
    expect(withoutTraces(() => withoutTraces(() => 1) + 1)).toBe(2);
    expect(() =>
      withoutTraces(() => {
        throw new Error("refused");
      }),
    ).toThrow("refused");
    expect(Error.captureStackTrace).toBe(before);
  });
});
