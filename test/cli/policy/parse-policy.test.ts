import { parsePolicy } from "../../../cli/src/policy";
import { ACCOUNT, allow, READ, ROLE, without } from "./policies";

const statement = allow();

describe("parsePolicy", () => {
  it("reads text, URL-encoded text as the IAM API returns it, and objects alike", () => {
    const json = { Version: "2012-10-17", Id: "x", Statement: [statement] };
    const text = JSON.stringify(json, undefined, 2);
    const expected = parsePolicy(json);
    expect(parsePolicy(text)).toEqual(expected);
    expect(parsePolicy(encodeURIComponent(text))).toEqual(expected);
    expect(expected).toEqual({
      version: "2012-10-17",
      statements: [
        {
          effect: "Allow",
          action: { negated: false, values: [READ] },
          resource: { negated: false, values: ["*"] },
          conditions: [],
        },
      ],
    });
  });

  it("takes one statement for a list, one value for a list, and the old version for none", () => {
    const { version, statements } = parsePolicy({
      Statement: {
        Sid: "One",
        Effect: "Deny",
        NotAction: ["ssm:*"],
        NotResource: "*",
        NotPrincipal: { AWS: ACCOUNT, Service: ["a", "b"] },
        Condition: { Bool: { k: true }, NumericEquals: { n: [1, "2"] } },
      },
    });
    expect(version).toBe("2008-10-17");
    expect(statements).toEqual([
      {
        sid: "One",
        effect: "Deny",
        action: { negated: true, values: ["ssm:*"] },
        resource: { negated: true, values: ["*"] },
        principal: {
          negated: true,
          values: [
            { kind: "AWS", value: ACCOUNT },
            { kind: "Service", value: "a" },
            { kind: "Service", value: "b" },
          ],
        },
        conditions: [
          { operator: "Bool", key: "k", values: ["true"] },
          { operator: "NumericEquals", key: "n", values: ["1", "2"] },
        ],
      },
    ]);
  });

  it("leaves its input as it was", () => {
    const json = Object.freeze({ Statement: Object.freeze([Object.freeze(statement)]) });
    expect(() => parsePolicy(json)).not.toThrow();
  });

  it.each([
    ["[]", "The policy must be a JSON object."],
    ["null", "The policy must be a JSON object."],
    ["{", "The policy is not valid JSON."],
    ["%7B%", "The policy is not valid JSON."],
    [{}, "The policy has no Statement."],
    [{ Statements: [] }, 'The policy has an element "Statements", which IAM does not know.'],
    [
      { Version: "2012-10-18", Statement: [] },
      "The policy's Version must be 2012-10-17 or 2008-10-17.",
    ],
    [{ Statement: ["x"] }, "Statement 1 must be an object."],
    [{ Statement: [statement, null] }, "Statement 2 must be an object."],
  ])("refuses %j", (json, message) => {
    expect(() => parsePolicy(json)).toThrow(message);
  });

  it.each([
    [{ Effect: "allow" }, 'must have the Effect "Allow" or "Deny"'],
    [{ Sid: 1 }, "has a Sid that is not a string"],
    [{ Actions: "x" }, 'has an element "Actions", which IAM does not know'],
    [{ NotAction: "x" }, "has both Action and NotAction"],
    [{ NotResource: "x" }, "has both Resource and NotResource"],
    [{ Principal: "*", NotPrincipal: "*" }, "has both Principal and NotPrincipal"],
    [{ Action: [] }, "has an empty Action"],
    [{ Resource: [1] }, "has a Resource that is neither a string nor a list of strings"],
    [{ Principal: ROLE }, 'has a Principal that is neither "*" nor an object'],
    [{ Principal: { Aws: "*" } }, 'has a Principal of the kind "Aws", which IAM does not know'],
    [
      { Principal: { AWS: [null] } },
      "has a Principal.AWS that is neither a string nor a list of strings",
    ],
    [{ Condition: [] }, "has a Condition that is not an object"],
    [{ Condition: { Bool: "x" } }, "has a Condition.Bool that is not an object"],
    [
      { Condition: { Bool: { k: {} } } },
      "has a Condition.Bool.k that is not a string, number, boolean",
    ],
  ])("refuses a statement with %j", (parts, problem) => {
    const json = { Statement: [statement, { ...statement, ...parts }] };
    expect(() => parsePolicy(json)).toThrow(`Statement 2 of the policy ${problem}`);
  });

  it("refuses a statement without an action", () => {
    const json = { Statement: without(statement, "Action") };
    expect(() => parsePolicy(json)).toThrow(
      "Statement 1 of the policy has neither Action nor NotAction.",
    );
  });

  it("never quotes the document it cannot read", () => {
    const secret = "hunter2-hunter2";
    const broken = [`{"Statement": "${secret}`, { Version: secret }, { Statement: secret }];
    const statements = [{ Effect: secret }, { Principal: secret }, { Condition: secret }];
    for (const json of [
      ...broken,
      ...statements.map((parts) => ({ Statement: { ...statement, ...parts } })),
    ]) {
      expect(messageOf(json)).not.toContain(secret);
    }
  });
});

function messageOf(json: string | object): string {
  try {
    parsePolicy(json);
  } catch (error) {
    return String(error);
  }
  throw new Error("was not refused");
}
