import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { TerraformOutput, TerraformVariable } from "cdktf";
import { TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { annotationsOf } from "../ecs/support/warnings";
import { Secrets } from "../ecs/support/fixtures";
import { policyOf, synth, testStack } from "../support/synth";

const ARN = "arn:aws:iam::123456789012:role/applications/execution";

describe.each([[TaskExecutionRole], [TaskRole]])("%p.fromRoleArn", (Role) => {
  it("makes nothing and knows the name", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const role = Role.fromRoleArn(stack, "imported", ARN);
    new TerraformOutput(stack, "arn", { value: role.roleArn });
    new TerraformOutput(stack, "name", { value: role.roleName });
    // THEN
    const { json, outputs } = synth(stack);
    expect(json).not.toHaveProperty("resource");
    expect(outputs).toMatchObject({ arn: { value: ARN }, name: { value: "execution" } });
    expect(annotationsOf(stack)).toEqual([]);
  });

  it("is named in its warnings as Terraform names it", () => {
    const stack = testStack();
    const { arn } = new IamRole(stack, "raw", { assumeRolePolicy: "{}" });
    new Secrets(stack).parameter("api-key").grantRead(Role.fromRoleArn(stack, "imported", arn));
    for (const { message } of annotationsOf(stack)) {
      expect(message).toMatch(/^\$\{aws_iam_role\.raw\.arn\} is imported/);
    }
  });

  it("warns of each grant: the policy that the role needs, and no stack trace", () => {
    // GIVEN
    const stack = testStack();
    const secrets = new Secrets(stack);
    const parameter = secrets.parameter("api-key");
    const logs = new LogGroup(stack, "logs", { logGroupName: "/ecs/orders" });
    const role = Role.fromRoleArn(stack, "imported", ARN);
    // WHEN
    parameter.grantRead(role);
    logs.grantWrite(role);
    logs.grantWrite(role);
    // THEN
    const annotations = annotationsOf(stack);
    expect(annotations.map(({ constructPath, level }) => [constructPath, level])).toEqual(
      Array(3).fill(["test/imported", "@cdktf/warn"]),
    );
    for (const annotation of annotations) expect(annotation).not.toHaveProperty("stacktrace");
    const [key] = Object.keys(synth(stack).resources("aws_kms_key"));
    const parameterArn = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/api-key";
    expect(annotations.map(({ message }) => neededPolicy(message).Statement)).toEqual([
      [{ Effect: "Allow", Action: "ssm:GetParameters", Resource: parameterArn }],
      [
        {
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: `\${aws_kms_key.${key}.arn}`,
          Condition: {
            StringEquals: { "kms:ViaService": "ssm.eu-central-1.amazonaws.com" },
            StringLike: { "kms:EncryptionContext:PARAMETER_ARN": parameterArn },
          },
        },
      ],
      [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/orders:*",
        },
      ],
    ]);
    expect(synth(stack).resources("aws_iam_role_policy")).toEqual({});
  });

  it("takes an ARN that only Terraform knows, and its name follows", () => {
    // GIVEN
    const stack = testStack();
    const given = new TerraformVariable(stack, "given", { type: "string" }).stringValue;
    // WHEN
    const role = Role.fromRoleArn(stack, "imported", given);
    new TerraformOutput(stack, "arn", { value: role.roleArn });
    new TerraformOutput(stack, "name", { value: role.roleName });
    // THEN
    expect(synth(stack).outputs).toMatchObject({
      arn: { value: "${var.given}" },
      name: { value: "${basename(var.given)}" },
    });
  });

  it("refuses what is no role's ARN", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const importing = (): unknown => Role.fromRoleArn(stack, "imported", "execution");
    // THEN
    expect(importing).toThrow(
      new Error(
        'test/imported: `roleArn` must be the ARN of a role (`arn:…:iam::ACCOUNT:role/NAME`), got "execution". `aws iam get-role --role-name NAME` prints it. [iam-role-arn]',
      ),
    );
  });
});

function neededPolicy(message: string): ReturnType<typeof policyOf> {
  const introduction = `${ARN} is imported, so nothing can be granted to it here. Make sure that it has this policy: `;
  expect(message.startsWith(introduction)).toBe(true);
  return policyOf(message.slice(introduction.length));
}
