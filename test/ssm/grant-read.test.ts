import { SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { statementsAfter } from "../support/grants";
import { testStack } from "../support/synth";

const ARN = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders";

describe("grantRead", () => {
  it("allows to get and to decrypt exactly the parameter, literally while its key is new", () => {
    // GIVEN
    const stack = testStack();
    const parameter = new SecureStringParameter(stack, "orders", {
      parameterName: "/orders",
      encryptionKey: new EncryptionKey(stack, "key"),
      value: SecretValue.generated(),
      revision: 1,
    });

    // WHEN
    const statements = statementsAfter(stack, (role) => parameter.grantRead(role));

    // THEN
    expect(statements).toEqual({
      "read-secrets": [{ Effect: "Allow", Action: "ssm:GetParameters", Resource: ARN }],
      "decrypt-secrets": [
        {
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: expect.stringMatching(/^\$\{aws_kms_key\..+\.arn\}$/),
          Condition: {
            StringEquals: { "kms:ViaService": "ssm.eu-central-1.amazonaws.com" },
            StringLike: { "kms:EncryptionContext:PARAMETER_ARN": ARN },
          },
        },
      ],
    });
  });

  it("reads a parameter of another Region through that Region's service", () => {
    // GIVEN
    const stack = testStack();
    const parameter = SecureStringParameter.fromParameterAttributes(stack, "orders", {
      parameterArn: ARN.replace("eu-central-1", "us-east-1"),
      encryptionKeyArn:
        "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
    });

    // WHEN
    const statements = statementsAfter(stack, (role) => parameter.grantRead(role));

    // THEN
    expect(statements["decrypt-secrets"]?.[0]?.Condition).toMatchObject({
      StringEquals: { "kms:ViaService": "ssm.us-east-1.amazonaws.com" },
    });
  });

  it("asks for each parameter once, sorted, no matter which role is granted first", () => {
    // GIVEN
    const stack = testStack();
    const parameters = ["b", "a", "b-2"].map((name) =>
      SecureStringParameter.fromParameterAttributes(stack, name, { parameterName: `/${name}` }),
    );

    // WHEN
    const statements = statementsAfter(stack, (role) => {
      for (const parameter of [...parameters, ...parameters]) parameter.grantRead(role);
    });

    // THEN
    expect(statements["read-secrets"]).toEqual([
      {
        Effect: "Allow",
        Action: "ssm:GetParameters",
        Resource: ["a", "b", "b-2"].map(
          (name) => `arn:aws:ssm:eu-central-1:123456789012:parameter/${name}`,
        ),
      },
    ]);
  });
});
