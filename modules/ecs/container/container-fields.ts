import type { IResolvable } from "cdktf";
import type { Construct } from "constructs";
import {
  oneOf,
  type Words,
  listOf,
  mapOf,
  number,
  object,
  part,
  partMap,
  parts,
  textOf,
  warn,
  flag,
  numbers,
  needed,
} from "../../core/internal";
import { guardLabel, guardVariable } from "../delivery";
import { environmentVariableName, mountPath, variableUnique } from "../rules";
import {
  field,
  idOf,
  jsonFlag,
  plain,
  plainFlag,
  readersOf,
  renderFields,
  sorted,
  text,
  texts,
  type FieldPlace,
  type FieldTable,
  type JsonFields,
} from "./field";
import { linuxParameters, tmpfs, type LinuxParameters, type Tmpfs } from "./linux-parameters";
import { portMappings, type PortMapping } from "./ports";

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
  readonly readOnly?: boolean | IResolvable;
}

/** What another container must have reached first. */
export type ContainerCondition = "START" | "COMPLETE" | "SUCCESS" | "HEALTHY";

/** A limit of what a process may use. */
export interface Ulimit {
  /** On Fargate only `nofile` has an effect. */
  readonly name:
    | "core"
    | "cpu"
    | "data"
    | "fsize"
    | "locks"
    | "memlock"
    | "msgqueue"
    | "nice"
    | "nofile"
    | "nproc"
    | "rss"
    | "rtprio"
    | "rttime"
    | "sigpending"
    | "stack";
  /** In bytes, seconds or pieces; -1 is unlimited. */
  readonly softLimit: number;
  /** The ceiling up to which a process may raise its soft limit. */
  readonly hardLimit: number;
}

const LIMITS = {
  core: true,
  cpu: true,
  data: true,
  fsize: true,
  locks: true,
  memlock: true,
  msgqueue: true,
  nice: true,
  nofile: true,
  nproc: true,
  rss: true,
  rtprio: true,
  rttime: true,
  sigpending: true,
  stack: true,
} satisfies Words<Ulimit["name"]>;

/** Whether ECS starts a container again that ends, without a new task. */
export interface RestartPolicy {
  /** @default true */
  readonly enabled?: boolean | IResolvable;
  /** Exit codes after which it stays ended; at most 50. @default - none */
  readonly ignoredExitCodes?: readonly number[];
  /** How long it must have run, 60 to 1800. @default 300 */
  readonly attemptPeriodSeconds?: number;
}

/** Settings of a container that name no secret; each has its line in {@link PLAIN_FIELDS}. */
export interface PlainContainerProps {
  /** Plain settings; anyone who may describe the task definition reads them. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly portMappings?: readonly PortMapping[];
  /** @default - ECS only sees whether the process runs */
  readonly healthCheck?: HealthCheck;
  /** Whether the task stops when this container does. @default true */
  readonly essential?: boolean | IResolvable;
  /** CPU units, 1024 to a vCPU. @default - shares the task's */
  readonly cpu?: number;
  /** Above it the container is ended. @default - the task's memory */
  readonly memoryLimitMiB?: number;
  /** What is reserved for it. @default - none */
  readonly memoryReservationMiB?: number;
  /** GPUs of the EC2 instance, or `ALL`; not on Fargate. @default - none */
  readonly gpuCount?: number | "ALL";
  /** @default - the image's */
  readonly command?: readonly string[];
  /** @default - the image's */
  readonly entryPoint?: readonly string[];
  /** User, or `user:group`. @default - the image's */
  readonly user?: string;
  /** @default - the image's */
  readonly workingDirectory?: string;
  /** Whether the container cannot change its own file system: see `tmpfs` for a writable `/tmp`. @default true */
  readonly readonlyRootFilesystem?: boolean | IResolvable;
  /** Docker labels; anyone who may describe the task definition reads them. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Path in the container → volume. @default - none */
  readonly mounts?: Readonly<Record<string, Mount>>;
  /** Path in the container → folder in memory, such as a writable `/tmp`. @default - none */
  readonly tmpfs?: Readonly<Record<string, Tmpfs>>;
  /** @default - Docker's own */
  readonly linuxParameters?: LinuxParameters;
  /** @default - Docker's own; on Fargate 65535 open files */
  readonly ulimits?: readonly Ulimit[];
  /** Kernel parameter of the container → value, such as `net.core.somaxconn`. @default - the instance's */
  readonly systemControls?: Readonly<Record<string, string>>;
  /** @default - when a container ends, the task decides: see `essential` */
  readonly restartPolicy?: RestartPolicy;
  /** Other container → what it must have reached before this one starts. @default - none */
  readonly dependsOn?: Readonly<Record<string, ContainerCondition>>;
  /** Seconds that containers depending on this one wait for it. @default - for ever on EC2, 3 minutes on Fargate */
  readonly startTimeoutSeconds?: number;
  /** Seconds between SIGTERM and SIGKILL, at most 120 on Fargate. @default 30 */
  readonly stopTimeoutSeconds?: number;
  /** Not in network mode awsvpc. @default - Docker's own */
  readonly hostname?: string;
  /**
   * Name → IP address, for `/etc/hosts`, or `host-gateway`, with which Docker 20.10 and newer writes the instance's; not in
   * network mode awsvpc.
   *
   * @default - none
   */
  readonly extraHosts?: Readonly<Record<string, string>>;
  /** Whether it has a pseudo terminal. @default false */
  readonly pseudoTerminal?: boolean | IResolvable;
  /** Whether its standard input stays open. @default false */
  readonly interactive?: boolean | IResolvable;
  /** For SELinux, AppArmor and `no-new-privileges`; not on Fargate. @default - none */
  readonly dockerSecurityOptions?: readonly string[];
  /**
   * Whether all tasks of a deployment run the image that its tag named when the first of them started.
   *
   * @default "enabled"
   */
  readonly versionConsistency?: "enabled" | "disabled";
}

/** Each prop: how it is read, and the fields that it becomes, in the order in which they stand in the JSON. */
const PLAIN_FIELDS: FieldTable<PlainContainerProps> = {
  essential: { reader: flag, render: () => ({}) },
  cpu: plain("cpu"),
  memoryLimitMiB: plain("memory"),
  memoryReservationMiB: plain("memoryReservation"),
  command: texts("command"),
  entryPoint: texts("entryPoint"),
  user: text("user"),
  workingDirectory: text("workingDirectory", "working-directory"),
  readonlyRootFilesystem: plainFlag("readonlyRootFilesystem", { readonlyRootFilesystem: true }),
  labels: field(partMap, (labels, place) => {
    for (const [key, label] of sorted(labels)) guardLabel(place.container, key, label);
    return { dockerLabels: embedded(place, "label", labels) };
  }),
  environment: field(partMap, environment, { environment: undefined }),
  portMappings,
  healthCheck: field(
    object<HealthCheck>({
      command: needed(parts),
      intervalSeconds: number,
      timeoutSeconds: number,
      retries: number,
      startPeriodSeconds: number,
    }),
    (check, place) => ({
      healthCheck: {
        command: place.texts("healthCheck.command", check.command),
        interval: check.intervalSeconds,
        timeout: check.timeoutSeconds,
        retries: check.retries,
        startPeriod: check.startPeriodSeconds,
      },
    }),
  ),
  mounts: field(
    mapOf<Mount>({ volume: needed(part), readOnly: flag }),
    (mounts, place) => ({
      mountPoints: sorted(mounts).map(([path, { volume, readOnly = false }], index) => {
        mountPath.enforce(place.container, "mounts", path);
        const sourceVolume = place.text(`mount-${idOf(path, index)}`, volume);
        return {
          sourceVolume,
          containerPath: place.text(`mount-path-${index}`, path),
          readOnly: jsonFlag(readOnly),
        };
      }),
    }),
    { mountPoints: undefined },
  ),
  dependsOn: field(
    oneOf(partMap, {
      START: true,
      COMPLETE: true,
      SUCCESS: true,
      HEALTHY: true,
    } satisfies Words<ContainerCondition>),
    (others, place) => ({
      dependsOn: sorted(others).map(([containerName, condition]) => {
        return { containerName, condition: place.text(`depends-on-${containerName}`, condition) };
      }),
    }),
    { dependsOn: undefined },
  ),
  startTimeoutSeconds: plain("startTimeout"),
  stopTimeoutSeconds: plain("stopTimeout"),
  gpuCount: field(part, (count, place) => ({
    resourceRequirements: [{ type: "GPU", value: place.text("gpu-count", textOf(count)) }],
  })),
  tmpfs,
  linuxParameters,
  ulimits: field(
    listOf<Ulimit>({
      name: needed(oneOf(part, LIMITS)),
      softLimit: needed(number),
      hardLimit: needed(number),
    }),
    (ulimits, place) => ({
      ulimits: ulimits.map((limit, index) => {
        return { ...limit, name: place.text(`ulimit-${index}`, limit.name) };
      }),
    }),
  ),
  systemControls: field(partMap, (controls, place) => ({
    systemControls: sorted(controls).map(([name, value], index) => {
      const id = `system-control-${idOf(name, index)}`;
      return { namespace: place.text(`${id}-name`, name), value: place.text(id, value) };
    }),
  })),
  restartPolicy: field(
    object<RestartPolicy>({
      enabled: flag,
      ignoredExitCodes: numbers,
      attemptPeriodSeconds: number,
    }),
    ({ enabled = true, ignoredExitCodes, attemptPeriodSeconds }) => ({
      restartPolicy: {
        enabled: jsonFlag(enabled),
        ignoredExitCodes,
        restartAttemptPeriod: attemptPeriodSeconds,
      },
    }),
  ),
  hostname: text("hostname"),
  extraHosts: field(partMap, (hosts, place) => ({
    extraHosts: sorted(hosts).map(([name, address], index) => {
      const id = `extra-host-${idOf(name, index)}`;
      return { hostname: place.text(`${id}-name`, name), ipAddress: place.text(id, address) };
    }),
  })),
  pseudoTerminal: plainFlag("pseudoTerminal"),
  interactive: plainFlag("interactive"),
  dockerSecurityOptions: texts("dockerSecurityOptions"),
  versionConsistency: field(
    oneOf(part, { enabled: true, disabled: true }),
    (consistency, place) => ({
      versionConsistency: place.text("versionConsistency", consistency),
    }),
  ),
};

/** How {@link PlainContainerProps} are read. */
export const PLAIN_PROPS = readersOf(PLAIN_FIELDS);

/** The fields of a container definition that name no secret. */
export function plainFields(props: PlainContainerProps, place: FieldPlace): JsonFields {
  warnOfInjected(place.container, [
    ...Object.keys(props.environment ?? {}).sort(),
    ...place.secretNames,
  ]);
  return renderFields(PLAIN_FIELDS, props, place);
}

function environment(variables: Readonly<Record<string, string>>, place: FieldPlace): JsonFields {
  const { container, secretNames: taken } = place;
  const names = Object.keys(variables).sort();
  for (const name of names) {
    environmentVariableName.enforce(container, "environment", name);
    variableUnique.enforce(container, "environment", { name, taken });
  }
  if (names.length === 0) return { environment: undefined };
  return {
    environment: names.map((name, index) => {
      const value = variables[name] ?? "";
      // A name that a secret fills, too, has been refused above.
      if (!taken.includes(name)) guardVariable(container, name, value);
      return {
        name: place.text(`environment-name-${index}`, name),
        value: place.text(`environment-${idOf(name, index)}`, value),
      };
    }),
  };
}

/** Texts by their names, made fit for JSON. @param kind of text, for the ids of the locals */
function embedded(
  place: FieldPlace,
  kind: string,
  named: Readonly<Record<string, string>>,
): JsonFields {
  return Object.fromEntries(
    sorted(named).map(([name, value], index) => [
      place.text(`${kind}-name-${index}`, name),
      place.text(`${kind}-${idOf(name, index)}`, value),
    ]),
  );
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html */
function warnOfInjected(container: Construct, names: readonly string[]): void {
  const injected =
    /^(AWS_CONTAINER_CREDENTIALS_RELATIVE_URI|ECS_CONTAINER_METADATA_URI(_V4)?|ECS_AGENT_URI|AWS_EXECUTION_ENV)$/;
  for (const name of names) {
    if (injected.test(name)) {
      warn(container, `ECS gives every container its own ${name}: leave it out.`);
    } else if (/^AWS_(DEFAULT_)?REGION$/.test(name)) {
      // Injected unless set, since agent 1.104.
      warn(
        container,
        `ECS gives a container ${name} only where it has none: this one wins, in whatever Region the task runs.`,
      );
    }
  }
}
