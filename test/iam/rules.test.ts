import * as iamRules from "../../modules/iam/rules";
import { itHoldsAtItsBoundaries } from "../ecs/support/boundaries";

describe("the rules of iam", () => {
  itHoldsAtItsBoundaries("modules/iam/rules.ts", iamRules, {
    policyName: {
      accepted: ["a", "a".repeat(60), "write-orders_+=,.@1", "orders2"],
      refused: [
        ["", '""'],
        ["a".repeat(61), `"${"a".repeat(61)}"`],
        ["write orders", '"write orders"'],
        ["orders-2", '"orders-2"'],
        ["role", '"role"'],
        ["managed-policy", '"managed-policy"'],
      ],
    },
    policySize: {
      accepted: [0, 6_144],
      refused: [[6_145, "6145 characters"]],
    },
    protectedCount: {
      accepted: [1, 100],
      refused: [[0, "none"]],
    },
    roleDescription: {
      accepted: ["", "a".repeat(1000), "Liest für web\tund\n¡api! ÿ"],
      refused: [
        ["a".repeat(1001), "1001 characters"],
        ["orders – execution", 'a text with "–"'],
        ["it’s", 'a text with "’"'],
        ["a\u00a0b", 'a text with "\u00a0"'],
        ["a\u0000", 'a text with "\\u0000"'],
        ["🙂", 'a text with "🙂"'],
      ],
    },
    roleName: {
      accepted: ["a", "a".repeat(64), "orders+=,.@_-Execution1"],
      refused: [
        ["", '""'],
        ["a".repeat(65), `"${"a".repeat(65)}"`],
        ["orders execution", '"orders execution"'],
        ["orders/execution", '"orders/execution"'],
      ],
    },
    rolePath: {
      accepted: ["/", "/applications/", "/a/b/c/", `/${"a".repeat(510)}/`],
      refused: [
        ["", '""'],
        ["//", '"//"'],
        ["applications/", '"applications/"'],
        ["/applications", '"/applications"'],
        ["/a b/", '"/a b/"'],
        [`/${"a".repeat(511)}/`, `"/${"a".repeat(115)}…`],
      ],
    },
    serviceLinked: {
      accepted: ["arn:aws:iam::123456789012:role/aws-service-role-of-mine"],
      refused: [
        [
          "arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
          '"arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"',
        ],
      ],
    },
    roleArn: {
      accepted: [
        "arn:aws:iam::123456789012:role/execution",
        "arn:aws-us-gov:iam::123456789012:role/applications/orders/execution",
        "arn:aws-cn:iam::123456789012:role/a",
      ],
      refused: [
        ["execution", '"execution"'],
        ["arn:aws:iam::12345678901:role/a", '"arn:aws:iam::12345678901:role/a"'],
        ["arn:aws:iam::123456789012:role/", '"arn:aws:iam::123456789012:role/"'],
        ["arn:aws:iam::123456789012:user/a", '"arn:aws:iam::123456789012:user/a"'],
      ],
    },
    boundaryScope: {
      accepted: [true],
      refused: [[false, "what holds stacks"]],
    },
    readerArn: {
      accepted: [
        "arn:aws:iam::123456789012:role/reader",
        "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*",
        "arn:aws:iam::123456789012:user/ann",
      ],
      refused: [
        ["*", '"*"'],
        ["arn:aws:iam::123456789012:role/*", '"arn:aws:iam::123456789012:role/*"'],
        ["arn:aws:iam::*:role/reader", '"arn:aws:iam::*:role/reader"'],
        ["arn:aws:iam::123456789012:root", '"arn:aws:iam::123456789012:root"'],
        [
          "arn:aws:sts::123456789012:assumed-role/reader/me",
          '"arn:aws:sts::123456789012:assumed-role/reader/me"',
        ],
      ],
    },
    anyReader: {
      accepted: [1],
      refused: [[0, "none"]],
    },
    boundaryKept: {
      accepted: [["a", "a"]],
      refused: [
        [["a", "b"], '"a" instead of "b"'],
        [["", "b"], '"" instead of "b"'],
      ],
    },
    attachedPolicies: {
      accepted: [{ attached: 10, secrets: 450, grants: 900 }],
      refused: [
        [
          { attached: 11, secrets: 450, grants: 900 },
          "an 11th policy with secret 450 (900 grants)",
        ],
      ],
    },
    boundaryArn: {
      accepted: [
        "arn:aws:iam::123456789012:policy/boundary",
        "arn:aws:iam::aws:policy/PowerUserAccess",
        "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
      ],
      refused: [
        ["boundary", '"boundary"'],
        ["arn:aws:iam::123456789012:role/a", '"arn:aws:iam::123456789012:role/a"'],
        ["arn:aws:iam::123456789012:policy/", '"arn:aws:iam::123456789012:policy/"'],
      ],
    },
  });
});
