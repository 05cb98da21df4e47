import { TerraformVariable } from "cdktf";
import { SecureStringParameter, type SecureStringParameterAttributes } from "cdktf-ecs-secrets/ssm";
import { statementsAfter } from "../support/grants";
import { rendered, synth, testStack } from "../support/synth";

const ARN = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/dev/api-key";
const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

function imported(attributes: SecureStringParameterAttributes, stack = testStack()) {
  return SecureStringParameter.fromParameterAttributes(stack, "api-key", attributes);
}

describe("SecureStringParameter.fromParameterAttributes", () => {
  it("makes nothing", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    imported({ parameterName: "/orders/dev/api-key", encryptionKeyArn: KEY_ARN }, stack);

    // THEN
    expect(synth(stack).json["resource"]).toBeUndefined();
    expect(synth(stack).json["data"]).toBeUndefined();
  });

  it("knows the ARN of a name, and the name of an ARN", () => {
    expect(imported({ parameterName: "/orders/dev/api-key" })).toMatchObject({ parameterArn: ARN });
    expect(imported({ parameterArn: ARN })).toMatchObject({ parameterName: "/orders/dev/api-key" });
    const flat = ARN.replace("orders/dev/", "");
    expect(imported({ parameterName: "api-key" })).toMatchObject({ parameterArn: flat });
    expect(imported({ parameterArn: flat })).toMatchObject({ parameterName: "api-key" });
  });

  it("has no revision: Terraform does not write it", () => {
    expect(imported({ parameterArn: ARN }).revision).toBeUndefined();
  });

  it("takes tokens", () => {
    // GIVEN
    const stack = testStack();
    const text = new TerraformVariable(stack, "text", { type: "string" });

    // WHEN
    const byArn = imported({ parameterArn: text.stringValue }, stack);
    const byName = SecureStringParameter.fromParameterAttributes(stack, "by-name", {
      parameterName: text.stringValue,
    });

    // THEN
    expect(rendered(stack, byArn.parameterArn)).toBe("${var.text}");
    expect(rendered(stack, byName.parameterName)).toBe("${var.text}");
    expect(Object.values(synth(stack).locals)).toEqual(['${trimprefix(var.text, "/")}']);
  });

  it.each([
    `${ARN}:3`,
    "/orders/dev/api-key",
    ARN.replace(":parameter", ":document"),
    ARN.replace(":parameter", ":parameter/"),
    `${ARN}/`,
    ARN.replace("/dev/", "//"),
    `${ARN}${"/x".repeat(13)}`,
  ])("refuses the ARN %j", (parameterArn) => {
    expect(() => imported({ parameterArn })).toThrow(
      "test/api-key: `parameterArn` must be the full ARN of a parameter without a version or label " +
        `(\`arn:…:ssm:REGION:ACCOUNT:parameter/NAME\`), whose name has no second \`/\` before it, got "${parameterArn}". ` +
        "ECS reads the current version only; remove `:VERSION`, or give the ARN of the parameter itself. " +
        "[ssm-parameter-arn]",
    );
  });

  it("takes 15 levels, and one of a name and an ARN", () => {
    const parameterArn = `${ARN}${"/x".repeat(12)}`;
    expect(imported({ parameterArn })).toMatchObject({ parameterArn });
    const both = { parameterName: "/orders/dev/api-key", parameterArn: ARN };
    expect(() => imported(both as unknown as SecureStringParameterAttributes)).toThrow(
      "test/api-key: `parameterName` must be given without what says the same in another way, " +
        "got `parameterName` and `parameterArn`. Leave all but one of them out. [prop-either]",
    );
  });

  it("refuses the parameter of another account", () => {
    expect(() => imported({ parameterArn: ARN.replace("123456789012", "999999999999") })).toThrow(
      "test/api-key: `parameterArn` must be in the account of the task: ECS refuses parameters of another account, " +
        "got account 999999999999 (the task's is 123456789012). " +
        "Use a Secrets Manager secret, which can be shared, or copy the parameter. [ssm-parameter-account]",
    );
  });

  it.each(["/aws/service/eks/endpoint", "/ssm/orders", "awsome", "/AWS/x"])(
    "takes the name %s, which nobody may give but may exist",
    (parameterName) => {
      expect(imported({ parameterName })).toMatchObject({ parameterName });
    },
  );

  it("refuses a name that Parameter Store does not know", () => {
    expect(() => imported({ parameterName: "orders/dev" })).toThrow(
      /^test\/api-key: `parameterName` must be .*, got "orders\/dev"\. .* \[ssm-existing-parameter-name\]$/,
    );
  });

  it("refuses a key that is not an ARN", () => {
    expect(() => imported({ parameterArn: ARN, encryptionKeyArn: "alias/aws/ssm" })).toThrow(
      /^test\/api-key\/encryption-key: `keyArn` must be .*, got "alias\/aws\/ssm", AWS's own key, which needs nothing: leave it out\. .* \[kms-key-arn\]$/,
    );
  });

  it.each<[string, SecureStringParameterAttributes]>([
    ["its name", { parameterName: "/aws/reference/secretsmanager/orders/db" }],
    [
      "its ARN",
      { parameterArn: ARN.replace("orders/dev/api-key", "aws/reference/secretsmanager/orders/db") },
    ],
  ])("that stands for a secret lets its reader read that one, too: by %s", (_by, attributes) => {
    const stack = testStack();
    const parameter = imported({ ...attributes, encryptionKeyArn: KEY_ARN }, stack);
    const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/db-??????";
    expect(statementsAfter(stack, (role) => parameter.grantRead(role))).toEqual({
      "read-secrets": [
        {
          Effect: "Allow",
          Action: "secretsmanager:GetSecretValue",
          Resource: secret,
        },
        {
          Effect: "Allow",
          Action: "ssm:GetParameters",
          Resource: ARN.replace("orders/dev/api-key", "aws/reference/secretsmanager/orders/db"),
        },
      ],
      "decrypt-secrets": [
        {
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: KEY_ARN,
          Condition: {
            StringEquals: { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" },
            StringLike: { "kms:EncryptionContext:SecretARN": secret },
          },
        },
      ],
    });
  });

  it("needs no grant to decrypt with the AWS managed key", () => {
    const stack = testStack();
    const parameter = imported({ parameterArn: ARN }, stack);
    expect(statementsAfter(stack, (role) => parameter.grantRead(role))).toEqual({
      "read-secrets": [{ Effect: "Allow", Action: "ssm:GetParameters", Resource: ARN }],
    });
  });
});
