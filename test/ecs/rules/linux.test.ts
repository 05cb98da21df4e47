import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const nofile = { name: "nofile", softLimit: 1024, hardLimit: 4096 };
const control = { networkMode: "awsvpc" };

describe("the rules of the Linux kernel", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/linux.ts", ecsRules, {
    ulimit: {
      accepted: [
        nofile,
        { ...nofile, softLimit: 4096 },
        { ...nofile, hardLimit: -1 },
        { name: "memlock", softLimit: -1, hardLimit: -1 },
        { name: "core", softLimit: 0, hardLimit: 0 },
      ],
      refused: [
        [{ ...nofile, name: "files" }, "files with 1024 and 4096"],
        [{ ...nofile, softLimit: 4097 }, "nofile with 4097 and 4096"],
        [{ ...nofile, softLimit: -1 }, "nofile with -1 and 4096"],
        [{ ...nofile, softLimit: -2 }, "nofile with -2 and 4096"],
        [{ ...nofile, softLimit: 1.5 }, "nofile with 1.5 and 4096"],
      ],
    },
    ulimitOnce: {
      accepted: [["nofile", "nproc"]],
      refused: [[["nofile", "nproc", "nofile"], "nofile twice"]],
    },
    capability: {
      accepted: ["ALL", "NET_BIND_SERVICE", "WAKE_ALARM"],
      refused: [
        ["CAP_SYS_PTRACE", '"CAP_SYS_PTRACE"'],
        ["sys_ptrace", '"sys_ptrace"'],
      ],
    },
    capabilityOnFargate: {
      accepted: [
        { compatibility: "FARGATE", name: "SYS_PTRACE" },
        { compatibility: "EC2", name: "SYS_ADMIN" },
      ],
      refused: [[{ compatibility: "FARGATE", name: "SYS_ADMIN" }, "SYS_ADMIN"]],
    },
    tmpfsFolder: {
      accepted: [
        { path: "/tmp", size: 1 },
        { path: "/var/a..b", size: 4096 },
      ],
      refused: [
        [{ path: "tmp", size: 64 }, '"tmp" with 64 MiB'],
        [{ path: "/", size: 64 }, '"/" with 64 MiB'],
        [{ path: "/run/../tmp", size: 64 }, '"/run/../tmp" with 64 MiB'],
        [{ path: "/tmp:ro", size: 64 }, '"/tmp:ro" with 64 MiB'],
        [{ path: "/tmp", size: 0 }, '"/tmp" with 0 MiB'],
        [{ path: "/tmp", size: 0.5 }, '"/tmp" with 0.5 MiB'],
      ],
    },
    tmpfsOption: {
      accepted: ["noexec", "mode=1777", "uid=1000"],
      refused: [
        ["size=64m", '"size=64m"'],
        ["readonly", '"readonly"'],
      ],
    },
    mountOnce: {
      accepted: [["/tmp", "/tmp/a"]],
      refused: [[["/tmp", "/data", "/tmp"], "/tmp twice"]],
    },
    swap: {
      accepted: [
        {},
        { maxSwap: 0 },
        { maxSwap: 1, swappiness: 0 },
        { maxSwap: 512, swappiness: 100 },
      ],
      refused: [
        [{ maxSwap: -1 }, "-1 MiB"],
        [{ maxSwap: 1.5 }, "1.5 MiB"],
        [{ swappiness: 60 }, "swappiness 60 alone"],
        [{ maxSwap: 1, swappiness: 101 }, "swappiness 101"],
        [{ maxSwap: 1, swappiness: 0.5 }, "swappiness 0.5"],
      ],
    },
    sharedMemory: {
      accepted: [1, 4096],
      refused: [
        [0, "0"],
        [64.5, "64.5"],
      ],
    },
    restartPeriod: {
      accepted: [60, 1800],
      refused: [
        [59, "59"],
        [1801, "1801"],
        [60.5, "60.5"],
      ],
    },
    restartExitCodes: {
      accepted: [[], [0, 255], Array.from({ length: 50 }, (_, code) => code)],
      refused: [
        [Array.from({ length: 51 }, (_, code) => code), "51 of them"],
        [[0, 256], "256"],
        [[-1], "-1"],
      ],
    },
    systemControl: {
      accepted: [
        { ...control, namespace: "net.core.somaxconn" },
        { ...control, namespace: "kernel.shmmax" },
        { ...control, namespace: "fs.mqueue.msg_max" },
        { networkMode: "host", namespace: "kernel.sem" },
        { networkMode: "bridge", ipcMode: "host", namespace: "net.core.somaxconn" },
      ],
      refused: [
        [{ ...control, namespace: "vm.swappiness" }, "vm.swappiness"],
        [{ ...control, namespace: "kernel.panic" }, "kernel.panic"],
        [{ ...control, namespace: "net." }, "net."],
        [{ networkMode: "host", namespace: "net.core.somaxconn" }, "net.core.somaxconn in host"],
        [
          { networkMode: "bridge", ipcMode: "host", namespace: "kernel.sem" },
          "kernel.sem in ipcMode host",
        ],
      ],
    },
    extraHost: {
      accepted: ["10.0.0.10", "::1", "host-gateway"],
      refused: [
        ["Host-Gateway", '"Host-Gateway"'],
        ["10.0.0", '"10.0.0"'],
        ["db.internal", '"db.internal"'],
      ],
    },
    dockerSecurityOption: {
      accepted: ["no-new-privileges", "apparmor:docker-default", "label:type:svirt_apache_t"],
      refused: [
        ["seccomp:unconfined", '"seccomp:unconfined"'],
        ["apparmor:", '"apparmor:"'],
      ],
    },
    versionConsistency: {
      accepted: ["enabled", "disabled"],
      refused: [["ENABLED", '"ENABLED"']],
    },
  });
});
