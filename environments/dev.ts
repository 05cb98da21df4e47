import type { Environment } from "./environment";

export const dev: Environment = {
  name: "dev",
  accountId: "111111111111",
  region: "eu-central-1",
  backend: { kind: "local" },
  tags: { application: "orders", environment: "dev" },
  service: {
    image: "public.ecr.aws/docker/library/busybox:1.37",
    network: { kind: "lookup", assignPublicIp: true },
    cpu: 256,
    memoryMiB: 512,
    desiredCount: 1,
  },
  deletionProtection: false,
  keyDeletionWindowDays: 7,
  secretRecoveryWindowDays: 0,
  logRetentionDays: 14,
  revisions: {},
};
