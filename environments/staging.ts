import type { Environment } from "./environment";

export const staging: Environment = {
  name: "staging",
  accountId: "222222222222",
  region: "eu-central-1",
  backend: { kind: "cloud", organization: "example-org", workspace: "orders-staging" },
  tags: { application: "orders", environment: "staging" },
  service: {
    image: "public.ecr.aws/docker/library/busybox:1.37",
    network: {
      kind: "lookup",
      vpcTags: { Name: "staging" },
      subnetTags: { tier: "private" },
      assignPublicIp: false,
    },
    cpu: 256,
    memoryMiB: 512,
    desiredCount: 2,
  },
  deletionProtection: false,
  keyDeletionWindowDays: 7,
  secretRecoveryWindowDays: 7,
  logRetentionDays: 90,
  revisions: {},
};
