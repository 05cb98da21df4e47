import { TaskRole } from "cdktf-ecs-secrets/iam";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { decide, parsePolicy, type Outcome } from "../../cli/src/policy";
import { ACCOUNT, policyOf, synth, testStack, type Statement } from "../support/synth";
import { BUCKET_ARN, bucketIn } from "./support";

const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const OBJECT = `${BUCKET_ARN}/web/tls.key`;

function policyWith(restrictTo?: readonly string[]): unknown {
  const stack = testStack();
  bucketIn(stack, { restrictTo });
  return synth(stack).only("aws_s3_bucket_policy")["policy"];
}

function restriction(policy: unknown): Statement | undefined {
  return policyOf(policy).Statement.find(({ Sid }) => Sid === "DenyOtherReaders");
}

/** What S3 answers an administrator, whom the bucket's policy alone can stop. */
function answer(policy: unknown, arn: string, action: string, resource = OBJECT): Outcome {
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  const context = { "aws:SecureTransport": "true", "s3:TlsVersion": "1.3" };
  return decide(
    { principal: { arn }, action, resource, context },
    {
      identity: [parsePolicy({ Version: "2012-10-17", Statement: [everything] })],
      resource: parsePolicy(String(policy)),
      sameAccount: true,
    },
  ).outcome;
}

describe("restrictTo", () => {
  it("is no statement by default", () => {
    expect(restriction(policyWith())).toBeUndefined();
  });

  it("lets the roles read, and nobody else, not even an administrator", () => {
    const policy = policyWith([role("reader")]);
    for (const version of ["", "Version", "VersionForReplication"]) {
      const action = `s3:GetObject${version}`;
      expect(answer(policy, role("reader"), action)).toBe("allowed");
      expect(answer(policy, role("administrator"), action)).toBe("denied");
      expect(answer(policy, role("reader-2"), action)).toBe("denied");
    }
  });

  it.each([
    ["s3:PutObject", OBJECT],
    ["s3:ListBucket", BUCKET_ARN],
    ["s3:GetBucketPolicy", BUCKET_ARN],
    ["s3:DeleteBucketPolicy", BUCKET_ARN],
  ])("leaves %s as it is, so Terraform works and nobody is locked out for good", (action, arn) => {
    expect(answer(policyWith([role("reader")]), role("administrator"), action, arn)).toBe(
      "allowed",
    );
  });

  it("includes every role of the stack that is granted to read, also later", () => {
    // GIVEN
    const stack = testStack();
    const bucket = bucketIn(stack, { restrictTo: [role("auditor")] });

    // WHEN
    bucket.grantRead(new TaskRole(stack, "prefix"), "web/");
    bucket.grantReadEnvironmentFile(new TaskRole(stack, "file"), "web/settings.env");

    // THEN
    const { only, resources } = synth(stack);
    const roles = Object.keys(resources("aws_iam_role")).map(
      (name) => `\${aws_iam_role.${name}.arn}`,
    );
    const readers = restriction(only("aws_s3_bucket_policy")["policy"])?.Condition?.[
      "ArnNotEquals"
    ];
    expect([readers?.["aws:PrincipalArn"]].flat().sort()).toEqual(
      [...roles, role("auditor")].sort(),
    );
    expect(roles).toHaveLength(2);
  });

  it("refuses to keep everyone out", () => {
    expect(() => policyWith([])).toThrow(
      "[test/bucket] `restrictTo` must leave at least one reader: named there, or granted to read in this stack, got none. Name the roles that read it, or leave `restrictTo` out. [iam-reader-count]",
    );
    const stack = testStack();
    bucketIn(stack, { restrictTo: [] }).grantRead(new TaskRole(stack, "reader"), "web/");
    expect(() => synth(stack)).not.toThrow();
  });

  it("leaves the policy of an imported bucket to its owner", () => {
    const stack = testStack();
    const bucket = SecretsBucket.fromBucketAttributes(stack, "bucket", { bucketName: "example-a" });
    bucket.grantRead(new TaskRole(stack, "reader"), "web/");
    expect(synth(stack).resources("aws_s3_bucket_policy")).toEqual({});
  });

  it("refuses what is no role or user", () => {
    expect(() => policyWith(["*"])).toThrow(
      /^test\/bucket: `restrictTo` must be ARNs of roles or users .* got "\*"\. .*\[iam-reader-arn\]$/,
    );
  });
});
