import { Token } from "cdktf";
import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const quoted = <T>(...values: readonly T[]): (readonly [T, string])[] =>
  values.map((value) => [value, JSON.stringify(value)] as const);
const SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/db-AbCdEf";
const PARAMETER = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/a";
const PLACED = { "awslogs-group": "orders", "awslogs-region": "eu-central-1" };

describe("the rules of overrides", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/overrides.ts", ecsRules, {
    valueFrom: {
      accepted: ["/orders/a", "orders", PARAMETER, SECRET, `${SECRET}:password::`],
      refused: [
        ["", "an empty text"],
        ["two words", "a text of 9 characters"],
        [`${PARAMETER}:2`, `${PARAMETER}:2: ECS takes no version or label of a parameter`],
        [
          `${SECRET}:password`,
          `${SECRET}:password: after the secret's name ECS takes nothing, or exactly :json-key:version-stage:version-id`,
        ],
        ["orders/a", "a text of 8 characters: no parameter has such a name"],
        ["hunter2+", "a text of 8 characters: no parameter has such a name"],
        [
          PARAMETER.replace("parameter/", "parameter//"),
          `${PARAMETER.replace("parameter/", "parameter//")}: no parameter has such a name`,
        ],
        ["s3://bucket/key", "s3://bucket/key: s3 is no store of secrets"],
        [
          "arn:aws:kms:eu-central-1:123456789012:key/a",
          "arn:aws:kms:eu-central-1:123456789012:key/a: kms is no store of secrets",
        ],
      ],
    },
    environmentFileArn: {
      accepted: ["arn:aws:s3:::bucket/web/a.env"],
      refused: quoted(
        "s3://bucket/a.env",
        "arn:aws:s3:::bucket/a.txt",
        "arn:aws:s3:::bucket/../a.env",
        "arn:aws:s3:::bucket",
      ),
    },
    credentialSpecText: {
      accepted: [
        [`credentialspec:${PARAMETER}`],
        ["credentialspecdomainless:arn:aws:s3:::bucket/spec.json"],
      ],
      refused: [
        [[], "0 of them"],
        [[`credentialspec:${PARAMETER}`, `credentialspec:${PARAMETER}`], "2 of them"],
        [[PARAMETER], JSON.stringify(PARAMETER)],
        [[`credentialspec:${SECRET}`], JSON.stringify(`credentialspec:${SECRET}`)],
      ],
    },
    executionRoleGiven: {
      accepted: [Token.asString({ resolve: () => "secrets" })],
      refused: [["secrets", "secrets"]],
    },
    logOptionMode: { accepted: ["blocking", "non-blocking"], refused: quoted("async", "") },
    logOptionSize: {
      accepted: ["25m", "1g", "4096", "512kb"],
      refused: quoted("25 MB", "0m", "-1m", "many"),
    },
    awslogsOptions: {
      accepted: [
        PLACED,
        { ...PLACED, "awslogs-create-group": "false" },
        { ...PLACED, mode: "non-blocking", "max-buffer-size": "25m", tag: "{{.Name}}" },
      ],
      refused: [
        [{ ...PLACED, "awslogs-create-group": "true" }, 'awslogs-create-group "true"'],
        [
          { ...PLACED, "awslogs-create-group": Token.asString({ resolve: () => "true" }) },
          "awslogs-create-group that only Terraform knows",
        ],
        [{ ...PLACED, "awslogs-groups": "orders" }, "awslogs-groups"],
        [{ "awslogs-region": "eu-central-1" }, "none of awslogs-group"],
        [{}, "none of awslogs-group"],
      ],
    },
    awslogsPrefix: {
      accepted: [["awslogs-group", "awslogs-stream-prefix"]],
      refused: [
        [["awslogs-group"], "only awslogs-group"],
        [[], "only no options"],
      ],
    },
  });
});
