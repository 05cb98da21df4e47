import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { LogDriver, SecretReference, type SecretVariables } from "cdktf-ecs-secrets/ecs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { synth, testStack } from "../support/synth";
import { image, Secrets, serviceIn } from "./support/fixtures";

const VENDOR = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:vendor-AbCdEf";

function service(stack: TerraformStack): Readonly<Record<string, unknown>> {
  return synth(stack).only("aws_ecs_service");
}

describe("what a service waits for", () => {
  it("is every policy of its roles, every value and every log group", () => {
    // GIVEN
    const stack = testStack();
    const secrets = new Secrets(stack);
    const web = serviceIn(
      stack,
      {},
      {
        secrets: {
          A: SecretReference.fromSsmParameter(secrets.parameter("a")),
          B: SecretReference.fromSecretsManager(secrets.secret("b"), { jsonKey: "password" }),
          C: SecretReference.fromSecretsManager(secrets.secret("c")),
        },
        logging: LogDriver.awsLogs(),
      },
    );
    secrets.parameter("nobody-reads-this");
    // WHEN
    web.taskRole.addToPolicy("write-logs", { actions: ["logs:a"], resources: ["arn:r"] });
    web.addContainer("late", {
      image,
      secrets: { D: SecretReference.fromSsmParameter(secrets.parameter("d")) },
    });
    // THEN
    const { resources } = synth(stack);
    const addresses = (type: string): string[] =>
      Object.keys(resources(type)).map((name) => `${type}.${name}`);
    const policies = addresses("aws_iam_role_policy");
    expect(policies).toHaveLength(4);
    expect(service(stack)["depends_on"]).toEqual(
      [
        ...policies,
        ...addresses("aws_cloudwatch_log_group"),
        ...addresses("aws_secretsmanager_secret_version"),
        ...addresses("aws_ssm_parameter").filter((address) => !address.includes("nobody")),
      ].sort(),
    );
  });

  it("is the secret itself where somebody else sets its value", () => {
    // GIVEN
    const stack = testStack();
    const external = new SecretsManagerSecret(stack, "external", {
      secretName: "orders/external",
      encryptionKey: new Secrets(stack).key,
      value: SecretValue.external(),
    });
    // WHEN
    serviceIn(stack, {}, { secrets: { A: SecretReference.fromSecretsManager(external) } });
    // THEN
    const [id] = Object.keys(synth(stack).resources("aws_secretsmanager_secret"));
    expect(service(stack)["depends_on"]).toContain(`aws_secretsmanager_secret.${id}`);
  });
});

describe("the triggers of a service", () => {
  it("are the revisions of what it references, each once, all of them literals", () => {
    // GIVEN
    const stack = testStack();
    const secrets = new Secrets(stack);
    const db = secrets.secret("db", 4);
    const vendor = SecretsManagerSecret.fromSecretAttributes(stack, "v", { secretArn: VENDOR });
    secrets.parameter("nobody-reads-this", 9);
    // WHEN
    const web = serviceIn(
      stack,
      {},
      {
        secrets: {
          A: SecretReference.fromSsmParameter(secrets.parameter("a", 2)),
          B: SecretReference.fromSecretsManager(db, { jsonKey: "password" }),
          C: SecretReference.fromSecretsManager(db, { jsonKey: "username" }),
          D: SecretReference.fromSecretsManager(vendor),
        },
      },
    );
    web.addContainer("late", {
      image,
      secrets: { E: SecretReference.fromSsmParameter(secrets.parameter("e", 7)) },
    });
    // THEN
    const { triggers, force_new_deployment } = service(stack);
    expect(triggers).toEqual({ "/orders/a": "2", "/orders/e": "7", "orders/db": "4" });
    expect(force_new_deployment).toBe(true);
    expect(JSON.stringify(triggers)).not.toContain("${");
  });

  it("are none without secrets", () => {
    const stack = testStack();
    serviceIn(stack);
    expect(service(stack)["triggers"] ?? {}).toEqual({});
  });

  it("change with exactly the secret that is written again", () => {
    // GIVEN
    const triggersWith = (revision: number): unknown => {
      const stack = testStack();
      const secrets = new Secrets(stack);
      const variables: SecretVariables = {
        A: SecretReference.fromSsmParameter(secrets.parameter("a", revision)),
        B: SecretReference.fromSecretsManager(secrets.secret("b", 1)),
      };
      serviceIn(stack, {}, { secrets: variables });
      return service(stack)["triggers"];
    };
    // WHEN
    const [before, after] = [triggersWith(1), triggersWith(2)];
    // THEN
    expect(before).toEqual({ "/orders/a": "1", "orders/b": "1" });
    expect(after).toEqual({ "/orders/a": "2", "orders/b": "1" });
  });
});
