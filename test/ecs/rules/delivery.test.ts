import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const instead = "Write it so";
const NAMED = "whose name says that it is secret";

const file = "/run/secrets/tls.key";

const keys = ["username", "password", "domainName"];
const user = {
  store: "secretsmanager",
  selectsPart: false,
  shape: { kind: "json", keys },
} as const;
const place = { region: "eu-central-1", account: "123456789012" };
const parameter = "arn:aws:ssm:eu-central-1:123456789012:parameter/spec";

describe("the rules of references, plain texts, secret files and credential specifications", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/delivery.ts", ecsRules, {
    sourceStore: {
      accepted: [{ isRight: true, got: "an object" }],
      refused: [[{ isRight: false, got: "null" }, "null"]],
    },
    versionSelector: {
      accepted: [{}, { versionStage: "AWSPREVIOUS" }, { versionId: "v" }],
      refused: [[{ versionStage: "AWSPREVIOUS", versionId: "v" }, "stage AWSPREVIOUS and id v"]],
    },
    selectorText: {
      accepted: ["a", "my key"],
      refused: [
        ["", '""'],
        ["a:b", '"a:b"'],
      ],
    },
    jsonKeyExists: {
      accepted: [
        { jsonKey: "password", shape: { kind: "json", keys: ["password", "username"] } },
        { jsonKey: "whatever", shape: { kind: "unknown" } },
      ],
      refused: [
        [
          { jsonKey: "Password", shape: { kind: "json", keys: ["password", "username"] } },
          "Password (it has password, username)",
        ],
        [{ jsonKey: "a", shape: { kind: "text" } }, "a of a secret that is not JSON"],
      ],
    },
    plainTextNoSecret: {
      accepted: [
        { text: "x", instead },
        { text: "x", name: "DB_HOST", instead },
        { text: "/run/secrets/x", name: "DB_PASSWORD", instead },
      ],
      refused: [
        [
          { text: "x", name: "DB_PASSWORD", instead },
          `a text of 1 character, ${NAMED}. Write it so`,
        ],
        [
          { text: "--password=x", instead },
          "a text of 12 characters, with a value for password. Write it so",
        ],
      ],
    },
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
        { seconds: 1, compatibility: "EC2" },
        { seconds: 3600, compatibility: "EC2" },
      ],
      refused: [
        [{ seconds: 0, compatibility: "EC2" }, "0"],
        [{ seconds: 1, compatibility: "FARGATE" }, "1"],
        [{ seconds: 121, compatibility: "FARGATE" }, "121"],
        [{ seconds: 2.5, compatibility: "FARGATE" }, "2.5"],
      ],
    },
    secretFilesNetwork: { accepted: ["awsvpc", "bridge", "host"], refused: [["none", '"none"']] },
    secretFilesContainer: {
      accepted: ["a".repeat(242)],
      refused: [["a".repeat(243), "243 characters"]],
    },
    credentialSpecJoined: {
      accepted: [
        { compatibility: "FARGATE", hasDomainUser: true },
        { compatibility: "EC2", hasDomainUser: false },
      ],
      refused: [[{ compatibility: "FARGATE", hasDomainUser: false }, "none on Fargate"]],
    },
    credentialSpecUser: {
      accepted: [user, { ...user, shape: { kind: "unknown" } }],
      refused: [
        [{ ...user, store: "ssm" }, "a parameter of Parameter Store"],
        [{ ...user, selectsPart: true }, "a part or a version of one"],
        [{ ...user, shape: { kind: "text" } }, "a secret that is not JSON"],
        [
          { ...user, shape: { kind: "json", keys: ["username"] } },
          "JSON without password and domainName",
        ],
      ],
    },
    credentialSpecUserRegion: {
      accepted: [
        {
          region: "eu-central-1",
          arn: "arn:aws:secretsmanager:eu-central-1:210987654321:secret:user-AbCdEf",
        },
      ],
      refused: [
        [
          {
            region: "eu-west-1",
            arn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:user-AbCdEf",
          },
          "arn:aws:secretsmanager:eu-central-1:123456789012:secret:user-AbCdEf",
        ],
      ],
    },
    credentialSpecPlace: {
      accepted: [{ ...place, arn: parameter }],
      refused: [
        [{ ...place, region: "eu-west-1", arn: parameter }, parameter],
        [{ ...place, account: "210987654321", arn: parameter }, parameter],
      ],
    },
  });
});
