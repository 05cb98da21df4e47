import { derived, hatch, prop, refused, type FieldRows } from "./field-row";

const WINDOWS = refused(
  "FSx for Windows File Server serves Windows tasks only: write them with `EcsTaskDefinition` of the provider",
);
const ACCELERATOR = refused("AWS ended Elastic Inference", { line: 20 });
const S3_FILES = hatch('`addOverride("volume", …)` of `node.defaultChild`', { line: 25 });

/** `aws_ecs_task_definition`. */
export const taskDefinitionRows: FieldRows = {
  container_definitions: derived("the containers that `addContainer` is given"),
  cpu: prop("cpu"),
  enable_fault_injection: prop("enableFaultInjection"),
  "ephemeral_storage.size_in_gib": prop("ephemeralStorageGiB"),
  execution_role_arn: prop("executionRole"),
  family: prop("family"),
  id: derived("Terraform's own"),
  "inference_accelerator.device_name": ACCELERATOR,
  "inference_accelerator.device_type": ACCELERATOR,
  ipc_mode: prop("ipcMode"),
  memory: prop("memoryMiB"),
  network_mode: prop("networkMode"),
  pid_mode: prop("pidMode"),
  "placement_constraints.expression": prop("taskPlacementConstraints"),
  "placement_constraints.type": derived("`memberOf`, the only one of a task definition"),
  "proxy_configuration.container_name": prop("proxyConfiguration.containerName"),
  "proxy_configuration.properties": prop("proxyConfiguration"),
  "proxy_configuration.type": derived("`APPMESH`, the only one"),
  region: hatch("a provider of the Region, given to `AwsTarget.define`", { line: 21 }),
  requires_compatibilities: prop("compatibility"),
  "runtime_platform.cpu_architecture": prop("cpuArchitecture"),
  "runtime_platform.operating_system_family": prop("operatingSystemFamily"),
  skip_destroy: prop("retainRevisions"),
  tags: prop("tags"),
  tags_all: derived("`tags` with the provider's default tags"),
  task_role_arn: prop("taskRole"),
  track_latest: hatch(
    '`addOverride("track_latest", …)` of `node.defaultChild`: follows revisions registered by others',
  ),
  "volume.configure_at_launch": derived("`Volume.ebs`"),
  "volume.docker_volume_configuration.autoprovision": prop("volumes"),
  "volume.docker_volume_configuration.driver": prop("volumes"),
  "volume.docker_volume_configuration.driver_opts": prop("volumes"),
  "volume.docker_volume_configuration.labels": prop("volumes"),
  "volume.docker_volume_configuration.scope": prop("volumes"),
  "volume.efs_volume_configuration.authorization_config.access_point_id": prop("volumes"),
  "volume.efs_volume_configuration.authorization_config.iam": derived(
    "`ENABLED`: the task role mounts it",
  ),
  "volume.efs_volume_configuration.file_system_id": prop("volumes"),
  "volume.efs_volume_configuration.root_directory": prop("volumes"),
  "volume.efs_volume_configuration.transit_encryption": derived(
    "`ENABLED`: the task role demands it",
  ),
  "volume.efs_volume_configuration.transit_encryption_port": prop("volumes"),
  "volume.fsx_windows_file_server_volume_configuration.authorization_config.credentials_parameter":
    WINDOWS,
  "volume.fsx_windows_file_server_volume_configuration.authorization_config.domain": WINDOWS,
  "volume.fsx_windows_file_server_volume_configuration.file_system_id": WINDOWS,
  "volume.fsx_windows_file_server_volume_configuration.root_directory": WINDOWS,
  "volume.host_path": prop("volumes"),
  "volume.name": prop("volumes"),
  "volume.s3files_volume_configuration.access_point_arn": S3_FILES,
  "volume.s3files_volume_configuration.file_system_arn": S3_FILES,
  "volume.s3files_volume_configuration.root_directory": S3_FILES,
  "volume.s3files_volume_configuration.transit_encryption_port": S3_FILES,
};
