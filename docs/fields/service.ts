import { derived, hatch, prop, refused, type FieldRow, type FieldRows } from "./field-row";

const resource = (field: string, options = {}): FieldRow =>
  hatch(`\`addOverride("${field}", …)\` of \`node.defaultChild\``, options);

/** `aws_ecs_service`. */
export const serviceRows: FieldRows = {
  "alarms.alarm_names": prop("deploymentAlarms.alarmNames"),
  "alarms.enable": derived("`deploymentAlarms`"),
  "alarms.rollback": prop("deploymentAlarms.rollback"),
  availability_zone_rebalancing: prop("availabilityZoneRebalancing"),
  "capacity_provider_strategy.base": prop("capacityProviders.base"),
  "capacity_provider_strategy.capacity_provider": prop("capacityProviders.name"),
  "capacity_provider_strategy.weight": prop("capacityProviders.weight"),
  cluster: prop("cluster"),
  "deployment_circuit_breaker.enable": prop("circuitBreaker"),
  "deployment_circuit_breaker.rollback": prop("circuitBreaker"),
  "deployment_configuration.bake_time_in_minutes": prop("deploymentStrategy.bakeTimeMinutes", {
    line: 21,
  }),
  "deployment_configuration.canary_configuration.canary_bake_time_in_minutes": prop(
    "deploymentStrategy.stepBakeTimeMinutes",
    { line: 21 },
  ),
  "deployment_configuration.canary_configuration.canary_percent": prop(
    "deploymentStrategy.stepPercent",
    { line: 21 },
  ),
  "deployment_configuration.lifecycle_hook.hook_details": prop(
    "deploymentStrategy.lifecycleHooks.details",
    { line: 21 },
  ),
  "deployment_configuration.lifecycle_hook.hook_target_arn": prop(
    "deploymentStrategy.lifecycleHooks.functionArn",
    { line: 21 },
  ),
  "deployment_configuration.lifecycle_hook.lifecycle_stages": prop(
    "deploymentStrategy.lifecycleHooks.stages",
    { line: 21 },
  ),
  "deployment_configuration.lifecycle_hook.role_arn": derived(
    "a role that is made for it, which may call these functions",
    { line: 21 },
  ),
  "deployment_configuration.lifecycle_hook.target_type": resource("deployment_configuration", {
    line: 25,
  }),
  "deployment_configuration.lifecycle_hook.timeout_configuration.action": resource(
    "deployment_configuration",
    { line: 25 },
  ),
  "deployment_configuration.lifecycle_hook.timeout_configuration.timeout_in_minutes": resource(
    "deployment_configuration",
    { line: 25 },
  ),
  "deployment_configuration.linear_configuration.step_bake_time_in_minutes": prop(
    "deploymentStrategy.stepBakeTimeMinutes",
    { line: 21 },
  ),
  "deployment_configuration.linear_configuration.step_percent": prop(
    "deploymentStrategy.stepPercent",
    { line: 21 },
  ),
  "deployment_configuration.strategy": prop("deploymentStrategy.type", { line: 21 }),
  "deployment_controller.type": prop("deploymentController"),
  deployment_maximum_percent: prop("maximumPercent"),
  deployment_minimum_healthy_percent: prop("minimumHealthyPercent"),
  desired_count: prop("desiredCount"),
  enable_ecs_managed_tags: derived("`true`: costs can be told apart by service"),
  enable_execute_command: prop("enableExecuteCommand"),
  force_delete: resource("force_delete"),
  force_new_deployment: derived(
    "`true` with the controller ECS, so that a new revision of a secret deploys again",
  ),
  health_check_grace_period_seconds: prop("healthCheckGracePeriodSeconds"),
  iam_role: refused(
    "the service-linked role of ECS serves all load balancers; another one is taken without awsvpc only",
  ),
  id: derived("Terraform's own"),
  launch_type: prop("compatibility"),
  "load_balancer.advanced_configuration.alternate_target_group_arn": prop(
    "loadBalancers.trafficShift.alternateTargetGroupArn",
    { line: 21 },
  ),
  "load_balancer.advanced_configuration.production_listener_rule": prop(
    "loadBalancers.trafficShift.productionListenerRuleArn",
    { line: 21 },
  ),
  "load_balancer.advanced_configuration.role_arn": derived("a role that is made for it", {
    line: 21,
  }),
  "load_balancer.advanced_configuration.test_listener_rule": prop(
    "loadBalancers.trafficShift.testListenerRuleArn",
    { line: 21 },
  ),
  "load_balancer.container_name": prop("loadBalancers.containerName"),
  "load_balancer.container_port": prop("loadBalancers.containerPort"),
  "load_balancer.elb_name": resource("load_balancer"),
  "load_balancer.target_group_arn": prop("loadBalancers.targetGroupArn"),
  name: prop("serviceName"),
  "network_configuration.assign_public_ip": prop("assignPublicIp"),
  "network_configuration.security_groups": prop("securityGroupIds"),
  "network_configuration.subnets": prop("subnetIds"),
  "ordered_placement_strategy.field": prop("placementStrategies.field"),
  "ordered_placement_strategy.type": prop("placementStrategies.type"),
  "placement_constraints.expression": prop("placementConstraints.expression"),
  "placement_constraints.type": prop("placementConstraints.type"),
  platform_version: prop("platformVersion"),
  propagate_tags: derived("`SERVICE`: tasks carry the tags of their service"),
  region: hatch("a provider of the Region, given to `AwsTarget.define`", { line: 21 }),
  scheduling_strategy: prop("schedulingStrategy"),
  "service_connect_configuration.access_log_configuration.format": resource(
    "service_connect_configuration.access_log_configuration",
    { line: 25 },
  ),
  "service_connect_configuration.access_log_configuration.include_query_parameters": resource(
    "service_connect_configuration.access_log_configuration",
    { line: 25 },
  ),
  "service_connect_configuration.enabled": derived("`serviceConnect`"),
  "service_connect_configuration.log_configuration.log_driver": prop("serviceConnect.logging"),
  "service_connect_configuration.log_configuration.options": prop("serviceConnect.logging"),
  "service_connect_configuration.log_configuration.secret_option.name":
    prop("serviceConnect.logging"),
  "service_connect_configuration.log_configuration.secret_option.value_from":
    prop("serviceConnect.logging"),
  "service_connect_configuration.namespace": prop("serviceConnect.namespace"),
  "service_connect_configuration.service.client_alias.dns_name": prop(
    "serviceConnect.services.clientAlias.dnsName",
  ),
  "service_connect_configuration.service.client_alias.port": prop(
    "serviceConnect.services.clientAlias.port",
  ),
  "service_connect_configuration.service.client_alias.test_traffic_rules.header.name": prop(
    "serviceConnect.services.testTrafficHeader.name",
    { line: 21 },
  ),
  "service_connect_configuration.service.client_alias.test_traffic_rules.header.value.exact": prop(
    "serviceConnect.services.testTrafficHeader.value",
    { line: 21 },
  ),
  "service_connect_configuration.service.discovery_name": prop(
    "serviceConnect.services.discoveryName",
  ),
  "service_connect_configuration.service.ingress_port_override": prop(
    "serviceConnect.services.ingressPort",
  ),
  "service_connect_configuration.service.port_name": prop("serviceConnect.services.portName"),
  "service_connect_configuration.service.timeout.idle_timeout_seconds": prop(
    "serviceConnect.services.idleTimeoutSeconds",
  ),
  "service_connect_configuration.service.timeout.per_request_timeout_seconds": prop(
    "serviceConnect.services.requestTimeoutSeconds",
  ),
  "service_connect_configuration.service.tls.issuer_cert_authority.aws_pca_authority_arn": prop(
    "serviceConnect.services.tls.certificateAuthorityArn",
  ),
  "service_connect_configuration.service.tls.kms_key": prop(
    "serviceConnect.services.tls.encryptionKey",
  ),
  "service_connect_configuration.service.tls.role_arn": derived("a role that is made for it"),
  "service_registries.container_name": prop("serviceDiscovery.containerName"),
  "service_registries.container_port": prop("serviceDiscovery.containerPort"),
  "service_registries.port": prop("serviceDiscovery.port"),
  "service_registries.registry_arn": prop("serviceDiscovery.registryArn"),
  sigint_rollback: resource("sigint_rollback", { line: 21 }),
  tags: prop("tags"),
  tags_all: derived("`tags` with the provider's default tags"),
  task_definition: prop("taskDefinition"),
  "timeouts.create": resource("timeouts"),
  "timeouts.delete": resource("timeouts"),
  "timeouts.update": resource("timeouts"),
  triggers: derived("the revisions of the secrets that the tasks read"),
  "volume_configuration.managed_ebs_volume.encrypted": derived("`true`"),
  "volume_configuration.managed_ebs_volume.file_system_type": prop("volumes"),
  "volume_configuration.managed_ebs_volume.iops": prop("volumes"),
  "volume_configuration.managed_ebs_volume.kms_key_id": prop("volumes"),
  "volume_configuration.managed_ebs_volume.role_arn": derived("a role that is made for it"),
  "volume_configuration.managed_ebs_volume.size_in_gb": prop("volumes"),
  "volume_configuration.managed_ebs_volume.snapshot_id": resource("volume_configuration"),
  "volume_configuration.managed_ebs_volume.tag_specifications.propagate_tags":
    resource("volume_configuration"),
  "volume_configuration.managed_ebs_volume.tag_specifications.resource_type":
    resource("volume_configuration"),
  "volume_configuration.managed_ebs_volume.tag_specifications.tags":
    resource("volume_configuration"),
  "volume_configuration.managed_ebs_volume.throughput": resource("volume_configuration"),
  "volume_configuration.managed_ebs_volume.volume_initialization_rate":
    resource("volume_configuration"),
  "volume_configuration.managed_ebs_volume.volume_type": prop("volumes"),
  "volume_configuration.name": prop("volumes"),
  "vpc_lattice_configurations.port_name": resource("vpc_lattice_configurations"),
  "vpc_lattice_configurations.role_arn": resource("vpc_lattice_configurations"),
  "vpc_lattice_configurations.target_group_arn": resource("vpc_lattice_configurations"),
  wait_for_steady_state: prop("waitForSteadyState"),
};
