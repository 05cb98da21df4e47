import { GetRoleCommand } from "@aws-sdk/client-iam";
import {
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
} from "@aws-sdk/client-s3";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { TerraformResource, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { PermissionsBoundary, TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { expectOk } from "../../cli/src/terraform";
import { localScenario, TARGET } from "../support/local-scenario";
import { describeWith } from "../support/requires";

const BUCKET = "example-123456789012-secrets";
const BOUNDARY = `arn:aws:iam::${TARGET.account}:policy/boundary`;
/** What a bucket needs to take access logs. */
const LOG_DELIVERY = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${BUCKET}-logs/*`,
    },
  ],
};
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Service: "ec2.amazonaws.com" },
    Action: "sts:AssumeRole",
  },
});

jest.setTimeout(300_000);

describeWith("a hardened stack", ["terraform", "emulator", "provider", "aws"], () => {
  const scenario = localScenario();

  it("is applied with the boundary on every role, also those of others", async () => {
    await scenario.synthesize(withBoundary(["kms:Decrypt", "ssm:GetParameters"]));
    expectOk(await scenario.terraform.apply());

    const { iam } = scenario.clients;
    for (const RoleName of ["execution", "task", "typed", "untyped"]) {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(BOUNDARY);
    }
  });

  it("tells EventBridge of changes in the bucket, and logs accesses", async () => {
    const { s3 } = scenario.stores;
    const Bucket = BUCKET;
    const notification = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    const logging = await s3.send(new GetBucketLoggingCommand({ Bucket }));
    expect(notification.EventBridgeConfiguration).toEqual({});
    expect(logging.LoggingEnabled).toMatchObject({ TargetBucket: `${BUCKET}-logs` });
  });

  it("delivers within the boundary, and its second plan is clean", async () => {
    expect(problems(await scenario.verify())).toEqual([["PASSWORD", undefined]]);
    expect(expectOk(await scenario.terraform.plan()).planned).toEqual([]);
  });

  it("delivers nothing that the boundary leaves out", async () => {
    await scenario.synthesize(withBoundary(["kms:Decrypt"]));
    expectOk(await scenario.terraform.apply());
    expect(problems(await scenario.verify())).toEqual([
      ["PASSWORD", expect.stringContaining("permissions boundary")],
    ]);
  });
});

function problems(
  deliveries: readonly { readonly target: string; readonly problem?: string | undefined }[],
): readonly (readonly [string, string | undefined])[] {
  return deliveries.map(({ target, problem }) => [target, problem]);
}

function withBoundary(actions: readonly string[]) {
  return (stack: TerraformStack): void => {
    const statement = { Effect: "Allow", Action: actions, Resource: "*" };
    const boundary = new IamPolicy(stack, "boundary", {
      name: "boundary",
      policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    });
    PermissionsBoundary.of(stack).apply(boundary.arn);

    const encryptionKey = new EncryptionKey(stack, "key");
    const password = new SecureStringParameter(stack, "password", {
      parameterName: "/orders/password",
      encryptionKey,
      value: SecretValue.generated(),
      revision: 1,
    });
    const task = new TaskDefinition(stack, "task", {
      family: "web",
      cpu: 256,
      memoryMiB: 512,
      taskRole: new TaskRole(stack, "task-role", { roleName: "task" }),
      executionRole: new TaskExecutionRole(stack, "execution-role", { roleName: "execution" }),
    });
    task.addContainer("web", {
      image: ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37"),
      secrets: { PASSWORD: SecretReference.fromSsmParameter(password) },
    });

    new IamRole(stack, "typed", { name: "typed", assumeRolePolicy: TRUST });
    const untyped = new TerraformResource(stack, "untyped", {
      terraformResourceType: "aws_iam_role",
    });
    untyped.addOverride("name", "untyped");
    untyped.addOverride("assume_role_policy", TRUST);

    const logs = new S3Bucket(stack, "logs", { bucket: `${BUCKET}-logs` });
    const writable = new S3BucketPolicy(stack, "logs-policy", {
      bucket: logs.id,
      policy: JSON.stringify(LOG_DELIVERY),
    });
    new SecretsBucket(stack, "bucket", {
      bucketName: BUCKET,
      encryptionKey,
      accessLogs: { bucketName: writable.bucket, prefix: "secrets/" },
      eventBridgeEnabled: true,
    });
  };
}
