import type { Environment } from "./environment";

export const production: Environment = {
  name: "production",
  accountId: "333333333333",
  region: "eu-central-1",
  backend: {
    kind: "s3",
    bucket: "example-terraform-state",
    region: "eu-central-1",
    kmsKeyArn: "arn:aws:kms:eu-central-1:333333333333:key/11111111-2222-4333-8444-555555555555",
  },
  assumeRoleArn: "arn:aws:iam::333333333333:role/terraform",
  tags: { application: "orders", environment: "production" },
  service: {
    image: "public.ecr.aws/docker/library/busybox:1.37",
    network: {
      kind: "ids",
      subnetIds: ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"],
      securityGroupIds: ["sg-0a1b2c3d4e5f60718"],
      assignPublicIp: false,
    },
    cpu: 1024,
    memoryMiB: 2048,
    desiredCount: 3,
  },
  secretsBucket: {
    name: "example-orders-production-secrets",
    accessLogs: { bucketName: "example-access-logs", prefix: "orders-production/" },
    eventBridgeEnabled: true,
  },
  deletionProtection: true,
  keyDeletionWindowDays: 30,
  secretRecoveryWindowDays: 30,
  logRetentionDays: 365,
  revisions: {},
};
