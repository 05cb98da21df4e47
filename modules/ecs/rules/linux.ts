import { isIP } from "node:net";
import { defineRule } from "../../core";
import { isUnresolved, isWhole } from "../../core/internal";

const API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference";
const UNLIMITED = -1;
const RESTART_SECONDS = [60, 1800] as const;
const EXIT_CODES = 50;

const ULIMITS = [
  "core",
  "cpu",
  "data",
  "fsize",
  "locks",
  "memlock",
  "msgqueue",
  "nice",
  "nofile",
  "nproc",
  "rss",
  "rtprio",
  "rttime",
  "sigpending",
  "stack",
];

const CAPABILITIES =
  `ALL AUDIT_CONTROL AUDIT_WRITE BLOCK_SUSPEND CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL
  LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW SETFCAP SETGID
  SETPCAP SETUID SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME
  SYS_TTY_CONFIG SYSLOG WAKE_ALARM`.split(/\s+/);

const MOUNT_OPTIONS =
  `defaults ro rw suid nosuid dev nodev exec noexec sync async dirsync remount mand nomand atime noatime diratime
  nodiratime bind rbind unbindable runbindable private rprivate shared rshared slave rslave relatime norelatime
  strictatime nostrictatime mode uid gid nr_inodes nr_blocks mpol`.split(/\s+/);

const IPC_CONTROLS = [
  "kernel.msgmax",
  "kernel.msgmnb",
  "kernel.msgmni",
  "kernel.sem",
  "kernel.shmall",
  "kernel.shmmax",
  "kernel.shmmni",
  "kernel.shm_rmid_forced",
];

/** A limit as ECS reads it. */
export interface UlimitValue {
  readonly name: string;
  readonly softLimit: number;
  readonly hardLimit: number;
}

export const ulimit = defineRule<UlimitValue>({
  id: "ecs-ulimit",
  demands: `be one of ${ULIMITS.join(", ")}, with whole limits from -1 (unlimited), the soft one at most the hard one`,
  source: `${API}/API_Ulimit.html`,
  remedy: "Give both limits, such as 65535 for nofile.",
  broken: ({ name, softLimit: soft, hardLimit: hard }) => {
    if (isUnresolved([name, soft, hard])) return false;
    const shown = `${name} with ${soft} and ${hard}`;
    if (!ULIMITS.includes(name)) return shown;
    if (![soft, hard].every((limit) => isWhole(limit, UNLIMITED))) return shown;
    if (hard === UNLIMITED) return false;
    return (soft === UNLIMITED || soft > hard) && shown;
  },
});

export const ulimitOnce = defineRule<readonly string[]>({
  id: "ecs-ulimit-once",
  demands: "name each limit once",
  source: `${API}/API_Ulimit.html`,
  remedy: "Remove one of the two.",
  broken: (names) => {
    const twice = names.find((name, index) => names.indexOf(name) < index);
    return twice !== undefined && `${twice} twice`;
  },
});

export const capability = defineRule<string>({
  id: "ecs-capability",
  demands: "be a capability as Docker names it, without CAP_",
  source: `${API}/API_KernelCapabilities.html`,
  remedy: "Write it like NET_BIND_SERVICE.",
  broken: (name) => !CAPABILITIES.includes(name),
});

export const capabilityOnFargate = defineRule<{
  readonly compatibility: string;
  readonly name: string;
}>({
  id: "ecs-capability-fargate",
  demands: "be SYS_PTRACE on Fargate, which adds no other one",
  source: `${API}/API_KernelCapabilities.html`,
  remedy: "Remove it, or set `compatibility` to EC2.",
  broken: ({ compatibility, name }) =>
    compatibility === "FARGATE" && !isUnresolved(name) && name !== "SYS_PTRACE" && name,
});

export const tmpfsFolder = defineRule<{ readonly path: string; readonly size: number }>({
  id: "ecs-tmpfs",
  demands:
    "have an absolute path other than / without `..` and `:`, and a whole number of MiB from 1",
  source: `${API}/API_Tmpfs.html`,
  remedy: 'Write it like `tmpfs: { "/tmp": { sizeMiB: 64 } }`.',
  broken: ({ path, size }) => {
    const isPath =
      isUnresolved(path) || (/^\/[^:]*[^:/][^:]*$/.test(path) && !path.split("/").includes(".."));
    const isSize = isUnresolved(size) || isWhole(size, 1);
    return !(isPath && isSize) && `${JSON.stringify(path)} with ${size} MiB`;
  },
});

export const tmpfsOption = defineRule<string>({
  id: "ecs-tmpfs-option",
  demands: "be an option that ECS passes to mount",
  source: `${API}/API_Tmpfs.html`,
  remedy: "Use options such as noexec, nosuid, nodev or mode=1777.",
  broken: (option) => !MOUNT_OPTIONS.includes(option.split("=")[0] ?? ""),
});

export const mountOnce = defineRule<readonly string[]>({
  id: "ecs-mount-once",
  demands: "be mounted at a path of its own, volumes and tmpfs together",
  source: `${API}/API_ContainerDefinition.html`,
  remedy: "Give one of them another path.",
  broken: (paths) => {
    const twice = paths.find((path, index) => !isUnresolved(path) && paths.indexOf(path) < index);
    return twice !== undefined && `${twice} twice`;
  },
});

export const swap = defineRule<{ readonly maxSwap?: number; readonly swappiness?: number }>({
  id: "ecs-swap",
  demands: "be a whole number of MiB from 0, and swappiness, which needs it, one from 0 to 100",
  source: `${API}/API_LinuxParameters.html`,
  remedy: "Set maxSwapMiB, to 0 for no swap at all.",
  broken: ({ maxSwap, swappiness }) => {
    if (isUnresolved([maxSwap, swappiness])) return false;
    if (maxSwap !== undefined && !isWhole(maxSwap, 0)) return `${maxSwap} MiB`;
    if (swappiness === undefined) return false;
    if (maxSwap === undefined) return `swappiness ${swappiness} alone`;
    return !isWhole(swappiness, 0, 100) && `swappiness ${swappiness}`;
  },
});

export const sharedMemory = defineRule<number>({
  id: "ecs-shared-memory",
  demands: "be a whole number of MiB from 1",
  source: `${API}/API_LinuxParameters.html`,
  remedy: "Leave it out for Docker's 64.",
  broken: (size) => !isWhole(size, 1),
});

export const restartPeriod = defineRule<number>({
  id: "ecs-restart-period",
  demands: `be a whole number of seconds from ${RESTART_SECONDS[0]} to ${RESTART_SECONDS[1]}`,
  source: `${API}/API_ContainerRestartPolicy.html`,
  remedy: "Leave it out for 300.",
  broken: (seconds) => !isWhole(seconds, ...RESTART_SECONDS),
});

export const restartExitCodes = defineRule<readonly number[]>({
  id: "ecs-restart-exit-codes",
  demands: `be at most ${EXIT_CODES} exit codes, whole numbers from 0 to 255`,
  source: `${API}/API_ContainerRestartPolicy.html`,
  remedy: "Name the codes after which the container is done, such as 0.",
  broken: (codes) => {
    if (codes.length > EXIT_CODES) return `${codes.length} of them`;
    const wrong = codes.find((code) => !isWhole(code, 0, 255));
    return wrong !== undefined && String(wrong);
  },
});

export const systemControl = defineRule<{
  readonly namespace: string;
  readonly networkMode: string;
  readonly ipcMode?: string;
}>({
  id: "ecs-system-control",
  demands:
    "be a parameter that a container has for itself: net.*, but not in network mode host; fs.mqueue.* or kernel.* of messages, semaphores and shared memory, but not in ipcMode host",
  source: `${API}/API_SystemControl.html`,
  remedy: "Set it on the instance.",
  broken: ({ namespace, networkMode, ipcMode }) => {
    if (isUnresolved(namespace)) return false;
    if (/^net\.\S+$/.test(namespace)) return networkMode === "host" && `${namespace} in host`;
    const isIpc = /^fs\.mqueue\.\S+$/.test(namespace) || IPC_CONTROLS.includes(namespace);
    if (!isIpc) return namespace;
    return ipcMode === "host" && `${namespace} in ipcMode host`;
  },
});

export const extraHost = defineRule<string>({
  id: "ecs-extra-host",
  demands: "be an IP address, or host-gateway for that of the instance",
  // ECS passes it on: https://docs.docker.com/reference/cli/docker/container/run/#add-host knows the word from 20.10.
  source: `${API}/API_HostEntry.html`,
  remedy: "Write it like 10.0.0.10.",
  broken: (address) => address !== "host-gateway" && isIP(address) === 0,
});

export const dockerSecurityOption = defineRule<string>({
  id: "ecs-docker-security-option",
  demands: "be no-new-privileges, apparmor:PROFILE, label:VALUE or credentialspec:FILE",
  source: `${API}/API_ContainerDefinition.html`,
  remedy: "A credential specification in a bucket or parameter is the prop credentialSpec.",
  broken: (option) =>
    !/^(no-new-privileges(:true)?|(apparmor|label|credentialspec):\S+)$/.test(option),
});

export const versionConsistency = defineRule<string>({
  id: "ecs-version-consistency",
  demands: "be enabled or disabled",
  source: `${API}/API_ContainerDefinition.html`,
  remedy: "Leave it out for enabled.",
  broken: (value) => value !== "enabled" && value !== "disabled",
});
