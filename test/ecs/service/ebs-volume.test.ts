import type { TerraformStack } from "cdktf";
import { Volume, type EbsVolumeProps } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { judged } from "../../support/judge";
import { KEY_ARN } from "../../s3/support";
import { plainName, synth, testStack } from "../../support/synth";
import { serviceIn } from "../support/fixtures";
import { waited } from "../../support/waited";

function ebsIn(stack: TerraformStack, props: Partial<EbsVolumeProps> = {}) {
  const encryptionKey = EncryptionKey.fromKeyArn(stack, "volume-key", KEY_ARN);
  return Volume.ebs({ sizeGiB: 10, encryptionKey, ...props });
}

describe("the EBS volume of a service", () => {
  it("is configured by the service: encrypted with the customer key, gp3 and xfs by default", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    serviceIn(stack, { volumes: { data: ebsIn(stack) } });
    // THEN
    expect(synth(stack).only("aws_ecs_task_definition")["volume"]).toMatchObject([
      { name: "data", configure_at_launch: true },
    ]);
    expect(synth(stack).only("aws_ecs_service")["volume_configuration"]).toEqual({
      name: "data",
      managed_ebs_volume: {
        role_arn: expect.stringMatching(
          /^\$\{aws_iam_role\.web_infrastructure-role_\w+\.arn\}$/,
        ) as string,
        encrypted: true,
        kms_key_id: KEY_ARN,
        size_in_gb: 10,
        volume_type: "gp3",
        file_system_type: "xfs",
      },
    });
  });

  it("takes every prop", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const data = ebsIn(stack, { sizeGiB: 20, volumeType: "io2", iops: 500, fileSystem: "ext4" });
    serviceIn(stack, { volumes: { data } });
    // THEN
    expect(synth(stack).only("aws_ecs_service")["volume_configuration"]).toMatchObject({
      managed_ebs_volume: {
        size_in_gb: 20,
        volume_type: "io2",
        iops: 500,
        file_system_type: "ext4",
      },
    });
  });

  it("has a role that ECS assumes, and that may use the key through EC2; tasks cannot", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const service = serviceIn(stack, { volumes: { data: ebsIn(stack) } });
    // THEN
    const infrastructure = Object.values(synth(stack).resources("aws_iam_role_policy")).find(
      ({ name_prefix }) => plainName(name_prefix) === "encrypt-volumes",
    );
    expect(infrastructure?.["policy"]).toContain(KEY_ARN);
    const context = { "kms:ViaService": "ec2.eu-central-1.amazonaws.com" };
    const decrypt = { action: "kms:Decrypt", resource: KEY_ARN, context };
    for (const role of [service.executionRole, service.taskRole]) {
      expect(judged(stack, role, decrypt)).toBe("denied");
    }
  });

  it("makes the service wait for that role's policies", () => {
    const stack = testStack();
    serviceIn(stack, { volumes: { data: ebsIn(stack) } });
    expect(waited(synth(stack).only("aws_ecs_service"))).toEqual([
      expect.stringMatching(/^aws_iam_role_policy\.web_infrastructure-role_encrypt-volumes_/),
      expect.stringMatching(
        /^aws_iam_role_policy_attachment\.web_infrastructure-role_managed-policy_/,
      ),
    ]);
  });

  it("makes neither role nor configuration where there is none", () => {
    const stack = testStack();
    serviceIn(stack, { volumes: { data: Volume.task() } });
    expect(synth(stack).only("aws_ecs_service")).not.toHaveProperty("volume_configuration");
    expect(synth(stack).resources("aws_iam_role")).toEqual({});
  });
});
