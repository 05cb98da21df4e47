import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  SecretReference,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";

const app = new App();
const stack = new TerraformStack(app, "log-driver-secrets");
deployToAws(stack, { account: "111111111111", region: "us-east-1" });
new LocalBackend(stack, { path: "../../../terraform.log-driver-secrets.tfstate" });

const encryptionKey = new EncryptionKey(stack, "key");
const splunkToken = new SecretsManagerSecret(stack, "splunk-token", {
  secretName: "awsExampleSplunk",
  encryptionKey,
  value: SecretValue.fromVariable("splunk_token"),
  revision: 1,
});
const databasePassword = new SecureStringParameter(stack, "database-password", {
  parameterName: "exampleParameter",
  encryptionKey,
  value: SecretValue.fromVariable("database_password"),
  revision: 1,
});

const network = new NetworkLookup(stack, "network");
const service = new EcsService(stack, "service", {
  cluster: new EcsCluster(stack, "cluster"),
  compatibility: "EC2",
  subnetIds: network.subnetIds,
  securityGroupIds: network.securityGroupIds,
});
service.addContainer("web", {
  image: ContainerImage.fromRegistry("httpd"),
  memoryLimitMiB: 128,
  // This image writes its process id below /usr/local/apache2.
  readonlyRootFilesystem: false,
  portMappings: [{ containerPort: 80 }],
  secrets: { DATABASE_PASSWORD: SecretReference.fromSsmParameter(databasePassword) },
  logging: LogDriver.splunk({
    url: "https://sample.splunk.com:8080",
    token: SecretReference.fromSecretsManager(splunkToken),
  }),
});

app.synth();
