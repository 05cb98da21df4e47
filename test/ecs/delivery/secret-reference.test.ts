import { Fn, TerraformVariable } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { SecretReference, type SecretSelector } from "cdktf-ecs-secrets/ecs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { policyOf, synth, testStack } from "../../support/synth";
import { containerOf, image, Secrets, taskIn } from "../support/fixtures";

const VENDOR = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:vendor-AbCdEf";
const VERSION = "11111111-2222-3333-4444-555555555555";

/** The `secrets` of a container that reads one secret. */
function rendered(stack: ReturnType<typeof testStack>, reference: SecretReference): unknown {
  taskIn(stack).addContainer("web", { image, secrets: { VALUE: reference } });
  return containerOf(stack)["secrets"];
}

describe("SecretReference.fromSsmParameter", () => {
  it("is read by its full ARN", () => {
    const stack = testStack();
    const parameter = new Secrets(stack).parameter("api-key");
    expect(rendered(stack, SecretReference.fromSsmParameter(parameter))).toEqual([
      {
        name: "VALUE",
        valueFrom: "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/api-key",
      },
    ]);
  });

  it("may be a parameter made elsewhere", () => {
    const stack = testStack();
    const parameterArn = "arn:aws:ssm:eu-west-1:123456789012:parameter/shared/key";
    const parameter = SecureStringParameter.fromParameterAttributes(stack, "shared", {
      parameterArn,
    });
    expect(rendered(stack, SecretReference.fromSsmParameter(parameter))).toEqual([
      { name: "VALUE", valueFrom: parameterArn },
    ]);
  });
});

describe("SecretReference.fromSecretsManager", () => {
  it.each<[SecretSelector, string]>([
    [{}, ""],
    [{ jsonKey: "password" }, ":password::"],
    [{ versionStage: "AWSPREVIOUS" }, "::AWSPREVIOUS:"],
    [{ versionId: VERSION }, `:::${VERSION}`],
    [{ jsonKey: "password", versionStage: "AWSPREVIOUS" }, ":password:AWSPREVIOUS:"],
    [{ jsonKey: "password", versionId: VERSION }, `:password::${VERSION}`],
  ])("with %j has either no part or all three", (selector, suffix) => {
    // GIVEN
    const stack = testStack();
    const vendor = SecretsManagerSecret.fromSecretAttributes(stack, "v", { secretArn: VENDOR });
    // WHEN
    const secrets = rendered(stack, SecretReference.fromSecretsManager(vendor, selector));
    // THEN
    expect(secrets).toEqual([{ name: "VALUE", valueFrom: `${VENDOR}${suffix}` }]);
    const policy = synth(stack).only("aws_iam_role_policy")["policy"];
    expect(policyOf(policy).Statement[0]?.Resource).toBe(VENDOR);
  });

  it("names a secret of the stack by its own ARN, with its random end", () => {
    const stack = testStack();
    const reference = SecretReference.fromSecretsManager(new Secrets(stack).secret("db"), {
      jsonKey: "password",
    });
    const secrets = rendered(stack, reference);
    const [id] = Object.keys(synth(stack).resources("aws_secretsmanager_secret"));
    expect(secrets).toEqual([
      { name: "VALUE", valueFrom: `\${aws_secretsmanager_secret.${id}.arn}:password::` },
    ]);
  });

  it("leaves selectors that only Terraform knows alone", () => {
    const stack = testStack();
    const key = new TerraformVariable(stack, "given", { type: "string" }).stringValue;
    const db = new Secrets(stack).secret("db");
    const secrets = rendered(stack, SecretReference.fromSecretsManager(db, { jsonKey: key }));
    expect(secrets).toEqual([
      { name: "VALUE", valueFrom: expect.stringMatching(/\.arn\}:\$\{var\.given\}::$/) as string },
    ]);
  });

  it.each<[SecretSelector, string]>([
    [
      { versionStage: "AWSPREVIOUS", versionId: VERSION },
      `must select a version by \`versionStage\` or by \`versionId\`, not by both, got stage AWSPREVIOUS and id ${VERSION}. Remove one; without either the current version is read. [ecs-secret-version-selector]`,
    ],
    [
      { jsonKey: "db:password" },
      'must be non-empty and hold no `:`, which separates the parts of `valueFrom`, got "db:password". Rename the JSON key. [ecs-secret-selector-text]',
    ],
    [
      { versionId: "abc" },
      'must be the id of a version, of 32 to 64 characters, got "abc". `aws secretsmanager list-secret-version-ids --secret-id NAME` prints the ids; a label such as AWSPREVIOUS is a `versionStage`. [secretsmanager-version-id]',
    ],
    [
      { versionStage: "a".repeat(257) },
      "must be the label of a version, of 1 to 256 characters, got 257 characters. `aws secretsmanager list-secret-version-ids --secret-id NAME` prints the labels. [secretsmanager-version-stage]",
    ],
    [
      { jsonKey: "Password" },
      "must be a key that the secret's JSON value has, got Password (it has password, username). Read the whole secret, or add the key to its SecretValue.json(). [ecs-secret-json-key]",
    ],
  ])("with %j is refused where it is used", (selector, message) => {
    const stack = testStack();
    const reference = SecretReference.fromSecretsManager(new Secrets(stack).secret("db"), selector);
    expect(() => rendered(stack, reference)).toThrow(
      new Error(`test/task/web: \`secrets.VALUE\` ${message}`),
    );
  });

  it("refuses a JSON key of a secret that is not JSON", () => {
    const stack = testStack();
    const password = new SecretsManagerSecret(stack, "password", {
      secretName: "orders/password",
      encryptionKey: new Secrets(stack).key,
      value: SecretValue.generated(),
      revision: 1,
    });
    const reference = SecretReference.fromSecretsManager(password, { jsonKey: "password" });
    expect(() => rendered(stack, reference)).toThrow(/got password of a secret that is not JSON\./);
  });

  it("takes an ARN that only Terraform knows", () => {
    const stack = testStack();
    const secretArn = Fn.nonsensitive(
      new TerraformVariable(stack, "arn", { type: "string" }).stringValue,
    );
    const vendor = SecretsManagerSecret.fromSecretAttributes(stack, "v", { secretArn });
    expect(rendered(stack, SecretReference.fromSecretsManager(vendor))).toEqual([
      { name: "VALUE", valueFrom: expect.stringMatching(/^\$\{local\.[\w-]+\}$/) as unknown },
    ]);
    expect(Object.values(synth(stack).locals)).toContain('${join("", [nonsensitive(var.arn)])}');
  });

  it("refuses the stage of a version that a rotation has not finished", () => {
    const stack = testStack();
    const selector = { versionStage: "AWSPENDING" };
    const reference = SecretReference.fromSecretsManager(new Secrets(stack).secret("db"), selector);
    expect(() => rendered(stack, reference)).toThrow("test/task/web: `secrets.VALUE` must");
  });

  it("refuses the label of a revision that the apply of this one takes away", () => {
    const stack = testStack();
    const secret = new Secrets(stack).secret("db");
    const read = (versionStage: string) => () =>
      rendered(stack, SecretReference.fromSecretsManager(secret, { versionStage }));
    expect(read(`terraform-revision-${Number(secret.revision) + 1}`)).toThrow(
      "test/task/web: `secrets.VALUE` must not read the version of another revision",
    );
  });

  it("is watched for changes of the version with its stage, and never where a version is pinned", () => {
    const secret = new Secrets(testStack()).secret("db");
    const watched = (selector: SecretSelector) =>
      SecretReference.fromSecretsManager(secret, selector).watched;
    expect(watched({})).toMatchObject({ store: "secretsmanager", versionStage: "AWSCURRENT" });
    expect(watched({ versionStage: "AWSPREVIOUS" })?.versionStage).toBe("AWSPREVIOUS");
    expect(watched({ versionId: VERSION })).toBeUndefined();
  });
});
