import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { statementsAfter } from "../support/grants";
import { testStack } from "../support/synth";

describe("grantRead", () => {
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
