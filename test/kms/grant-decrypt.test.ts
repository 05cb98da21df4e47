import { TerraformVariable } from "cdktf";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { statementsAfter } from "../support/grants";
import { policyOf, synth, testStack } from "../support/synth";

const USE = {
  service: "ssm",
  contextKey: "PARAMETER_ARN",
  contextValue: "arn:aws:ssm:eu-central-1:123456789012:parameter/orders",
};
const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

describe("grantDecrypt", () => {
  it("allows decryption through one service and for one encryption context", () => {
    // GIVEN
    const stack = testStack();
    const key = EncryptionKey.fromKeyArn(stack, "key", KEY_ARN);

    // WHEN
    const statements = statementsAfter(stack, (role) => key.grantDecrypt(role, USE));

    // THEN
    expect(statements).toEqual({
      "decrypt-secrets": [
        {
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: KEY_ARN,
          Condition: {
            StringEquals: { "kms:ViaService": "ssm.eu-central-1.amazonaws.com" },
            StringLike: { "kms:EncryptionContext:PARAMETER_ARN": USE.contextValue },
          },
        },
      ],
    });
  });

  it("leaves the key policy of an owned key alone", () => {
    // GIVEN
    const stack = testStack();
    const key = new EncryptionKey(stack, "key");
    const before = synth(stack).only("aws_kms_key");

    // WHEN
    const statements = statementsAfter(stack, (role) => key.grantDecrypt(role, USE));

    // THEN
    expect(synth(stack).only("aws_kms_key")).toEqual(before);
    const [name] = Object.keys(synth(stack).resources("aws_kms_key"));
    expect(statements["decrypt-secrets"]?.[0]?.Resource).toBe(`\${aws_kms_key.${name}.arn}`);
  });

  it("names the service of another Region where the secret is there", () => {
    // GIVEN
    const stack = testStack();
    const key = EncryptionKey.fromKeyArn(stack, "key", KEY_ARN);

    // WHEN
    const statements = statementsAfter(stack, (role) =>
      key.grantDecrypt(role, { ...USE, region: "us-east-1" }),
    );

    // THEN
    expect(statements["decrypt-secrets"]?.[0]?.Condition).toMatchObject({
      StringEquals: { "kms:ViaService": "ssm.us-east-1.amazonaws.com" },
    });
  });

  it("keeps one statement for all secrets of a store, and another one for each other store", () => {
    // GIVEN
    const stack = testStack();
    const key = EncryptionKey.fromKeyArn(stack, "key", KEY_ARN);

    // WHEN
    const statements = statementsAfter(stack, (role) => {
      key.grantDecrypt(role, { ...USE, contextValue: "b" });
      key.grantDecrypt(role, {
        service: "secretsmanager",
        contextKey: "SecretARN",
        contextValue: "c",
      });
      key.grantDecrypt(role, { ...USE, contextValue: "a" });
    });

    // THEN
    expect(statements["decrypt-secrets"]?.map((statement) => statement.Condition)).toEqual([
      {
        StringEquals: { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" },
        StringLike: { "kms:EncryptionContext:SecretARN": "c" },
      },
      {
        StringEquals: { "kms:ViaService": "ssm.eu-central-1.amazonaws.com" },
        StringLike: { "kms:EncryptionContext:PARAMETER_ARN": ["a", "b"] },
      },
    ]);
  });
});

describe("EncryptionKey.fromKeyArn", () => {
  it("makes nothing", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    EncryptionKey.fromKeyArn(stack, "key", KEY_ARN);

    // THEN
    expect(synth(stack).json["resource"]).toBeUndefined();
  });

  it("takes the key of another account, a multi-Region key and another partition, where the stack is there", () => {
    for (const [region, arn] of [
      ["eu-west-1", "arn:aws:kms:us-east-1:999999999999:key/mrk-1234567890abcdef1234567890abcdef"],
      [
        "cn-north-1",
        "arn:aws-cn:kms:cn-north-1:999999999999:key/11111111-2222-3333-4444-555555555555",
      ],
    ] as const) {
      expect(EncryptionKey.fromKeyArn(testStack({ region }), "key", arn).keyArn).toBe(arn);
    }
  });

  it("takes a token", () => {
    // GIVEN
    const stack = testStack();
    const arn = new TerraformVariable(stack, "key-arn", { type: "string" });
    const key = EncryptionKey.fromKeyArn(stack, "key", arn.stringValue);

    // WHEN
    statementsAfter(stack, (role) => key.grantDecrypt(role, USE));

    // THEN
    const { Statement } = policyOf(synth(stack).only("aws_iam_role_policy")["policy"]);
    expect(Statement[0]?.Resource).toBe("${var.key-arn}");
  });

  it.each([
    "alias/orders",
    "11111111-2222-3333-4444-555555555555",
    KEY_ARN.replace("key/", "alias/"),
    `${KEY_ARN}0`,
    KEY_ARN.replace(/key\/.*/, "key/abc"),
    KEY_ARN.replace(/key\/.*/, "key/1111111122223333444455555555555"),
    KEY_ARN.replace(/key\/.*/, "key/mrk-1234567890abcdef"),
    KEY_ARN.replace(/key\/.*/, "key/*"),
  ])("refuses %j", (arn) => {
    expect(() => EncryptionKey.fromKeyArn(testStack(), "key", arn)).toThrow(
      "test/key: `keyArn` must be the full ARN of a key (`arn:…:kms:REGION:ACCOUNT:key/ID`), whose id is a UUID, or `mrk-` and 32 hexadecimal digits, " +
        `got "${arn}". An alias or id cannot stand in an IAM policy; ` +
        "`aws kms describe-key --key-id …` prints the ARN. [kms-key-arn]",
    );
  });
});

describe("shareDecrypt", () => {
  const READER = "arn:aws:iam::999999999999:role/reader";

  it("lets principals decrypt through one service and for one context, in the key policy", () => {
    // GIVEN
    const stack = testStack();
    const key = new EncryptionKey(stack, "key");

    // WHEN
    key.shareDecrypt([READER], USE);
    key.shareDecrypt([READER], { ...USE, contextValue: `${USE.contextValue}-2` });

    // THEN
    const { Statement } = policyOf(synth(stack).only("aws_kms_key")["policy"]);
    expect(Statement).toContainEqual({
      Effect: "Allow",
      Principal: { AWS: READER },
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: {
        StringEquals: { "kms:ViaService": "ssm.eu-central-1.amazonaws.com" },
        StringLike: {
          "kms:EncryptionContext:PARAMETER_ARN": [USE.contextValue, `${USE.contextValue}-2`],
        },
      },
    });
    expect(Statement).toHaveLength(2);
  });
});
