import { TerraformVariable } from "cdktf";
import {
  SecretsManagerSecret,
  type SecretsManagerSecretAttributes,
} from "cdktf-ecs-secrets/secretsmanager";
import { annotationsOf } from "../ecs/support/warnings";
import { statementsAfter } from "../support/grants";
import { rendered, synth, testStack } from "../support/synth";

const ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/dev/db-AbCdEf";
const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

function imported(attributes: SecretsManagerSecretAttributes, stack = testStack()) {
  return SecretsManagerSecret.fromSecretAttributes(stack, "db", attributes);
}

describe("SecretsManagerSecret.fromSecretAttributes", () => {
  it("makes nothing", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    imported({ secretArn: ARN, encryptionKeyArn: KEY_ARN }, stack);

    // THEN
    expect(synth(stack).json["resource"]).toBeUndefined();
    expect(synth(stack).json["data"]).toBeUndefined();
  });

  it("knows its ARN, its name, and that Terraform does not write it", () => {
    const secret = imported({ secretArn: ARN });
    expect(secret).toMatchObject({
      secretArn: ARN,
      secretArnPattern: ARN,
      secretName: "orders/dev/db",
      shape: { kind: "unknown" },
      dependables: [],
    });
    expect(secret.revision).toBeUndefined();
  });

  it("takes a secret of another account, and a token", () => {
    // GIVEN
    const stack = testStack();
    const arn = new TerraformVariable(stack, "secret-arn", { type: "string" });

    // WHEN
    const foreign = ARN.replace("123456789012", "999999999999");
    const encryptionKeyArn =
      "arn:aws:kms:eu-central-1:999999999999:key/11111111-2222-3333-4444-555555555555";
    const shared = imported({ secretArn: foreign, encryptionKeyArn }, stack);
    const unknown = SecretsManagerSecret.fromSecretAttributes(stack, "unknown", {
      secretArn: arn.stringValue,
    });

    // THEN
    expect(shared.secretArn).toContain("999999999999");
    expect(rendered(stack, unknown.secretArn)).toBe("${var.secret-arn}");
  });

  it("refuses a secret of another account that AWS's own key encrypts", () => {
    const secretArn = ARN.replace("123456789012", "999999999999");
    expect(() => imported({ secretArn })).toThrow(
      /`encryptionKeyArn` must be given for a secret of another account: .* got none for account 999999999999 \(the task's is 123456789012\)\. Have the secret encrypted .* \[secretsmanager-foreign-key\]/,
    );
  });

  it.each(["orders/dev/db", ARN.slice(0, -7), `${ARN}:password::`])(
    "refuses the ARN %j",
    (secretArn) => {
      expect(() => imported({ secretArn })).toThrow(
        "test/db: `secretArn` must be the full ARN of a secret with its six random characters " +
          `(\`arn:…:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf\`), got "${secretArn}". ` +
          "ECS passes a partial ARN on, which works only where the policy's pattern matches it and never for a name that itself ends in a hyphen and six characters; `aws secretsmanager describe-secret --secret-id NAME` " +
          "prints the ARN. Select a JSON key in the SecretReference. [secretsmanager-arn]",
      );
    },
  );

  it("refuses a key that is not an ARN", () => {
    expect(() => imported({ secretArn: ARN, encryptionKeyArn: "orders" })).toThrow(
      /^test\/db\/encryption-key: `keyArn` must be .*, got "orders"\. .* \[kms-key-arn\]$/,
    );
  });

  it("needs no grant to decrypt with the AWS managed key", () => {
    const stack = testStack();
    const secret = imported({ secretArn: ARN }, stack);
    expect(statementsAfter(stack, (role) => secret.grantRead(role))).toEqual({
      "read-secrets": [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: ARN }],
    });
  });

  it.each([
    ["-secret", 1],
    ["-SECRET", 1],
    ["-123456", 1],
    ["-Secret", 1],
    ["-prod01", 1],
    ["-Token1", 1],
    ["-ABC123", 1],
    ["-AbCdEf", 0],
    ["-a1b2c3", 0],
  ])("warns that an ARN that ends in %s may lack its six characters: %i", (end, count) => {
    const stack = testStack();
    imported({ secretArn: ARN.replace("-AbCdEf", end) }, stack);
    const warnings = annotationsOf(stack);
    expect(warnings).toHaveLength(count);
    for (const warning of warnings) {
      expect(warning.constructPath).toBe("test/db");
      expect(warning.message).toContain(
        `\`secretArn\` ends in ${end}, which may be the end of the secret's name`,
      );
      expect(warning.message).toContain("sixteen in a thousand random ends look like this");
    }
  });
});
