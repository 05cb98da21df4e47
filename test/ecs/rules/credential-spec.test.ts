import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const keys = ["username", "password", "domainName"];
const user = {
  store: "secretsmanager",
  selectsPart: false,
  shape: { kind: "json", keys },
} as const;
const place = { region: "eu-central-1", account: "123456789012" };
const parameter = "arn:aws:ssm:eu-central-1:123456789012:parameter/spec";

describe("the rules of credential specifications", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/credential-spec.ts", ecsRules, {
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
