import { TerraformVariable, type TerraformStack } from "cdktf";
import { LogDriver, SecretReference, type ContainerProps } from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../../support/synth";
import { containersOf, image, Secrets, taskIn } from "../support/fixtures";
import { annotationsOf } from "../support/warnings";

const router = { image, firelensRouter: { type: "fluentbit" } } as const;

/** What synthesis warns of. */
function warningsOf(stack: TerraformStack): readonly string[] {
  return annotationsOf(stack).map(({ constructPath, message }) => `${constructPath}: ${message}`);
}

describe("a router's own output", () => {
  it("may send to itself, which is worth a warning", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    taskIn(stack).addContainer("router", {
      image,
      firelensRouter: { type: "fluentbit" },
      logging: LogDriver.firelens(),
    });
    // THEN
    expect(warningsOf(stack)).toEqual([
      "test/task/router: `logging` should be another driver than firelens on the router itself: what it says while it cannot send goes nowhere, got awsfirelens. Use LogDriver.awsLogs() there. [ecs-firelens-router-logging]",
    ]);
    expect(containersOf(stack)[0]).toMatchObject({
      firelensConfiguration: { type: "fluentbit" },
      logConfiguration: { logDriver: "awsfirelens" },
    });
  });
});

describe("the order of a task with FireLens", () => {
  const secretFiles = (stack: TerraformStack) => ({
    "/run/secrets/ca": SecretReference.fromSsmParameter(new Secrets(stack).parameter("ca")),
  });

  it.each<[string, (stack: TerraformStack) => Partial<ContainerProps>, string]>([
    ["files", (stack) => ({ user: "0", secretFiles: secretFiles(stack) }), "router-secret-files"],
    ["a container that it waits for", () => ({ dependsOn: { other: "START" } }), "other"],
    [
      "such a container in an override",
      () => ({ overrides: { dependsOn: [{ containerName: "other", condition: "START" }] } }),
      "other",
    ],
  ])("is lost where the router has %s", (_what, props, waitsFor) => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    // WHEN
    task.addContainer("router", { ...router, ...props(stack) });
    task.addContainer("other", { image });
    task.addContainer("web", { image, logging: LogDriver.firelens() });
    // THEN
    expect(warningsOf(stack)).toEqual([
      `test/task/router: \`dependsOn\` should be empty on the router, and \`secretFiles\` too: only a router that waits for nobody is started before those that send to it, got router, which waits for ${waitsFor}, while web may start before it. Add \`dependsOn: { ROUTER: "START" }\`, with its name, to the containers that send to it; else what they log first may be lost. [ecs-firelens-order]`,
    ]);
  });

  it("is kept where each of those that send waits for the router itself", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    // WHEN
    task.addContainer("router", { ...router, user: "0", secretFiles: secretFiles(stack) });
    const dependsOn = { router: "START" } as const;
    task.addContainer("web", { image, logging: LogDriver.firelens(), dependsOn });
    // THEN
    expect(warningsOf(stack)).toEqual([]);
  });

  it("says nothing of what the router waits for: that cannot wait for it", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    // WHEN
    task.addContainer("router", { ...router, dependsOn: { web: "START" } });
    task.addContainer("web", { image, logging: LogDriver.firelens() });
    // THEN
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe("the router's user", () => {
  const synthesized =
    (props: Partial<ContainerProps>, stack = testStack()) =>
    (): unknown => {
      const task = taskIn(stack);
      task.addContainer("router", { ...router, ...props });
      task.addContainer("web", { image, logging: LogDriver.firelens() });
      return synth(stack);
    };

  it.each<Partial<ContainerProps>>([{ user: "1000" }, { user: "1000:fluent" }, {}])(
    "may be %j",
    (props) => {
      expect(synthesized(props)).not.toThrow();
    },
  );

  it("may be what only Terraform knows", () => {
    const stack = testStack();
    const user = new TerraformVariable(stack, "uid", {}).stringValue;
    expect(synthesized({ user }, stack)).not.toThrow();
  });

  it.each<Partial<ContainerProps>>([{ user: "fluent" }, { overrides: { user: "fluent" } }])(
    "must not be a name, whether it is a prop or an override: %j",
    (props) => {
      expect(synthesized(props)).toThrow(
        '[test/task] `router.user` must begin with the number of a user on a FireLens router, to whom the agent gives the router\'s socket, got "fluent". Write it like 1000, 1000:1000 or 1000:fluent. [ecs-firelens-user]',
      );
    },
  );

  it("may be a name on the others", () => {
    const stack = testStack();
    const task = taskIn(stack);
    task.addContainer("router", router);
    task.addContainer("web", { image, user: "app", logging: LogDriver.firelens() });
    expect(() => synth(stack)).not.toThrow();
  });
});

describe("what is sent to the router", () => {
  type Made = Partial<ContainerProps> | ((stack: TerraformStack) => Partial<ContainerProps>);
  const synthesized = (type: "fluentbit" | "fluentd", made: Made) => () => {
    const stack = testStack();
    const task = taskIn(stack);
    task.addContainer("web", { image, ...(typeof made === "function" ? made(stack) : made) });
    task.addContainer("router", { image, firelensRouter: { type } });
    return synth(stack);
  };
  const options = (...names: readonly string[]): Partial<ContainerProps> => ({
    logging: LogDriver.firelens({ options: Object.fromEntries(names.map((name) => [name, "1"])) }),
  });
  const secretOption = (stack: TerraformStack): Partial<ContainerProps> => ({
    logging: LogDriver.firelens({
      secretOptions: {
        apikey: SecretReference.fromSsmParameter(new Secrets(stack).parameter("api-key")),
      },
    }),
  });

  it.each<["fluentbit" | "fluentd", Partial<ContainerProps>]>([
    ["fluentbit", options("Name", "Host")],
    ["fluentd", options("@type", "host")],
    ["fluentbit", options("include-pattern", "exclude-pattern", "log-driver-buffer-limit")],
    ["fluentbit", options()],
  ])("for %s may have %j", (type, props) => {
    expect(synthesized(type, props)).not.toThrow();
  });

  it.each<["fluentbit" | "fluentd", Made, string]>([
    ["fluentbit", options("Host"), "Host without Name for fluentbit"],
    ["fluentbit", options("name", "Host"), "Host, name without Name for fluentbit"],
    ["fluentd", options("Name"), "Name without @type for fluentd"],
    ["fluentbit", secretOption, "apikey without Name for fluentbit"],
    [
      "fluentbit",
      { logging: LogDriver.firelens({ options: { Name: "" } }) },
      "an empty Name without Name for fluentbit",
    ],
    [
      "fluentbit",
      {
        logging: LogDriver.firelens(),
        overrides: { logConfiguration: { options: { Host: "x" } } },
      },
      "Host without Name for fluentbit",
    ],
  ])("for %s names its plugin: %j", (type, props, got) => {
    expect(synthesized(type, props)).toThrow(
      `[test/task] \`web.logging\` must name the output plugin where it has options of one: as \`Name\` for fluentbit, as \`@type\` for fluentd; case counts, got ${got}. Add it to \`options\`; without any options the router's own configuration says where output goes. [ecs-firelens-output]`,
    );
  });

  it.each<Partial<ContainerProps>>([
    { logging: LogDriver.firelens({ options: { "log-driver-buffer-limit": "536870912" } }) },
    {
      logging: LogDriver.firelens(),
      overrides: { logConfiguration: { options: { "log-driver-buffer-limit": "536870912" } } },
    },
  ])("the lines that wait in memory have a limit: %j", (props) => {
    expect(synthesized("fluentbit", props)).toThrow(
      '`web.logging` must have a `log-driver-buffer-limit` that is a whole number from 0 to 536870911 lines, got "536870912".',
    );
  });
});

describe("a task with FireLens", () => {
  const senders = (...names: readonly string[]) =>
    names.map((name) => [name, { image, logging: LogDriver.firelens() }] as const);
  const routers = (...names: readonly string[]) =>
    names.map((name) => [name, { image, firelensRouter: { type: "fluentbit" } } as const] as const);

  it.each([
    ["no router", [...senders("web", "api")], "no router with sender api, web"],
    ["two routers", [...senders("web"), ...routers("a", "b")], "router a, b with sender web"],
    ["a router that nobody uses", [...routers("router")], "router router with no sender"],
  ])("is refused at synthesis with %s", (_what, containers, got) => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    // WHEN
    for (const [name, props] of containers) task.addContainer(name, props);
    // THEN
    expect(() => synth(stack)).toThrow(
      `[test/task] \`firelensRouter\` must be set on exactly one container where containers log through firelens, else on none, got ${got}. Add one router container, and LogDriver.firelens() to those whose output it routes.`,
    );
  });

  it("may hold containers that log elsewhere, in any order", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    // WHEN
    for (const [name, props] of [...senders("web"), ...routers("router"), ...senders("api")]) {
      task.addContainer(name, props);
    }
    task.addContainer("other", { image, logging: LogDriver.awsLogs() });
    // THEN
    expect(containersOf(stack)).toHaveLength(4);
  });
});
