import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const file = "/run/secrets/tls.key";

describe("the rules of secret files", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/secret-files.ts", ecsRules, {
    secretFileKnown: { accepted: [true], refused: [[false, "a path that only Terraform knows"]] },
    secretFilePath: {
      accepted: ["/a", file, "/a b/$(c)/`d`'\"", "/...", "/a/.b", "/ü/-n"],
      refused: [
        "",
        "/",
        "a",
        "run/secrets/a",
        "./a",
        "/a/",
        "/a//b",
        "//a",
        "/a/./b",
        "/a/.",
        "/a/../b",
        "/..",
        "/a:b/c",
        "/a/b:ro",
        "/a\nb",
        "/a\u0000b",
      ].map((path) => [path, JSON.stringify(path)] as const),
    },
    secretFileUnique: {
      accepted: [{ path: "/a/b", others: ["/a/c", "/a/b/c", "/a"] }],
      refused: [
        [{ path: "/a/b", others: ["/a//b"] }, "two files at /a/b"],
        [{ path: "/a/./b", others: ["/c", "/a/b"] }, "two files at /a/b"],
        [{ path: "/a/b", others: ["/a/c/../b"] }, "two files at /a/b"],
      ],
    },
    secretFileDirectory: {
      accepted: [{ path: "/a/b", others: ["/a/bc", "/a/c", "/b"] }],
      refused: [
        [{ path: "/a/b/c", others: ["/a/b"] }, "/a/b/c below the file /a/b"],
        [{ path: "/a/b/c/d", others: ["/e", "/a/b"] }, "/a/b/c/d below the file /a/b"],
      ],
    },
    secretFileHides: {
      accepted: [file, "/run/a/b", "/secrets/a", "/etc/orders/a", "/usr/share/orders/a", "/srv/a"],
      refused: [
        "/a",
        "/etc/a",
        "/run/a",
        "/usr/bin/a",
        "/etc/ssl/certs/a",
        "/proc/1/a",
        "/dev/a",
      ].map((path) => {
        const directory = path.slice(0, path.lastIndexOf("/")) || "/";
        return [path, `${path}, which would hide ${directory}`] as const;
      }),
    },
    secretFileMount: {
      accepted: [
        { directory: "/run/secrets", mounts: {} },
        { directory: "/run/secrets", mounts: { "/run/secretsandmore": {}, "/run/other": {} } },
        { directory: "/run/secrets", mounts: { "/run": {} } },
      ],
      refused: [
        [
          { directory: "/run/secrets", mounts: { "/a": {}, "/run/secrets": {} } },
          "files in /run/secrets with a mount at /run/secrets",
        ],
        [
          { directory: "/run/secrets", mounts: { "/run/secrets/": {} } },
          "files in /run/secrets with a mount at /run/secrets/",
        ],
        [
          { directory: "/run/secrets", mounts: { "/run/secrets/cache": {} } },
          "files in /run/secrets with a mount at /run/secrets/cache",
        ],
        [
          { directory: "/run/secrets", mounts: { "/run": { readOnly: true } } },
          "files in /run/secrets with a mount at /run",
        ],
      ],
    },
    secretFileUser: {
      accepted: [{ user: "0" }, { user: "1000:1000" }],
      refused: [[{}, "none"]],
    },
    secretFileOwner: {
      accepted: ["0", "1000", "1000:1000", "4294967294:0"],
      refused: ["app", "app:app", "1000:app", "-1", "", "1000:", ":1000", "1000:1000:1"].map(
        (user) => [user, JSON.stringify(user)] as const,
      ),
    },
    secretFileWhole: {
      accepted: [{}],
      refused: [[{ jsonKey: "password" }, "the JSON key password"]],
    },
    secretFilesTimeout: {
      accepted: [
        { seconds: 2, compatibility: "FARGATE" },
        { seconds: 120, compatibility: "FARGATE" },
        { seconds: 3600, compatibility: "EC2" },
      ],
      refused: [
        [{ seconds: 1, compatibility: "EC2" }, "1"],
        [{ seconds: 121, compatibility: "FARGATE" }, "121"],
        [{ seconds: 2.5, compatibility: "FARGATE" }, "2.5"],
      ],
    },
    secretFilesNetwork: { accepted: ["awsvpc", "bridge", "host"], refused: [["none", '"none"']] },
    secretFilesContainer: {
      accepted: ["a".repeat(242)],
      refused: [["a".repeat(243), "243 characters"]],
    },
  });
});
