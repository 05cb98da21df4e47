import { decide, type AccessRequest } from "../../../cli/src/policy";
import { decryptRequest, readRequest } from "../../../cli/src/ways";
import { ACCOUNT, allow, deny, KEY, policy, READ, ROLE, ROOT, SECRET } from "../policy/policies";

const read = readRequest(ROLE, READ, SECRET);
const decryption = {
  keyArn: KEY,
  store: "secretsmanager",
  region: SECRET.split(":")[3] ?? "",
  encryptionContext: { key: "SecretARN", value: SECRET },
} as const;
const decrypt = decryptRequest(ROLE, decryption, {
  partition: "aws",
  region: decryption.region,
  account: ACCOUNT,
});

/** What a role that may do everything may still do below a boundary with this deny. */
function below(request: AccessRequest, condition: object): string {
  const everything = allow({ Action: "*", Resource: "*" });
  const boundary = policy(everything, deny({ Action: "*", Resource: "*", Condition: condition }));
  const key = policy(allow({ Principal: { AWS: ROOT }, Action: "kms:*" }));
  const policies = { identity: [policy(everything)], boundary, key, sameAccount: true };
  return decide(request, policies).outcome;
}

const OWN_REGION = { "aws:RequestedRegion": decryption.region };
const OWN_ACCOUNT = { "aws:ResourceAccount": ACCOUNT };

describe("the requests of a role that reads", () => {
  it.each([
    ["a deny of the own Region", { StringEquals: OWN_REGION }, "denied"],
    ["a deny of all other Regions", { StringNotEquals: OWN_REGION }, "allowed"],
    ["a perimeter around the account", { StringNotEquals: OWN_ACCOUNT }, "allowed"],
    ["a deny of the own account", { StringEquals: OWN_ACCOUNT }, "denied"],
    ["a deny of plain HTTP", { Bool: { "aws:SecureTransport": "false" } }, "allowed"],
    [
      "a deny of old sessions",
      { DateLessThan: { "aws:TokenIssueTime": "2020-01-01T00:00:00Z" } },
      "undecided",
    ],
    ["a deny from other networks", { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, "undecided"],
  ])("meet %s", (_what, condition, outcome) => {
    expect(below(read, condition)).toBe(outcome);
    expect(below(decrypt, condition)).toBe(outcome);
  });

  it("ask a store by itself, and its key through the store", () => {
    const itself = { BoolIfExists: { "aws:ViaAWSService": "false" } };
    expect(below(read, itself)).toBe("denied");
    expect(below(decrypt, itself)).toBe("allowed");
    const other = { "ForAnyValue:StringEquals": { "aws:CalledVia": "ssm.amazonaws.com" } };
    expect(below(decrypt, other)).toBe("allowed");
  });

  it("do not say which version they read", () => {
    const stage = { StringEquals: { "secretsmanager:VersionStage": "AWSCURRENT" } };
    expect(below(read, stage)).toBe("undecided");
    expect(below(decrypt, stage)).toBe("allowed");
  });
});
