import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import { ContainerImage, EcsCluster, EcsService, ObjectReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";

const app = new App();
const stack = new TerraformStack(app, "encrypted-bucket");
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
new LocalBackend(stack, { path: "../../../terraform.encrypted-bucket.tfstate" });

const bucket = new SecretsBucket(stack, "bucket", {
  bucketName: "example-111111111111-secrets",
  encryptionKey: new EncryptionKey(stack, "key"),
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
  // The application reads these itself, with the task role; the variable only says where.
  secretObjects: { CERTIFICATES: ObjectReference.fromBucketPrefix(bucket, "web/certificates/") },
  // ECS reads these before the start, with the execution role.
  environmentFiles: [{ bucket, key: "web/settings.env" }],
});

app.synth();
