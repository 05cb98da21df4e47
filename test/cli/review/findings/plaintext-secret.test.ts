import type { JsonObject } from "../../../../cli/src/json";
import { buildReport } from "../../../../cli/src/review";
import type { StackInput } from "../../../../cli/src/review/plan";
import { COMMENT_BUDGET, markdown, page } from "../../../../cli/src/review/render";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const TYPE = "aws_ecs_task_definition";

function definition(name: string, value: string): Record<string, unknown> {
  const web = { name: "web", environment: [{ name, value }] };
  return { family: "shop", container_definitions: JSON.stringify([web]) };
}

describe("a plain variable that holds a secret", () => {
  it("is found by its name, and its value is not said", () => {
    const after = definition("DB_PASSWORD", "made-up-value");
    const [finding] = found(
      "PLAINTEXT-SECRET",
      madeInput([{ type: TYPE, actions: ["create"], after }]),
    );
    expect(finding).toMatchObject({ severity: "high", subject: "shop/web/DB_PASSWORD" });
    expect(JSON.stringify(finding)).not.toContain("made-up-value");
  });

  it.each([
    ["the same", "made-up-value", "low"],
    ["another one", "made-up-other", "high"],
  ])("weighs by what was there before: %s", (_what, value, severity) => {
    const before = definition("DB_PASSWORD", value);
    const after = definition("DB_PASSWORD", "made-up-value");
    const input = madeInput([{ type: TYPE, actions: ["create", "delete"], before, after }]);
    expect(found("PLAINTEXT-SECRET", input)).toMatchObject([{ severity }]);
  });

  it("is nothing to say of a task definition that stays as it is", () => {
    const values = definition("DB_PASSWORD", "made-up-value");
    const input = madeInput([{ type: TYPE, actions: ["no-op"], before: values, after: values }]);
    expect(found("PLAINTEXT-SECRET", input)).toEqual([]);
  });
});

it.each([
  ["DB_PASSWORD", "${aws_secretsmanager_secret.database.arn}", false],
  ["DB_PASSWORD", "${aws_ssm_parameter.password.value}", true],
  ["URL", "postgres://shop:${random_password.shop.result}@db/shop", true],
])("judges %s=%s by what the expression refers to", (name, value, expected) => {
  // GIVEN containers that are known after apply, and the configuration that they come from
  const unknown = { container_definitions: true };
  const change = { type: TYPE, actions: ["create"], after: { family: "shop" }, unknown };
  const block = { container_definitions: definition(name, value)["container_definitions"] };
  const input = { ...madeInput([change]), synthesized: { resource: { [TYPE]: { it: block } } } };
  // WHEN
  const findings = found("PLAINTEXT-SECRET", input);
  // THEN
  expect(findings).toHaveLength(expected ? 1 : 0);
});

describe("a plain text in other places", () => {
  const SHAPED = "postgres://shop:hunter-two-2@db/shop";

  function container(more: Record<string, unknown>): MadeChange {
    const after = {
      family: "shop",
      container_definitions: JSON.stringify([{ name: "web", ...more }]),
    };
    return { address: `${TYPE}.shop`, type: TYPE, actions: ["create"], after };
  }

  it.each([
    [
      "a label",
      { dockerLabels: { API_TOKEN: "made-up-value" } },
      "shop/web/dockerLabels.API_TOKEN",
    ],
    ["a part of the command", { command: ["run", SHAPED] }, "shop/web/command[1]"],
    [
      "a part of the health check",
      { healthCheck: { command: ["CMD-SHELL", `psql ${SHAPED}`] } },
      "shop/web/healthCheck.command[1]",
    ],
    [
      "an option of the log router",
      { firelensConfiguration: { type: "fluentbit", options: { "api-token": "made-up-value" } } },
      "shop/web/firelensConfiguration.options.api-token",
    ],
    [
      "a log option",
      { logConfiguration: { logDriver: "splunk", options: { "splunk-token": "made-up-value" } } },
      "shop/web/logConfiguration.options.splunk-token",
    ],
  ])("is found in %s of a container", (_where, more, subject) => {
    expect(found("PLAINTEXT-SECRET", madeInput([container(more)]))).toMatchObject([
      { severity: "high", subject },
    ]);
  });

  it.each([
    [
      "aws_lambda_function",
      { environment: [{ variables: { DB_PASSWORD: "made-up-value" } }] },
      "environment.DB_PASSWORD",
    ],
    [
      "aws_codebuild_project",
      {
        environment: [
          {
            environment_variable: [
              { name: "NPM_TOKEN", value: "made-up-value", type: "PLAINTEXT" },
            ],
          },
        ],
      },
      "environment.NPM_TOKEN",
    ],
    ["aws_ssm_parameter", { type: "String", name: "/shop/token", value: "made-up-value" }, "value"],
    [
      "aws_ssm_parameter",
      { type: "StringList", name: "/shop/token", insecure_value: "made-up-value" },
      "insecure_value",
    ],
    ["aws_instance", { user_data: `#!/bin/sh\nexport DATABASE_URL=${SHAPED}\n` }, "user_data"],
    [
      "aws_launch_template",
      { user_data: Buffer.from(`x=${SHAPED}`).toString("base64") },
      "user_data",
    ],
    ["aws_ecs_cluster", { tags: { Password: "made-up-value" } }, "tags.Password"],
  ])("is found in %s", (type, after, field) => {
    const input = madeInput([{ type, actions: ["create"], after }]);
    expect(found("PLAINTEXT-SECRET", input)).toMatchObject([{ subject: `${type}.it/${field}` }]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      "aws_elastic_beanstalk_environment",
      {
        setting: [
          {
            namespace: "aws:elasticbeanstalk:application:environment",
            name: "DB_PASSWORD",
            value: "made-up-value",
          },
        ],
      },
      "setting.DB_PASSWORD",
    ],
    [
      "aws_glue_job",
      { default_arguments: { "--db_password": "made-up-value" } },
      "default_arguments.--db_password",
    ],
    [
      "aws_cloudformation_stack",
      { parameters: { DbPassword: "made-up-value" } },
      "parameters.DbPassword",
    ],
    [
      "aws_batch_job_definition",
      {
        container_properties: JSON.stringify({
          image: "x:1",
          environment: [{ name: "API_TOKEN", value: "made-up-value" }],
        }),
      },
      "container_properties.environment.API_TOKEN",
    ],
    [
      "aws_apprunner_service",
      {
        source_configuration: [
          {
            image_repository: [
              {
                image_configuration: [
                  { runtime_environment_variables: { DB_PASSWORD: "made-up-value" } },
                ],
              },
            ],
          },
        ],
      },
      "source_configuration.image_repository.image_configuration.runtime_environment_variables.DB_PASSWORD",
    ],
    ["aws_sfn_state_machine", { definition: JSON.stringify({ Url: SHAPED }) }, "definition.Url"],
    ["aws_ssm_document", { content: `run:\n  - ${SHAPED}\n` }, "content"],
    [
      "aws_scheduler_schedule",
      { target: [{ input: JSON.stringify({ password: "made-up-value" }) }] },
      "target.input.password",
    ],
  ])("is found in %s, which no list names", (type, after, field) => {
    const input = madeInput([{ type, actions: ["create"], after }]);
    expect(found("PLAINTEXT-SECRET", input)).toMatchObject([{ subject: `${type}.it/${field}` }]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    [
      "aws_lambda_function",
      { environment: [{ variables: { DB_PASSWORD: "made-up-value" } }] },
      { environment: [{ variables: { DB_PASSWORD: true } }] },
    ],
    [
      "aws_glue_job",
      { default_arguments: { DB_PASSWORD: "made-up-value" } },
      { default_arguments: true },
    ],
    ["aws_thing", { tags: { DB_PASSWORD: "made-up-value" } }, { tags: { DB_PASSWORD: true } }],
  ])("is found in %s also where it is marked: AWS shows it", (type, after, sensitive) => {
    const input = madeInput([{ type, actions: ["create"], after, sensitive }]);
    expect(found("PLAINTEXT-SECRET", input)).toHaveLength(1);
  });

  it("is found in the user data of an instance, of which a plan shows a digest only", () => {
    const expressions = { user_data: { constant_value: `export DB_PASSWORD=made-up-value` } };
    const after = { user_data: "0123456789abcdef0123456789abcdef01234567" };
    const input = madeInput([{ type: "aws_instance", actions: ["create"], after, expressions }]);
    expect(found("PLAINTEXT-SECRET", input)).toMatchObject([
      { subject: "aws_instance.it/user_data" },
    ]);
  });

  it.each<[string, string, Partial<MadeChange>]>([
    [
      "where it is marked",
      "aws_cloudfront_distribution",
      {
        after: { origin: [{ custom_header: [{ name: "password", value: "made-up-value" }] }] },
        sensitive: { origin: [{ custom_header: [{ value: true }] }] },
      },
    ],
    ["in what the provider hides", "aws_db_instance", { after: { password: "made-up-value" } }],
    [
      "where an ARN is the name",
      "aws_ecs_service",
      { after: { triggers: { "arn:aws:ssm:x:1:parameter/api/token": "made-up-1" } } },
    ],
    [
      "in a policy",
      "aws_iam_role",
      { after: { assume_role_policy: JSON.stringify({ password: "made-up-value" }) } },
    ],
    [
      "in a value that a store holds",
      "aws_lambda_function",
      { after: { environment: [{ variables: { DB_PASSWORD_ARN: "arn:aws:x" } }] } },
    ],
  ])("is none %s", (_where, type, more) => {
    expect(found("PLAINTEXT-SECRET", madeInput([{ type, actions: ["create"], ...more }]))).toEqual(
      [],
    );
  });

  it("is none where CodeBuild reads the value from a store, or a parameter is secure", () => {
    const stored = { name: "NPM_TOKEN", value: "/shop/token", type: "PARAMETER_STORE" };
    const input = madeInput([
      {
        type: "aws_codebuild_project",
        actions: ["create"],
        after: { environment: [{ environment_variable: [stored] }] },
      },
      {
        type: "aws_ssm_parameter",
        actions: ["create"],
        after: { type: "SecureString", name: "/shop/token", value: "made-up-value" },
      },
    ]);
    expect(found("PLAINTEXT-SECRET", input)).toEqual([]);
  });

  it.each([
    ["web.environment.DB_PASSWORD", { environment: [{ name: "DB_PASSWORD", value: "sample" }] }],
    ["web.command[1]", { command: ["run", SHAPED] }],
    ["web.dockerLabels.API_TOKEN", { dockerLabels: { API_TOKEN: "sample" } }],
    [
      "web.logConfiguration.options.splunk-token",
      { logConfiguration: { options: { "splunk-token": "sample" } } },
    ],
  ])("is none where the code allows %s of exactly that resource", (field, more) => {
    const input = (resource: string): StackInput =>
      madeInput([container(more)], allowing([{ resource, field, reason: "a sample" }]));
    expect(found("PLAINTEXT-SECRET", input(`${TYPE}.shop`))).toEqual([]);
    expect(found("PLAINTEXT-SECRET", input(`${TYPE}.other`))).toHaveLength(1);
  });

  it("is not allowed by what is given to the variable, nor without a reason", () => {
    const entry = { resource: `${TYPE}.shop`, field: "web.dockerLabels.API_TOKEN" };
    const labelled = container({ dockerLabels: { API_TOKEN: "sample" } });
    const given = { variables: { plain_text_allowances: { value: [{ ...entry, reason: "x" }] } } };
    expect(found("PLAINTEXT-SECRET", madeInput([labelled], given))).toHaveLength(1);
    expect(found("PLAINTEXT-SECRET", madeInput([labelled], allowing([entry])))).toHaveLength(1);
  });

  it("is listed in every format where it is allowed", () => {
    const allowed = { resource: `${TYPE}.shop`, field: "web.dockerLabels.TOKEN", reason: "public" };
    const report = buildReport([madeInput([], allowing([allowed]))]);
    expect(report.stacks[0]?.allowances).toEqual([allowed]);
    for (const text of [markdown(report, COMMENT_BUDGET), page(report)]) {
      expect(text).toContain("Plain texts that the code allows");
      expect(text).toContain("web.dockerLabels.TOKEN");
      expect(text).toContain("public");
    }
  });
});

function allowing(list: readonly object[]): Record<string, unknown> {
  const variables = { plain_text_allowances: { default: list } };
  return { configuration: { root_module: { variables } } };
}
