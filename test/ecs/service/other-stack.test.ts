import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { newApp, stackOf, synthApp } from "../../support/app";

const NETWORK = {
  subnetIds: ["subnet-0123456789abcdef0"],
  securityGroupIds: ["sg-0123456789abcdef0"],
};

it("reads a secret of another stack, with a role of its own (C1)", () => {
  // GIVEN
  const app = newApp();
  const [shared, own] = [stackOf(app, "shared"), stackOf(app, "app")];
  const encryptionKey = new EncryptionKey(shared, "key");
  const db = new SecretsManagerSecret(shared, "db", {
    secretName: "shared/db",
    encryptionKey,
    value: SecretValue.json({ u: "x", password: SecretValue.generated() }),
    revision: 1,
  });
  // WHEN
  const web = new EcsService(own, "web", {
    cluster: new EcsCluster(own, "c"),
    ...NETWORK,
    cpu: 256,
    memoryMiB: 512,
  });
  web.addContainer("web", {
    image: ContainerImage.fromRegistry("public.ecr.aws/nginx/nginx:1.27"),
    secrets: { P: SecretReference.fromSecretsManager(db, { jsonKey: "password" }) },
  });
  // THEN
  const stacks = synthApp(app);
  const made = stacks.get("app");
  expect(made?.dependencies).toEqual(["shared"]);
  expect(made?.only("aws_ecs_service")).toMatchObject({
    depends_on: [
      expect.stringMatching(/^aws_iam_role_policy\.web_task_execution-role_decrypt-secrets_/),
      expect.stringMatching(/^aws_iam_role_policy\.web_task_execution-role_read-secrets_/),
      expect.stringMatching(/^terraform_data\.web_service_\w+_needs$/),
    ],
    // A new revision deploys the service of the other stack, too.
    triggers: { "shared/db": "1" },
  });
  const outputs = Object.values(stacks.get("shared")?.json["output"] ?? {});
  expect(outputs.map(({ value }) => value).sort()).toEqual([
    expect.stringMatching(/^\$\{aws_kms_key\.\w+\.arn\}$/),
    expect.stringMatching(/^\$\{aws_secretsmanager_secret\.\w+\.arn\}$/),
  ]);
  for (const { sensitive } of outputs) expect(sensitive).toBe(true);
});

it("is deployed again by a machine of its own stack, or of a third one, when the secret changes", () => {
  for (const third of [false, true]) {
    const app = newApp();
    const [shared, own] = [stackOf(app, "shared"), stackOf(app, "app")];
    const encryptionKey = new EncryptionKey(shared, "key");
    const db = new SecretsManagerSecret(shared, "db", {
      secretName: "shared/db",
      encryptionKey,
      value: SecretValue.external(),
    });
    const web = new EcsService(own, "web", {
      cluster: new EcsCluster(shared, "cluster"),
      ...NETWORK,
      cpu: 256,
      memoryMiB: 512,
    });
    web.addContainer("web", {
      image: ContainerImage.fromRegistry("public.ecr.aws/nginx/nginx:1.27"),
      secrets: { P: SecretReference.fromSecretsManager(db) },
    });
    const watching = third ? stackOf(app, "watching") : own;
    new RedeployOnChange(watching, "redeploy", { encryptionKey, services: [web] });
    const stack = synthApp(app).get(watching.node.id);
    expect(JSON.stringify(stack?.json["resource"])).not.toMatch(
      /aws_secretsmanager_secret\.|aws_ecs_cluster\./,
    );
    expect(JSON.stringify(stack?.json["resource"]?.["aws_cloudwatch_event_rule"])).toContain(
      "terraform_remote_state",
    );
  }
});
