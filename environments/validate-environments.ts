// All modules, so that every rule can be found.
import { findRule, ValidationError, type Problem, type Rule } from "cdktf-ecs-secrets";
import type {
  Backend,
  Environment,
  Network,
  SecretsBucketSettings,
  ServiceSettings,
} from "./environment";
import * as rules from "./rules";

type Check = <T>(rule: Rule<T>, field: string, value: T | undefined) => void;

/**
 * Holds the data of all environments against the rules of the modules they feed.
 *
 * Nothing is written, and nothing has been: it needs no app.
 *
 * @throws ValidationError with one line for every problem of every environment
 */
export function validateEnvironments(environments: readonly Environment[]): void {
  const problems: Problem[] = [];
  for (const [index, environment] of environments.entries()) {
    const check: Check = (rule, field, value) => {
      const problem = rule.problem(field, value);
      if (problem) problems.push({ path: `environment ${environment.name}`, ...problem });
    };
    const namesakes = environments.filter(({ name }) => name === environment.name);
    // One mistake, one line: the first of them speaks for all.
    if (environments.indexOf(namesakes[0] ?? environment) === index) {
      check(rules.environmentUnique, "name", { name: environment.name, count: namesakes.length });
    }
    if (!checkMissing(environment, check)) checkEnvironment(environment, check);
  }
  if (problems.length > 0) throw new ValidationError(problems);
}

const MANDATORY = [
  "name",
  "accountId",
  "region",
  "backend",
  "tags",
  "deletionProtection",
  "keyDeletionWindowDays",
  "secretRecoveryWindowDays",
  "logRetentionDays",
  "revisions",
] as const satisfies readonly (keyof Environment)[];

/** @returns whether a field is missing: then nothing else can be said */
function checkMissing(environment: Environment, check: Check): boolean {
  const given: Partial<Environment> = environment;
  const missing = MANDATORY.filter((field) => given[field] === undefined);
  for (const field of missing) check(rules.fieldMissing, field, { missing: true });
  return missing.length > 0;
}

function checkEnvironment(environment: Environment, check: Check): void {
  check(rules.environmentName, "name", environment.name);
  check(rules.accountId, "accountId", environment.accountId);
  check(rules.region, "region", environment.region);
  check(findRule("iam-role-arn"), "assumeRoleArn", environment.assumeRoleArn);
  check(
    findRule("iam-permissions-boundary-arn"),
    "permissionsBoundaryArn",
    environment.permissionsBoundaryArn,
  );
  check(
    findRule("kms-deletion-window"),
    "keyDeletionWindowDays",
    environment.keyDeletionWindowDays,
  );
  const recovery = environment.secretRecoveryWindowDays;
  check(findRule("secretsmanager-recovery-window"), "secretRecoveryWindowDays", recovery);
  check(findRule("logs-retention"), "logRetentionDays", environment.logRetentionDays);
  for (const [key, value] of Object.entries(environment.tags)) {
    check(rules.tag, "tags", [key, value] as const);
    check(findRule("tag-plain-text"), `tags.${key}`, { key, value });
  }
  for (const [secret, revision] of Object.entries(environment.revisions)) {
    check(findRule("value-revision"), `revisions.${secret}`, revision);
  }
  checkBackend(environment.backend, check);
  if (environment.service) checkService(environment.service, check);
  if (environment.secretsBucket) checkSecretsBucket(environment.secretsBucket, check);
}

function checkSecretsBucket({ name, accessLogs }: SecretsBucketSettings, check: Check): void {
  check(findRule("s3-bucket-name"), "secretsBucket.name", name);
  if (!accessLogs) return;
  const { bucketName } = accessLogs;
  check(findRule("s3-bucket-name"), "secretsBucket.accessLogs.bucketName", bucketName);
  check(findRule("s3-access-logs-target"), "secretsBucket.accessLogs.bucketName", {
    bucket: name,
    target: bucketName,
  });
}

function checkBackend(backend: Backend, check: Check): void {
  if (backend.kind === "s3") {
    check(rules.stateBucket, "backend.bucket", backend.bucket);
    check(rules.region, "backend.region", backend.region);
    check(rules.stateKey, "backend.kmsKeyArn", backend.kmsKeyArn);
  }
  if (backend.kind === "cloud") {
    check(rules.cloudName, "backend.organization", backend.organization);
    check(rules.cloudName, "backend.workspace", backend.workspace);
  }
}

function checkService(service: ServiceSettings, check: Check): void {
  const { cpu, memoryMiB } = service;
  check(rules.image, "service.image", service.image);
  check(findRule("ecs-fargate-size"), "service.memoryMiB", { cpu, memoryMiB });
  check(findRule("ecs-desired-count"), "service.desiredCount", service.desiredCount);
  check(findRule("ecs-name"), "service.existingClusterName", service.existingClusterName);
  checkNetwork(service.network, check);
}

function checkNetwork(network: Network, check: Check): void {
  if (network.kind === "lookup") return;
  check(findRule("ecs-subnets"), "service.network.subnetIds", network.subnetIds.length);
  check(
    findRule("ecs-security-groups"),
    "service.network.securityGroupIds",
    network.securityGroupIds.length,
  );
  for (const id of network.subnetIds) check(rules.subnetId, "service.network.subnetIds", id);
  for (const id of network.securityGroupIds) {
    check(rules.securityGroupId, "service.network.securityGroupIds", id);
  }
}
