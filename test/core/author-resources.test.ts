import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { EcsService as EcsServiceResource } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Aspects, TerraformLocal, TerraformVariable, type TerraformStack } from "cdktf";
import { SecretValue, type WrittenValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { newApp, stackOf, synthApp } from "../support/app";
import { synth, testStack } from "../support/synth";
import { waited } from "../support/waited";

const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const NAME = "/orders/api-key";
const GATE = "terraform_data.values-given";
const PARAMETER = /^aws_ssm_parameter\.api-key_/;
const POLICY = /^aws_iam_role_policy\./;

interface Made {
  readonly name?: string;
  readonly keyArn?: string;
  readonly value?: WrittenValue;
}

function parameterIn(stack: TerraformStack, made: Made = {}): SecureStringParameter {
  const { name = NAME, keyArn = KEY_ARN } = made;
  return new SecureStringParameter(stack, "api-key", {
    parameterName: name,
    encryptionKey: EncryptionKey.fromKeyArn(stack, "key", keyArn),
    value: made.value ?? SecretValue.fromVariable("api_key"),
    revision: 1,
  });
}

function secretIn(stack: TerraformStack, secretName = "orders/db"): SecretsManagerSecret {
  return new SecretsManagerSecret(stack, "db", {
    secretName,
    encryptionKey: EncryptionKey.fromKeyArn(stack, "db-key", KEY_ARN),
    value: SecretValue.fromVariable("db"),
    revision: 1,
  });
}

/** A task definition as one writes it by hand. */
function handWritten(stack: TerraformStack, valueFrom: string, id = "by-hand"): EcsTaskDefinition {
  const secrets = [{ name: "API_KEY", valueFrom }];
  return new EcsTaskDefinition(stack, id, {
    family: id,
    containerDefinitions: JSON.stringify([{ name: "web", image: "orders:1", secrets }]),
  });
}

function needsOf(stack: TerraformStack, type: string, id = "by-hand"): readonly string[] {
  return waited(synth(stack).resources(type)[id]) ?? [];
}

describe("a resource that an app's author adds", () => {
  it.each([
    ["ARN", (parameter: SecureStringParameter) => parameter.parameterArn],
    ["name", (parameter: SecureStringParameter) => parameter.parameterName],
  ])("waits for the parameter whose %s it names as text", (_, named) => {
    const stack = testStack();
    handWritten(stack, named(parameterIn(stack)));
    expect(needsOf(stack, "aws_ecs_task_definition")).toEqual([expect.stringMatching(PARAMETER)]);
  });

  it("waits wherever in the code it stands, and where an Aspect adds the name", () => {
    // GIVEN
    const stack = testStack();
    const first = handWritten(stack, "arn:of:none", "first");
    const function_ = new LambdaFunction(stack, "by-hand", { functionName: "f", role: KEY_ARN });
    const parameter = parameterIn(stack);
    // WHEN
    function_.putEnvironment({ variables: { PARAMETER: parameter.parameterName } });
    Aspects.of(stack).add({
      visit: (node) => {
        if (node !== first) return;
        const secrets = [{ name: "API_KEY", valueFrom: parameter.parameterArn }];
        first.addOverride("container_definitions", JSON.stringify([{ name: "web", secrets }]));
      },
    });
    // THEN
    const wanted = [expect.stringMatching(PARAMETER)];
    expect(needsOf(stack, "aws_lambda_function")).toEqual(wanted);
    expect(needsOf(stack, "aws_ecs_task_definition", "first")).toEqual(wanted);
  });

  it("keeps what it was told to wait for", () => {
    const stack = testStack();
    const task = handWritten(stack, parameterIn(stack).parameterArn);
    const role = new TaskExecutionRole(stack, "role");
    task.node.addDependency(role);
    task.dependsOn = ["aws_sqs_queue.jobs"];
    expect(needsOf(stack, "aws_ecs_task_definition")).toEqual([
      "aws_sqs_queue.jobs",
      expect.stringMatching(/^aws_iam_role\./),
      expect.stringMatching(PARAMETER),
    ]);
  });

  it("waits for a parameter whose name only Terraform knows, or whose value is drawn", () => {
    const stack = testStack();
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    const value = SecretValue.generated();
    const { parameterArn } = parameterIn(stack, { name: `/orders/${name}`, value });
    handWritten(stack, parameterArn);
    expect(needsOf(stack, "aws_ecs_task_definition")).toEqual([expect.stringMatching(PARAMETER)]);
  });

  it("waits for the value of the secret that it refers to, and not for the empty secret", () => {
    const stack = testStack();
    handWritten(stack, secretIn(stack).secretArn);
    expect(needsOf(stack, "aws_ecs_task_definition")).toEqual([
      expect.stringMatching(/^aws_secretsmanager_secret_version\.db_/),
    ]);
  });

  it("waits for what a task needs, where it is a service of one of our task definitions", () => {
    // GIVEN
    const stack = testStack();
    const task = new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512 });
    task.addContainer("web", {
      image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
      secrets: {
        API_KEY: SecretReference.fromSsmParameter(parameterIn(stack)),
        DB: SecretReference.fromSecretsManager(secretIn(stack)),
      },
    });
    // WHEN
    const settings = { name: "web", taskDefinition: task.taskDefinitionArn };
    new EcsServiceResource(stack, "by-hand", settings);
    // THEN
    expect(needsOf(stack, "aws_ecs_service")).toEqual(
      expect.arrayContaining([
        expect.stringMatching(PARAMETER),
        expect.stringMatching(/^aws_secretsmanager_secret_version\./),
        expect.stringMatching(POLICY),
      ]),
    );
  });

  it("waits for the policies of the role that it gets", () => {
    const stack = testStack();
    const role = new TaskExecutionRole(stack, "role");
    parameterIn(stack).grantRead(role);
    new LambdaFunction(stack, "by-hand", { functionName: "f", role: role.roleArn });
    const policy = expect.stringMatching(POLICY);
    expect(needsOf(stack, "aws_lambda_function")).toEqual([policy, policy]);
  });

  it("that lets others read waits for the values alone, because it comes before what is read", () => {
    // GIVEN
    const stack = testStack();
    const { parameterArn } = parameterIn(stack);
    const policyOf = (id: string, arn: string) => {
      const Statement = [{ Effect: "Allow", Action: "ssm:GetParameters", Resource: arn }];
      const policy = JSON.stringify({ Version: "2012-10-17", Statement });
      new IamRolePolicy(stack, id, { role: "by-hand", policy });
    };
    // WHEN
    policyOf("by-hand", parameterArn);
    policyOf("other", secretIn(stack).secretArnPattern);
    // THEN
    expect(needsOf(stack, "aws_iam_role_policy")).toEqual([GATE]);
    expect(needsOf(stack, "aws_iam_role_policy", "other")).toEqual([GATE]);
  });

  const SSM = "arn:aws:ssm:eu-central-1:123456789012:parameter";
  const SECRETS = "arn:aws:secretsmanager:eu-central-1:123456789012:secret";
  const accountOf = (stack: TerraformStack): string =>
    new DataAwsCallerIdentity(stack, "caller").accountId;

  it.each<[string, (stack: TerraformStack) => string]>([
    ["ARN without what AWS draws", () => `${SECRETS}:orders/db`],
    ["ARN with what AWS draws", () => `${SECRETS}:orders/db-AbC1eF`],
    ["ARN with a key of its JSON", () => `${SECRETS}:orders/db-AbC1eF:password::`],
    ["ARN with key and label", () => `${SECRETS}:orders/db:password:AWSCURRENT:`],
    ["ARN in any account", () => "arn:aws:secretsmanager:*:*:secret:orders/db-??????"],
    [
      "ARN in an account that is read",
      (stack) => `arn:aws:secretsmanager:eu-central-1:${accountOf(stack)}:secret:orders/db`,
    ],
    [
      "ARN in a local",
      (stack) => new TerraformLocal(stack, "text", `${SECRETS}:orders/db`).toString(),
    ],
    [
      "ARN in a local of a local",
      (stack) => {
        const text = new TerraformLocal(stack, "text", `${SECRETS}:orders/db`);
        return new TerraformLocal(stack, "more", `${text.toString()}:password::`).toString();
      },
    ],
  ])("waits for the secret that it names by an %s", (_what, named) => {
    const stack = testStack();
    secretIn(stack);
    handWritten(stack, named(stack));
    expect(needsOf(stack, "aws_ecs_task_definition")).toEqual([
      expect.stringMatching(/^aws_secretsmanager_secret_version\.db_/),
    ]);
  });

  it.each(["", "-AbC1eF", "-AbC1eF:key::"])(
    "waits for a secret with signs that no word has: %s",
    (end) => {
      const stack = testStack();
      secretIn(stack, "a+b=c@d");
      handWritten(stack, `${SECRETS}:a+b=c@d${end}`);
      handWritten(stack, `${SECRETS}:a+b=c@de${end}`, "other");
      expect(needsOf(stack, "aws_ecs_task_definition")).toHaveLength(1);
      expect(needsOf(stack, "aws_ecs_task_definition", "other")).toEqual([]);
    },
  );

  it.each<[string, (stack: TerraformStack) => string, name: string]>([
    ["ARN in any account", () => "arn:aws:ssm:eu-central-1:*:parameter/orders/api-key", NAME],
    ["ARN with a version", () => `${SSM}/orders/api-key:3`, NAME],
    [
      "ARN in an account that is read",
      (stack) => `arn:aws:ssm:eu-central-1:${accountOf(stack)}:parameter/orders/api-key`,
      NAME,
    ],
    ["path in a local", (stack) => new TerraformLocal(stack, "text", NAME).toString(), NAME],
    ["ARN of a name without a path", () => `${SSM}/api-key`, "api-key"],
  ])("waits for the parameter that it names by an %s", (_what, named, name) => {
    const stack = testStack();
    parameterIn(stack, { name });
    handWritten(stack, named(stack));
    expect(needsOf(stack, "aws_ecs_task_definition")).toEqual([expect.stringMatching(PARAMETER)]);
  });

  it.each([
    `${SECRETS}:orders/db-*`,
    `${SECRETS}:orders/db*`,
    `${SECRETS}:orders/*`,
    `${SECRETS}:orders/db-??????`,
    `${SECRETS}:orders/db-AbC1eF`,
    `${SSM}/orders/api-key`,
    `${SSM}/orders/*`,
    `${SSM}/orders/api-ke?`,
  ])("that grants %s waits for the values, also by a policy document", (arn) => {
    const stack = testStack();
    parameterIn(stack);
    secretIn(stack);
    const statement = [{ effect: "Allow", actions: ["*"], resources: [arn] }];
    const document = new DataAwsIamPolicyDocument(stack, "document", { statement });
    const policy = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: arn }] });
    new IamRolePolicy(stack, "by-hand", { role: "by-hand", policy });
    new IamRolePolicy(stack, "other", { role: "by-hand", policy: document.json });
    expect(needsOf(stack, "aws_iam_role_policy")).toEqual([GATE]);
    expect(needsOf(stack, "aws_iam_role_policy", "other")).toEqual([GATE]);
  });

  it.each([
    `${SECRETS}:orders/db-2`,
    `${SECRETS}:orders/db/more`,
    `${SECRETS}:eu/orders/db`,
    `${SECRETS}:orders/x*`,
    `${SSM}/eu/orders/api-key`,
    `${SSM}/orders/api-key2`,
    `${SSM}/orders/x*`,
  ])("waits for nothing that %s is not", (arn) => {
    const stack = testStack();
    parameterIn(stack);
    secretIn(stack);
    handWritten(stack, arn);
    expect(needsOf(stack, "aws_ecs_task_definition")).toEqual([]);
  });

  it("waits for none whose name only begins or ends like that, nor for a short name", () => {
    // GIVEN
    const stack = testStack();
    const { parameterArn } = parameterIn(stack);
    // WHEN
    handWritten(stack, `${parameterArn}-2`);
    handWritten(stack, `${parameterArn}/more`, "deeper");
    handWritten(stack, "/eu/orders/api-key", "other");
    // THEN
    for (const id of ["by-hand", "deeper", "other"]) {
      expect(needsOf(stack, "aws_ecs_task_definition", id)).toEqual([]);
    }
    const short = testStack();
    parameterIn(short, { name: "web" });
    handWritten(short, "none");
    expect(needsOf(short, "aws_ecs_task_definition")).toEqual([]);
  });

  it("waits for nothing that is made of it", () => {
    // GIVEN a key whose policy tells the ARN of what it encrypts
    const stack = testStack();
    const arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/api-key";
    const key = new KmsKey(stack, "by-hand", { description: `of ${arn} alone` });
    const source = new SsmParameter(stack, "described", {
      name: "d",
      type: "String",
      insecureValue: arn,
    });
    const text = new TerraformLocal(stack, "text", source.insecureValue).toString();
    const parameter = parameterIn(stack, { keyArn: key.arn });
    parameter.node.defaultChild?.node.addDependency(new Nested(stack, text));
    // THEN neither directly nor by a local and a data source; the values come before both
    expect(needsOf(stack, "aws_kms_key")).toEqual([GATE]);
    expect(needsOf(stack, "aws_ssm_parameter", "described")).toEqual([]);
  });

  it("waits for nothing of a role that may start it", () => {
    const stack = testStack();
    const task = new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512 });
    task.addContainer("web", {
      image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
    });
    const machine = new SfnStateMachine(stack, "by-hand", {
      name: "by-hand",
      roleArn: "arn:aws:iam::123456789012:role/runs",
      definition: JSON.stringify({ TaskDefinition: task.taskDefinitionArn }),
    });
    task.taskRole.addToPolicy("start", {
      actions: ["states:StartExecution"],
      resources: [machine.arn],
    });
    expect(needsOf(stack, "aws_sfn_state_machine")).toEqual([]);
  });

  it("waits for nothing whose value is drawn with what it says", () => {
    const stack = testStack();
    const queue = new SqsQueue(stack, "by-hand", { name: "jobs", tags: { of: NAME } });
    parameterIn(stack, { value: SecretValue.generated({ excludeCharacters: queue.name }) });
    expect(needsOf(stack, "aws_sqs_queue")).toEqual([]);
  });

  it("waits for nothing where a provider is set up by it", () => {
    const stack = testStack();
    const { parameterArn } = parameterIn(stack);
    const told = new SsmParameter(stack, "by-hand", {
      name: "t",
      type: "String",
      value: parameterArn,
    });
    new AwsProvider(stack, "later", { alias: "later", region: told.insecureValue });
    expect(needsOf(stack, "aws_ssm_parameter")).toEqual([]);
  });

  it("makes no circle with another that it waits for by way of what it names", () => {
    // GIVEN two parameters, each encrypted with a key whose description names the other
    const stack = testStack();
    const arnOf = (name: string) => `arn:aws:ssm:eu-central-1:123456789012:parameter${name}`;
    const made = ["/a/one", "/a/two"].map((name, at) => {
      const other = arnOf(at === 0 ? "/a/two" : "/a/one");
      const topic = new LambdaFunction(stack, `function-${at}`, { functionName: other, role: "r" });
      return new SecureStringParameter(stack, `parameter-${at}`, {
        parameterName: name,
        encryptionKey: EncryptionKey.fromKeyArn(stack, `key-${at}`, topic.arn),
        value: SecretValue.generated(),
        revision: 1,
      });
    });
    // THEN one of them waits, and the other cannot
    const waits = [0, 1].filter(
      (at) => needsOf(stack, "aws_lambda_function", `function-${at}`).length > 0,
    );
    expect(made).toHaveLength(2);
    expect(waits).toEqual([0]);
  });

  it("of another stack waits for nothing by itself", () => {
    const app = newApp();
    const { parameterArn } = parameterIn(stackOf(app, "one"));
    handWritten(stackOf(app, "two"), parameterArn);
    const two = synthApp(app).get("two");
    expect(two?.only("aws_ecs_task_definition")["depends_on"]).toBeUndefined();
  });
});

/** A data source that reads a text. */
class Nested extends DataAwsSsmParameter {
  public constructor(scope: TerraformStack, name: string) {
    super(scope, "nested", { name });
  }
}
