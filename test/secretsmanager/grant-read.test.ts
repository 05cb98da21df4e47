import { TerraformVariable } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { statementsAfter } from "../support/grants";
import { synth, testStack } from "../support/synth";

const PATTERN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-??????";
const KEY_ARN = "arn:aws:kms:us-east-1:999999999999:key/11111111-2222-3333-4444-555555555555";

describe("grantRead", () => {
  it("allows to get and to decrypt exactly the secret, literally before it exists", () => {
    // GIVEN
    const stack = testStack();
    const secret = new SecretsManagerSecret(stack, "orders", {
      secretName: "orders",
      encryptionKey: new EncryptionKey(stack, "key"),
      value: SecretValue.generated(),
      revision: 1,
    });

    // WHEN
    const statements = statementsAfter(stack, (role) => secret.grantRead(role));

    // THEN
    expect(statements).toEqual({
      "read-secrets": [
        { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: PATTERN },
      ],
      "decrypt-secrets": [
        {
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: expect.stringMatching(/^\$\{aws_kms_key\..+\.arn\}$/),
          Condition: {
            StringEquals: { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" },
            StringLike: { "kms:EncryptionContext:SecretARN": PATTERN },
          },
        },
      ],
    });
  });

  it("reads a secret of another Region and account through that Region's service", () => {
    // GIVEN
    const stack = testStack();
    const secretArn = "arn:aws:secretsmanager:us-east-1:999999999999:secret:vendor-AbCdEf";
    const secret = SecretsManagerSecret.fromSecretAttributes(stack, "vendor", {
      secretArn,
      encryptionKeyArn: KEY_ARN,
    });

    // WHEN
    const statements = statementsAfter(stack, (role) => secret.grantRead(role));

    // THEN
    expect(statements["decrypt-secrets"]).toEqual([
      {
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: KEY_ARN,
        Condition: {
          StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" },
          StringLike: { "kms:EncryptionContext:SecretARN": secretArn },
        },
      },
    ]);
  });

  it("takes a token for the ARN, and has Terraform take the service's Region from it", () => {
    // GIVEN
    const stack = testStack();
    const arn = new TerraformVariable(stack, "arn", { type: "string" });
    const secret = SecretsManagerSecret.fromSecretAttributes(stack, "vendor", {
      secretArn: arn.stringValue,
      encryptionKeyArn: KEY_ARN,
    });

    // WHEN
    const statements = statementsAfter(stack, (role) => secret.grantRead(role));

    // THEN
    expect(statements["read-secrets"]?.[0]?.Resource).toBe("${var.arn}");
    const [[local, parts] = []] = Object.entries(synth(stack).locals);
    expect(parts).toBe('${split(":", var.arn)}');
    expect(statements["decrypt-secrets"]?.[0]?.Condition).toEqual({
      StringEquals: {
        "kms:ViaService": `secretsmanager.\${element(local.${local}, 3)}.amazonaws.com`,
      },
      StringLike: { "kms:EncryptionContext:SecretARN": "${var.arn}" },
    });
  });
});
