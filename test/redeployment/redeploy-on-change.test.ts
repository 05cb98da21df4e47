import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecretReference } from "cdktf-ecs-secrets/ecs";
import { image } from "../ecs/support/fixtures";
import { bareStack, plainName, policyOf, type Statement, synth, testStack } from "../support/synth";
import { patternsOf, Watched } from "./support";

const HERE = "eu-central-1:123456789012";
const MACHINE = `arn:aws:states:${HERE}:stateMachine:test-redeploy-machine`;
const QUEUE = `arn:aws:sqs:${HERE}:test-redeploy-failures`;

interface MachineDefinition {
  readonly States: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** `web` and `worker` read one parameter each. */
function watchedOver(props: Parameters<Watched["redeploy"]>[1] = {}): Watched {
  const watched = new Watched(testStack());
  const reader = (id: string) =>
    watched.service(id, {
      secrets: { KEY: SecretReference.fromSsmParameter(watched.secrets.parameter(`${id}-key`)) },
    });
  watched.redeploy([reader("web"), reader("worker")], props);
  return watched;
}

function definitionOf(watched: Watched): MachineDefinition {
  const { definition } = synth(watched.stack).only("aws_sfn_state_machine");
  return JSON.parse(String(definition)) as MachineDefinition;
}

/** The statements of a role, by the name of its policy. */
function policiesOf(watched: Watched, role: string): Readonly<Record<string, Statement[]>> {
  const { resources } = synth(watched.stack);
  const own = Object.entries(resources("aws_iam_role_policy")).filter(([id]) =>
    id.startsWith(`redeploy_${role}_`),
  );
  return Object.fromEntries(
    own.map(([, { name_prefix, policy }]) => [
      plainName(name_prefix),
      [...policyOf(policy).Statement],
    ]),
  );
}

function onlyOf(statements: readonly Statement[] | undefined, action: string): Statement {
  const found = statements?.find(({ Action }) => [Action].flat().includes(action));
  if (!found) throw new Error(`no statement about ${action}`);
  return found;
}

describe("redeployment after a change", () => {
  it("starts the machine with what the event says, for the service that reads the secret", () => {
    const { resources } = synth(watchedOver().stack);
    const targets = Object.values(resources("aws_cloudwatch_event_target"));
    expect(targets).toHaveLength(2);
    expect(targets[0]).toMatchObject({
      arn: expect.stringMatching(/^\$\{aws_sfn_state_machine\.redeploy_machine_\w+\.arn\}$/),
      role_arn: expect.stringMatching(/^\$\{aws_iam_role\.redeploy_events-role_\w+\.arn\}$/),
      dead_letter_config: {
        arn: expect.stringMatching(/^\$\{aws_sqs_queue\.redeploy_failures_queue_\w+\.arn\}$/),
      },
      input_transformer: {
        input_paths: { changedAt: "$.time", event: "$.id", kind: "$.detail-type" },
        input_template: expect.stringMatching(
          /^\{"changedAt":<changedAt>,"cluster":"\$\{aws_ecs_cluster\.\w+\.name\}","event":<event>,"id":"test-web","kind":<kind>,"service":"\$\{aws_ecs_service\.\w+\.name\}"\}$/,
        ),
      },
    });
  });

  it("watches over the services that name it, too", () => {
    const watched = new Watched(testStack());
    const redeployment = watched.redeploy([]);
    const web = watched.service("web", {
      secrets: { KEY: SecretReference.fromSsmParameter(watched.secrets.parameter("api")) },
    });
    redeployment.addService(web);
    redeployment.addService(web);
    expect(Object.keys(patternsOf(watched.stack))).toEqual(["web-parameter"]);
  });

  it("listens to calls that name no label, as most do, and to those that move one it reads", () => {
    const watched = new Watched(testStack());
    watched.web({ KEY: SecretReference.fromSecretsManager(watched.secrets.secret("a")) });
    const { "web-trail": trail } = patternsOf(watched.stack);
    // Without `exists: false` EventBridge hears only calls that say a label, and PutSecretValue seldom does.
    const moved = [{ exists: false }, "AWSCURRENT"];
    expect(trail?.detail).toMatchObject({
      eventName: [
        "PutSecretValue",
        "RotationSucceeded",
        "UpdateSecret",
        "UpdateSecretVersionStage",
      ],
      requestParameters: { versionStage: moved, versionStages: moved },
    });
  });

  it("may deploy exactly its services, start itself, and report", () => {
    const policies = policiesOf(watchedOver(), "machine");
    expect(policies["redeploy-services"]).toEqual([
      {
        Effect: "Allow",
        Action: ["ecs:DescribeServices", "ecs:UpdateService"],
        Resource: ["web", "worker"].map((name) =>
          expect.stringMatching(
            `^arn:aws:ecs:${HERE}:service/\\$\\{aws_ecs_cluster\\.\\w+\\.name\\}/\\$\\{aws_ecs_service\\.${name}_service_\\w+\\.name\\}$`,
          ),
        ),
      },
    ]);
    expect(policies["start-executions"]).toEqual([
      { Effect: "Allow", Action: "states:StartExecution", Resource: MACHINE },
    ]);
    expect(onlyOf(policies["report-failures"], "sqs:SendMessage").Resource).toBe(QUEUE);
    expect(onlyOf(policies["report-failures"], "kms:GenerateDataKey").Condition).toEqual({
      StringEquals: {
        "kms:EncryptionContext:aws:sqs:arn": QUEUE,
        "kms:ViaService": "sqs.eu-central-1.amazonaws.com",
      },
    });
    expect(Object.keys(policies).sort()).toEqual([
      "encrypt-executions",
      "observe-executions",
      "redeploy-services",
      "report-failures",
      "start-executions",
    ]);
  });

  it("lets EventBridge start the machine, and nothing else", () => {
    const watched = watchedOver();
    expect(policiesOf(watched, "events-role")).toEqual({
      "start-executions": [{ Effect: "Allow", Action: "states:StartExecution", Resource: MACHINE }],
    });
    const { resources } = synth(watched.stack);
    const [, role] =
      Object.entries(resources("aws_iam_role")).find(([id]) => id.includes("events-role")) ?? [];
    expect(policyOf(role?.["assume_role_policy"]).Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          ArnLike: { "aws:SourceArn": `arn:aws:events:${HERE}:rule/*` },
          StringEquals: { "aws:SourceAccount": "123456789012" },
        },
      },
    ]);
  });

  it.each([
    [{}, 60],
    [{ settleSeconds: 300 }, 300],
  ])("lets changes settle: %j", (props, seconds) => {
    const { States } = definitionOf(watchedOver(props));
    expect(States["Settle"]?.["Seconds"]).toBe(seconds);
  });

  it("backs off when it tries again, and not where that is of no use", () => {
    const { States } = definitionOf(watchedOver());
    for (const state of ["Look", "Deploy", "Report"]) {
      expect(States[state]?.["Retry"]).toEqual([
        { ErrorEquals: expect.arrayContaining(["Ecs.AccessDeniedException"]), MaxAttempts: 0 },
        {
          ErrorEquals: ["States.ALL"],
          IntervalSeconds: 2,
          BackoffRate: 2,
          MaxAttempts: 9,
          MaxDelaySeconds: 120,
          JitterStrategy: "FULL",
        },
      ]);
    }
  });

  it("asks the provider where it is, if nobody says", () => {
    // GIVEN
    const stack = bareStack();
    new AwsProvider(stack, "aws", { region: "eu-central-1" });
    const watched = new Watched(stack);
    // WHEN
    watched.web({ KEY: SecretReference.fromSsmParameter(watched.secrets.parameter("api")) });
    // THEN
    const { States } = definitionOf(watched);
    expect(States["Deploy"]?.["Resource"]).toBe(
      "arn:${data.aws_partition.aws-partition.partition}:states:::aws-sdk:ecs:updateService",
    );
    expect(Object.keys(patternsOf(watched.stack))).toEqual(["web-parameter"]);
  });

  it("renders the same at every synthesis", () => {
    const { stack } = watchedOver();
    expect(synth(stack).json).toEqual(synth(stack).json);
  });

  it("watches what was added between two syntheses, too", () => {
    // GIVEN
    const watched = new Watched(testStack());
    const reader = (id: string) => ({
      secrets: { KEY: SecretReference.fromSsmParameter(watched.secrets.parameter(id)) },
    });
    const web = watched.service("web", reader("first"));
    watched.redeploy([web]);
    synth(watched.stack);
    // WHEN
    web.addContainer("late", { image, ...reader("second") });
    // THEN
    const { detail } = patternsOf(watched.stack)["web-parameter"] ?? {};
    expect(detail?.["name"]).toEqual(["/orders/first", "/orders/second"]);
  });

  it("passes on who is told, how long the log is kept, and the tags", () => {
    const topic = `arn:aws:sns:${HERE}:alarms`;
    const tags = { team: "orders" };
    const { only, resources } = synth(
      watchedOver({ alarmActionArns: [topic], logRetentionDays: 30, tags }).stack,
    );
    expect(only("aws_cloudwatch_metric_alarm")).toMatchObject({
      alarm_actions: [topic],
      ok_actions: [topic],
      tags,
    });
    expect(only("aws_cloudwatch_log_group")).toMatchObject({ retention_in_days: 30, tags });
    for (const type of ["aws_sfn_state_machine", "aws_sqs_queue"]) {
      expect(only(type)).toMatchObject({ tags });
    }
    for (const rule of Object.values(resources("aws_cloudwatch_event_rule"))) {
      expect(rule).toMatchObject({ tags });
    }
  });
});

describe("what is refused", () => {
  it("is a redeployment of nothing", () => {
    const watched = new Watched(testStack());
    watched.redeploy([]);
    expect(() => synth(watched.stack)).toThrow("[test/redeploy] `services` must hold at least one");
  });

  it("is a service that reads nothing that can change", () => {
    const watched = new Watched(testStack());
    watched.redeploy([watched.service("web", {})]);
    expect(() => synth(watched.stack)).toThrow(
      /\[test\/redeploy\] `services` must hold services that read a secret .* got test\/web, which reads none\..*\[redeployment-nothing-watched\]/,
    );
  });

  it("is a time that no execution could wait, at once", () => {
    const watched = new Watched(testStack());
    expect(() => watched.redeploy([], { settleSeconds: 5 })).toThrow(
      "test/redeploy: `settleSeconds` must be a whole number from 10 to 3600, got 5.",
    );
  });

  it("is a name so long that no pattern could hold its ARN", () => {
    const watched = new Watched(testStack());
    const id = "a".repeat(480);
    const long = SecretReference.fromSecretsManager(watched.secrets.secret(id));
    watched.web({ LONG: long });
    expect(() => synth(watched.stack)).toThrow(
      /test\/redeploy\/changes\/web\/trail: `pattern` must be at most 2048 characters/,
    );
  });
});
