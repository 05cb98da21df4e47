import { Token } from "cdktf";
import type { Construct } from "constructs";
import type { Json } from "../../core";
import {
  given,
  isUnresolved,
  jsonEmbedded,
  known,
  listOf,
  mapOf,
  object,
  warn,
  type PropTable,
} from "../../core/internal";
import {
  guardArguments,
  guardLabel,
  guardVariable,
  type SecretVariablesProps,
  type TaskContext,
} from "../delivery";
import {
  containerTimeout,
  environmentVariableName,
  healthCheckTiming,
  hostPort as hostPortRule,
  listKnown,
  mountPath,
  portNumber,
  variableUnique,
} from "../rules";

/** A port that a container listens on. */
export interface PortMapping {
  readonly containerPort: number;
  /** Port of the instance; of use in network mode bridge only. @default - the same port, a free one in bridge */
  readonly hostPort?: number;
  /** @default "tcp" */
  readonly protocol?: "tcp" | "udp";
  /** Name for service discovery and Service Connect. @default - none */
  readonly name?: string;
  /** @default - unknown protocol */
  readonly appProtocol?: "http" | "http2" | "grpc";
}

/** A command that tells ECS whether a container is well. */
export interface HealthCheck {
  /** `["CMD", …]` or `["CMD-SHELL", "…"]`. */
  readonly command: readonly string[];
  /** 5 to 300. @default 30 */
  readonly intervalSeconds?: number;
  /** 2 to 120. @default 5 */
  readonly timeoutSeconds?: number;
  /** 1 to 10. @default 3 */
  readonly retries?: number;
  /** 0 to 300. @default - no grace period */
  readonly startPeriodSeconds?: number;
}

/** A volume of the task inside a container. */
export interface Mount {
  /** Name of the volume. */
  readonly volume: string;
  /** @default false */
  readonly readOnly?: boolean;
}

/** What another container must have reached first. */
export type ContainerCondition = "START" | "COMPLETE" | "SUCCESS" | "HEALTHY";

/** Settings of a container that name no secret; each becomes a field of its JSON in {@link plainFields}. */
export interface PlainContainerProps {
  /** Plain settings; anyone who may describe the task definition reads them. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly portMappings?: readonly PortMapping[];
  /** @default - ECS only sees whether the process runs */
  readonly healthCheck?: HealthCheck;
  /** Whether the task stops when this container does. @default true */
  readonly essential?: boolean;
  /** CPU units, 1024 to a vCPU. @default - shares the task's */
  readonly cpu?: number;
  /** Above it the container is ended. @default - the task's memory */
  readonly memoryLimitMiB?: number;
  /** What is reserved for it. @default - none */
  readonly memoryReservationMiB?: number;
  /** @default - the image's */
  readonly command?: readonly string[];
  /** @default - the image's */
  readonly entryPoint?: readonly string[];
  /** User, or `user:group`. @default - the image's */
  readonly user?: string;
  /** @default - the image's */
  readonly workingDirectory?: string;
  /** Whether the container cannot change its own file system. @default true */
  readonly readonlyRootFilesystem?: boolean;
  /** Docker labels; anyone who may describe the task definition reads them. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Path in the container → volume. @default - none */
  readonly mounts?: Readonly<Record<string, Mount>>;
  /** Other container → what it must have reached before this one starts. @default - none */
  readonly dependsOn?: Readonly<Record<string, ContainerCondition>>;
  /** Seconds that containers depending on this one wait for it. @default - for ever on EC2, 3 minutes on Fargate */
  readonly startTimeoutSeconds?: number;
  /** Seconds between SIGTERM and SIGKILL, at most 120 on Fargate. @default 30 */
  readonly stopTimeoutSeconds?: number;
}

/** How {@link PlainContainerProps} are read. */
export const PLAIN_PROPS = {
  environment: known,
  portMappings: listOf<PortMapping>({
    containerPort: given,
    hostPort: given,
    protocol: given,
    name: given,
    appProtocol: given,
  }),
  healthCheck: object<HealthCheck>({
    command: given,
    intervalSeconds: given,
    timeoutSeconds: given,
    retries: given,
    startPeriodSeconds: given,
  }),
  essential: given,
  cpu: given,
  memoryLimitMiB: given,
  memoryReservationMiB: given,
  command: given,
  entryPoint: given,
  user: given,
  workingDirectory: given,
  readonlyRootFilesystem: given,
  labels: known,
  mounts: mapOf<Mount>({ volume: given, readOnly: given }),
  dependsOn: known,
  startTimeoutSeconds: given,
  stopTimeoutSeconds: given,
} satisfies PropTable<PlainContainerProps>;

/** The fields of a container definition that name no secret. */
export function plainFields(
  container: Construct,
  props: PlainContainerProps & SecretVariablesProps,
  task: TaskContext,
): Readonly<Record<string, Json>> {
  const render = new FieldRenderer(container, task);
  return {
    cpu: props.cpu,
    memory: props.memoryLimitMiB,
    memoryReservation: props.memoryReservationMiB,
    command: props.command && render.texts("command", props.command),
    entryPoint: props.entryPoint && render.texts("entryPoint", props.entryPoint),
    user: render.text("user", props.user),
    workingDirectory: render.text("working-directory", props.workingDirectory),
    readonlyRootFilesystem: props.readonlyRootFilesystem ?? true,
    dockerLabels: props.labels && render.labels(props.labels),
    environment: render.environment(props),
    portMappings: props.portMappings?.map((mapping, index) => render.port(mapping, index)),
    healthCheck: props.healthCheck && render.healthCheck(props.healthCheck),
    mountPoints: props.mounts && render.mounts(props.mounts),
    dependsOn: props.dependsOn && render.dependencies(props.dependsOn),
    startTimeout: render.timeout("startTimeoutSeconds", props.startTimeoutSeconds),
    stopTimeout: render.timeout("stopTimeoutSeconds", props.stopTimeoutSeconds),
  };
}

class FieldRenderer {
  public constructor(
    private readonly container: Construct,
    private readonly task: TaskContext,
  ) {}

  public text(id: string, text: string | undefined): Json {
    return text === undefined ? undefined : jsonEmbedded(this.container, id, text);
  }

  public texts(prop: string, texts: readonly string[]): Json {
    const known = !Token.isUnresolved(texts);
    listKnown.enforce(this.container, prop, known);
    if (!known) return [];
    guardArguments(this.container, prop, texts);
    return texts.map((text, index) => this.text(`${prop}-${index}`, text));
  }

  public environment({
    environment = {},
    secrets = {},
  }: PlainContainerProps & SecretVariablesProps): Json {
    const taken = Object.keys(secrets);
    const names = Object.keys(environment).sort();
    warnOfInjected(this.container, [...names, ...taken]);
    for (const name of names) {
      environmentVariableName.enforce(this.container, "environment", name);
      variableUnique.enforce(this.container, "environment", { name, taken });
    }
    if (names.length === 0) return undefined;
    return names.map((name) => {
      const text = environment[name] ?? "";
      // A name that stands in both has been refused above.
      if (!taken.includes(name)) guardVariable(this.container, name, text);
      return { name, value: this.text(`environment-${name}`, text) };
    });
  }

  public labels(labels: Readonly<Record<string, string>>): Json {
    return Object.fromEntries(
      sorted(labels).map(([key, label]) => {
        guardLabel(this.container, key, label);
        return [key, this.text(`label-${key}`, label)];
      }),
    );
  }

  public port(mapping: PortMapping, index: number): Json {
    const { containerPort, hostPort, protocol = "tcp", name, appProtocol } = mapping;
    const { networkMode } = this.task;
    portNumber.enforce(this.container, "portMappings", containerPort);
    hostPortRule.enforce(this.container, "portMappings", { networkMode, containerPort, hostPort });
    return {
      containerPort,
      hostPort,
      protocol: this.text(`port-${index}-protocol`, protocol),
      name: this.text(`port-${index}-name`, name),
      appProtocol: this.text(`port-${index}-app-protocol`, appProtocol),
    };
  }

  public mounts(mounts: NonNullable<PlainContainerProps["mounts"]>): Json {
    return sorted(mounts).map(([containerPath, { volume, readOnly = false }]) => {
      mountPath.enforce(this.container, "mounts", containerPath);
      const sourceVolume = this.text(`mount-${containerPath}`, volume);
      return { sourceVolume, containerPath, readOnly };
    });
  }

  public dependencies(dependsOn: NonNullable<PlainContainerProps["dependsOn"]>): Json {
    return sorted(dependsOn).map(([containerName, condition]) => ({ containerName, condition }));
  }

  public timeout(prop: string, seconds: number | undefined): Json {
    if (seconds === undefined || isUnresolved(seconds)) return seconds;
    const { compatibility } = this.task;
    containerTimeout.enforce(this.container, prop, { seconds, compatibility });
    return seconds;
  }

  public healthCheck(check: HealthCheck): Json {
    const timing = (prop: keyof HealthCheck, least: number, most: number): number | undefined => {
      const value = check[prop];
      if (typeof value !== "number") return undefined;
      healthCheckTiming.enforce(this.container, `healthCheck.${prop}`, [value, least, most]);
      return value;
    };
    return {
      command: this.texts("healthCheck.command", check.command),
      interval: timing("intervalSeconds", 5, 300),
      timeout: timing("timeoutSeconds", 2, 120),
      retries: timing("retries", 1, 10),
      startPeriod: timing("startPeriodSeconds", 0, 300),
    };
  }
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html */
function warnOfInjected(container: Construct, names: readonly string[]): void {
  const injected =
    /^(AWS_CONTAINER_CREDENTIALS_RELATIVE_URI|ECS_CONTAINER_METADATA_URI(_V4)?|ECS_AGENT_URI|AWS_EXECUTION_ENV|AWS_REGION)$/;
  for (const name of names.filter((given) => injected.test(given))) {
    warn(container, `ECS gives every container its own ${name}: leave it out.`);
  }
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
