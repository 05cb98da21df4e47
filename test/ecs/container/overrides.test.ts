import { TerraformVariable, Token, type TerraformStack } from "cdktf";
import { PlainText } from "cdktf-ecs-secrets/core";
import { LogDriver, SecretReference, type ContainerProps } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { testStack } from "../../support/synth";
import { containerOf, image, taskIn } from "../support/fixtures";

type Made = Partial<ContainerProps> | ((stack: TerraformStack) => Partial<ContainerProps>);

/** The container's JSON with overrides. */
function container(made: Made) {
  const stack = testStack();
  const props = typeof made === "function" ? made(stack) : made;
  taskIn(stack).addContainer("web", { image, ...props });
  return containerOf(stack);
}

const PARAMETER = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/a";

/** A parameter of the stack. */
function reference(stack: TerraformStack): SecretReference {
  const attributes = { parameterName: "/orders/db" };
  const parameter = SecureStringParameter.fromParameterAttributes(stack, "db", attributes);
  return SecretReference.fromSsmParameter(parameter);
}

const SECRET = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY";

describe("overrides of a container", () => {
  it("reach every field that has no prop", () => {
    const ulimits = [{ name: "nofile", softLimit: 65_535, hardLimit: 65_535 }];
    const linuxParameters = { initProcessEnabled: true, capabilities: { drop: ["ALL"] } };
    expect(container({ overrides: { ulimits, linuxParameters, interactive: true } })).toMatchObject(
      {
        ulimits,
        linuxParameters,
        interactive: true,
        readonlyRootFilesystem: true,
      },
    );
  });

  it("are merged last: objects by field, objects of a list behind ours, the rest instead", () => {
    expect(
      container({
        environment: { A: "1", B: "2" },
        command: ["run"],
        healthCheck: { command: ["CMD", "check"], retries: 2 },
        overrides: {
          environment: [
            { name: "B", value: "3" },
            { name: "C", value: "4" },
          ],
          command: ["walk", "on"],
          healthCheck: { retries: 5 },
          readonlyRootFilesystem: false,
        },
      }),
    ).toMatchObject({
      environment: [
        { name: "A", value: "1" },
        { name: "B", value: "3" },
        { name: "C", value: "4" },
      ],
      command: ["walk", "on"],
      healthCheck: { command: ["CMD", "check"], retries: 5 },
      readonlyRootFilesystem: false,
    });
  });

  it("are seen by what looks at all containers", () => {
    const stack = testStack();
    const task = taskIn(stack);
    task.addContainer("web", {
      image,
      overrides: {
        portMappings: [{ containerPort: 80 }],
        dependsOn: [{ containerName: "init", condition: "SUCCESS" }],
      },
    });
    task.addContainer("init", { image, overrides: { essential: false } });
    expect(task.mappedPorts).toEqual(["web:80"]);
    expect(containerOf(stack)).toMatchObject({ dependsOn: [{ containerName: "init" }] });
  });

  it("take tokens, and refuse a list that only Terraform knows", () => {
    const stack = testStack();
    const name = new TerraformVariable(stack, "name", { type: "string" });
    const overrides = { user: name.stringValue };
    taskIn(stack).addContainer("web", { image, overrides });
    expect(containerOf(stack)["user"]).toMatch(/^\$\{local\./);
    const dnsServers = new TerraformVariable(stack, "list", { type: "list(string)" }).listValue;
    const refused = () => container({ overrides: { dnsServers } });
    expect(refused).toThrow(/`overrides.dnsServers` must be known at synthesis.*a list that/);
  });

  it.each<[ContainerProps["overrides"] & object, RegExp]>([
    [{ environment: [{ name: "PASSWORD", value: SECRET }] }, /`environment\.PASSWORD`/],
    [{ dockerLabels: { token: SECRET } }, /`labels\.token`/],
    [{ command: ["run", `--password=${SECRET}`] }, /`command\[1\]`/],
    [{ healthCheck: { command: ["CMD", "check", "--token", SECRET] } }, /`healthCheck\.command/],
    [{ logConfiguration: { options: { "splunk-token": SECRET } } }, /`logging\.splunk-token`/],
    [
      { linuxParameters: { devices: [{ hostPath: "AKIAIOSFODNN7EXAMPLE" }] } },
      /`overrides\.linuxParameters\.devices\[0\]\.hostPath`/,
    ],
    [{ dnsSearchDomains: ["AKIAIOSFODNN7EXAMPLE"] }, /`overrides\.dnsSearchDomains\[0\]`/],
  ])("refuse a secret in plain text: %j", (overrides, place) => {
    expect(() => container({ overrides })).toThrow(place);
    expect(() => container({ overrides })).toThrow(/\[ecs-plain-text\]/);
    expect(() => container({ overrides })).not.toThrow(new RegExp(SECRET));
  });

  it("replace what ECS takes once only", () => {
    expect(
      container({
        portMappings: [{ containerPort: 80 }, { containerPort: 81 }],
        overrides: {
          portMappings: [{ containerPort: 80, name: "web" }],
          ulimits: [{ name: "nofile", softLimit: 1, hardLimit: 2 }],
        },
      })["portMappings"],
    ).toEqual([
      { containerPort: 81, protocol: "tcp" },
      { containerPort: 80, name: "web" },
    ]);
  });

  it.each<[string, Made]>([
    [
      "environment",
      (stack) => ({
        secrets: { A: reference(stack) },
        overrides: { environment: [{ name: "A", value: "x" }] },
      }),
    ],
    [
      "secrets",
      { environment: { A: "x" }, overrides: { secrets: [{ name: "A", valueFrom: PARAMETER }] } },
    ],
    [
      "environment",
      {
        overrides: {
          environment: [{ name: "A", value: "x" }],
          secrets: [{ name: "A", valueFrom: PARAMETER }],
        },
      },
    ],
    [
      "environment",
      {
        overrides: {
          environment: [
            { name: "A", value: "x" },
            { name: "A", value: "y" },
          ],
        },
      },
    ],
  ])("name each variable once in `environment` and `secrets`: %s, %j", (field, props) => {
    expect(() => container(props)).toThrow(
      `\`overrides.${field}\` must name each variable once in \`environment\` and \`secrets\` together, got A twice.`,
    );
  });

  it("replace a secret by another one of the same name, and a variable by a variable", () => {
    const overrides = { secrets: [{ name: "A", valueFrom: PARAMETER }] };
    const made: Made = (stack) => ({ secrets: { A: reference(stack) }, overrides });
    expect(container(made)["secrets"]).toEqual(overrides.secrets);
  });

  it("name each option of the log driver once", () => {
    const logging = (stack: TerraformStack): LogDriver =>
      LogDriver.splunk({ url: "https://splunk.example.com", token: reference(stack) });
    const options = { "splunk-token": PlainText.of("x", { reason: "a text of this test" }) };
    expect(() =>
      container((stack) => ({
        logging: logging(stack),
        overrides: { logConfiguration: { options } },
      })),
    ).toThrow("[ecs-log-option-unique]");
    const secretOptions = [{ name: "splunk-url", valueFrom: PARAMETER }];
    expect(() =>
      container((stack) => ({
        logging: logging(stack),
        overrides: { logConfiguration: { secretOptions } },
      })),
    ).toThrow("[ecs-log-option-unique]");
  });

  it("stay JSON with numbers that only Terraform knows, and refuse lists of them", () => {
    const stack = testStack();
    const size = new TerraformVariable(stack, "size", { type: "number" });
    const codes = new TerraformVariable(stack, "codes", { type: "list(number)" }).value;
    const [softLimit, hardLimit] = [size.numberValue, 65_535];
    const ulimits = [{ name: "nofile", softLimit, hardLimit }];
    const linuxParameters = { sharedMemorySize: size.numberValue, initProcessEnabled: true };
    taskIn(stack, { compatibility: "EC2" }).addContainer("web", {
      image,
      overrides: { ulimits, linuxParameters },
    });
    const text = JSON.stringify(containerOf(stack));
    expect(text).toMatch(/"softLimit\$\{local\.[\w-]+\}":"","hardLimit":65535/);
    expect(text).toMatch(/"sharedMemorySize\$\{local\.[\w-]+\}":""/);
    const restartPolicy = { enabled: true, ignoredExitCodes: Token.asNumberList(codes) };
    expect(() => container({ overrides: { restartPolicy } })).toThrow(
      "`overrides.restartPolicy.ignoredExitCodes` must be known at synthesis",
    );
  });

  it("leave references alone", () => {
    const secrets = [
      { name: "PASSWORD", valueFrom: "arn:aws:ssm:eu-central-1:1:parameter/password" },
    ];
    const stack = testStack();
    const executionRole = new TaskExecutionRole(stack, "role");
    taskIn(stack, { executionRole }).addContainer("web", { image, overrides: { secrets } });
    expect(containerOf(stack)).toMatchObject({ secrets });
  });

  it.each([
    [{ ulimit: [] }, "`overrides.ulimit` must be", "`overrides.ulimits`?"],
    [{ name: "other" }, "`overrides.name` must be", "[unknown-prop]"],
    [
      { linuxParameters: { initProcessEnable: true } },
      "`overrides.linuxParameters.initProcessEnable`",
      "initProcessEnabled`?",
    ],
    [
      { portMappings: [{ containrPort: 1 }] },
      "`overrides.portMappings[0].containrPort`",
      "containerPort`?",
    ],
    [
      { logConfiguration: { logDrver: "x" } },
      "`overrides.logConfiguration.logDrver`",
      "logDriver`?",
    ],
    [
      { ulimits: [{ nme: "nofile" }] },
      "`overrides.ulimits[0].nme`",
      "`overrides.ulimits[0].name`?",
    ],
  ])("are refused by a name that ECS does not have: %j", (overrides, message, remedy) => {
    const refused = () => container({ overrides: overrides as object });
    expect(refused).toThrow(message);
    expect(refused).toThrow(remedy);
  });
});

it("a prop that nobody knows is refused with the way to set it", () => {
  const volumesFrom = [{ sourceContainer: "proxy" }];
  const refused = () => container({ ...({ volumesFrom } as object) });
  expect(refused).toThrow("test/task/web: `volumesFrom` must be a prop that this construct has");
  expect(refused).toThrow("by `overrides` of a container");
});
