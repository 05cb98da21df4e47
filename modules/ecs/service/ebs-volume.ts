import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { terraformText } from "../../core/internal";
import { EbsInfrastructureRole } from "../../iam";
import { checkKeyRegion } from "../../kms/internal";
import type { TaskDefinition } from "../task";

/** What a service needs to make an EBS volume for each of its tasks. */
export interface EbsVolumePart {
  readonly volumeConfiguration?: EcsServiceConfig["volumeConfiguration"];
  /** What must exist before the service starts. */
  readonly dependables: readonly ITerraformDependable[];
}

/** Renders the task's EBS volume, encrypted with its key, and makes the role by which ECS creates it. */
export function ebsVolumeOf(service: Construct, task: TaskDefinition): EbsVolumePart {
  const [declared] = [...task.volumes].flatMap(([name, volume]) =>
    volume.kind === "ebs" ? [{ name, volume }] : [],
  );
  if (!declared) return { dependables: [] };
  const { name, volume } = declared;
  checkKeyRegion(service, `volumes.${name}`, volume.encryptionKey);
  const role = new EbsInfrastructureRole(service, "infrastructure-role");
  role.grantVolumeKey(volume.encryptionKey.keyArn);
  return {
    volumeConfiguration: {
      name,
      managedEbsVolume: {
        roleArn: role.roleArn,
        encrypted: true,
        kmsKeyId: terraformText(volume.encryptionKey.keyArn),
        sizeInGb: volume.sizeGiB,
        volumeType: volume.volumeType ?? "gp3",
        iops: volume.iops,
        fileSystemType: volume.fileSystem ?? "xfs",
      },
    },
    dependables: role.dependables,
  };
}
