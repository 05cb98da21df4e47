import type { TerraformStack } from "cdktf";
import {
  collectProblems,
  SecretValue,
  type ExternalValue,
  type WrittenValue,
} from "cdktf-ecs-secrets/core";
import { describeProblem } from "../../../modules/core/problems";
import { ContainerImage, SecretReference, type SecretSelector } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import {
  plainName,
  policyOf,
  rendered,
  synth,
  testStack,
  type Statement,
} from "../../support/synth";
import { containerOf, serviceIn, taskIn } from "../support/fixtures";
import { annotationsOf } from "../support/warnings";

describe("ContainerImage", () => {
  it("is what `docker pull` takes", () => {
    const stack = testStack();
    const name = "public.ecr.aws/nginx/nginx:1.29";
    taskIn(stack).addContainer("web", { image: ContainerImage.fromRegistry(name) });
    expect(containerOf(stack)["image"]).toBe(name);
  });
});

const IMAGE = "registry.example.com/orders:1.8";
const ARN_PATTERN =
  "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/registry-??????";
const VENDOR = "arn:aws:secretsmanager:eu-west-1:210987654321:secret:vendor-AbCdEf";

const written = (value: WrittenValue) => ({ value, revision: 3 });
const credentialsValue = SecretValue.registryCredentials("ci", SecretValue.fromVariable("pull"));

/** The secret `orders/registry`. */
function registrySecret(
  stack: TerraformStack,
  content: { value: WrittenValue; revision: number } | { value: ExternalValue } = written(
    credentialsValue,
  ),
): SecretsManagerSecret {
  const encryptionKey = new EncryptionKey(stack, "key");
  const secretName = "orders/registry";
  return new SecretsManagerSecret(stack, "registry", { secretName, encryptionKey, ...content });
}

function add(stack: TerraformStack, credentials: SecretReference, name = IMAGE): void {
  const image = ContainerImage.fromRegistry(name, { credentials });
  taskIn(stack).addContainer("web", { image });
}

/** The statements of the execution role, by policy. */
function granted(stack: TerraformStack): Readonly<Record<string, readonly Statement[]>> {
  const policies = Object.values(synth(stack).resources("aws_iam_role_policy"));
  return Object.fromEntries(
    policies.map(({ name_prefix, policy }) => [plainName(name_prefix), policyOf(policy).Statement]),
  );
}

describe("ContainerImage.fromRegistry with credentials", () => {
  it("names the secret by its ARN", () => {
    // GIVEN
    const stack = testStack();
    const secret = registrySecret(stack);
    // WHEN
    add(stack, SecretReference.fromSecretsManager(secret));
    // THEN
    expect(containerOf(stack)).toEqual({
      name: "web",
      image: IMAGE,
      repositoryCredentials: { credentialsParameter: rendered(stack, secret.secretArn) },
      essential: true,
      readonlyRootFilesystem: true,
    });
  });

  it("lets the execution role read it and use its key, and nothing else", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    add(stack, SecretReference.fromSecretsManager(registrySecret(stack)));
    // THEN
    const [key] = Object.keys(synth(stack).resources("aws_kms_key"));
    expect(granted(stack)).toEqual({
      "read-secrets": [
        { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: ARN_PATTERN },
      ],
      "decrypt-secrets": [
        {
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: `\${aws_kms_key.${key}.arn}`,
          Condition: {
            StringEquals: { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" },
            StringLike: { "kms:EncryptionContext:SecretARN": ARN_PATTERN },
          },
        },
      ],
    });
    const task = synth(stack).only("aws_ecs_task_definition");
    expect(task["execution_role_arn"]).toMatch(/task_execution-role/);
    expect(task).not.toHaveProperty("task_role_arn");
  });

  it("may be a secret of another account and Region, whose value is not known", () => {
    // GIVEN
    const stack = testStack();
    const vendor = SecretsManagerSecret.fromSecretAttributes(stack, "v", {
      secretArn: VENDOR,
      encryptionKeyArn:
        "arn:aws:kms:eu-west-1:210987654321:key/11111111-2222-3333-4444-555555555555",
    });
    // WHEN
    add(stack, SecretReference.fromSecretsManager(vendor));
    // THEN
    expect(containerOf(stack)["repositoryCredentials"]).toEqual({ credentialsParameter: VENDOR });
    expect(granted(stack)["read-secrets"]).toMatchObject([{ Resource: VENDOR }]);
  });

  it.each<[string, { value: WrittenValue; revision: number } | { value: ExternalValue }]>([
    ["set outside of Terraform", { value: SecretValue.external() }],
    ["given as a whole", written(SecretValue.fromVariable("registry_json"))],
    [
      "of more fields",
      written(
        SecretValue.json({ email: "a@b", username: "ci", password: SecretValue.generated() }),
      ),
    ],
  ])("may be a value %s", (_what, content) => {
    const stack = testStack();
    add(stack, SecretReference.fromSecretsManager(registrySecret(stack, content)));
    expect(containerOf(stack)).toHaveProperty("repositoryCredentials");
  });

  it("deploys the service again when they change, which waits for them", () => {
    // GIVEN
    const stack = testStack();
    const credentials = SecretReference.fromSecretsManager(registrySecret(stack));
    // WHEN
    serviceIn(stack, {}, { image: ContainerImage.fromRegistry(IMAGE, { credentials }) });
    // THEN
    const service = synth(stack).only("aws_ecs_service");
    expect(service["triggers"]).toEqual({ "orders/registry": "3" });
    expect(service["depends_on"]).toContainEqual(
      expect.stringMatching(/^aws_secretsmanager_secret_version\./),
    );
  });

  it("says what a role made elsewhere needs", () => {
    // GIVEN
    const stack = testStack();
    const roleArn = "arn:aws:iam::123456789012:role/execution";
    const executionRole = TaskExecutionRole.fromRoleArn(stack, "role", roleArn);
    const credentials = SecretReference.fromSecretsManager(registrySecret(stack));
    // WHEN
    const image = ContainerImage.fromRegistry(IMAGE, { credentials });
    taskIn(stack, { executionRole }).addContainer("web", { image });
    // THEN
    const messages = annotationsOf(stack).map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringContaining("secretsmanager:GetSecretValue"));
    expect(messages).toContainEqual(expect.stringContaining("kms:Decrypt"));
  });

  it("refuses a parameter of Parameter Store, and says nothing more about it", () => {
    // GIVEN
    const stack = testStack();
    const problems = collectProblems(stack);
    const parameter = new SecureStringParameter(stack, "registry", {
      parameterName: "/orders/registry",
      encryptionKey: new EncryptionKey(stack, "key"),
      ...written(SecretValue.generated()),
    });
    // WHEN
    add(stack, SecretReference.fromSsmParameter(parameter));
    // THEN
    expect(problems.map(describeProblem)).toEqual([
      "test/task/web: `image.credentials` must be a secret of Secrets Manager, got a parameter of Parameter Store. Make a SecretsManagerSecret with SecretValue.registryCredentials(). [ecs-registry-credentials-store]",
    ]);
  });

  it.each<[SecretSelector]>([
    [{ jsonKey: "password" }],
    [{ versionStage: "AWSPREVIOUS" }],
    [{ versionId: "11111111-2222-3333-4444-555555555555" }],
  ])("refuses a part of a secret: %j", (selector) => {
    const stack = testStack();
    const credentials = SecretReference.fromSecretsManager(registrySecret(stack), selector);
    expect(() => add(stack, credentials)).toThrow(
      new Error(
        "test/task/web: `image.credentials` must be a whole secret, of which ECS reads `username` and `password`, got a part or a version of one. Leave out jsonKey, versionStage and versionId. [ecs-registry-credentials-whole]",
      ),
    );
  });

  it.each<[string, WrittenValue, string]>([
    ["no JSON", SecretValue.generated(), "a secret that is not JSON"],
    [
      "JSON without them",
      SecretValue.json({ user: "ci", password: SecretValue.generated() }),
      "JSON with password, user",
    ],
    [
      "JSON without a user name",
      SecretValue.json({ username: "", password: SecretValue.generated() }),
      "JSON with an empty username",
    ],
  ])("refuses a secret that is %s", (_what, value, got) => {
    const stack = testStack();
    const credentials = SecretReference.fromSecretsManager(registrySecret(stack, written(value)));
    expect(() => add(stack, credentials)).toThrow(
      new Error(
        `test/task/web: \`image.credentials\` must be JSON with \`username\` and \`password\`, neither of them empty, got ${got}. Give the secret SecretValue.registryCredentials() as value. [ecs-registry-credentials-shape]`,
      ),
    );
  });

  it("refuses them for an image of Amazon ECR", () => {
    const stack = testStack();
    const name = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders:1.8";
    const credentials = SecretReference.fromSecretsManager(registrySecret(stack));
    expect(() => add(stack, credentials, name)).toThrow(
      new Error(
        `test/task/web: \`image.credentials\` must be left out for an image of Amazon ECR, which ECS opens with the execution role, got "${name}". Use ContainerImage.fromEcrRepository(). [ecs-registry-credentials-image]`,
      ),
    );
  });

  it("refuses a Fargate platform that is too old", () => {
    const stack = testStack();
    const credentials = SecretReference.fromSecretsManager(registrySecret(stack));
    const image = ContainerImage.fromRegistry(IMAGE, { credentials });
    expect(() =>
      taskIn(stack, { platformVersion: "1.1.0" }).addContainer("web", { image }),
    ).toThrow(
      /^test\/task\/web: `platformVersion` .* got 1\.1\.0, but an image of a private registry needs 1\.2\.0\./,
    );
  });
});
