import { readPlan } from "../../../../cli/src/review/plan";
import type { JsonObject } from "../../../../cli/src/json";
import { Places, show, standIn } from "../../../../cli/src/review/world/place";
import { same, secret } from "../access/made-world";
import { madePlan, type MadeChange } from "../fixtures/made-plan";

function place(
  expressions: JsonObject,
  more: JsonObject = {},
  changes: readonly MadeChange[] = [],
) {
  const configuration = { provider_config: { aws: { name: "aws", expressions } } };
  return new Places(readPlan(madePlan(changes, { configuration, ...more }))).main;
}

describe("where a plan makes its resources", () => {
  it("is what the provider's settings say, constants or variables", () => {
    const allowed_account_ids = { constant_value: ["444455556666"] };
    expect(place({ region: { constant_value: "cn-north-1" }, allowed_account_ids })).toEqual({
      partition: "aws-cn",
      region: "cn-north-1",
      account: "444455556666",
    });
    const variables = { region: { value: "eu-west-3" } };
    const region = { references: ["var.region"] };
    expect(place({ region }, { variables }).region).toBe("eu-west-3");
  });

  it("is the account of who plans, before the one that is allowed", () => {
    const caller = {
      address: "data.aws_caller_identity.it",
      mode: "data",
      type: "aws_caller_identity",
      values: { account_id: "777788889999" },
    };
    const prior_state = { values: { root_module: { resources: [caller] } } };
    const allowed_account_ids = { constant_value: ["444455556666"] };
    expect(place({ allowed_account_ids }, { prior_state }).account).toBe("777788889999");
  });

  it("is else where most of the known resources are", () => {
    const elsewhere = same("aws_kms_key", "us", {
      arn: "arn:aws:kms:us-west-2:111122223333:key/x",
    });
    expect(place({}, {}, [elsewhere, secret("a"), secret("b")])).toEqual({
      partition: "aws",
      region: "eu-west-1",
      account: "111122223333",
    });
  });

  it("is not what a data source was asked for", () => {
    const read = (address: string, region: string) => ({
      address,
      mode: "data",
      type: "aws_region",
      values: { region, name: region },
    });
    const data = ["us", "here"].map((name) => `data.aws_region.${name}`);
    const prior_state = {
      values: {
        root_module: {
          resources: [read(data[0] ?? "", "us-east-1"), read(data[1] ?? "", "eu-north-1")],
        },
      },
    };
    const at = (asked: JsonObject): string => {
      const configuration = {
        provider_config: { aws: { name: "aws", expressions: {} } },
        root_module: {
          resources: [
            {
              address: data[0],
              mode: "data",
              type: "aws_region",
              provider_config_key: "aws",
              expressions: asked,
            },
          ],
        },
      };
      return place({}, { prior_state, configuration }).region;
    };
    expect(at({ region: { constant_value: "us-east-1" } })).toBe("eu-north-1");
    expect(at({ name: { constant_value: "us-east-1" } })).toBe("eu-north-1");
    expect(at({})).toBe("us-east-1");
  });

  it("is made up where nothing tells", () => {
    expect(place({})).toEqual({ partition: "aws", region: "us-east-1", account: "000000000000" });
  });
});

describe("what stands for an attribute that only the apply tells", () => {
  const here = { partition: "aws-cn", region: "cn-north-1", account: "111122223333" };
  const stand = (type: string, attribute: string, values: JsonObject): string | undefined =>
    standIn({ address: `module.a.${type}.it[0]`, type, values }, attribute, here);

  it.each([
    ["aws_iam_role", "arn", "arn:aws-cn:iam::111122223333:role/app/it"],
    ["aws_iam_role", "id", "it"],
    ["aws_iam_policy", "arn", "arn:aws-cn:iam::111122223333:policy/app/it"],
    [
      "aws_secretsmanager_secret",
      "id",
      "arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:it-UNKNWN",
    ],
    ["aws_ssm_parameter", "arn", "arn:aws-cn:ssm:cn-north-1:111122223333:parameter/it"],
    ["aws_s3_bucket", "arn", "arn:aws-cn:s3:::files"],
    ["aws_cloudwatch_log_group", "arn", "arn:aws-cn:logs:cn-north-1:111122223333:log-group:it"],
    ["aws_ecr_repository", "repository_url", "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/it"],
    ["aws_ecs_cluster", "arn", "arn:aws-cn:ecs:cn-north-1:111122223333:cluster/it"],
  ])("of %s.%s has the form that AWS gives it", (type, attribute, text) => {
    expect(stand(type, attribute, { name: "it", path: "/app/", bucket: "files" })).toBe(text);
  });

  it("is made of the address where the name is not known either", () => {
    const made = stand("aws_kms_key", "key_id", {}) ?? "";
    expect(made).toMatch(/^known-after-apply-x[0-9a-f]+x$/);
    expect(show(made)).toBe("module.a.aws_kms_key.it[0]");
    expect(show(`on ${stand("aws_kms_key", "arn", {})}, too`)).toBe(
      "on module.a.aws_kms_key.it[0], too",
    );
  });

  it("is nothing for an attribute on which no access hangs", () => {
    expect(stand("aws_iam_role", "create_date", {})).toBeUndefined();
    expect(stand("aws_vpc", "id", {})).toBeUndefined();
  });

  it("is shown with question marks", () => {
    expect(show("secret:it-UNKNWN")).toBe("secret:it-??????");
    expect(show("arn:aws:ecs:eu-west-1:000000000000:cluster/it")).toBe(
      "arn:aws:ecs:eu-west-1:????????????:cluster/it",
    );
  });
});
