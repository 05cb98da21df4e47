import type { TerraformStack } from "cdktf";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { StateMachine, type StateMachineProps } from "../../modules/redeployment/state-machine";
import { policyOf, synth, testStack, type Statement } from "../support/synth";

const ARN = "arn:aws:states:eu-central-1:123456789012:stateMachine:test-machine";
const LOGS = "arn:aws:logs:eu-central-1:123456789012:*";

function machineIn(stack: TerraformStack, props: Partial<StateMachineProps> = {}): StateMachine {
  return new StateMachine(stack, "machine", {
    definition: ({ arnByName }) => ({ Comment: `"${arnByName}" \${no_template}` }),
    encryptionKey: new EncryptionKey(stack, "key"),
    description: "Does it",
    ...props,
  });
}

function statementsOf(stack: TerraformStack): readonly Statement[] {
  const policies = Object.values(synth(stack).resources("aws_iam_role_policy"));
  return policies.flatMap(({ policy }) => policyOf(policy).Statement);
}

describe("a state machine", () => {
  it("is encrypted, traced, and logs every event (CKV_AWS_284, CKV_AWS_285, StepFunctions.1)", () => {
    const stack = testStack();
    machineIn(stack);
    expect(synth(stack).only("aws_sfn_state_machine")).toMatchObject({
      name: "test-machine",
      encryption_configuration: {
        type: "CUSTOMER_MANAGED_KMS_KEY",
        kms_key_id: expect.stringMatching(/^\$\{aws_kms_key\.key_\w+\.arn\}$/),
      },
      logging_configuration: {
        level: "ALL",
        include_execution_data: true,
        log_destination: `${LOGS.replace("*", "log-group:/aws/vendedlogs/states/test-machine:*")}`,
      },
      tracing_configuration: { enabled: true },
    });
  });

  it("has a log that the same key encrypts", () => {
    const stack = testStack();
    machineIn(stack, { logRetentionDays: 30 });
    expect(synth(stack).only("aws_cloudwatch_log_group")).toMatchObject({
      name: "/aws/vendedlogs/states/test-machine",
      retention_in_days: 30,
      kms_key_id: expect.stringMatching(/^\$\{aws_kms_key\.key_\w+\.arn\}$/),
    });
  });

  it("renders its definition as JSON that another program reads, its own ARN included", () => {
    const stack = testStack();
    machineIn(stack);
    const { definition } = synth(stack).only("aws_sfn_state_machine");
    expect(JSON.parse(String(definition))).toEqual({ Comment: `"${ARN}" \${no_template}` });
    expect(definition).not.toContain("${");
  });

  it("lets its role use the key for its executions and their log only", () => {
    const stack = testStack();
    machineIn(stack);
    const kms = statementsOf(stack).filter(({ Action }) => String(Action).includes("kms:"));
    const key = expect.stringMatching(/^\$\{aws_kms_key/);
    const given = (context: string, value: string): Statement["Condition"] => ({
      StringEquals: { [`kms:EncryptionContext:${context}`]: value },
    });
    expect(kms).toEqual(
      expect.arrayContaining([
        {
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: key,
          Condition: given("aws:states:stateMachineArn", ARN),
        },
        {
          Effect: "Allow",
          Action: "kms:GenerateDataKey",
          Resource: key,
          Condition: given("SourceArn", LOGS),
        },
      ]),
    );
    expect(kms).toHaveLength(2);
    const policy = policyOf(synth(stack).only("aws_kms_key")["policy"]);
    expect(policy.Statement).toContainEqual({
      Sid: "LogDelivery",
      Effect: "Allow",
      Principal: { Service: "delivery.logs.amazonaws.com" },
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: given("SourceArn", LOGS),
    });
  });

  it("lets its role do on all resources only what knows none: deliver logs, send traces", () => {
    const stack = testStack();
    machineIn(stack);
    const everywhere = statementsOf(stack).filter(({ Resource }) => Resource === "*");
    const actions = everywhere.flatMap(({ Action }) => Action);
    expect(
      actions.filter((action) => !/^(logs:.*(Deliver|Describe|ResourcePolicy)|xray:)/.test(action)),
    ).toEqual([]);
    expect(actions).toHaveLength(12);
  });

  it("is assumed for by Step Functions for itself only", () => {
    const stack = testStack();
    machineIn(stack);
    const role = synth(stack).only("aws_iam_role");
    expect(policyOf(role["assume_role_policy"]).Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "states.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          ArnLike: { "aws:SourceArn": ARN },
          StringEquals: { "aws:SourceAccount": "123456789012" },
        },
      },
    ]);
  });

  it("waits for its role's policies, those granted later included, and for its log", () => {
    const stack = testStack();
    const machine = machineIn(stack);
    machine.grantStart(machine.role);
    const { only, resources } = synth(stack);
    const policies = Object.keys(resources("aws_iam_role_policy"));
    expect(policies).toHaveLength(3);
    expect(only("aws_sfn_state_machine")["depends_on"]).toEqual(
      [
        ...policies.map((name) => `aws_iam_role_policy.${name}`),
        ...Object.keys(resources("aws_cloudwatch_log_group")).map(
          (name) => `aws_cloudwatch_log_group.${name}`,
        ),
      ].sort(),
    );
  });

  it("is named after its path, and may be started by a principal that is granted it", () => {
    const stack = testStack();
    const machine = machineIn(stack);
    machine.grantStart(machine.role);
    expect(machine.arnByName).toBe(ARN);
    expect(statementsOf(stack)).toContainEqual({
      Effect: "Allow",
      Action: "states:StartExecution",
      Resource: machine.arnByName,
    });
  });
});
