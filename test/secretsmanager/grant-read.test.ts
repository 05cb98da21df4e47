import { TerraformVariable } from "cdktf";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { statementsAfter } from "../support/grants";
import { synth, testStack } from "../support/synth";

const KEY_ARN = "arn:aws:kms:us-east-1:999999999999:key/11111111-2222-3333-4444-555555555555";

describe("grantRead", () => {
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
