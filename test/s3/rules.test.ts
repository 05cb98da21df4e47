import * as s3Rules from "../../modules/s3/rules";
import { itHoldsAtItsBoundaries } from "../ecs/support/boundaries";

const quoted = (text: string): readonly [string, string] => [text, JSON.stringify(text)];

describe("the rules of s3", () => {
  itHoldsAtItsBoundaries("modules/s3/rules.ts", s3Rules, {
    bucketName: {
      accepted: ["abc", "a".repeat(63), "my.bucket-1", "1.2.3.4.5", "amzn-s3-bucket"],
      refused: [
        quoted("ab"),
        quoted("a".repeat(64)),
        quoted("Abc"),
        quoted("a_b"),
        quoted("-abc"),
        quoted("abc."),
        quoted("a..b"),
        quoted("192.168.5.4"),
        quoted("xn--abc"),
        quoted("sthree-abc"),
        quoted("amzn-s3-demo-bucket"),
        quoted("abc-s3alias"),
        quoted("abc--ol-s3"),
        quoted("abc.mrap"),
        quoted("abc--x-s3"),
        quoted("abc--table-s3"),
      ],
    },
    bucketNamespace: {
      accepted: ["orders", "orders-and", "orders-an-dev", "an", "ordersan"],
      refused: [quoted("orders-an"), quoted("orders-123456789012-eu-central-1-an")],
    },
    objectPrefix: {
      accepted: ["a/", "web/certificates/", ".hidden/", `${"a".repeat(1023)}/`],
      refused: [
        quoted(""),
        quoted("/"),
        quoted("web"),
        quoted("/web/"),
        quoted("web*/"),
        quoted("w?b/"),
        quoted("${aws:userid}/"),
        [`${"a".repeat(1024)}/`, `"${"a".repeat(116)}…`],
      ],
    },
    objectKey: {
      accepted: ["a", "web/fluent-bit.conf", "a".repeat(1024)],
      refused: [
        quoted(""),
        quoted("/a"),
        quoted("web/"),
        quoted("web/*"),
        quoted("a?"),
        quoted("${a}"),
        ["a".repeat(1025), `"${"a".repeat(116)}…`],
      ],
    },
    environmentFileKey: {
      accepted: [
        ".env",
        "a..b.env",
        "...env",
        "web/..x/.env",
        "web/settings.env",
        "web/.env",
        `${"a".repeat(1020)}.env`,
      ],
      refused: [
        quoted(""),
        quoted("settings.txt"),
        quoted("../settings.env"),
        quoted("web/../settings.env"),
        quoted("web/../../settings.env"),
        quoted("env"),
        quoted("/settings.env"),
        quoted("web/*.env"),
        quoted("a?.env"),
        quoted("${a}.env"),
        [`${"a".repeat(1021)}.env`, `"${"a".repeat(116)}…`],
      ],
    },
    accessLogsTarget: {
      accepted: [{ bucket: "abc", target: "abd" }],
      refused: [[{ bucket: "abc", target: "abc" }, '"abc"']],
    },
    noncurrentDays: {
      accepted: [1, 3650],
      refused: [
        [0, "0"],
        [1.5, "1.5"],
      ],
    },
  });
});
