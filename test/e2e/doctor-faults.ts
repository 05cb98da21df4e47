import type { ContainerDefinition, EFSVolumeConfiguration } from "@aws-sdk/client-ecs";
import {
  CreatePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  DisableKeyCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutResourcePolicyCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { TARGET } from "../support/local-scenario";
import {
  allow,
  CANARY,
  document,
  type DoctorBaseline,
  keyPolicy,
  type Fault,
} from "./doctor-baseline";
import { DB, REFERENCE_FAULTS } from "./doctor-reference-faults";

const EVERYTHING = [
  ...["web API_KEY", ...DB, "web variables", "web splunk-token", "web image pull"],
  ...["web FILES", "files /run/secrets/tls.key"],
];
const OF_EXECUTION = EVERYTHING.slice(0, 6);

/** Leaves containers that read no secret, in a task without roles. */
function withoutSecrets(baseline: DoctorBaseline, web: ContainerDefinition): void {
  baseline.web = { name: "web", image: "nginx:1", ...web };
  baseline.files = { name: "files", image: "nginx:1", essential: false };
  Object.assign(baseline.roles, { execution: "", task: "" });
}

/** Each is planted alone on a healthy service. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  ...REFERENCE_FAULTS,
  "missing secret": {
    found: ["secret-missing"],
    at: DB,
    plant: ({ stores, secretArns }) =>
      stores.secretsManager.send(
        new DeleteSecretCommand({ SecretId: secretArns.db, ForceDeleteWithoutRecovery: true }),
      ),
  },
  "missing parameter": {
    found: ["secret-missing"],
    at: ["web API_KEY"],
    plant: ({ stores, parameterName: Name }) =>
      stores.ssm.send(new DeleteParameterCommand({ Name })),
  },
  "missing environment file": {
    found: ["secret-missing"],
    at: ["web variables"],
    plant: ({ stores, name: Bucket }) =>
      stores.s3.send(new DeleteObjectCommand({ Bucket, Key: "settings.env" })),
  },
  "secret pending deletion": {
    found: ["secret-pending-deletion"],
    at: DB,
    plant: ({ stores, secretArns }) =>
      stores.secretsManager.send(new DeleteSecretCommand({ SecretId: secretArns.db })),
  },
  "no AWSCURRENT": {
    found: ["version-missing"],
    at: DB,
    plant: async ({ stores, secretArns }) => {
      const { secretsManager } = stores;
      const of = { SecretId: secretArns.db };
      const { VersionIdsToStages = {} } = await secretsManager.send(new DescribeSecretCommand(of));
      const [RemoveFromVersionId] = Object.keys(VersionIdsToStages);
      const VersionStage = "AWSCURRENT";
      return secretsManager.send(
        new UpdateSecretVersionStageCommand({ ...of, VersionStage, RemoveFromVersionId }),
      );
    },
  },
  "disabled key": {
    found: ["key-disabled"],
    at: EVERYTHING,
    plant: ({ stores, keyId: KeyId }) => stores.kms.send(new DisableKeyCommand({ KeyId })),
  },
  "key pending deletion": {
    found: ["key-pending-deletion"],
    at: EVERYTHING,
    plant: ({ stores, keyId: KeyId }) =>
      stores.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })),
  },
  "key policy without root": {
    found: ["key-policy"],
    at: EVERYTHING,
    plant: ({ stores, keyId: KeyId }) => {
      const Policy = keyPolicy(`arn:aws:iam::${TARGET.account}:user/admin`);
      return stores.kms.send(
        new PutKeyPolicyCommand({
          KeyId,
          PolicyName: "default",
          Policy,
          BypassPolicyLockoutSafetyCheck: true,
        }),
      );
    },
  },
  "ARN mistyped in the policy": {
    found: ["read-permission"],
    at: ["web API_KEY"],
    plant: (baseline) =>
      baseline.changePolicy("execution", "read", (statement) =>
        statement["Action"] === "ssm:GetParameters"
          ? allow("ssm:GetParameters", [`${baseline.parameterArn}s`])
          : statement,
      ),
  },
  "missing read": {
    found: ["read-permission"],
    at: [...DB, "web splunk-token", "web image pull"],
    plant: (baseline) =>
      baseline.changePolicy("execution", "read", (statement) =>
        statement["Action"] === "secretsmanager:GetSecretValue" ? undefined : statement,
      ),
  },
  "missing decrypt": {
    found: ["decrypt-permission"],
    at: OF_EXECUTION,
    plant: ({ clients, name }) =>
      clients.iam.send(
        new DeleteRolePolicyCommand({ RoleName: `${name}-execution`, PolicyName: "decrypt" }),
      ),
  },
  "permissions boundary in the way": {
    found: ["permissions-boundary"],
    at: OF_EXECUTION.filter((place) => place !== "web API_KEY" && place !== "web variables"),
    plant: async ({ clients, name }) => {
      const { Policy } = await clients.iam.send(
        new CreatePolicyCommand({
          PolicyName: `${name}-boundary`,
          PolicyDocument: document([
            allow("ssm:*", ["*"]),
            allow("s3:*", ["*"]),
            allow("kms:*", ["*"]),
          ]),
        }),
      );
      const PermissionsBoundary = Policy?.Arn;
      const RoleName = `${name}-execution`;
      return clients.iam.send(
        new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }),
      );
    },
  },
  "explicit deny in the secret's policy": {
    found: ["resource-policy"],
    at: DB,
    plant: ({ stores, secretArns, roles }) => {
      const Principal = { AWS: roles.execution };
      const deny = { Effect: "Deny", Principal, Action: "secretsmanager:*", Resource: "*" };
      const ResourcePolicy = document([deny]);
      const request = { SecretId: secretArns.db, ResourcePolicy };
      return stores.secretsManager.send(new PutResourcePolicyCommand(request));
    },
  },
  "wrong trust": {
    found: ["role-trust"],
    plant: ({ clients, name }) =>
      clients.iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: `${name}-execution`,
          PolicyDocument: document([
            {
              Effect: "Allow",
              Principal: { Service: "ec2.amazonaws.com" },
              Action: "sts:AssumeRole",
            },
          ]),
        }),
      ),
  },
  "deleted role": {
    found: ["role-missing"],
    plant: async ({ clients, name }) => {
      const of = { RoleName: `${name}-execution` };
      for (const PolicyName of ["decrypt", "read"]) {
        await clients.iam.send(new DeleteRolePolicyCommand({ ...of, PolicyName }));
      }
      return clients.iam.send(new DeleteRoleCommand(of));
    },
  },
  "no execution role for an image of ECR, without any secret": {
    found: ["role-missing"],
    containers: (baseline) => withoutSecrets(baseline, { image: baseline.web.image }),
  },
  "no execution role for logs in CloudWatch, without any secret": {
    found: ["role-missing"],
    containers: (baseline) => {
      const options = { "awslogs-group": "web", "awslogs-stream-prefix": "web" };
      const logConfiguration = { logDriver: "awslogs", options } as const;
      withoutSecrets(baseline, { logConfiguration });
    },
  },
  "no task role for a volume of EFS, without any secret": {
    found: ["role-missing"],
    containers: (baseline) => {
      withoutSecrets(baseline, {
        mountPoints: [{ sourceVolume: "data", containerPath: "/data" }],
      });
      const efsVolumeConfiguration: EFSVolumeConfiguration = {
        fileSystemId: "fs-0123456789abcdef0",
        transitEncryption: "ENABLED",
        authorizationConfig: { iam: "ENABLED" },
      };
      baseline.volumes = [{ name: "data", efsVolumeConfiguration }];
    },
  },
  "parameter as plain text": {
    found: ["parameter-plain-text"],
    at: ["web API_KEY"],
    plant: ({ stores, parameterName: Name }) =>
      stores.ssm.send(
        new PutParameterCommand({ Name, Type: "String", Value: CANARY, Overwrite: true }),
      ),
  },
  "objects within reach of the execution role": {
    found: ["reader-not-alone"],
    at: ["web FILES"],
    plant: (baseline) =>
      baseline.changePolicy("execution", "read", (statement) =>
        statement["Action"] === "s3:GetObject"
          ? allow("s3:GetObject", [`${baseline.bucketArn}/*`])
          : statement,
      ),
  },
  "old platform version": {
    found: ["platform-version"],
    at: ["web DB_PASSWORD", "web variables"],
    service: { platformVersion: "1.3.0" },
  },
  "no network path": { found: ["no-network-path"], network: { hasRoute: false } },
  "closed security group": { found: ["security-group-egress"], network: { letsOut: false } },
};
