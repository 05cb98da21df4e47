import { TerraformOutput, TerraformVariable, type ITerraformDependable } from "cdktf";
import { collectProblems } from "cdktf-ecs-secrets/core";
import {
  LogDriver,
  SecretReference,
  TaskDefinition,
  type NetworkMode,
  type TaskDefinitionProps,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { synth, testStack } from "../../support/synth";
import { containerOf, containersOf, image, Secrets, taskIn } from "../support/fixtures";
import { annotationsOf } from "../support/warnings";

const TYPE = "aws_ecs_task_definition";
const EXECUTION_ROLE = "arn:aws:iam::123456789012:role/execution";
const TASK_ROLE = "arn:aws:iam::123456789012:role/orders";

describe("TaskDefinition", () => {
  it("stands on its own: Fargate, awsvpc, no roles where nothing needs one, old revisions kept", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    taskIn(stack).addContainer("web", { image });
    // THEN
    expect(synth(stack).only(TYPE)).toEqual({
      family: "test-task",
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      cpu: "256",
      memory: "512",
      runtime_platform: { cpu_architecture: "X86_64", operating_system_family: "LINUX" },
      container_definitions: expect.any(String) as string,
      skip_destroy: true,
      lifecycle: { create_before_destroy: true },
    });
    expect(synth(stack).resources("aws_iam_role")).toEqual({});
  });

  it("takes every prop", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    taskIn(stack, {
      family: "orders",
      cpu: 1024,
      memoryMiB: 4096,
      cpuArchitecture: "ARM64",
      executionRole: TaskExecutionRole.fromRoleArn(stack, "execution", EXECUTION_ROLE),
      taskRole: TaskRole.fromRoleArn(stack, "application", TASK_ROLE),
      retainRevisions: false,
      tags: { team: "orders" },
    }).addContainer("web", { image });
    // THEN
    expect(synth(stack).only(TYPE)).toMatchObject({
      family: "orders",
      cpu: "1024",
      memory: "4096",
      runtime_platform: { cpu_architecture: "ARM64" },
      execution_role_arn: EXECUTION_ROLE,
      task_role_arn: TASK_ROLE,
      skip_destroy: false,
      tags: { team: "orders" },
    });
  });

  it("makes each role at first use, once", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    // WHEN
    task.addContainer("web", { image });
    task.executionRole.addToPolicy("pull-images", { actions: ["ecr:a"], resources: ["r"] });
    task.taskRole.addToPolicy("write-logs", { actions: ["logs:b"], resources: ["r"] });
    new TerraformOutput(stack, "same", { value: task.executionRole.roleArn });
    // THEN
    const { only, outputs, resources } = synth(stack);
    expect(Object.keys(resources("aws_iam_role"))).toHaveLength(2);
    expect(only(TYPE)["execution_role_arn"]).toBe(outputs["same"]?.["value"]);
    expect(only(TYPE)["task_role_arn"]).toMatch(/^\$\{aws_iam_role\.task_task-role_\w+\.arn\}$/);
  });

  it("hands out what must exist before it starts: values, log groups and the policies of its roles", () => {
    // GIVEN
    const stack = testStack();
    const reference = SecretReference.fromSsmParameter(new Secrets(stack).parameter("a"));
    const logGroup = new LogGroup(stack, "logs");
    const task = taskIn(stack);
    // WHEN
    const logging = LogDriver.awsLogs({ logGroup });
    task.addContainer("web", { image, secrets: { A: reference }, logging });
    task.taskRole.addToPolicy("read-secrets", { actions: ["s3:GetObject"], resources: ["arn:r"] });
    // THEN
    const policies = [task.executionRole, task.taskRole].flatMap(({ dependables }) => dependables);
    const needed = [...reference.dependables, ...logGroup.dependables, ...policies];
    const names = (those: readonly ITerraformDependable[]) => those.map(({ fqn }) => fqn).sort();
    expect(names(task.dependables)).toEqual(names(needed));
    expect(policies).toHaveLength(4);
  });

  it("warns of what an imported execution role needs", () => {
    // GIVEN
    const stack = testStack();
    const apiKey = new Secrets(stack).parameter("api-key");
    const executionRole = TaskExecutionRole.fromRoleArn(stack, "execution", EXECUTION_ROLE);
    // WHEN
    taskIn(stack, { executionRole }).addContainer("web", {
      image,
      secrets: { API_KEY: SecretReference.fromSsmParameter(apiKey) },
    });
    // THEN
    const messages = annotationsOf(stack).map(({ message }) => message);
    expect(messages).toHaveLength(2);
    expect(messages.join()).toContain('"Action":"ssm:GetParameters"');
    expect(messages.join()).toContain('"Action":"kms:Decrypt"');
  });

  it("keeps containers in the order of their adding", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    // WHEN
    for (const name of ["web", "proxy", "agent"]) task.addContainer(name, { image });
    // THEN
    expect(containersOf(stack).map(({ name }) => name)).toEqual(["web", "proxy", "agent"]);
  });

  it("warns of variables that ECS sets itself", () => {
    // GIVEN
    const stack = testStack();
    const environment = { AWS_REGION: "eu-central-1", ECS_AGENT_URI: "x", AWS_REGION_NAME: "y" };
    // WHEN
    taskIn(stack).addContainer("web", { image, environment });
    // THEN
    expect(annotationsOf(stack).map(({ message }) => message)).toEqual([
      "ECS gives a container AWS_REGION only where it has none: this one wins, in whatever Region the task runs.",
      "ECS gives every container its own ECS_AGENT_URI: leave it out.",
    ]);
  });

  it("leaves what only Terraform knows alone", () => {
    // GIVEN
    const stack = testStack();
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    const size = new TerraformVariable(stack, "size", { type: "number" }).numberValue;
    // WHEN
    taskIn(stack, { family: text, cpu: size, memoryMiB: size }).addContainer("web", { image });
    // THEN
    expect(synth(stack).only(TYPE)).toMatchObject({
      family: '${join("", [var.text])}',
      cpu: "${var.size}",
      memory: "${var.size}",
    });
  });

  it.each<[Partial<TaskDefinitionProps>, string]>([
    [
      { family: "my task" },
      '`family` must be 1 to 255 letters, digits, `_` or `-`, got "my task". Use a name such as orders-dev. [ecs-name]',
    ],
    [
      { cpu: 512, memoryMiB: 512 },
      "`memoryMiB` must be a pair that Fargate offers (256: 512, 1024, 2048; 512: 1024-4096; 1024: 2048-8192; 2048: 4096-16384; 4096: 8192-30720 by 1024; 8192: 16384-61440 by 4096; 16384: 32768-122880 by 8192; 32768: 61440, 122880, 249856, which AWS's API page does not list), got cpu 512 with 512 MiB. Choose the next pair up. [ecs-fargate-size]",
    ],
  ])("refuses %j", (props, message) => {
    expect(() => taskIn(testStack(), props)).toThrow(new Error(`test/task: ${message}`));
  });

  it("refuses one role for both, which would let the application read what ECS reads for it", () => {
    const stack = testStack();
    const role = new TaskExecutionRole(stack, "role");
    expect(() => {
      new TaskDefinition(stack, "both", {
        cpu: 256,
        memoryMiB: 512,
        executionRole: role,
        taskRole: role,
      });
    }).toThrow("`taskRole` must be another role than the execution role");
  });

  it("refuses a second container of the same name", () => {
    // GIVEN
    const task = taskIn(testStack());
    task.addContainer("web", { image });
    // WHEN
    const adding = (): unknown => task.addContainer("web", { image });
    // THEN
    expect(adding).toThrow(
      new Error(
        'test/task: `addContainer` must be used by one container of the task definition only, got "web". Rename one of them. [ecs-container-name-unique]',
      ),
    );
  });

  it("goes on after a problem where problems are collected", () => {
    // GIVEN
    const stack = testStack();
    const problems = collectProblems(stack);
    const task = new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 256, family: "a b" });
    // WHEN
    task.addContainer("web", { image });
    task.addContainer("web", { image, environment: { "A B": "" } });
    // THEN
    expect(problems.map(({ path, prop }) => [path, prop])).toEqual([
      ["test/task", "family"],
      ["test/task", "memoryMiB"],
      ["test/task", "addContainer"],
      ["test/task/refused-1/web", "environment"],
    ]);
  });

  it("takes ten containers and refuses the eleventh", () => {
    // GIVEN
    const task = taskIn(testStack());
    for (let index = 1; index <= 10; index += 1) task.addContainer(`c${index}`, { image });
    // WHEN
    const adding = (): unknown => task.addContainer("c11", { image });
    // THEN
    expect(adding).toThrow(
      new Error(
        "test/task: `addContainer` must hold at most 10 containers, got 11. Move some to a task definition of their own. [ecs-container-count]",
      ),
    );
  });

  it.each([
    ["without a container", []],
    ["without an essential container", ["helper"]],
  ])("refuses to be synthesized %s", (_what, names) => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    // WHEN
    for (const name of names) task.addContainer(name, { image, essential: false });
    // THEN
    expect(() => synth(stack)).toThrow(
      "[test/task] `addContainer` must be called at least once with an essential container, got no essential container. Add the application's container.",
    );
  });

  it("refuses to be synthesized above 64 KiB", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    taskIn(stack).addContainer("web", { image, environment: { A: "ü".repeat(32_768) } });
    // THEN
    expect(() => synth(stack)).toThrow(
      /\[test\/task\] `containers` must be at most 65536 bytes in all, got 65\d{3}\. Move plain settings into an environment file or into the image\./,
    );
  });
});

describe("what ECS would reject at registration", () => {
  it("is an 11th container", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    for (let index = 1; index <= 10; index += 1) task.addContainer(`c${index}`, { image });
    expect(containersOf(stack)).toHaveLength(10);
    // WHEN
    const adding = () => task.addContainer("c11", { image });
    // THEN
    expect(adding).toThrow(
      new Error(
        "test/task: `addContainer` must hold at most 10 containers, got 11. Move some to a task definition of their own. [ecs-container-count]",
      ),
    );
  });

  it("is a definition of more than 64 KiB, counted in bytes", () => {
    // GIVEN
    const sized = (text: string) => {
      const stack = testStack();
      taskIn(stack).addContainer("web", { image, environment: { TEXT: text } });
      return () => synth(stack);
    };
    // WHEN
    const fits = sized("a".repeat(65_000));
    const tooLong = sized("a".repeat(65_600));
    const tooLongInBytes = sized("ä".repeat(33_000));
    // THEN
    expect(fits).not.toThrow();
    for (const refused of [tooLong, tooLongInBytes]) {
      expect(refused).toThrow(
        /\[test\/task\] `containers` must be at most 65536 bytes in all, got 6\d{4}\. Move plain settings into an environment file or into the image\. \[ecs-definition-size\]/,
      );
    }
  });

  it("is a definition that grows over 64 KiB with the ARNs of secrets that are new", () => {
    // GIVEN
    const stack = testStack();
    const reference = SecretReference.fromSecretsManager(new Secrets(stack).secret("db"), {
      jsonKey: "password",
    });
    // About 73 bytes each as tokens, and 143 as ARNs.
    const names = Array.from({ length: 480 }, (_, index) => `VARIABLE_${index}`);
    const secrets = Object.fromEntries(names.map((name) => [name, reference]));
    // WHEN
    taskIn(stack).addContainer("web", { image, secrets });
    // THEN
    expect(() => synth(stack)).toThrow(/\[ecs-definition-size\]/);
  });

  it.each([
    [256, 4096],
    [1024, 1024],
    [300, 512],
  ])("is cpu %d with %d MiB on Fargate", (cpu, memoryMiB) => {
    expect(() => taskIn(testStack(), { cpu, memoryMiB })).toThrow(
      new RegExp(
        `^test/task: \`memoryMiB\` must be a pair that Fargate offers \\(.*\\), got cpu ${cpu} with ${memoryMiB} MiB\\. Choose the next pair up\\. \\[ecs-fargate-size\\]$`,
      ),
    );
  });

  it("is a Fargate task without cpu or memory", () => {
    expect(() => taskIn(testStack(), { cpu: undefined })).toThrow(
      "got no cpu or no memoryMiB. Choose the next pair up. [ecs-fargate-size]",
    );
  });
});

const EC2 = { compatibility: "EC2" } as const;

describe("a task definition for EC2", () => {
  it("runs on EC2 with awsvpc and whatever processor the instance has, by default", () => {
    const stack = testStack();
    taskIn(stack, EC2).addContainer("web", { image });
    const { only } = synth(stack);
    expect(only("aws_ecs_task_definition")).toMatchObject({
      requires_compatibilities: ["EC2"],
      network_mode: "awsvpc",
    });
    expect(only("aws_ecs_task_definition")).not.toHaveProperty("runtime_platform");
  });

  it.each<NetworkMode>(["awsvpc", "bridge", "host", "none"])("takes network mode %s", (mode) => {
    const stack = testStack();
    taskIn(stack, { ...EC2, networkMode: mode }).addContainer("web", { image });
    expect(synth(stack).only("aws_ecs_task_definition")["network_mode"]).toBe(mode);
  });

  it("needs neither cpu nor memory where each container has its own", () => {
    const stack = testStack();
    const task = taskIn(stack, { ...EC2, cpu: undefined, memoryMiB: undefined });
    task.addContainer("web", { image, memoryLimitMiB: 128 });
    task.addContainer("helper", { image, memoryReservationMiB: 64 });
    const definition = synth(stack).only("aws_ecs_task_definition");
    expect(definition).not.toHaveProperty("cpu");
    expect(definition).not.toHaveProperty("memory");
    expect(containerOf(stack)).toMatchObject({ memory: 128 });
  });

  it("refuses a container without memory in a task without memory", () => {
    const stack = testStack();
    const task = taskIn(stack, { ...EC2, cpu: undefined, memoryMiB: undefined });
    task.addContainer("web", { image, memoryLimitMiB: 128 });
    task.addContainer("helper", { image });
    expect(() => synth(stack)).toThrow(
      "[test/task] `memoryLimitMiB` must be given for every container where the task has no memory of its own, got a container without memory. Set memoryLimitMiB or memoryReservationMiB, or memoryMiB of the task.",
    );
  });

  it("takes any pair of cpu and memory, and the processor that its image is for", () => {
    const stack = testStack();
    const sizes = { cpu: 300, memoryMiB: 700, cpuArchitecture: "ARM64" } as const;
    taskIn(stack, { ...EC2, ...sizes }).addContainer("web", { image });
    expect(synth(stack).only("aws_ecs_task_definition")).toMatchObject({
      cpu: "300",
      memory: "700",
      runtime_platform: { cpu_architecture: "ARM64", operating_system_family: "LINUX" },
    });
  });

  it.each<[Partial<TaskDefinitionProps>, string, string]>([
    [{ platformVersion: "1.4.0" }, "platformVersion", "1.4.0"],
    [{ ephemeralStorageGiB: 30 }, "ephemeralStorageGiB", "30"],
  ])("refuses %j, which only Fargate has", (props, prop, got) => {
    expect(() => taskIn(testStack(), { ...EC2, ...props })).toThrow(
      new Error(
        `test/task: \`${prop}\` must be left out for EC2, which does not have it, got ${got}. Remove it, or set \`compatibility\` to FARGATE. [ecs-fargate-only]`,
      ),
    );
  });

  it.each<NetworkMode>(["bridge", "host", "none"])("is needed for network mode %s", (mode) => {
    expect(() => taskIn(testStack(), { networkMode: mode })).toThrow(
      new Error(
        `test/task: \`networkMode\` must be awsvpc on Fargate, got "${mode}". Leave it out. [ecs-fargate-network]`,
      ),
    );
  });
});
