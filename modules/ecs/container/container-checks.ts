import type { Construct } from "constructs";
import type { Json } from "../../core";
import { isUnresolved, warn } from "../../core/internal";
import type { TaskContext } from "../delivery";
import * as rules from "../rules";
import type { JsonFields } from "./field";
import { portsIn } from "./ports";

/** Fields whose prop has another name. */
const PROP_NAMES: Readonly<Record<string, string>> = {
  memory: "memoryLimitMiB",
  memoryReservation: "memoryReservationMiB",
  "healthCheck.interval": "healthCheck.intervalSeconds",
  "healthCheck.timeout": "healthCheck.timeoutSeconds",
  "healthCheck.startPeriod": "healthCheck.startPeriodSeconds",
  startTimeout: "startTimeoutSeconds",
  stopTimeout: "stopTimeoutSeconds",
  resourceRequirements: "gpuCount",
  mountPoints: "mounts",
  "restartPolicy.restartAttemptPeriod": "restartPolicy.attemptPeriodSeconds",
  "linuxParameters.tmpfs": "tmpfs",
  "linuxParameters.maxSwap": "linuxParameters.maxSwapMiB",
  "linuxParameters.sharedMemorySize": "linuxParameters.sharedMemorySizeMiB",
};

/** Features that need a newer Fargate platform, with their fields. */
const FEATURES: readonly (readonly [field: string, feature: string, since: string])[] = [
  ["linuxParameters.tmpfs", "tmpfs", "1.4.0"],
  ["linuxParameters.capabilities.add", "an added capability", "1.4.0"],
  ["systemControls", "a system control", "1.4.0"],
  ["restartPolicy", "a restart policy", "1.4.0"],
  ["dependsOn", "the order of containers", "1.3.0"],
  ["startTimeout", "a start timeout", "1.3.0"],
  ["stopTimeout", "a stop timeout", "1.3.0"],
];

/**
 * Checks a container's definition as it will be registered: ECS judges a field the same, whether a prop, a way of
 * delivery or `overrides` set it.
 */
export function checkContainer(
  container: Construct,
  fields: JsonFields,
  overrides: JsonFields,
  task: TaskContext,
): void {
  const checks = new ContainerChecks(container, fields, overrides, task);
  checks.launchType();
  checks.resources();
  checks.ports();
  checks.times();
  checks.linux();
  checks.texts();
}

class ContainerChecks {
  public constructor(
    private readonly container: Construct,
    private readonly fields: JsonFields,
    private readonly overrides: JsonFields,
    private readonly task: TaskContext,
  ) {}

  /** Fields that its launch type or its network mode does not have. */
  public launchType(): void {
    const { container } = this;
    const { compatibility, networkMode } = this.task;
    for (const field of rules.EC2_ONLY_FIELDS) {
      rules.ec2Only.enforce(container, this.prop(field), { compatibility, given: this.at(field) });
    }
    for (const field of ["hostname", "extraHosts", "dnsServers", "dnsSearchDomains"]) {
      const given = this.at(field);
      // Fargate knows awsvpc only, and the loop above refuses these fields there.
      if (compatibility === "FARGATE" && field !== "hostname") continue;
      rules.outsideAwsvpc.enforce(container, this.prop(field), { networkMode, given });
    }
    const links = { networkMode, given: this.at("links") };
    if (compatibility !== "FARGATE") rules.bridgeOnly.enforce(container, this.prop("links"), links);
    if (compatibility !== "FARGATE") return;
    const { platformVersion } = this.task;
    for (const [field, feature, since] of FEATURES) {
      if (this.at(field) === undefined) continue;
      const needed = { platformVersion, feature, since };
      rules.fargatePlatform.enforce(container, "platformVersion", needed);
    }
  }

  public resources(): void {
    const { container } = this;
    rules.containerCpu.enforce(container, this.prop("cpu"), this.number("cpu"));
    const limit = this.number("memory");
    const reservation = this.number("memoryReservation");
    rules.containerMemorySize.enforce(container, this.prop("memory"), limit);
    const reserved = this.prop("memoryReservation");
    rules.containerMemorySize.enforce(container, reserved, reservation);
    rules.containerReservation.enforce(container, reserved, { limit, reservation });
    for (const { type, value } of this.objects("resourceRequirements")) {
      if (type !== "GPU" || typeof value !== "string") continue;
      rules.gpuCount.enforce(container, this.prop("resourceRequirements"), value);
    }
  }

  public ports(): void {
    const { container } = this;
    const { networkMode } = this.task;
    const prop = this.prop("portMappings");
    const ports = portsIn(this.fields);
    for (const { containerPort, containerPortRange: range, hostPort, ...port } of ports) {
      const mapping = { containerPort, containerPortRange: range, hostPort };
      rules.portOrRange.enforce(container, prop, mapping);
      if (containerPort !== undefined) {
        rules.portNumber.enforce(container, prop, containerPort);
        const mapped = { networkMode, containerPort, hostPort };
        rules.hostPort.enforce(container, prop, mapped);
        rules.hostPortReserved.enforce(container, prop, mapped);
      }
      if (range !== undefined) rules.portRange.enforce(container, prop, { networkMode, range });
      rules.portProtocol.enforce(container, prop, port.protocol);
      rules.portAppProtocol.enforce(container, `${prop}.appProtocol`, port.appProtocol);
      rules.portName.enforce(container, `${prop}.name`, port.name);
      const { appProtocol, name } = port;
      rules.portAppProtocolName.enforce(container, `${prop}.appProtocol`, { appProtocol, name });
    }
    const ranges = ports.filter(({ containerPortRange }) => containerPortRange !== undefined);
    rules.portRangeCount.enforce(container, prop, ranges.length);
  }

  public times(): void {
    const { container } = this;
    const { compatibility } = this.task;
    for (const field of ["startTimeout", "stopTimeout"]) {
      const seconds = this.number(field);
      if (seconds === undefined || isUnresolved(seconds)) continue;
      rules.containerTimeout.enforce(container, this.prop(field), { seconds, compatibility });
    }
    const ranges = {
      "healthCheck.interval": [5, 300],
      "healthCheck.timeout": [2, 120],
      "healthCheck.retries": [1, 10],
      "healthCheck.startPeriod": [0, 300],
    } as const;
    for (const [field, [least, most]] of Object.entries(ranges)) {
      const value = this.number(field);
      if (value === undefined) continue;
      rules.healthCheckTiming.enforce(container, this.prop(field), [value, least, most]);
    }
    const command = this.at("healthCheck.command");
    if (this.at("healthCheck") !== undefined) {
      const words = Array.isArray(command) ? (command as readonly string[]) : [];
      rules.healthCheckCommand.enforce(container, this.prop("healthCheck.command"), { words });
    }
    const period = this.number("restartPolicy.restartAttemptPeriod");
    rules.restartPeriod.enforce(container, this.prop("restartPolicy.restartAttemptPeriod"), period);
    const codes = this.at("restartPolicy.ignoredExitCodes");
    if (Array.isArray(codes)) {
      const prop = this.prop("restartPolicy.ignoredExitCodes");
      rules.restartExitCodes.enforce(container, prop, codes as readonly number[]);
    }
  }

  public linux(): void {
    const { container } = this;
    const { compatibility, networkMode, ipcMode } = this.task;
    const limits = this.objects("ulimits") as unknown as readonly rules.UlimitValue[];
    for (const limit of limits) rules.ulimit.enforce(container, this.prop("ulimits"), limit);
    const names = limits.map(({ name }) => name);
    rules.ulimitOnce.enforce(container, this.prop("ulimits"), names);
    if (compatibility === "FARGATE" && names.some((name) => name !== "nofile")) {
      warn(container, "Fargate applies the ulimit nofile and, as its pages say, no other one.");
    }
    for (const kind of ["add", "drop"]) {
      const field = `linuxParameters.capabilities.${kind}`;
      for (const name of this.list(field)) {
        rules.capability.enforce(container, this.prop(field), name);
        if (kind === "drop") continue;
        rules.capabilityOnFargate.enforce(container, this.prop(field), { compatibility, name });
      }
    }
    for (const { containerPath, size, mountOptions } of this.objects("linuxParameters.tmpfs")) {
      const folder = { path: containerPath as string, size: size as number };
      rules.tmpfsFolder.enforce(container, this.prop("linuxParameters.tmpfs"), folder);
      for (const option of (mountOptions ?? []) as readonly string[]) {
        rules.tmpfsOption.enforce(container, this.prop("linuxParameters.tmpfs"), option);
      }
    }
    const maxSwap = this.number("linuxParameters.maxSwap");
    const swappiness = this.number("linuxParameters.swappiness");
    const swap = { maxSwap, swappiness };
    rules.swap.enforce(container, this.prop("linuxParameters.maxSwap"), swap);
    const shared = "linuxParameters.sharedMemorySize";
    rules.sharedMemory.enforce(container, this.prop(shared), this.number(shared));
    for (const { namespace } of this.objects("systemControls")) {
      const control = { namespace: namespace as string, networkMode, ipcMode };
      rules.systemControl.enforce(container, this.prop("systemControls"), control);
    }
  }

  public texts(): void {
    const { container } = this;
    const folder = this.at("workingDirectory") as string | undefined;
    rules.workingDirectory.enforce(container, this.prop("workingDirectory"), folder);
    const paths = [
      ...this.objects("mountPoints").map(({ containerPath }) => containerPath),
      ...this.objects("linuxParameters.tmpfs").map(({ containerPath }) => containerPath),
    ];
    rules.mountOnce.enforce(container, this.prop("mountPoints"), paths as readonly string[]);
    for (const { ipAddress } of this.objects("extraHosts")) {
      rules.extraHost.enforce(container, this.prop("extraHosts"), ipAddress as string);
    }
    for (const option of this.list("dockerSecurityOptions")) {
      rules.dockerSecurityOption.enforce(container, this.prop("dockerSecurityOptions"), option);
    }
    const consistency = this.at("versionConsistency") as string | undefined;
    rules.versionConsistency.enforce(container, this.prop("versionConsistency"), consistency);
  }

  /** The prop, or the place in `overrides`, by which a field was set. */
  private prop(field: string): string {
    if (follow(this.overrides, field) !== undefined) return `overrides.${field}`;
    return PROP_NAMES[field] ?? field;
  }

  private at(field: string): Json {
    return follow(this.fields, field);
  }

  private number(field: string): number | undefined {
    return this.at(field) as number | undefined;
  }

  private list(field: string): readonly string[] {
    const value = this.at(field);
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }

  private objects(field: string): readonly JsonFields[] {
    const value = this.at(field);
    return Array.isArray(value) ? (value as readonly JsonFields[]) : [];
  }
}

/** The field at a place such as `linuxParameters.tmpfs`. */
function follow(fields: JsonFields, place: string): Json {
  return place
    .split(".")
    .reduce<Json>(
      (inner, name) =>
        typeof inner === "object" && !Array.isArray(inner)
          ? (inner as JsonFields)[name]
          : undefined,
      fields,
    );
}
