import { derived, hatch, prop, refused, type FieldRows } from "./field-row";

const resource = (field: string) =>
  hatch(`\`addOverride("${field}", …)\` of \`node.defaultChild\``);
const WINDOWS = refused("FSx for Windows File Server serves Windows containers only");
const ACCELERATOR = refused("AWS ended Elastic Inference", { line: 20 });

/** `aws_ecs_task_definition`. */
export const taskDefinitionRows: FieldRows = {
  container_definitions: derived("the containers that `addContainer` is given"),
  cpu: prop("cpu"),
  enable_fault_injection: resource("enable_fault_injection"),
  "ephemeral_storage.size_in_gib": prop("ephemeralStorageGiB"),
  execution_role_arn: prop("executionRole"),
  family: prop("family"),
  id: derived("Terraform's own"),
  "inference_accelerator.device_name": ACCELERATOR,
  "inference_accelerator.device_type": ACCELERATOR,
  ipc_mode: resource("ipc_mode"),
  memory: prop("memoryMiB"),
  network_mode: prop("networkMode"),
  pid_mode: resource("pid_mode"),
  "placement_constraints.expression": resource("placement_constraints"),
  "placement_constraints.type": resource("placement_constraints"),
  "proxy_configuration.container_name": resource("proxy_configuration"),
  "proxy_configuration.properties": resource("proxy_configuration"),
  "proxy_configuration.type": resource("proxy_configuration"),
  region: hatch("a provider of the Region, given to `AwsTarget.define`", { line: 21 }),
  requires_compatibilities: prop("compatibility"),
  "runtime_platform.cpu_architecture": prop("cpuArchitecture"),
  "runtime_platform.operating_system_family": derived("`LINUX`: Windows is not supported"),
  skip_destroy: prop("retainRevisions"),
  tags: prop("tags"),
  tags_all: derived("`tags` with the provider's default tags"),
  task_role_arn: prop("taskRole"),
  track_latest: resource("track_latest"),
  "volume.configure_at_launch": derived("`Volume.ebs`"),
  "volume.docker_volume_configuration.autoprovision": resource("volume"),
  "volume.docker_volume_configuration.driver": prop("volumes"),
  "volume.docker_volume_configuration.driver_opts": prop("volumes"),
  "volume.docker_volume_configuration.labels": resource("volume"),
  "volume.docker_volume_configuration.scope": derived("`task`"),
  "volume.efs_volume_configuration.authorization_config.access_point_id": resource("volume"),
  "volume.efs_volume_configuration.authorization_config.iam": resource("volume"),
  "volume.efs_volume_configuration.file_system_id": resource("volume"),
  "volume.efs_volume_configuration.root_directory": resource("volume"),
  "volume.efs_volume_configuration.transit_encryption": resource("volume"),
  "volume.efs_volume_configuration.transit_encryption_port": resource("volume"),
  "volume.fsx_windows_file_server_volume_configuration.authorization_config.credentials_parameter":
    WINDOWS,
  "volume.fsx_windows_file_server_volume_configuration.authorization_config.domain": WINDOWS,
  "volume.fsx_windows_file_server_volume_configuration.file_system_id": WINDOWS,
  "volume.fsx_windows_file_server_volume_configuration.root_directory": WINDOWS,
  "volume.host_path": prop("volumes"),
  "volume.name": prop("volumes"),
};
