import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Aspects, dependable, type TerraformResource, type TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { EcsService, TaskDefinition, type EcsServiceProps } from "cdktf-ecs-secrets/ecs";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { newApp, stackOf, synthApp } from "../../support/app";
import { synth, testStack } from "../../support/synth";
import { image, Secrets, serviceIn, taskIn } from "../support/fixtures";
import { waited } from "../../support/waited";

const queue = (scope: Construct, id: string): SqsQueue => new SqsQueue(scope, id, {});

const MADE: readonly (readonly [string, (stack: TerraformStack) => IConstruct])[] = [
  ["aws_ecs_service", serviceIn],
  [
    "aws_ecs_task_definition",
    (stack) => {
      const task = taskIn(stack);
      task.addContainer("web", { image });
      return task;
    },
  ],
  ["aws_secretsmanager_secret", (stack) => new Secrets(stack).secret("db")],
  ["aws_ssm_parameter", (stack) => new Secrets(stack).parameter("api")],
  ["aws_cloudwatch_log_group", (stack) => new LogGroup(stack, "logs")],
];

describe("the order of creation, by every way to say it", () => {
  it.each(MADE)("of %s", (type, make) => {
    // GIVEN
    const stack = testStack();
    const construct = make(stack);
    const main = construct.node.defaultChild as TerraformResource;
    const before = (synth(stack).only(type)["depends_on"] ?? []) as readonly string[];
    // WHEN
    construct.node.addDependency(queue(stack, "by-construct"));
    main.dependsOn = [...(main.dependsOn ?? []), dependable(queue(stack, "by-append"))];
    queue(stack, "by-override");
    main.addOverride("depends_on", ["aws_sqs_queue.by-override"]);
    const late = queue(stack, "by-aspect");
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === main) main.dependsOn = [...(main.dependsOn ?? []), dependable(late)];
      },
    });
    // THEN
    const after = synth(stack).only(type)["depends_on"] as readonly string[];
    const ways = ["by-append", "by-aspect", "by-construct", "by-override"];
    const expected = [...before, ...ways.map((way) => `aws_sqs_queue.${way}`)];
    expect([...new Set(after)].sort()).toEqual(expected.sort());
  });
});

describe("dependsOn", () => {
  const waits = (stack: TerraformStack, type: string) => waited(synth(stack).only(type)) ?? [];

  it("of a service makes the service wait, and not its task definition", () => {
    const stack = testStack();
    const listener = new Construct(stack, "listener");
    queue(listener, "a");
    queue(listener, "b");
    serviceIn(stack, { dependsOn: [listener, queue(stack, "single"), { fqn: "module.x" }] });
    expect(waits(stack, "aws_ecs_service")).toEqual([
      "module.x",
      expect.stringMatching(/^aws_sqs_queue\.listener_a_/),
      expect.stringMatching(/^aws_sqs_queue\.listener_b_/),
      "aws_sqs_queue.single",
    ]);
    expect(waits(stack, "aws_ecs_task_definition")).toEqual([]);
  });

  it("of a task definition makes it wait", () => {
    const stack = testStack();
    taskIn(stack, { dependsOn: [queue(stack, "single")] }).addContainer("web", { image });
    expect(waits(stack, "aws_ecs_task_definition")).toEqual(["aws_sqs_queue.single"]);
  });

  it("of what another stack makes becomes a dependency between the stacks", () => {
    const app = newApp();
    const shared = stackOf(app, "shared");
    const own = stackOf(app, "own");
    serviceIn(own, { dependsOn: [queue(shared, "migrated")] } satisfies Partial<EcsServiceProps>);
    const stacks = synthApp(app);
    expect(stacks.get("own")?.dependencies).toEqual(["shared"]);
    expect(waited(stacks.get("own")?.only("aws_ecs_service"))).toBeUndefined();
  });
});

it("the constructs of this library can be waited for", () => {
  const stack = testStack();
  const web = serviceIn(stack);
  expect(web).toBeInstanceOf(EcsService);
  expect(web.taskDefinition).toBeInstanceOf(TaskDefinition);
  queue(stack, "after").node.addDependency(web);
  const { depends_on: needed } = synth(stack).only("aws_sqs_queue");
  expect(needed).toEqual([
    expect.stringMatching(/^aws_ecs_service\./),
    expect.stringMatching(/^aws_ecs_task_definition\./),
  ]);
});
