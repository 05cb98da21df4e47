import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";

// Made outside of this stack: only the ARNs are needed, and nothing reads a value to learn them.
const { VENDOR_SECRET_ARN, VENDOR_KEY_ARN } = process.env;
const secretArn =
  VENDOR_SECRET_ARN ?? "arn:aws:secretsmanager:eu-central-1:111111111111:secret:vendor-AbCdEf";
const encryptionKeyArn =
  VENDOR_KEY_ARN ??
  "arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555";

const app = new App();
const stack = new TerraformStack(app, "existing-secrets");
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
new LocalBackend(stack, { path: "../../../terraform.existing-secrets.tfstate" });

const vendor = SecretsManagerSecret.fromSecretAttributes(stack, "vendor", {
  secretArn,
  encryptionKeyArn,
});
const shared = SecureStringParameter.fromParameterAttributes(stack, "shared", {
  parameterName: "/shared/api-key",
  encryptionKeyArn,
});

const network = new NetworkLookup(stack, "network");
const service = new EcsService(stack, "service", {
  cluster: new EcsCluster(stack, "cluster"),
  subnetIds: network.subnetIds,
  securityGroupIds: network.securityGroupIds,
  assignPublicIp: true,
  cpu: 256,
  memoryMiB: 512,
});
service.addContainer("web", {
  image: ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37"),
  command: ["httpd", "-f", "-h", "/home"],
  secrets: {
    VENDOR_TOKEN: SecretReference.fromSecretsManager(vendor, { jsonKey: "token" }),
    SHARED_API_KEY: SecretReference.fromSsmParameter(shared),
  },
});

app.synth();
