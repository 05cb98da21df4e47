import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey, type IEncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { decide, parsePolicy, type Outcome } from "../../cli/src/policy";
import { annotationsOf } from "../ecs/support/warnings";
import { ACCOUNT, policyOf, synth, testStack } from "../support/synth";

const OTHER = "999999999999";
const READER = `arn:aws:iam::${OTHER}:role/applications/reader`;
const SECRET = `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:orders/db-AbCdEf`;
const KEY = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const EVERYTHING = parsePolicy({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

function shared(
  sharedWith: readonly string[],
  stack = testStack(),
  encryptionKey: IEncryptionKey = new EncryptionKey(stack, "key"),
): TerraformStack {
  new SecretsManagerSecret(stack, "db", {
    secretName: "orders/db",
    encryptionKey,
    value: SecretValue.generated(),
    revision: 1,
    sharedWith,
  });
  return stack;
}

/** What AWS answers a principal of another account whose own policies allow everything. */
function read(stack: TerraformStack, arn: string, secret = SECRET): readonly Outcome[] {
  const { only } = synth(stack);
  const principal = { arn };
  const policies = { identity: [EVERYTHING], sameAccount: false };
  const context = {
    "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com",
    "kms:EncryptionContext:SecretARN": secret,
  };
  const get = { principal, action: "secretsmanager:GetSecretValue", resource: secret };
  const decrypt = { principal, action: "kms:Decrypt", resource: KEY, context };
  const resource = parsePolicy(String(only("aws_secretsmanager_secret_policy")["policy"]));
  const key = parsePolicy(String(only("aws_kms_key")["policy"]));
  return [
    decide(get, { ...policies, resource }).outcome,
    decide(decrypt, { ...policies, key }).outcome,
  ];
}

describe("sharedWith", () => {
  it("lets exactly the named role of another account get and decrypt", () => {
    const stack = shared([READER]);
    expect(read(stack, READER)).toEqual(["allowed", "allowed"]);
    expect(read(stack, `arn:aws:iam::${OTHER}:role/other`)).toEqual(["denied", "denied"]);
    expect(read(stack, `arn:aws:iam::${OTHER}:role/reader-2`)).toEqual(["denied", "denied"]);
    expect(read(stack, `arn:aws:iam::888888888888:role/reader`)).toEqual(["denied", "denied"]);
  });

  it("lets an account decide itself who reads", () => {
    const stack = shared([`arn:aws:iam::${OTHER}:root`]);
    expect(read(stack, `arn:aws:iam::${OTHER}:role/any`)).toEqual(["allowed", "allowed"]);
    expect(read(stack, "arn:aws:iam::888888888888:role/any")).toEqual(["denied", "denied"]);
  });

  it("opens the key for this secret only, and only through Secrets Manager", () => {
    // GIVEN
    const stack = shared([READER]);
    const neighbour = SECRET.replace("orders/db", "orders/db-copy");

    // THEN
    expect(read(stack, READER, neighbour)[1]).toBe("denied");
    expect(policyOf(synth(stack).only("aws_kms_key")["policy"]).Statement).toContainEqual({
      Effect: "Allow",
      Principal: { AWS: READER },
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: {
        StringEquals: { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" },
        StringLike: {
          "kms:EncryptionContext:SecretARN": SECRET.replace("AbCdEf", "??????"),
        },
      },
    });
  });

  it("keeps a policy for the public out", () => {
    const { only, resources } = synth(shared([READER]));
    const [name] = Object.keys(resources("aws_secretsmanager_secret"));
    expect(only("aws_secretsmanager_secret_policy")).toMatchObject({
      secret_arn: `\${aws_secretsmanager_secret.${name}.arn}`,
      block_public_policy: true,
    });
  });

  it("says what an imported key's policy needs, which is not changed here", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    shared([READER], stack, EncryptionKey.fromKeyArn(stack, "key", KEY));

    // THEN
    const [annotation, ...more] = annotationsOf(stack);
    expect(more).toEqual([]);
    expect(annotation).toMatchObject({ constructPath: "test/key", level: "@cdktf/warn" });
    expect(annotation?.message).toMatch(
      /^arn:aws:kms:\S+ is imported, .* Make sure that it has this: \{.*"Action":"kms:Decrypt".*\}$/,
    );
    expect(annotation?.message).toContain(READER);
  });

  it("is no policy by default", () => {
    expect(synth(shared([])).resources("aws_secretsmanager_secret_policy")).toEqual({});
  });

  it("refuses everyone, and more than a policy holds", () => {
    expect(() => shared(["*"])).toThrow(
      /^test\/db: `sharedWith` must be ARNs of roles, .* got "\*"\. .*\[secretsmanager-shared-with\]$/,
    );
    const many = Array.from({ length: 400 }, (_, index) => `${READER}-${index}`);
    expect(() => synth(shared(many))).toThrow(
      /`sharedWith, restrictTo` must make a resource policy of at most 20,480 characters, got \d+ characters\./,
    );
  });
});
