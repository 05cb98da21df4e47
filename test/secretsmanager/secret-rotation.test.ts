import { Fn, TerraformLocal, TerraformVariable, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import {
  ManagedRotation,
  SecretRotation,
  SecretsManagerSecret,
  type ISecretsManagerSecret,
  type SecretRotationSettings,
} from "cdktf-ecs-secrets/secretsmanager";
import { annotationsOf } from "../ecs/support/warnings";
import { synth, testStack } from "../support/synth";

const LAMBDA = "arn:aws:lambda:eu-central-1:123456789012:function:rotate";
const PATTERN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/db-??????";
const MANAGED = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!cluster-1-AbCdEf";

function secretIn(stack: TerraformStack, rotation?: SecretRotationSettings): SecretsManagerSecret {
  return new SecretsManagerSecret(stack, "db", {
    secretName: "orders/db",
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.json({ username: "orders", password: SecretValue.generated() }),
    revision: 1,
    rotation,
  });
}

function readFrom(stack: TerraformStack, reference: SecretReference): void {
  new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512 }).addContainer("web", {
    image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
    secrets: { DB: reference },
  });
}

describe("rotation", () => {
  it("is not there by default", () => {
    const stack = testStack();
    secretIn(stack);
    expect(synth(stack).resources("aws_secretsmanager_secret_rotation")).toEqual({});
    expect(synth(stack).resources("aws_lambda_permission")).toEqual({});
  });

  it("begins once there is a value, and only Secrets Manager may call the function, for this secret", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    secretIn(stack, { lambdaArn: LAMBDA, afterDays: 30 });

    // THEN
    const { only, resources } = synth(stack);
    const address = (type: string): string => `${type}.${Object.keys(resources(type))[0]}`;
    expect(only("aws_lambda_permission")).toEqual({
      lifecycle: { create_before_destroy: true },
      action: "lambda:InvokeFunction",
      function_name: LAMBDA,
      principal: "secretsmanager.amazonaws.com",
      source_account: "123456789012",
      source_arn: PATTERN,
    });
    expect(only("aws_secretsmanager_secret_rotation")).toEqual({
      secret_id: `\${${address("aws_secretsmanager_secret")}.arn}`,
      rotation_lambda_arn: LAMBDA,
      rotate_immediately: true,
      rotation_rules: { automatically_after_days: 30 },
      depends_on: [address("aws_lambda_permission"), address("aws_secretsmanager_secret_version")],
      lifecycle: { create_before_destroy: true },
    });
  });

  it("takes an expression, a window, an alias, and can wait for its first time", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    secretIn(stack, {
      lambdaArn: `${LAMBDA}:live`,
      scheduleExpression: "cron(0 16 1,15 * ? *)",
      window: "3h",
      rotateImmediately: false,
    });

    // THEN
    const { only } = synth(stack);
    expect(only("aws_lambda_permission")).toMatchObject({
      function_name: LAMBDA,
      qualifier: "live",
    });
    expect(only("aws_secretsmanager_secret_rotation")).toMatchObject({
      rotation_lambda_arn: `${LAMBDA}:live`,
      rotate_immediately: false,
      rotation_rules: { schedule_expression: "cron(0 16 1,15 * ? *)", duration: "3h" },
    });
  });

  it("leaves the permission to the function's owner", () => {
    const stack = testStack();
    secretIn(stack, { lambdaArn: LAMBDA, afterDays: 30, addPermission: false });
    expect(synth(stack).resources("aws_lambda_permission")).toEqual({});
    expect(synth(stack).only("aws_secretsmanager_secret_rotation")).toBeDefined();
  });

  it("takes tokens", () => {
    // GIVEN
    const stack = testStack();
    const variable = (name: string): TerraformVariable => new TerraformVariable(stack, name, {});

    // WHEN
    secretIn(stack, {
      lambdaArn: variable("lambda").stringValue,
      scheduleExpression: variable("schedule").stringValue,
      window: variable("window").stringValue,
    });

    // THEN
    expect(synth(stack).only("aws_secretsmanager_secret_rotation")).toMatchObject({
      rotation_lambda_arn: '${join("", [var.lambda])}',
      rotation_rules: {
        schedule_expression: '${join("", [var.schedule])}',
        duration: '${join("", [var.window])}',
      },
    });
    expect(synth(stack).only("aws_lambda_permission")).toMatchObject({
      function_name: '${join("", [var.lambda])}',
    });
  });

  it.each<[SecretRotationSettings, RegExp]>([
    [{ lambdaArn: "rotate", afterDays: 30 }, /`lambdaArn` must .* got "rotate"\. .*-lambda\]$/],
    [
      { lambdaArn: LAMBDA.replace("eu-central-1", "eu-west-1"), afterDays: 30 },
      /`lambdaArn` must .* for a secret in eu-central-1\. .*\[secretsmanager-rotation-lambda\]$/,
    ],
    [{ lambdaArn: LAMBDA, afterDays: 1001 }, /`afterDays` must .* got 1001\. .*-days\]$/],
    [
      { lambdaArn: LAMBDA, scheduleExpression: "rate(2 hours)" },
      /`scheduleExpression` must .* got "rate\(2 hours\)"\. .*\[secretsmanager-rotation-schedule\]$/,
    ],
    [
      { lambdaArn: LAMBDA, afterDays: 30, window: "3" },
      /`window` must .* got "3"\. .*\[secretsmanager-rotation-window\]$/,
    ],
  ])("refuses %j with the construct's path", (rotation, message) => {
    expect(() => secretIn(testStack(), rotation)).toThrow(message);
    expect(() => secretIn(testStack(), rotation)).toThrow(/^test\/db\/rotation: /);
  });

  it("refuses both ways to say when, and neither", () => {
    const timing = (settings: object): (() => void) => {
      return () => secretIn(testStack(), { lambdaArn: LAMBDA, ...settings } as never);
    };
    expect(timing({ afterDays: 1, scheduleExpression: "rate(1 day)" })).toThrow(
      "test/db/rotation: `rotation` must have either `afterDays` or `scheduleExpression`, got both.",
    );
    expect(timing({})).toThrow(/got neither\. .*\[secretsmanager-rotation-timing\]$/);
  });
});

describe("a pinned version of a rotated secret", () => {
  const message =
    /^test\/task\/web: `secrets\.DB` must select no version id of a secret that is rotated, got [0-9-]{36} of orders\/db, which test\/\S+ rotates\. Leave `versionId` out: .*\[secretsmanager-rotated-version-id\]$/;
  const pin = (secret: ISecretsManagerSecret): SecretReference =>
    SecretReference.fromSecretsManager(secret, {
      versionId: "11111111-2222-3333-4444-555555555555",
    });

  it("is refused where the rotation was declared before", () => {
    const stack = testStack();
    const secret = secretIn(stack, { lambdaArn: LAMBDA, afterDays: 30 });
    expect(() => readFrom(stack, pin(secret))).toThrow(message);
  });

  it("is refused where the rotation is declared after", () => {
    const stack = testStack();
    const secret = secretIn(stack);
    readFrom(stack, pin(secret));
    const rotate = (): SecretRotation =>
      new SecretRotation(stack, "later", { secret, lambdaArn: LAMBDA, afterDays: 30 });
    expect(rotate).toThrow(message);
  });

  it("is no error without rotation, nor is a stage with it; AWSPENDING always is", () => {
    const stack = testStack();
    expect(() => readFrom(stack, pin(secretIn(stack)))).not.toThrow();
    const rotated = (versionStage: string) => (): void => {
      const other = testStack();
      const secret = secretIn(other, { lambdaArn: LAMBDA, afterDays: 30 });
      readFrom(other, SecretReference.fromSecretsManager(secret, { versionStage }));
    };
    expect(rotated("AWSPREVIOUS")).not.toThrow();
    expect(rotated("AWSPENDING")).toThrow(/`secrets\.DB` must not be AWSPENDING: /);
  });
});

describe("ManagedRotation", () => {
  const imported = (stack: TerraformStack, secretArn: string): ISecretsManagerSecret =>
    SecretsManagerSecret.fromSecretAttributes(stack, "imported", { secretArn });

  it("sets when the service rotates its secret, without any function", () => {
    // GIVEN
    const stack = testStack();

    // WHEN
    new ManagedRotation(stack, "rotation", {
      secret: imported(stack, MANAGED),
      scheduleExpression: "rate(3 days)",
    });

    // THEN
    expect(synth(stack).only("aws_secretsmanager_secret_rotation")).toEqual({
      secret_id: MANAGED,
      rotate_immediately: true,
      rotation_rules: { schedule_expression: "rate(3 days)" },
      lifecycle: { create_before_destroy: true },
    });
    expect(synth(stack).resources("aws_lambda_permission")).toEqual({});
  });

  it("takes a managed external secret, whose name is as any other, with a warning", () => {
    // GIVEN
    const stack = testStack();
    const secret = imported(stack, MANAGED.replace("rds!cluster-1", "partner/datadog"));
    // WHEN
    new ManagedRotation(stack, "rotation", { secret, afterDays: 7 });
    // THEN
    expect(synth(stack).only("aws_secretsmanager_secret_rotation")).toMatchObject({
      secret_id: secret.secretArn,
      rotation_rules: { automatically_after_days: 7 },
    });
    expect(annotationsOf(stack)).toMatchObject([
      {
        constructPath: "test/rotation",
        message: expect.stringMatching(
          /^`secret` should have a name that begins with a service's .* got "partner\/datadog"\. .*\[secretsmanager-managed-name\]$/,
        ) as string,
      },
    ]);
  });

  it("takes a secret whose ARN only Terraform knows", () => {
    const stack = testStack();
    const secretArn = new TerraformVariable(stack, "arn", { type: "string" }).stringValue;
    new ManagedRotation(stack, "rotation", { secret: imported(stack, secretArn), afterDays: 7 });
    expect(annotationsOf(stack)).toEqual([]);
  });

  it("refuses a secret that is made here", () => {
    const stack = testStack();
    const secret = secretIn(stack);
    expect(() => new ManagedRotation(stack, "rotation", { secret, afterDays: 7 })).toThrow(
      /^test\/rotation: `secret` must be a secret that an AWS service or a partner rotates, imported by its ARN, got "orders\/db" that is made here\. .*\[secretsmanager-managed-rotation\]$/,
    );
  });
});

describe("a rotation of a secret that is only named", () => {
  // AWS takes a second rotation for the first, and ends both with the first.
  it("stays at its address however the name is spelled", () => {
    const addressOf = (spelled: (stack: TerraformStack) => string): readonly string[] => {
      const stack = testStack();
      const secretArn = spelled(stack);
      const secret = SecretsManagerSecret.fromSecretAttributes(stack, "db", { secretArn });
      new ManagedRotation(stack, "rotation", { secret, afterDays: 7 });
      return Object.keys(synth(stack).resources("aws_secretsmanager_secret_rotation"));
    };
    const byText = addressOf(() => MANAGED);
    expect(byText).toHaveLength(1);
    expect(addressOf((stack) => new TerraformLocal(stack, "arn", MANAGED).asString)).toEqual(
      byText,
    );
    expect(addressOf(() => Fn.join("", [MANAGED]))).toEqual(byText);
  });
});

describe("a rotation that is not to begin at once", () => {
  it.each<[string, object, readonly string[]]>([
    ["cron", { scheduleExpression: "cron(0 8 1 * ? *)" }, []],
    ["days", { afterDays: 30 }, ["false with afterDays"]],
    ["rate", { scheduleExpression: "rate(30 days)" }, ["false with rate(30 days)"]],
  ])("is sure to wait with cron alone: %s", (_what, schedule, got) => {
    // GIVEN
    const stack = testStack();
    const secret = SecretsManagerSecret.fromSecretAttributes(stack, "db", { secretArn: MANAGED });
    // WHEN
    new ManagedRotation(stack, "rotation", {
      secret,
      rotateImmediately: false,
      ...(schedule as { readonly afterDays: number }),
    });
    // THEN
    expect(annotationsOf(stack).map(({ message }) => message)).toEqual(
      got.map(
        (value) =>
          `\`rotateImmediately\` should go with a \`cron()\` schedule: days and \`rate()\` may still rotate by the schedule before, got ${value}. Use \`scheduleExpression: "cron(…)"\`, or expect one rotation at any time. [secretsmanager-rotate-later]`,
      ),
    );
  });

  it("says nothing of a schedule that only Terraform knows", () => {
    const stack = testStack();
    const secret = SecretsManagerSecret.fromSecretAttributes(stack, "db", { secretArn: MANAGED });
    const scheduleExpression = new TerraformVariable(stack, "when", {}).stringValue;
    new ManagedRotation(stack, "rotation", {
      secret,
      rotateImmediately: false,
      scheduleExpression,
    });
    expect(annotationsOf(stack)).toEqual([]);
  });
});
