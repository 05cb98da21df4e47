import type { IResolvable } from "cdktf";
import {
  listOf,
  number,
  object,
  oneOf,
  part,
  partMap,
  parts,
  type PropTable,
  flag,
  numbers,
  needed,
} from "../../core/internal";

/**
 * Fields of a container definition as the ECS API names them, for what has no prop.
 *
 * The name is none of them: it is the one that `addContainer` was given.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export interface ContainerOverrides {
  /** The command, as an array of its words. */
  readonly command?: readonly string[];
  /** CPU units, of which a vCPU has 1,024. */
  readonly cpu?: number;
  /** ARNs of credential specifications, behind their scheme. */
  readonly credentialSpecs?: readonly string[];
  /** Containers that have to be in a condition before this one starts. */
  readonly dependsOn?: readonly {
    /** The container that is waited for. */
    readonly containerName: string;
    /** The condition that it has to be in. */
    readonly condition: "START" | "COMPLETE" | "SUCCESS" | "HEALTHY";
  }[];
  /** Whether the container has no network. */
  readonly disableNetworking?: boolean | IResolvable;
  /** Domains that names without a dot are looked up in. */
  readonly dnsSearchDomains?: readonly string[];
  /** Addresses of DNS servers. */
  readonly dnsServers?: readonly string[];
  /** Labels of the container. */
  readonly dockerLabels?: Readonly<Record<string, string>>;
  /** Options for SELinux, AppArmor or credential specifications, on EC2. */
  readonly dockerSecurityOptions?: readonly string[];
  /** The entry point, as an array of its words. */
  readonly entryPoint?: readonly string[];
  /** Plain variables; a secret in one is refused. */
  readonly environment?: readonly {
    /** The variable. */
    readonly name: string;
    /** Its text. */
    readonly value: string;
  }[];
  /** Files of variables in S3, by their ARNs. The grants do not follow from here. */
  readonly environmentFiles?: readonly {
    /** Where the file is: S3 alone. */
    readonly type: "s3";
    /** The object's ARN. */
    readonly value: string;
  }[];
  /** Whether the task ends when this container does. */
  readonly essential?: boolean | IResolvable;
  /** Lines of `/etc/hosts`. */
  readonly extraHosts?: readonly {
    /** The name. */
    readonly hostname: string;
    /** The address that it resolves to. */
    readonly ipAddress: string;
  }[];
  /** The log router of FireLens. */
  readonly firelensConfiguration?: {
    /** The program that the image runs. */
    readonly type?: "fluentd" | "fluentbit";
    /** Options of FireLens, such as `config-file-type`. */
    readonly options?: Readonly<Record<string, string>>;
  };
  /** The command by which ECS knows that the container is well; times in seconds. */
  readonly healthCheck?: {
    /** The command, behind `CMD` or `CMD-SHELL`. */
    readonly command?: readonly string[];
    /** Seconds between two checks, 5 to 300. */
    readonly interval?: number;
    /** Seconds that a check may take, 2 to 60. */
    readonly timeout?: number;
    /** Failed checks after which the container is unhealthy, 1 to 10. */
    readonly retries?: number;
    /** Seconds after the start in which a failed check does not count, 0 to 300. */
    readonly startPeriod?: number;
  };
  /** The container's host name. */
  readonly hostname?: string;
  /** The image. The grants of a private one do not follow from here. */
  readonly image?: string;
  /** Whether standard input stays open. */
  readonly interactive?: boolean | IResolvable;
  /** Containers that this one reaches by name, in the network mode `bridge`. */
  readonly links?: readonly string[];
  /** Settings of the kernel. */
  readonly linuxParameters?: {
    /** Capabilities of the kernel. */
    readonly capabilities?: {
      /** Those that the container gets beside Docker's own; on Fargate `SYS_PTRACE` alone. */
      readonly add?: readonly string[];
      /** Those of Docker's own that are taken from it. */
      readonly drop?: readonly string[];
    };
    /** Devices of the host, on EC2. */
    readonly devices?: readonly {
      /** The device on the host. */
      readonly hostPath: string;
      /** Where it is in the container. */
      readonly containerPath?: string;
      /** Of `read`, `write` and `mknod`. */
      readonly permissions?: readonly string[];
    }[];
    /** Whether an init process forwards signals and reaps processes. */
    readonly initProcessEnabled?: boolean | IResolvable;
    /** MiB of swap, on EC2. */
    readonly maxSwap?: number;
    /** MiB of `/dev/shm`, on EC2. */
    readonly sharedMemorySize?: number;
    /** How eagerly memory is swapped, 0 to 100, on EC2. */
    readonly swappiness?: number;
    /** File systems in memory, on EC2. */
    readonly tmpfs?: readonly {
      /** Where it is in the container. */
      readonly containerPath: string;
      /** MiB at most. */
      readonly size: number;
      /** Options of `mount`, such as `ro`. */
      readonly mountOptions?: readonly string[];
    }[];
  };
  /** The log driver with its options. */
  readonly logConfiguration?: {
    /** The driver, such as `awslogs`. */
    readonly logDriver?: string;
    /** Plain options of the driver. */
    readonly options?: Readonly<Record<string, string>>;
    /** Options whose values ECS reads. The grants do not follow from here. */
    readonly secretOptions?: readonly {
      /** The option. */
      readonly name: string;
      /** ARN of the secret or parameter that holds its value. */
      readonly valueFrom: string;
    }[];
  };
  /** MiB above which the container is killed. */
  readonly memory?: number;
  /** MiB that are kept free for the container. */
  readonly memoryReservation?: number;
  /** Where the task's volumes are mounted. */
  readonly mountPoints?: readonly {
    /** The volume, by its name in the task. */
    readonly sourceVolume?: string;
    /** Where it is mounted. */
    readonly containerPath?: string;
    /** Whether the container may not write to it. */
    readonly readOnly?: boolean | IResolvable;
  }[];
  /** The ports that the container listens on. */
  readonly portMappings?: readonly {
    /** The protocol of Service Connect. */
    readonly appProtocol?: "http" | "http2" | "grpc";
    /** The port. */
    readonly containerPort?: number;
    /** Several ports, such as `8000-8010`, instead of one. */
    readonly containerPortRange?: string;
    /** The port of the host; in `awsvpc` the same. */
    readonly hostPort?: number;
    /** The name by which Service Connect knows it. */
    readonly name?: string;
    /** The protocol below it. */
    readonly protocol?: "tcp" | "udp";
  }[];
  /** Whether it has the rights of root on the container instance; refused on Fargate. */
  readonly privileged?: boolean | IResolvable;
  /** Whether it has a terminal. */
  readonly pseudoTerminal?: boolean | IResolvable;
  /** Whether its root file system is read-only. */
  readonly readonlyRootFilesystem?: boolean | IResolvable;
  /** The secret of a private registry. The grants do not follow from here. */
  readonly repositoryCredentials?: {
    /** ARN of the secret that holds `username` and `password`. */
    readonly credentialsParameter: string;
  };
  /** GPUs and other devices. */
  readonly resourceRequirements?: readonly {
    /** What is required. */
    readonly type: "GPU" | "NeuronDevice" | "InferenceAccelerator";
    /** How many, or which. */
    readonly value: string;
  }[];
  /** Whether, and after what, the container alone is started again; the period in seconds. */
  readonly restartPolicy?: {
    /** Whether the container alone is started again. */
    readonly enabled: boolean | IResolvable;
    /** Exit codes after which it is not. */
    readonly ignoredExitCodes?: readonly number[];
    /** Seconds that it has to run before the next restart, 60 to 1800. */
    readonly restartAttemptPeriod?: number;
  };
  /** Variables whose values ECS reads. The grants do not follow from here. */
  readonly secrets?: readonly {
    /** The variable. */
    readonly name: string;
    /** ARN of the secret or parameter that holds its value. */
    readonly valueFrom: string;
  }[];
  /** Seconds after which a container that waits for this one gives up. */
  readonly startTimeout?: number;
  /** Seconds between the request to end and the end by force. */
  readonly stopTimeout?: number;
  /** Parameters of the kernel for the container's namespaces. */
  readonly systemControls?: readonly {
    /** The parameter, such as `net.core.somaxconn`. */
    readonly namespace: string;
    /** Its value. */
    readonly value: string;
  }[];
  /** Limits of its processes. */
  readonly ulimits?: readonly {
    /** The limit, such as `nofile`. */
    readonly name: string;
    /** What applies, and the process may raise. */
    readonly softLimit: number;
    /** What it may be raised to. */
    readonly hardLimit: number;
  }[];
  /** The user that it runs as. */
  readonly user?: string;
  /** Whether the image's tag is resolved to a digest once for a deployment. */
  readonly versionConsistency?: "enabled" | "disabled";
  /** Containers whose volumes are mounted here, too. */
  readonly volumesFrom?: readonly {
    /** The container whose volumes they are. */
    readonly sourceContainer: string;
    /** Whether this container may not write to them. */
    readonly readOnly?: boolean | IResolvable;
  }[];
  /** The folder in which its command runs. */
  readonly workingDirectory?: string;
}

type ItemOf<L> = NonNullable<L> extends readonly (infer T extends object)[] ? T : never;
type Item<K extends keyof ContainerOverrides> = ItemOf<ContainerOverrides[K]>;
type Inner<K extends keyof ContainerOverrides> = NonNullable<ContainerOverrides[K]> & object;
type Linux = Inner<"linuxParameters">;
type Log = Inner<"logConfiguration">;

/** How {@link ContainerOverrides} are read: the provider would silently drop a name that ECS does not have. */
export const OVERRIDES = {
  command: parts,
  cpu: number,
  credentialSpecs: parts,
  dependsOn: listOf<Item<"dependsOn">>({
    containerName: needed(part),
    condition: needed(oneOf(part, { START: true, COMPLETE: true, SUCCESS: true, HEALTHY: true })),
  }),
  disableNetworking: flag,
  dnsSearchDomains: parts,
  dnsServers: parts,
  dockerLabels: partMap,
  dockerSecurityOptions: parts,
  entryPoint: parts,
  environment: listOf<Item<"environment">>({ name: needed(part), value: needed(part) }),
  environmentFiles: listOf<Item<"environmentFiles">>({
    type: needed(oneOf(part, { s3: true })),
    value: needed(part),
  }),
  essential: flag,
  extraHosts: listOf<Item<"extraHosts">>({ hostname: needed(part), ipAddress: needed(part) }),
  firelensConfiguration: object<Inner<"firelensConfiguration">>({
    type: oneOf(part, { fluentd: true, fluentbit: true }),
    options: partMap,
  }),
  healthCheck: object<Inner<"healthCheck">>({
    command: parts,
    interval: number,
    timeout: number,
    retries: number,
    startPeriod: number,
  }),
  hostname: part,
  image: part,
  interactive: flag,
  links: parts,
  linuxParameters: object<Linux>({
    capabilities: object<NonNullable<Linux["capabilities"]>>({ add: parts, drop: parts }),
    devices: listOf<ItemOf<Linux["devices"]>>({
      hostPath: needed(part),
      containerPath: part,
      permissions: parts,
    }),
    initProcessEnabled: flag,
    maxSwap: number,
    sharedMemorySize: number,
    swappiness: number,
    tmpfs: listOf<ItemOf<Linux["tmpfs"]>>({
      containerPath: needed(part),
      size: needed(number),
      mountOptions: parts,
    }),
  }),
  logConfiguration: object<Log>({
    logDriver: part,
    options: partMap,
    secretOptions: listOf<ItemOf<Log["secretOptions"]>>({
      name: needed(part),
      valueFrom: needed(part),
    }),
  }),
  memory: number,
  memoryReservation: number,
  mountPoints: listOf<Item<"mountPoints">>({
    sourceVolume: part,
    containerPath: part,
    readOnly: flag,
  }),
  portMappings: listOf<Item<"portMappings">>({
    appProtocol: oneOf(part, { http: true, http2: true, grpc: true }),
    containerPort: number,
    containerPortRange: part,
    hostPort: number,
    name: part,
    protocol: oneOf(part, { tcp: true, udp: true }),
  }),
  privileged: flag,
  pseudoTerminal: flag,
  readonlyRootFilesystem: flag,
  repositoryCredentials: object<Inner<"repositoryCredentials">>({
    credentialsParameter: needed(part),
  }),
  resourceRequirements: listOf<Item<"resourceRequirements">>({
    type: needed(oneOf(part, { GPU: true, NeuronDevice: true, InferenceAccelerator: true })),
    value: needed(part),
  }),
  restartPolicy: object<Inner<"restartPolicy">>({
    enabled: needed(flag),
    ignoredExitCodes: numbers,
    restartAttemptPeriod: number,
  }),
  secrets: listOf<Item<"secrets">>({ name: needed(part), valueFrom: needed(part) }),
  startTimeout: number,
  stopTimeout: number,
  systemControls: listOf<Item<"systemControls">>({ namespace: needed(part), value: needed(part) }),
  ulimits: listOf<Item<"ulimits">>({
    name: needed(part),
    softLimit: needed(number),
    hardLimit: needed(number),
  }),
  user: part,
  versionConsistency: oneOf(part, { enabled: true, disabled: true }),
  volumesFrom: listOf<Item<"volumesFrom">>({ sourceContainer: needed(part), readOnly: flag }),
  workingDirectory: part,
} satisfies PropTable<ContainerOverrides>;
