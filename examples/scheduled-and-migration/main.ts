import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  OneOffTask,
  ScheduledTask,
  SecretReference,
  TaskDefinition,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";

const app = new App();
const stack = new TerraformStack(app, "scheduled-and-migration");
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
new LocalBackend(stack, { path: "../../../terraform.scheduled-and-migration.tfstate" });

const database = new SecretsManagerSecret(stack, "database", {
  secretName: "example/migration/database",
  encryptionKey: new EncryptionKey(stack, "key"),
  value: SecretValue.json({ password: SecretValue.generated() }),
  revision: 1,
});
const image = ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37");
const secrets = {
  PASSWORD: SecretReference.fromSecretsManager(database, { jsonKey: "password" }),
};
const size = { cpu: 256, memoryMiB: 512 };
const { subnetIds, securityGroupIds } = new NetworkLookup(stack, "network");
const network = { subnetIds, securityGroupIds, assignPublicIp: true };
const place = { cluster: new EcsCluster(stack, "cluster"), ...network };

const task = (name: string, command: readonly string[]): TaskDefinition => {
  const definition = new TaskDefinition(stack, name, { ...size, family: `example-${name}` });
  definition.addContainer(name, { image, command, secrets });
  return definition;
};
const migration = new OneOffTask(stack, "migration", {
  ...place,
  taskDefinition: task("migrate", ["true"]),
});
new ScheduledTask(stack, "nightly", {
  ...place,
  taskDefinition: task("clean-up", ["true"]),
  schedule: "cron(0 3 * * ? *)",
  timeZone: "Europe/Berlin",
});
const service = new EcsService(stack, "service", { ...place, ...size, dependsOn: [migration] });
service.addContainer("web", { image, command: ["httpd", "-f", "-h", "/home"], secrets });

app.synth();
