import type { MadeChange } from "../fixtures/made-plan";
import { denying, foundTogether, policyOf } from "./found-together";

const ROLE_ARN = "arn:aws:iam::111111111111:role/ci/deploys";
const RESOURCE = "arn:aws:ssm:eu-central-1:111111111111:parameter/shop/key";
const values = {
  arn: "arn:aws:iam::111111111111:policy/keep",
  policy: policyOf(denying("ssm:DeleteParameter", RESOURCE)),
};
const KEPT: MadeChange = {
  type: "aws_iam_policy",
  actions: ["no-op"],
  before: values,
  after: values,
};
const EVERYONE = { Principal: "*" };
const OBJECTS = "arn:aws:s3:::files/*";

function ofBucket(...statements: readonly object[]): object {
  return { bucket: "files", policy: policyOf(...statements) };
}

function changed(before: object, after: object): MadeChange {
  return {
    type: "aws_s3_bucket_policy",
    actions: ["update"],
    before: { ...before },
    after: { ...after },
  };
}

describe("a policy of what is protected itself", () => {
  it.each<[string, MadeChange, string]>([
    [
      "is that of a bucket, and denies it no longer",
      changed(ofBucket(denying("s3:DeleteObject*", OBJECTS, EVERYONE)), ofBucket()),
      `s3:DeleteObject* ${OBJECTS}`,
    ],
    [
      "denied everything",
      changed(ofBucket(denying("s3:*", OBJECTS, EVERYONE)), ofBucket()),
      `s3:* ${OBJECTS}`,
    ],
    [
      "denies it to fewer",
      changed(
        ofBucket(denying("s3:DeleteObject", OBJECTS, EVERYONE)),
        ofBucket(denying("s3:DeleteObject", OBJECTS, { Principal: { AWS: ROLE_ARN } })),
      ),
      `s3:DeleteObject ${OBJECTS}`,
    ],
    [
      "denies it under a condition",
      changed(
        ofBucket(denying("s3:DeleteObject", OBJECTS, EVERYONE)),
        ofBucket(
          denying("s3:DeleteObject", OBJECTS, {
            ...EVERYONE,
            Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
          }),
        ),
      ),
      `s3:DeleteObject ${OBJECTS}`,
    ],
    [
      "is that of a key, and goes",
      {
        type: "aws_kms_key_policy",
        actions: ["delete"],
        before: {
          key_id: "1",
          policy: policyOf(denying("kms:ScheduleKeyDeletion", "*", EVERYONE)),
        },
      },
      "kms:ScheduleKeyDeletion *",
    ],
    [
      "is that of a secret, and is for another one",
      {
        type: "aws_secretsmanager_secret_policy",
        actions: ["delete", "create"],
        before: {
          secret_arn: "arn:one",
          policy: policyOf(denying("secretsmanager:DeleteSecret", "*", EVERYONE)),
        },
        after: {
          secret_arn: "arn:two",
          policy: policyOf(denying("secretsmanager:DeleteSecret", "*", EVERYONE)),
        },
      },
      "secretsmanager:DeleteSecret *",
    ],
  ])("blocks where it %s", (_, change, lost) => {
    expect(foundTogether("DELETION-ALLOWED", [change])).toEqual([
      `It no longer denies to delete what it protected. ${lost}`,
    ]);
  });

  it.each<[string, readonly MadeChange[]]>([
    [
      "goes with its bucket",
      [
        { type: "aws_s3_bucket", actions: ["delete"], before: { bucket: "files" } },
        {
          type: "aws_s3_bucket_policy",
          actions: ["delete"],
          before: { ...ofBucket(denying("s3:DeleteObject", OBJECTS, EVERYONE)) },
        },
      ],
    ],
    [
      "denies more than before",
      [
        changed(
          ofBucket(denying("s3:DeleteObject", OBJECTS, EVERYONE)),
          ofBucket(denying("s3:Delete*", "arn:aws:s3:::files*", EVERYONE)),
        ),
      ],
    ],
    [
      "denied requests without TLS only",
      [
        changed(
          ofBucket(
            denying("s3:*", OBJECTS, {
              ...EVERYONE,
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            }),
          ),
          ofBucket(),
        ),
      ],
    ],
  ])("says nothing where it %s", (_, changes) => {
    expect(foundTogether("DELETION-ALLOWED", changes)).toEqual([]);
  });
});

describe("a parameter in clear", () => {
  const gone: MadeChange = {
    type: "aws_ssm_parameter",
    actions: ["delete"],
    before: { type: "String", name: "/shop/key", arn: RESOURCE },
  };

  it("blocks where it is deleted and a policy denies that", () => {
    const text = "The parameter is deleted, at once and for good, which a policy denies. ";
    expect(foundTogether("SECRET-DESTROYED", [KEPT, gone])).toEqual([text]);
    expect(foundTogether("SECRET-DESTROYED", [KEPT], [gone])).toEqual([text]);
  });

  it("says nothing where no policy denies it", () => {
    const other = { ...gone, before: { ...gone.before, arn: `${RESOURCE}s` } };
    expect(foundTogether("SECRET-DESTROYED", [KEPT, other])).toEqual([]);
  });
});
