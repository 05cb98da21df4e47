import { DataAwsSecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version";
import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { DataTerraformRemoteStateLocal, TerraformVariable, type TerraformStack } from "cdktf";
import { collectProblems, PlainText } from "cdktf-ecs-secrets/core";
import { LogDriver, Volume, type ContainerProps } from "cdktf-ecs-secrets/ecs";
import { synth, testStack } from "../../support/synth";
import { containerOf, containersOf, image, Secrets, taskIn } from "../support/fixtures";

const reason = "the password of a public sandbox";
const DEMANDS = "must hold no secret: anyone who may describe the task definition reads it, got";
const REMEDY = 'What is no secret is written PlainText.of("…", { reason: "…" }). [ecs-plain-text]';
const OR_PARAMETER = "(or SecretReference.fromSsmParameter(parameter))";
const ARGUMENT = `Write \`secrets: { NAME: SecretReference.fromSecretsManager(secret) }\` ${OR_PARAMETER}, and let the program or a shell read $NAME.`;
const NAMED = "whose name says that it is secret";

const adding = (props: Partial<ContainerProps>) => () =>
  taskIn(testStack(), { compatibility: "EC2" }).addContainer("web", { image, ...props });

describe("a secret in plain text", () => {
  it.each<[string, Partial<ContainerProps>, string]>([
    [
      "a variable, by its name",
      { environment: { DB_PASSWORD: "hunter2" } },
      `\`environment.DB_PASSWORD\` ${DEMANDS} a text of 7 characters, ${NAMED}. Write \`secrets: { DB_PASSWORD: SecretReference.fromSecretsManager(secret) }\` ${OR_PARAMETER}.`,
    ],
    [
      "a variable, by its shape",
      { environment: { "db.url": "postgres://orders:hunter2@db" } },
      `\`environment.db.url\` ${DEMANDS} a text of 28 characters, with the password of a user. Write \`secrets: { "db.url": SecretReference.fromSecretsManager(secret) }\` ${OR_PARAMETER}.`,
    ],
    [
      "an argument",
      { command: ["serve", "--db-password=hunter2"] },
      `\`command[1]\` ${DEMANDS} a text of 21 characters, with a value for db-password. ${ARGUMENT}`,
    ],
    [
      "an argument behind its option",
      { command: ["serve", "--db-password", "hunter2"] },
      `\`command[2]\` ${DEMANDS} a text of 21 characters, with a value for db-password. ${ARGUMENT}`,
    ],
    [
      "an argument behind a short option of its program",
      { command: ["redis-cli", "-h", "cache", "-a", "hunter2"] },
      `\`command[4]\` ${DEMANDS} a text of 20 characters, with the password of a user. ${ARGUMENT}`,
    ],
    [
      "an argument behind a short option of another",
      { healthCheck: { command: ["CMD", "ldapwhoami", "-x", "-w", "hunter2"] } },
      `\`healthCheck.command[4]\` ${DEMANDS} a text of 25 characters, with the password of a user. ${ARGUMENT}`,
    ],
    [
      "an argument with a short option of its program",
      { healthCheck: { command: ["CMD", "mysqladmin", "ping", "-phunter2"] } },
      `\`healthCheck.command[3]\` ${DEMANDS} a text of 29 characters, with the password of a user. ${ARGUMENT}`,
    ],
    [
      "the entry point",
      { entryPoint: ["sh", "-c", "TOKEN=hunter2 exec serve"] },
      `\`entryPoint[2]\` ${DEMANDS} a text of 27 characters, with a value for TOKEN. ${ARGUMENT}`,
    ],
    [
      "a health check",
      { healthCheck: { command: ["CMD-SHELL", "curl -u probe:hunter2 localhost"] } },
      `\`healthCheck.command[1]\` ${DEMANDS} a text of 31 characters, with the password of a user. ${ARGUMENT}`,
    ],
    [
      "a label",
      { labels: { "com.example.api-key": "hunter2" } },
      `\`labels.com.example.api-key\` ${DEMANDS} a text of 7 characters, ${NAMED}. No label can be a reference: write \`secrets: { NAME: SecretReference.fromSecretsManager(secret) }\` for the container that needs it.`,
    ],
    [
      "an option of FireLens",
      { logging: LogDriver.firelens({ options: { Http_Passwd: "hunter2" } }) },
      `\`logging.Http_Passwd\` ${DEMANDS} a text of 7 characters, ${NAMED}. Write \`secretOptions: { Http_Passwd: SecretReference.fromSecretsManager(secret) }\` ${OR_PARAMETER}.`,
    ],
    [
      "an option of a driver of Docker's",
      { logging: LogDriver.gelf({ address: "udp://u:hunter2@logs:12201" }) },
      `\`logging.gelf-address\` ${DEMANDS} a text of 26 characters, with the password of a user. Write \`secretOptions: { "gelf-address": SecretReference.fromSecretsManager(secret) }\` ${OR_PARAMETER}.`,
    ],
  ])("is refused in %s, and the value does not show", (_where, props, message) => {
    expect(adding(props)).toThrow(new Error(`test/task/web: ${message} ${REMEDY}`));
  });

  it("is refused in the options of a Docker volume", () => {
    const share = Volume.docker("local", { type: "cifs", o: "addr=nas,username=a,password=b" });

    expect(() => taskIn(testStack(), { compatibility: "EC2", volumes: { share } })).toThrow(
      new Error(
        `test/task: \`volumes.share.o\` ${DEMANDS} a text of 30 characters, with a value for password. No volume can take a reference: let the volume's driver read it on the instance. ${REMEDY}`,
      ),
    );
  });

  it("is refused where only Terraform knows it", () => {
    const stack = testStack();
    const value = new TerraformVariable(stack, "v", { type: "string" }).stringValue;

    expect(() =>
      taskIn(stack).addContainer("web", { image, environment: { A: value, API_TOKEN: value } }),
    ).toThrow("`environment.API_TOKEN`");
  });

  it.each([
    [["redis-cli", "-p", "6379", "ping"]],
    [["cp", "-a", "/etc/orders", "/srv"]],
    [["mkdir", "-p", "/srv/orders"]],
    [["grep", "-w", "hunter2"]],
    [["psql", "-U", "orders", "-P", "pager=off"]],
    [["-a", "-p", "80"]],
  ])("is not taken for one in %j", (command) => {
    expect(adding({ command })).not.toThrow();
  });

  it("is not where the ARN of a secret is, though only Terraform knows it", () => {
    const stack = testStack();
    const { secretArn } = new Secrets(stack).secret("db");

    expect(() =>
      taskIn(stack).addContainer("web", { image, environment: { DB_SECRET: secretArn } }),
    ).not.toThrow();
  });

  it("is one problem for each place, where problems are collected", () => {
    // GIVEN
    const stack = testStack();
    const problems = collectProblems(stack);
    // WHEN
    taskIn(stack).addContainer("web", {
      image,
      environment: { A_TOKEN: "a", B_TOKEN: "b", HOST: "h" },
      command: ["--password=c"],
      labels: { secret: "d" },
    });
    // THEN
    expect(problems.map(({ path, prop, rule }) => [path, prop, rule])).toEqual([
      ["test/task/web", "command[0]", "ecs-plain-text"],
      ["test/task/web", "labels.secret", "ecs-plain-text"],
      ["test/task/web", "environment.A_TOKEN", "ecs-plain-text"],
      ["test/task/web", "environment.B_TOKEN", "ecs-plain-text"],
    ]);
  });
});

describe("PlainText", () => {
  it("lets one value through in one place, and it arrives as it was written", () => {
    // GIVEN
    const stack = testStack();
    const text = 'a"${b}\\$$';
    const plain = PlainText.of(text, { reason });
    // WHEN
    taskIn(stack).addContainer("web", {
      image,
      environment: { DB_PASSWORD: plain },
      command: ["sh", "-c", `serve --password=${plain}`],
      labels: { token: plain },
      healthCheck: { command: ["CMD", "--token", plain] },
    });
    // THEN
    expect(containerOf(stack)).toMatchObject({
      environment: [{ name: "DB_PASSWORD", value: text }],
      command: ["sh", "-c", `serve --password=${text}`],
      dockerLabels: { token: text },
      healthCheck: { command: ["CMD", "--token", text] },
    });
    expect(synth(stack).locals).toEqual({});
  });

  it("lets an option of a log driver through", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    const options = { Name: "http", Http_Passwd: PlainText.of("public", { reason }) };
    // WHEN
    task.addContainer("web", { image, logging: LogDriver.firelens({ options }) });
    task.addContainer("router", { image, firelensRouter: { type: "fluentbit" } });
    // THEN
    expect(containersOf(stack)[0]).toMatchObject({
      logConfiguration: { options: { Name: "http", Http_Passwd: "public" } },
    });
  });

  it("may hold what only Terraform knows", () => {
    const stack = testStack();
    const value = new TerraformVariable(stack, "v", { type: "string" }).stringValue;
    const plain = PlainText.of(value, { reason });

    taskIn(stack).addContainer("web", { image, environment: { API_TOKEN: plain } });

    expect(containerOf(stack)["environment"]).toEqual([
      { name: "API_TOKEN", value: expect.stringMatching(/^\$\{local\./) as string },
    ]);
  });

  it("covers nothing beside it", () => {
    const plain = PlainText.of("public", { reason });

    expect(adding({ command: [`--password=${plain}`, "--token=b"] })).toThrow("`command[1]`");
    expect(adding({ environment: { A_TOKEN: plain, B_TOKEN: "b" } })).toThrow(
      "`environment.B_TOKEN`",
    );
  });

  it("needs a reason", () => {
    const environment = { DB_PASSWORD: PlainText.of("public", { reason: "" }) };

    expect(adding({ environment })).toThrow(
      new Error(
        'test/task/web: `environment.DB_PASSWORD` must say in 10 characters or more why it is no secret, got "". Write it like PlainText.of("…", { reason: "the public key of the sandbox" }). [plain-text-reason]',
      ),
    );
  });
});

describe("what only Terraform knows", () => {
  const variable = (stack: TerraformStack, name: string, sensitive?: boolean) =>
    new TerraformVariable(stack, name, { type: "string", sensitive }).stringValue;

  it.each<[string, (stack: TerraformStack) => string, string]>([
    [
      "the value of a secret",
      (stack) =>
        new DataAwsSecretsmanagerSecretVersion(stack, "it", { secretId: "orders" }).secretString,
      "a text that only Terraform knows in full, with data.aws_secretsmanager_secret_version.it.secret_string",
    ],
    [
      "an attribute whose name says so",
      (stack) => new RdsCluster(stack, "it", { engine: "aurora" }).masterPassword,
      "a text that only Terraform knows in full, with aws_rds_cluster.it.master_password",
    ],
    [
      "what another state says",
      (stack) =>
        new DataTerraformRemoteStateLocal(stack, "it", { path: "x" }).getString("db_password"),
      "a text that only Terraform knows in full, with data.terraform_remote_state.it.outputs.db_password",
    ],
    ["a sensitive variable", (stack) => variable(stack, "x", true), "the sensitive variable x"],
  ])("is refused where it is secret, under any name: %s", (_what, value, got) => {
    const stack = testStack();
    const text = value(stack);

    for (const props of [
      { environment: { X: text } },
      { environment: { X: `a ${text} b` } },
      { command: [text] },
      { labels: { x: text } },
    ]) {
      expect(() => taskIn(stack, {}).addContainer("web", { image, ...props })).toThrow(
        `${DEMANDS} ${got}.`,
      );
      stack.node.tryRemoveChild("task");
    }
  });

  it("is taken where it is none, or is marked as none", () => {
    const stack = testStack();
    const environment = {
      HOST: new RdsCluster(stack, "it", { engine: "aurora" }).endpoint,
      LEVEL: variable(stack, "level"),
      TTL: variable(stack, "token_ttl"),
      MARKED: PlainText.of(variable(stack, "marked", true), { reason }),
    };

    expect(() => taskIn(stack).addContainer("web", { image, environment })).not.toThrow();
  });
});
