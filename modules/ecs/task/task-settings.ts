import type { EcsTaskDefinitionConfig } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { IResolvable } from "cdktf";
import type { IConstruct } from "constructs";
import {
  choice,
  oneOf,
  type Words,
  knownTexts,
  textOf,
  object,
  text,
  type PropTable,
  number,
  numbers,
  flag,
  needed,
} from "../../core/internal";
import type { Compatibility, IpcMode, NetworkMode } from "../delivery";
import * as rules from "../rules";

/**
 * How an App Mesh proxy of the task takes the traffic of the other containers.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ProxyConfiguration.html
 */
export interface AppMeshProxy {
  /** Container that is the proxy. */
  readonly containerName: string;
  /** Ports of the application, whose traffic goes through the proxy. */
  readonly appPorts: readonly number[];
  /** The proxy's port for requests that come in. */
  readonly proxyIngressPort: number;
  /** The proxy's port for requests that go out. */
  readonly proxyEgressPort: number;
  /** User id of the proxy, whose own traffic is left alone. @default - the proxy is recognized by its group */
  readonly ignoredUid?: number;
  /** Group id of the proxy. @default - the proxy is recognized by its user */
  readonly ignoredGid?: number;
  /** @default - none */
  readonly egressIgnoredPorts?: readonly number[];
  /** Addresses, or ranges of them, such as that of the instance metadata. @default - none */
  readonly egressIgnoredIps?: readonly string[];
}

/** Settings of a task that few tasks need. */
export interface TaskSettings {
  /** Whose processes the containers see: all of the task, or of the EC2 instance. @default - each its own */
  readonly pidMode?: "task" | "host";
  /** Whose shared memory the containers use; not on Fargate. @default - the instance's Docker decides */
  readonly ipcMode?: IpcMode;
  /** Windows is refused. @default "LINUX" on Fargate, the instance's on EC2 */
  readonly operatingSystemFamily?: "LINUX" | `WINDOWS_${string}`;
  /** Whether AWS Fault Injection Service may disturb the task, through endpoints in its containers. @default false */
  readonly enableFaultInjection?: boolean | IResolvable;
  /**
   * Expressions of the cluster query language that an instance must fulfil, part of the task definition: they hold for
   * every service and run of it. Not on Fargate; at most 10. @default - none
   */
  readonly taskPlacementConstraints?: readonly string[];
  /** Network mode awsvpc only. @default - none */
  readonly proxyConfiguration?: AppMeshProxy;
}

/** What decides how a task runs, of which there are certain words only. */
export const WORDS = {
  compatibility: oneOf(choice, {
    FARGATE: true,
    EC2: true,
    MANAGED_INSTANCES: true,
  } satisfies Words<Compatibility>),
  networkMode: oneOf(choice, {
    awsvpc: true,
    bridge: true,
    host: true,
    none: true,
  } satisfies Words<NetworkMode>),
  cpuArchitecture: oneOf(text, { X86_64: true, ARM64: true } satisfies Words<"X86_64" | "ARM64">),
};

/** How {@link TaskSettings} are read. */
export const SETTINGS = {
  pidMode: oneOf(text, { task: true, host: true }),
  ipcMode: oneOf(text, { host: true, task: true, none: true }),
  operatingSystemFamily: text,
  enableFaultInjection: flag,
  taskPlacementConstraints: knownTexts,
  proxyConfiguration: object<AppMeshProxy>({
    containerName: needed(text),
    appPorts: needed(numbers),
    proxyIngressPort: needed(number),
    proxyEgressPort: needed(number),
    ignoredUid: number,
    ignoredGid: number,
    egressIgnoredPorts: numbers,
    egressIgnoredIps: knownTexts,
  }),
} satisfies PropTable<TaskSettings>;

/** A task whose settings are checked. */
interface Task extends IConstruct {
  readonly compatibility: Compatibility;
  readonly networkMode: NetworkMode;
  requirePlatform(feature: string): void;
}

/** Checks the settings against the launch type and the network mode of the task. */
export function checkSettings(task: Task, settings: TaskSettings): void {
  const { compatibility, networkMode } = task;
  const { pidMode, ipcMode, enableFaultInjection, taskPlacementConstraints = [] } = settings;
  rules.windows.enforce(task, "operatingSystemFamily", settings.operatingSystemFamily);
  if (pidMode !== undefined) {
    rules.pidMode.enforce(task, "pidMode", { compatibility, mode: pidMode });
    task.requirePlatform("pidMode");
  }
  rules.ec2Only.enforce(task, "ipcMode", { compatibility, given: ipcMode });
  rules.ipcMode.enforce(task, "ipcMode", ipcMode);
  const { proxyConfiguration } = settings;
  for (const [prop, given] of Object.entries({ ipcMode, proxyConfiguration })) {
    rules.managedInstancesLack.enforce(task, prop, { compatibility, given });
  }
  if (enableFaultInjection === true) {
    rules.faultInjection.enforce(task, "enableFaultInjection", networkMode);
    task.requirePlatform("fault injection");
  }
  const placement = { compatibility, given: taskPlacementConstraints };
  rules.ec2Only.enforce(task, "taskPlacementConstraints", placement);
  rules.taskConstraints.enforce(task, "taskPlacementConstraints", taskPlacementConstraints);
  if (settings.proxyConfiguration) checkProxy(task, settings.proxyConfiguration);
}

function checkProxy(task: Task, proxy: AppMeshProxy): void {
  const { networkMode } = task;
  const { ignoredUid, ignoredGid } = proxy;
  rules.appMeshProxy.enforce(task, "proxyConfiguration", { networkMode, ignoredUid, ignoredGid });
  const ports = {
    appPorts: proxy.appPorts,
    proxyIngressPort: [proxy.proxyIngressPort],
    proxyEgressPort: [proxy.proxyEgressPort],
    egressIgnoredPorts: proxy.egressIgnoredPorts ?? [],
  };
  for (const [prop, numbers] of Object.entries(ports)) {
    for (const port of numbers) {
      rules.portNumber.enforce(task, `proxyConfiguration.${prop}`, port);
    }
  }
}

/** The arguments of the resource that the settings become. */
export function renderSettings(settings: TaskSettings): Partial<EcsTaskDefinitionConfig> {
  const { taskPlacementConstraints, proxyConfiguration } = settings;
  return {
    pidMode: settings.pidMode,
    ipcMode: settings.ipcMode,
    enableFaultInjection: settings.enableFaultInjection,
    placementConstraints: taskPlacementConstraints?.map((expression) => {
      return { type: "memberOf", expression };
    }),
    proxyConfiguration: proxyConfiguration && {
      type: "APPMESH",
      containerName: proxyConfiguration.containerName,
      properties: proxyProperties(proxyConfiguration),
    },
  };
}

function proxyProperties(proxy: AppMeshProxy): Record<string, string> {
  const list = (values: readonly (number | string)[] = []): string => values.map(textOf).join(",");
  const properties = {
    AppPorts: list(proxy.appPorts),
    ProxyIngressPort: textOf(proxy.proxyIngressPort),
    ProxyEgressPort: textOf(proxy.proxyEgressPort),
    IgnoredUID: proxy.ignoredUid === undefined ? "" : textOf(proxy.ignoredUid),
    IgnoredGID: proxy.ignoredGid === undefined ? "" : textOf(proxy.ignoredGid),
    EgressIgnoredPorts: list(proxy.egressIgnoredPorts),
    EgressIgnoredIPs: list(proxy.egressIgnoredIps),
  };
  // ECS does not return an empty argument, which would then differ in every plan.
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ""));
}
