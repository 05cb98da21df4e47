import type { Environment } from "../../../environments";
import { environment, service } from "./environment";

/** An environment with ten different mistakes. */
export const TEN_MISTAKES: Environment = environment({
  name: "Dev 1",
  accountId: "12345",
  region: "frankfurt",
  assumeRoleArn: "terraform",
  keyDeletionWindowDays: 3,
  secretRecoveryWindowDays: 5,
  logRetentionDays: 10,
  tags: { "aws:team": "orders" },
  revisions: { db: 0 },
  service: service({ image: "nginx" }),
});

/** What is said about it, one line for each. */
export const LINES: readonly string[] = [
  '`name` must be 1 to 20 lower-case letters, digits or hyphens, beginning with a letter, got "Dev 1". Use a name such as dev. [environment-name]',
  '`accountId` must be an account id of twelve digits, got "12345". `aws sts get-caller-identity` prints it; keep the quotes, or leading zeros are lost. [environment-account]',
  '`region` must be a Region\'s name, got "frankfurt". Use a name such as eu-central-1. [environment-region]',
  '`assumeRoleArn` must be the ARN of a role (`arn:…:iam::ACCOUNT:role/NAME`), got "terraform". `aws iam get-role --role-name NAME` prints it. [iam-role-arn]',
  "`keyDeletionWindowDays` must be a whole number from 7 to 30 days, got 3. 30 is the default; 7 is the shortest that KMS offers. [kms-deletion-window]",
  "`secretRecoveryWindowDays` must be 0 (no recovery) or a whole number from 7 to 30 days, got 5. 30 is the default; 0 lets a name be used again at once. [secretsmanager-recovery-window]",
  "`logRetentionDays` must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, got 10. 365 is the default. [logs-retention]",
  '`tags` must be a key of 1 to 128 and a value of up to 256 characters, the key not beginning with `aws:`, got "aws:team". Shorten or rename it. [environment-tag]',
  "`revisions.db` must be a whole number from 1 to 999999, got 0. Start at 1 and add 1 to write the value again. [value-revision]",
  '`service.image` must be an image with a tag or digest, got "nginx". Write it like public.ecr.aws/nginx/nginx:1.29. [environment-image]',
].map((line) => `environment Dev 1: ${line}`);
