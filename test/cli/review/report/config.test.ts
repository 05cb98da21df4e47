import { UserError } from "../../../../cli/src/user-error";
import { DEFAULT_CONFIG, readConfig } from "../../../../cli/src/review/report";

const WAIVER = {
  finding: "NO-CMK",
  subject: "orders/*",
  reason: "a vendor's secret",
  expires: "2027-01-31",
};

function refusal(config: unknown): UserError {
  try {
    readConfig(typeof config === "string" ? config : JSON.stringify(config));
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

function withWaiver(waiver: object): object {
  return { version: 1, waivers: [{ ...WAIVER, ...waiver }] };
}

describe("the configuration of a review", () => {
  it("may say nothing but its version", () => {
    expect(readConfig('{"version": 1}')).toEqual(DEFAULT_CONFIG);
  });

  it.each(["high", "medium", "low", "never"])("may block from %s on", (failOn) => {
    expect(readConfig(JSON.stringify({ version: 1, failOn })).failOn).toBe(failOn);
  });

  it("may waive findings, in one stack or in all", () => {
    const waivers = [WAIVER, { ...WAIVER, stack: "dev" }];
    expect(readConfig(JSON.stringify({ version: 1, waivers })).waivers).toEqual(waivers);
  });

  it.each([
    ["{", "It is not JSON"],
    [[], "It holds no JSON object."],
    [{}, "Its version is not 1"],
    [{ version: 2 }, "Its version is not 1"],
    [{ version: 1, failon: "low" }, "`failon` means nothing."],
    [{ version: 1, failOn: "severe" }, "`failOn` is no severity."],
    [{ version: 1, alsoBlock: "IAM-WIDENED" }, "`alsoBlock` is no list of findings."],
    [{ version: 1, alsoBlock: ["IAM-WIDEND"] }, "`alsoBlock` is no list of findings."],
    [{ version: 1, waivers: {} }, "`waivers` is not a list."],
    [{ version: 1, waivers: ["NO-CMK"] }, "waivers[0] is not an object."],
    [withWaiver({ finding: "NO-KEY" }), "waivers[0].finding is none that exists."],
    [withWaiver({ subject: "" }), "waivers[0] has no subject."],
    [withWaiver({ reason: undefined }), "waivers[0] has no reason."],
    [withWaiver({ reason: "  " }), "waivers[0] has no reason."],
    [withWaiver({ expires: undefined }), "waivers[0] has no expires."],
    [withWaiver({ expires: "2027-02-30" }), "waivers[0].expires is no day."],
    [withWaiver({ expires: "31.1.2027" }), "waivers[0].expires is no day."],
    [withWaiver({ stack: 1 }), "waivers[0].stack is not a string."],
    [withWaiver({ until: "2027" }), "`waivers[0].until` means nothing."],
  ])("is refused with its reason and the line to write: %j", (config, reason) => {
    const error = refusal(config);
    expect(error.message).toBe("ecs-secrets.review.json cannot be used.");
    expect(error.reason).toContain(reason);
    expect(error.remedy[0]).not.toBe("");
  });

  it.each(["TF_VAR_x=s3cr3t-Val", '{"version": 1} s3cr3t-Val', '{"a": s3cr3t-Val}'])(
    "is refused without a word of what it holds: %s",
    (text) => {
      const { reason } = refusal(text);
      expect(reason).toMatch(/^It is not JSON: .+\.$/);
      expect(reason).not.toMatch(/s3cr|Val|TF_VAR/);
    },
  );

  it("shows how a waiver is written", () => {
    const [line = ""] = refusal(withWaiver({ expires: undefined })).remedy;
    const example: unknown = JSON.parse(line.replace("write it like ", ""));
    expect(readConfig(JSON.stringify({ version: 1, waivers: [example] })).waivers).toHaveLength(1);
  });
});
