import * as rules from "../../environments/rules";
import { itHoldsAtItsBoundaries } from "../ecs/support/boundaries";

const DIGEST = "0123456789abcdef".repeat(4);

describe("the rules of environments", () => {
  itHoldsAtItsBoundaries("environments/rules.ts", rules, {
    environmentName: {
      accepted: ["a", "dev-2", "a".repeat(20)],
      refused: [
        ["", '""'],
        ["a".repeat(21), `"${"a".repeat(21)}"`],
        ["Dev", '"Dev"'],
        ["2dev", '"2dev"'],
        ["my_dev", '"my_dev"'],
      ],
    },
    environmentUnique: {
      accepted: [{ name: "dev", count: 1 }],
      refused: [[{ name: "dev", count: 2 }, '"dev" 2 times']],
    },
    accountId: {
      accepted: ["000000000000", "123456789012"],
      refused: [
        ["12345678901", '"12345678901"'],
        ["1234567890123", '"1234567890123"'],
        ["1234-5678-9012", '"1234-5678-9012"'],
      ],
    },
    region: {
      accepted: ["eu-central-1", "us-gov-west-1", "cn-north-1", "ap-southeast-5"],
      refused: [
        ["", '""'],
        ["frankfurt", '"frankfurt"'],
        ["eu-central-1a", '"eu-central-1a"'],
        ["EU-central-1", '"EU-central-1"'],
      ],
    },
    fieldMissing: {
      accepted: [{ missing: false }],
      refused: [[{ missing: true }, "nothing"]],
    },
    unknownRevision: {
      accepted: [{ id: "db", known: ["db"] }],
      refused: [[{ id: "dbb", known: ["a", "db"] }, '"dbb" (there are a, db)']],
    },
    stateKey: {
      accepted: [
        "arn:aws:kms:eu-central-1:333333333333:key/11111111-2222-4333-8444-555555555555",
        "arn:aws:kms:eu-central-1:333333333333:key/mrk-0123456789abcdef0123456789abcdef",
      ],
      refused: [
        ["alias/state", '"alias/state"'],
        // No version and variant of a UUID: Terraform's backend says "Invalid KMS Key ARN".
        [
          "arn:aws:kms:eu-central-1:333333333333:key/11111111-2222-0333-4444-555555555555",
          '"arn:aws:kms:eu-central-1:333333333333:key/11111111-2222-0333-4444-555555555555"',
        ],
      ],
    },
    stateBucket: {
      accepted: ["abc", "a".repeat(63), "my.state-1"],
      refused: [
        ["ab", '"ab"'],
        ["a".repeat(64), `"${"a".repeat(64)}"`],
        ["State", '"State"'],
        ["-state", '"-state"'],
        ["a..b", '"a..b"'],
        ["s3://state", '"s3://state"'],
      ],
    },
    cloudName: {
      accepted: ["a", "a".repeat(90), "orders_staging-1"],
      refused: [
        ["", '""'],
        ["a".repeat(91), `"${"a".repeat(91)}"`],
        ["my org", '"my org"'],
      ],
    },
    subnetId: {
      accepted: ["subnet-0a1b2c3d", "subnet-0a1b2c3d4e5f60718"],
      refused: [
        ["subnet-0a1b2c3", '"subnet-0a1b2c3"'],
        ["subnet-0a1b2c3d4", '"subnet-0a1b2c3d4"'],
        ["sg-0a1b2c3d", '"sg-0a1b2c3d"'],
      ],
    },
    securityGroupId: {
      accepted: ["sg-0a1b2c3d", "sg-0a1b2c3d4e5f60718"],
      refused: [
        ["sg-0a1b2c3", '"sg-0a1b2c3"'],
        ["default", '"default"'],
      ],
    },
    image: {
      accepted: [
        "nginx:1",
        "public.ecr.aws/nginx/nginx:1.29",
        "registry.example.com:5000/team/orders:v1.8_2",
        `registry.example.com/orders@sha256:${DIGEST}`,
        `nginx:a${"b".repeat(127)}`,
      ],
      refused: [
        ["nginx", '"nginx"'],
        ["registry.example.com:5000/orders", '"registry.example.com:5000/orders"'],
        ["nginx:", '"nginx:"'],
        ["my nginx:1", '"my nginx:1"'],
        ["nginx@sha256:0123", '"nginx@sha256:0123"'],
      ],
    },
    tag: {
      accepted: [
        ["a", ""],
        ["a".repeat(128), "b".repeat(256)],
      ],
      refused: [
        [["", "x"], '""'],
        [["a".repeat(129), "x"], `"${"a".repeat(129)}"`],
        [["team", "b".repeat(257)], '"team"'],
        [["AWS:team", "x"], '"AWS:team"'],
      ],
    },
  });
});
