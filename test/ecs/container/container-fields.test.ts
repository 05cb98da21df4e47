import { TerraformVariable } from "cdktf";
import {
  LogDriver,
  SecretReference,
  Volume,
  type ContainerProps,
  type NetworkMode,
} from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../../support/synth";
import { annotationsOf } from "../support/warnings";
import { containerOf, image, Secrets, synthesizing, taskIn } from "../support/fixtures";

describe("the fields of a container", () => {
  it("needs an image only, and cannot change its own file system", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    taskIn(stack).addContainer("web", { image });
    // THEN
    expect(containerOf(stack)).toEqual({
      name: "web",
      image: "registry.example.com/orders:1.8",
      essential: true,
      readonlyRootFilesystem: true,
    });
  });

  it("takes every prop", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    const apiKey = new Secrets(stack).parameter("api-key");
    task.addContainer("main", { image });
    // WHEN
    task.addContainer("web", {
      image,
      environment: { MODE: "plain" },
      secrets: { API_KEY: SecretReference.fromSsmParameter(apiKey) },
      logging: LogDriver.awsLogs({ newLogGroup: { logGroupName: "/ecs/orders" } }),
      portMappings: [
        { containerPort: 8080, name: "http", appProtocol: "http2" },
        { containerPort: 53, protocol: "udp" },
      ],
      healthCheck: {
        command: ["CMD-SHELL", "curl -f http://localhost:8080 || exit 1"],
        intervalSeconds: 10,
        timeoutSeconds: 4,
        retries: 2,
        startPeriodSeconds: 0,
      },
      essential: false,
      cpu: 128,
      memoryLimitMiB: 256,
      memoryReservationMiB: 64,
      command: ["serve", "--port=8080"],
      entryPoint: ["/entry.sh"],
      user: "1000:1000",
      workingDirectory: "/app",
      readonlyRootFilesystem: false,
      labels: { team: "orders" },
    });
    // THEN
    const [, web] = JSON.parse(
      String(synth(stack).only("aws_ecs_task_definition")["container_definitions"]),
    ) as unknown[];
    expect(web).toEqual({
      name: "web",
      image: "registry.example.com/orders:1.8",
      essential: false,
      cpu: 128,
      memory: 256,
      memoryReservation: 64,
      command: ["serve", "--port=8080"],
      entryPoint: ["/entry.sh"],
      user: "1000:1000",
      workingDirectory: "/app",
      readonlyRootFilesystem: false,
      dockerLabels: { team: "orders" },
      environment: [{ name: "MODE", value: "plain" }],
      secrets: [
        {
          name: "API_KEY",
          valueFrom: "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/api-key",
        },
      ],
      portMappings: [
        { containerPort: 8080, protocol: "tcp", name: "http", appProtocol: "http2" },
        { containerPort: 53, protocol: "udp" },
      ],
      healthCheck: {
        command: ["CMD-SHELL", "curl -f http://localhost:8080 || exit 1"],
        interval: 10,
        timeout: 4,
        retries: 2,
        startPeriod: 0,
      },
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": "/ecs/orders",
          "awslogs-region": "eu-central-1",
          "awslogs-stream-prefix": "web",
        },
      },
    });
  });

  it("leaves a health check's timing to ECS where none is given", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    taskIn(stack).addContainer("web", { image, healthCheck: { command: ["CMD", "true"] } });
    // THEN
    expect(containerOf(stack)["healthCheck"]).toEqual({ command: ["CMD", "true"] });
  });

  it("stays JSON with numbers that only Terraform knows", () => {
    // GIVEN
    const stack = testStack();
    const given = new TerraformVariable(stack, "given", { type: "number" }).numberValue;
    // WHEN
    taskIn(stack).addContainer("web", {
      image,
      cpu: given,
      portMappings: [{ containerPort: given }],
      healthCheck: { command: ["CMD", "true"], intervalSeconds: given },
    });
    // THEN
    const named = (name: string): RegExp => new RegExp(`^\\{"${name}\\$\\{local\\.[\\w-]+\\}":""`);
    const { portMappings, healthCheck, ...container } = containerOf(stack);
    expect(JSON.stringify(container)).toMatch(/"cpu\$\{local\.[\w-]+\}":""/);
    expect(JSON.stringify((portMappings as object[])[0])).toMatch(named("containerPort"));
    expect(JSON.stringify(healthCheck)).toMatch(/"interval\$\{local\.[\w-]+\}":""/);
  });

  it.each<[string, Partial<ContainerProps>, string]>([
    [
      "a variable's name",
      { environment: { "MY VAR": "x" } },
      '`environment` must be a non-empty name without `=` or blanks, got "MY VAR". Use capitals and `_`, such as DB_PASSWORD. [ecs-variable-name]',
    ],
    [
      "a port",
      { portMappings: [{ containerPort: 0 }] },
      "`portMappings` must be a whole number from 1 to 65535, got 0. Use the port the application listens on. [ecs-port]",
    ],
    ...(
      [
        ["intervalSeconds", 4],
        ["timeoutSeconds", 121],
        ["retries", 0],
        ["startPeriodSeconds", 301],
      ] as const
    ).map(([prop, value]): [string, Partial<ContainerProps>, string] => [
      prop,
      { healthCheck: { command: ["CMD", "true"], [prop]: value } },
      `\`healthCheck.${prop}\` must be a whole number in the range that ECS takes (interval 5-300 s, timeout 2-120 s, retries 1-10, start period 0-300 s; of the timeout AWS's own pages differ: the API's models say 60, CDK 120), got ${value}. Leave it out for ECS's default. [ecs-health-check-range]`,
    ]),
  ])("refuses %s", (_what, props, message) => {
    // GIVEN
    const task = taskIn(testStack());
    // WHEN
    const adding = (): unknown => task.addContainer("web", { image, ...props });
    // THEN
    expect(adding).toThrow(new Error(`test/task/web: ${message}`));
  });

  it("refuses a variable that is plain and secret at once", () => {
    // GIVEN
    const stack = testStack();
    const apiKey = SecretReference.fromSsmParameter(new Secrets(stack).parameter("api-key"));
    // WHEN
    const adding = (): unknown =>
      taskIn(stack).addContainer("web", {
        image,
        environment: { API_KEY: "plain" },
        secrets: { API_KEY: apiKey },
      });
    // THEN
    expect(adding).toThrow(
      new Error(
        "test/task/web: `environment` must name each variable once in `environment` and `secrets` together, got API_KEY twice. Remove one of the two; a secret belongs into `secrets`. [ecs-variable-unique]",
      ),
    );
  });

  it.each(["command", "entryPoint", "healthCheck.command"])(
    "refuses a list that only Terraform knows as `%s`",
    (prop) => {
      // GIVEN
      const stack = testStack();
      const list = new TerraformVariable(stack, "list", { type: "list(string)" }).listValue;
      const props =
        prop === "healthCheck.command" ? { healthCheck: { command: list } } : { [prop]: list };
      // WHEN
      const adding = (): unknown => taskIn(stack).addContainer("web", { image, ...props });
      // THEN
      expect(adding).toThrow(
        new Error(
          `test/task/web: \`${prop}\` must be known at synthesis, because its entries become parts of JSON, or blocks, got a list that only Terraform knows. Pass the entries one by one; each of them may be a token. [list-known]`,
        ),
      );
    },
  );
});

describe("ports", () => {
  const mapped = (
    networkMode: NetworkMode,
    port: NonNullable<ContainerProps["portMappings"]>[0],
  ) => {
    const stack = testStack();
    const task = taskIn(stack, { compatibility: "EC2", networkMode });
    task.addContainer("web", { image, portMappings: [port] });
    return containerOf(stack)["portMappings"];
  };

  it.each<[NetworkMode, number | undefined]>([
    ["awsvpc", undefined],
    ["awsvpc", 80],
    ["host", 80],
    ["bridge", undefined],
    ["bridge", 0],
    ["bridge", 8080],
  ])("in network mode %s may be on host port %s", (mode, hostPort) => {
    expect(mapped(mode, { containerPort: 80, hostPort })).toEqual([
      { containerPort: 80, protocol: "tcp", ...(hostPort === undefined ? {} : { hostPort }) },
    ]);
  });

  it.each<[NetworkMode, number | undefined, string]>([
    ["awsvpc", 8080, "8080"],
    ["host", 8080, "8080"],
    ["bridge", 65_536, "65536"],
    ["none", undefined, "no host port"],
  ])("in network mode %s are refused on host port %s", (mode, hostPort, got) => {
    expect(() => mapped(mode, { containerPort: 80, hostPort })).toThrow(
      new Error(
        "test/task/web: `portMappings` must be left out or the container's own port in network modes awsvpc and host, from 0 (a free one) to 65535 in bridge, and in none there are no ports, " +
          `got 80 on ${got} in network mode ${mode}. Leave it out. [ecs-host-port]`,
      ),
    );
  });
});

describe("timeouts of a container", () => {
  it.each(["startTimeoutSeconds", "stopTimeoutSeconds"])("%s end at 120 on Fargate", (prop) => {
    expect(synthesizing({ web: { [prop]: 120 } })).not.toThrow();
    expect(
      synthesizing({ web: { [prop]: 121, memoryLimitMiB: 9 } }, { compatibility: "EC2" }),
    ).not.toThrow();
    expect(synthesizing({ web: { [prop]: 121 } })).toThrow(
      new Error(
        `test/task/web: \`${prop}\` must be a whole number of seconds from 1, on Fargate from 2 to 120, got 121. Leave it out for the default. [ecs-container-timeout]`,
      ),
    );
  });
});

describe("a variable", () => {
  it("is refused that is both a secret and a plain setting", () => {
    // GIVEN
    const stack = testStack();
    const secret = SecretReference.fromSsmParameter(new Secrets(stack).parameter("a"));
    // WHEN
    const adding = () =>
      taskIn(stack).addContainer("web", {
        image,
        environment: { DB_PASSWORD: "in plain sight" },
        secrets: { DB_PASSWORD: secret },
      });
    // THEN: the value does not show
    expect(adding).toThrow(
      new Error(
        "test/task/web: `environment` must name each variable once in `environment` and `secrets` together, got DB_PASSWORD twice. Remove one of the two; a secret belongs into `secrets`. [ecs-variable-unique]",
      ),
    );
  });
});

describe("a secret in plain text", () => {
  it.each<Partial<ContainerProps>>([
    { environment: { DB_PASSWORD: "x" } },
    { labels: { "db.password": "x" } },
    { command: ["--password=x"] },
    { entryPoint: ["--password=x"] },
    { healthCheck: { command: ["CMD-SHELL", "login --password=x"] } },
  ])("is refused in %j", (props) => {
    expect(synthesizing({ web: props })).toThrow("[ecs-plain-text]");
  });
});

describe("a mount", () => {
  it.each(["run/secrets", "/run/../etc", "/run:secrets"])("is refused at %s", (path) => {
    const web = { mounts: { [path]: { volume: "data" } } };
    expect(synthesizing({ web }, { volumes: { data: Volume.task() } })).toThrow("[ecs-mount-path]");
  });
});

it("warns of a variable that ECS sets itself", () => {
  const stack = testStack();
  taskIn(stack).addContainer("web", { image, environment: { ECS_AGENT_URI: "x" } });
  expect(annotationsOf(stack)).toMatchObject([
    { message: "ECS gives every container its own ECS_AGENT_URI: leave it out." },
  ]);
});

it.each(["AWS_REGION", "AWS_DEFAULT_REGION"])(
  "says that a %s of the container's own wins, also where it is a secret",
  (name) => {
    // GIVEN
    const stack = testStack();
    const secret = new Secrets(stack).parameter("region");
    // WHEN
    const secrets = { [name]: SecretReference.fromSsmParameter(secret) };
    taskIn(stack).addContainer("web", { image, secrets });
    // THEN
    expect(annotationsOf(stack).map(({ message }) => message)).toEqual([
      `ECS gives a container ${name} only where it has none: this one wins, in whatever Region the task runs.`,
    ]);
  },
);
