import { DataAwsSubnets } from "@cdktf/provider-aws/lib/data-aws-subnets";
import { TerraformVariable } from "cdktf";
import { OneOffTask } from "cdktf-ecs-secrets/ecs";
import { newApp, stackOf, synthApp } from "../../support/app";
import { policyOf, synth, testStack } from "../../support/synth";
import { image, serviceIn } from "../support/fixtures";
import { CLUSTER, jobIn, NETWORK, pass, RUN, statementsOf } from "./support";

const RUN_TYPE = "aws_lambda_invocation";
const FUNCTION = "aws_lambda_function";
const inCluster = { ArnEquals: { "ecs:cluster": CLUSTER } };

describe("OneOffTask", () => {
  it("has a function run the task and wait, which may run and see this and nothing else", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new OneOffTask(stack, "migration", jobIn(stack));
    // THEN
    const synthesized = synth(stack);
    const { only, resources } = synthesized;
    const [task] = Object.keys(resources("aws_ecs_task_definition"));
    const execution = Object.keys(resources("aws_iam_role")).find((id) => id.includes("execution"));
    expect(only(FUNCTION)).toMatchObject({
      function_name: "test-migration",
      runtime: "nodejs22.x",
      handler: "index.handler",
      timeout: 900,
      filename: expect.stringMatching(/^assets\/migration_code_\w+\/[0-9a-f]{32}\/run-once\.zip$/),
      source_code_hash: expect.stringMatching(/^[\w+/]{43}=$/),
    });
    expect(only(RUN_TYPE)["function_name"]).toMatch(
      /^\$\{aws_lambda_function\..*\.function_name\}$/,
    );
    expect(JSON.parse(String(only(RUN_TYPE)["input"]))).toEqual({
      container: "migrate",
      run: {
        cluster: CLUSTER,
        taskDefinition: `\${aws_ecs_task_definition.${task}.arn}`,
        launchType: "FARGATE",
        platformVersion: "LATEST",
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: NETWORK.subnetIds,
            securityGroups: NETWORK.securityGroupIds,
            assignPublicIp: "DISABLED",
          },
        },
      },
    });
    expect(only("aws_cloudwatch_log_group")["name"]).toBe("/aws/lambda/test-migration");
    const role = Object.entries(resources("aws_iam_role")).find(([id]) => id.includes("migration"));
    expect(policyOf(role?.[1]["assume_role_policy"]).Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ]);
    expect(statementsOf(synthesized, "migration_role")).toEqual({
      "run-task": [
        {
          Effect: "Allow",
          Action: "ecs:DescribeTasks",
          Resource: "arn:aws:ecs:eu-central-1:123456789012:task/orders/*",
          Condition: inCluster,
        },
        { Effect: "Allow", Action: "ecs:ListTasks", Resource: "*", Condition: inCluster },
        RUN,
      ],
      "pass-roles": [pass(`\${aws_iam_role.${execution}.arn}`)],
      "write-logs": [
        expect.objectContaining({ Action: expect.arrayContaining(["logs:PutLogEvents"]) }),
      ],
    });
    // The task finds its value, and the function its permissions.
    expect(only(RUN_TYPE)["depends_on"]).toEqual(
      expect.arrayContaining([
        ...Object.keys(resources("aws_iam_role_policy")).map((id) => `aws_iam_role_policy.${id}`),
        ...Object.keys(resources("aws_ssm_parameter")).map((id) => `aws_ssm_parameter.${id}`),
      ]),
    );
  });

  it("is what a service waits for", () => {
    const stack = testStack();
    const job = jobIn(stack);
    const migration = new OneOffTask(stack, "migration", job);
    serviceIn(stack, { cluster: job.cluster, dependsOn: [migration] });
    const { only, resources } = synth(stack);
    const [run] = Object.keys(resources(RUN_TYPE));
    expect(only("aws_ecs_service")["depends_on"]).toContain(`${RUN_TYPE}.${run}`);
  });

  it("takes the container whose end counts, capacity and tags", () => {
    const stack = testStack();
    const job = jobIn(stack);
    job.taskDefinition.addContainer("second", { image, essential: false });
    new OneOffTask(stack, "migration", {
      ...job,
      containerName: "second",
      capacityProviders: [{ name: "FARGATE_SPOT", weight: 2 }],
      newLogGroup: { logGroupName: "/orders/migration", retentionDays: 7 },
      tags: { team: "orders" },
    });
    const { only } = synth(stack);
    expect(JSON.parse(String(only(RUN_TYPE)["input"]))).toMatchObject({
      container: "second",
      run: { capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 2 }] },
    });
    expect(only("aws_cloudwatch_log_group")).toMatchObject({
      name: "/orders/migration",
      retention_in_days: 7,
      tags: { team: "orders" },
    });
    expect(only(FUNCTION)).toMatchObject({
      tags: { team: "orders" },
      logging_config: { log_format: "Text", log_group: "/orders/migration" },
    });
  });

  it("takes lists that only Terraform knows, and its input is JSON before Terraform has them", () => {
    const stack = testStack();
    const subnets = new DataAwsSubnets(stack, "subnets");
    new OneOffTask(stack, "migration", { ...jobIn(stack), subnetIds: subnets.ids });
    const { run } = JSON.parse(String(synth(stack).only(RUN_TYPE)["input"])) as {
      readonly run: { readonly networkConfiguration: { readonly awsvpcConfiguration: object } };
    };
    const { awsvpcConfiguration: network } = run.networkConfiguration;
    expect(Object.keys(network).join()).toMatch(
      /^securityGroups,subnets\$\{local\.[\w-]+\}assignPublicIp$/,
    );
  });

  it("takes shares that only Terraform knows, and what the function gets has no other field", () => {
    // GIVEN
    const stack = testStack();
    const share = new TerraformVariable(stack, "share", { type: "number" }).numberValue;
    const lists = new TerraformVariable(stack, "lists", { type: "list(string)" }).listValue;
    // WHEN
    new OneOffTask(stack, "migration", {
      ...jobIn(stack),
      subnetIds: lists,
      securityGroupIds: lists,
      capacityProviders: [{ name: "FARGATE", weight: share, base: share }],
    });
    // THEN
    const { only, locals } = synth(stack);
    const text = (given: string): string =>
      given.replace(/\$\{local\.([\w-]+)\}/g, (_, name: string) =>
        String(locals[name])
          .replace(/jsonencode\(var\.lists\)/, '"[\\"a\\",\\"b\\"]"')
          .replace(/var\.share/, '"7"')
          .replace(/^\$\{join\("", (\[.*\])\)\}$/, (_whole, list: string) =>
            (JSON.parse(list) as string[]).join(""),
          ),
      );
    const { run } = JSON.parse(text(String(only(RUN_TYPE)["input"]))) as {
      readonly run: Readonly<Record<string, unknown>>;
    };
    expect(run).toMatchObject({
      capacityProviderStrategy: [{ weight: 7, base: 7, capacityProvider: "FARGATE" }],
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ["a", "b"],
          securityGroups: ["a", "b"],
          assignPublicIp: "DISABLED",
        },
      },
    });
    expect(JSON.stringify(run)).not.toContain('"":');
  });

  it("runs a task of another stack", () => {
    const app = newApp();
    const [shared, own] = [stackOf(app, "shared"), stackOf(app, "own")];
    new OneOffTask(own, "migration", jobIn(shared));
    const made = synthApp(app).get("own");
    expect(made?.dependencies).toEqual(["shared"]);
    expect(made?.only(RUN_TYPE)["input"]).toContain("terraform_remote_state");
  });

  it("refuses a container that the task does not have", () => {
    const stack = testStack();
    new OneOffTask(stack, "migration", { ...jobIn(stack), containerName: "migrat" });
    expect(() => synth(stack)).toThrow(
      "[test/migration] `containerName` must be a container of the task, got migrat (the task has migrate). Correct it, or leave it out for the first essential one. [ecs-run-container]",
    );
  });

  it("refuses a task in awsvpc without a security group", () => {
    const stack = testStack();
    const job = { ...jobIn(stack), securityGroupIds: [] };
    expect(() => new OneOffTask(stack, "m", job)).toThrow("[ecs-security-groups]");
  });
});
