import { TerraformVariable } from "cdktf";
import { collectProblems, type Problem } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  LogDriver,
  SecretReference,
  Volume,
  type ContainerProps,
  type SecretFiles,
} from "cdktf-ecs-secrets/ecs";
import { policyOf, synth, testStack, type Attributes, plainName } from "../../support/synth";
import { containersOf, image, Secrets, serviceIn, taskIn } from "../support/fixtures";
import { API_KEY, containers, Existing, KEY, one, TLS_KEY, VENDOR } from "../support/secret-files";

describe("secretFiles", () => {
  it("adds an init container that fetches the files, and lets the application wait and read only", () => {
    // WHEN
    const { app, init, stack } = containers((existing) => ({
      "/run/secrets/tls.key": existing.secret(),
      "/run/secrets/api-key": existing.parameter(),
      "/app/secrets/vendor": existing.secret(VENDOR, { versionStage: "AWSPREVIOUS" }),
    }));

    // THEN
    const [script, ...args] = init["command"] as readonly string[];
    expect(init).toEqual({
      name: "web-secret-files",
      essential: false,
      image: expect.stringMatching(/^public\.ecr\.aws\/aws-cli\/aws-cli:2\.\d+\.\d+$/),
      user: "0",
      readonlyRootFilesystem: true,
      entryPoint: ["/bin/sh", "-c"],
      command: [script, ...args],
      environment: [{ name: "FILES_OWNER", value: "1000" }],
      mountPoints: [
        {
          sourceVolume: "web-secret-files-1",
          containerPath: "/secret-files/app/secrets",
          readOnly: false,
        },
        {
          sourceVolume: "web-secret-files-2",
          containerPath: "/secret-files/run/secrets",
          readOnly: false,
        },
      ],
      startTimeout: 120,
    });
    // What the script reads, and what ecs-secrets reads to check delivery.
    expect(args).toEqual([
      "secret-files",
      ...["/app/secrets/vendor", `${VENDOR}::AWSPREVIOUS:`],
      ...["/run/secrets/api-key", API_KEY],
      ...["/run/secrets/tls.key", TLS_KEY],
    ]);
    expect(app).toEqual({
      name: "web",
      essential: true,
      image: "registry.example.com/orders:1.8",
      user: "1000",
      readonlyRootFilesystem: true,
      dependsOn: [{ containerName: "web-secret-files", condition: "SUCCESS" }],
      mountPoints: [
        { sourceVolume: "web-secret-files-1", containerPath: "/app/secrets", readOnly: true },
        { sourceVolume: "web-secret-files-2", containerPath: "/run/secrets", readOnly: true },
      ],
    });
    expect(synth(stack).only("aws_ecs_task_definition")["volume"]).toEqual([
      { name: "web-secret-files-1" },
      { name: "web-secret-files-2" },
    ]);
  });

  it("passes references as arguments, so that the script is the same for whatever files", () => {
    const script = (files: (existing: Existing) => SecretFiles): unknown =>
      (containers(files).init["command"] as readonly string[])[0];

    const other = script((existing) => ({ "/srv/$(rm -rf ~)/';'": existing.parameter() }));

    expect(other).toBe(script(one));
    expect(other).not.toContain("rm -rf ~");
  });

  it("lets the task role read and decrypt, and gives the execution role nothing", () => {
    // WHEN
    const { stack } = containers((existing) => ({
      "/run/secrets/tls.key": existing.secret(),
      "/run/secrets/api-key": existing.parameter(),
    }));

    // THEN
    const document = synth(stack);
    const roles = Object.keys(document.resources("aws_iam_role"));
    expect(roles).toEqual([expect.stringMatching(/^task_task-role_/)]);
    const policies = Object.values(document.resources("aws_iam_role_policy"));
    const byName = Object.fromEntries(
      policies.map(({ name_prefix, policy }) => [
        plainName(name_prefix),
        policyOf(policy).Statement,
      ]),
    );
    const via = (service: string) => ({
      "kms:ViaService": `${service}.eu-central-1.amazonaws.com`,
    });
    expect(byName).toEqual({
      "read-secrets": [
        { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: TLS_KEY },
        { Effect: "Allow", Action: "ssm:GetParameters", Resource: API_KEY },
      ],
      "decrypt-secrets": [
        {
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: KEY,
          Condition: {
            StringEquals: via("secretsmanager"),
            StringLike: { "kms:EncryptionContext:SecretARN": TLS_KEY },
          },
        },
        {
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: KEY,
          Condition: {
            StringEquals: via("ssm"),
            StringLike: { "kms:EncryptionContext:PARAMETER_ARN": API_KEY },
          },
        },
      ],
    });
    const definition = document.only("aws_ecs_task_definition");
    expect(definition["task_role_arn"]).toBe(`\${aws_iam_role.${roles[0]}.arn}`);
    expect(definition["execution_role_arn"]).toBeUndefined();
  });

  it("deploys the service again when a file is written again, and after everything it needs exists", () => {
    // GIVEN
    const stack = testStack();
    const secrets = new Secrets(stack);
    const secretFiles = {
      "/run/secrets/db": SecretReference.fromSecretsManager(secrets.secret("db", 7)),
    };

    // WHEN
    serviceIn(stack, {}, { user: "1000", secretFiles });

    // THEN
    const service = synth(stack).only("aws_ecs_service");
    expect(service["triggers"]).toEqual({ "orders/db": expect.stringMatching(/^7\b/) });
    expect(service["depends_on"]).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^aws_iam_role_policy\.web_task_task-role_read-secrets_/),
        expect.stringMatching(/^aws_secretsmanager_secret_version\./),
      ]),
    );
  });

  it("makes one volume for a directory and all below it", () => {
    const { app } = containers((existing) => ({
      "/run/secrets/a": existing.secret(),
      "/run/secrets/deeper/b": existing.secret(),
      "/run/secrets-too/c": existing.secret(),
    }));

    const paths = (app["mountPoints"] as readonly Attributes[]).map((m) => m["containerPath"]);
    expect(paths).toEqual(["/run/secrets", "/run/secrets-too"]);
  });

  it("keeps what the application itself mounts and waits for", () => {
    const stack = testStack();
    const task = taskIn(stack, { volumes: { cache: Volume.task() } });
    task.addContainer("other", { image });
    task.addContainer("web", {
      image,
      user: "1000",
      secretFiles: one(new Existing(stack)),
      mounts: { "/cache": { volume: "cache" } },
      dependsOn: { other: "START" },
    });

    const app = containersOf(stack)[2] ?? {};
    expect(app["dependsOn"]).toEqual([
      { containerName: "other", condition: "START" },
      { containerName: "web-secret-files", condition: "SUCCESS" },
    ]);
    expect(app["mountPoints"]).toEqual([
      { sourceVolume: "cache", containerPath: "/cache", readOnly: false },
      { sourceVolume: "web-secret-files-1", containerPath: "/run/secrets", readOnly: true },
    ]);
  });

  it("takes another image, timeout, memory and log", () => {
    const { init } = containers(one, {
      secretFilesOptions: {
        image: ContainerImage.fromRegistry("registry.example.com/aws-cli:2"),
        startTimeoutSeconds: 30,
        memoryReservationMiB: 64,
        logging: LogDriver.awsLogs({ newLogGroup: { logGroupName: "/ecs/files" } }),
      },
    });

    expect(init).toMatchObject({
      image: "registry.example.com/aws-cli:2",
      startTimeout: 30,
      memoryReservation: 64,
      logConfiguration: { logDriver: "awslogs" },
    });
  });

  it("logs where the application does, into one log group", () => {
    const logging = LogDriver.awsLogs({ newLogGroup: { logGroupName: "/ecs/web" } });

    const { app, init, stack } = containers(one, { logging });

    const group = synth(stack).only("aws_cloudwatch_log_group");
    expect(group["name"]).toBe("/ecs/web");
    const options = (container: Attributes) =>
      (container["logConfiguration"] as { readonly options: Attributes }).options;
    expect(options(init)["awslogs-group"]).toBe(options(app)["awslogs-group"]);
    expect(options(init)["awslogs-stream-prefix"]).toBe("web-secret-files");
  });

  it("reserves memory only where the task has none of its own", () => {
    const onEc2 = { compatibility: "EC2", cpu: undefined } as const;
    const memory = { memoryLimitMiB: 256 };

    const without = containers(one, memory, { ...onEc2, memoryMiB: undefined }).init;
    const withMemory = containers(one, memory, { ...onEc2, memoryMiB: 256 }).init;

    expect([without["memoryReservation"], withMemory["memoryReservation"]]).toEqual([
      128,
      undefined,
    ]);
  });

  it("adds nothing where there are no files", () => {
    const stack = testStack();
    taskIn(stack).addContainer("web", { image, secretFiles: {} });

    expect(containersOf(stack).map(({ name }) => name)).toEqual(["web"]);
    expect(synth(stack).resources("aws_iam_role")).toEqual({});
  });
});

describe("bad secretFiles", () => {
  it.each<[string, (existing: Existing) => Partial<ContainerProps>, string]>([
    [
      "two files at one path",
      (e) => ({ secretFiles: { "/run/s/a": e.secret(), "/run/s//a": e.parameter() } }),
      "`secretFiles` must name each file once, got two files at /run/s/a. Remove one, or put it under another name. [ecs-secret-file-unique]",
    ],
    [
      "a relative path",
      (e) => ({ secretFiles: { "secrets/tls.key": e.secret() } }),
      '`secretFiles` must be the absolute path of a file, without `..`, `.`, `//`, `:`, control characters or a `/` at its end, got "secrets/tls.key". Write it like /run/secrets/tls.key. [ecs-secret-file-path]',
    ],
    [
      "a file below a file",
      (e) => ({ secretFiles: { "/run/s/a": e.secret(), "/run/s/a/b": e.secret() } }),
      "`secretFiles` must not lie below another file, got /run/s/a/b below the file /run/s/a. Rename one of the two. [ecs-secret-file-directory]",
    ],
    [
      "a file whose volume would hide the image",
      (e) => ({ secretFiles: { "/etc/tls.key": e.secret() } }),
      "`secretFiles` must lie in a directory of its own: the volume hides everything that the image has in that directory, got /etc/tls.key, which would hide /etc. Use a directory such as /run/secrets. [ecs-secret-file-hides]",
    ],
    [
      "a mount in the way",
      (e) => ({ ...{ secretFiles: one(e) }, mounts: { "/run/secrets/c": { volume: "c" } } }),
      "`secretFiles` must lie in directories that no mount replaces, needs a folder in, or holds read-only, got files in /run/secrets with a mount at /run/secrets/c. Move the files or the mount. [ecs-secret-file-mount]",
    ],
    [
      "a JSON key",
      (e) => ({ secretFiles: { "/run/s/a": e.secret(TLS_KEY, { jsonKey: "password" }) } }),
      '`secretFiles["/run/s/a"]` must be a whole secret: nothing in the AWS CLI\'s image can take JSON apart byte by byte, got the JSON key password. Give the key a secret of its own, deliver it as a variable, or read JSON in the app. [ecs-secret-file-whole]',
    ],
    [
      "two version selectors",
      (e) => ({
        secretFiles: { "/run/s/a": e.secret(TLS_KEY, { versionStage: "A", versionId: "b" }) },
      }),
      '`secretFiles["/run/s/a"]` must select a version by `versionStage` or by `versionId`, not by both, got stage A and id b. Remove one; without either the current version is read. [ecs-secret-version-selector]',
    ],
    [
      "a timeout that Fargate does not take",
      (e) => ({ secretFiles: one(e), secretFilesOptions: { startTimeoutSeconds: 121 } }),
      "`secretFilesOptions.startTimeoutSeconds` must be a whole number of seconds from 1, on Fargate from 2 to 120, got 121. Leave it out for 120. [ecs-secret-files-timeout]",
    ],
  ])("refuses %s, with path, prop, rule, value and remedy", (_what, props, message) => {
    const stack = testStack();
    const add = (): unknown =>
      taskIn(stack).addContainer("web", { image, user: "1000", ...props(new Existing(stack)) });

    expect(add).toThrow(new Error(`test/task/web: ${message}`));
  });

  it("refuses a path that only Terraform knows", () => {
    const stack = testStack();
    const path = new TerraformVariable(stack, "path", { type: "string" }).stringValue;
    const secretFiles = { [path]: new Existing(stack).secret() };

    expect(() => taskIn(stack).addContainer("web", { image, user: "0", secretFiles })).toThrow(
      "test/task/web: `secretFiles` must be known when the app is synthesized",
    );
  });

  it("refuses a network mode without a network", () => {
    const none = { compatibility: "EC2", networkMode: "none" } as const;

    expect(() => containers(one, {}, none)).toThrow(
      "test/task/web: `networkMode` must be a mode with a network where there are `secretFiles`",
    );
  });

  it("refuses a name that leaves no room for the init container's", () => {
    const stack = testStack();
    const name = "a".repeat(243);

    expect(() =>
      taskIn(stack).addContainer(name, {
        image,
        user: "0",
        secretFiles: one(new Existing(stack)),
      }),
    ).toThrow("`name` must leave room for the `-secret-files` of its init container");
  });

  it("refuses a platform whose volumes are not encrypted", () => {
    expect(() => containers(one, {}, { platformVersion: "1.3.0" })).toThrow(
      "1.3.0, but an encrypted volume for secret files needs 1.4.0",
    );
  });

  it("refuses more files than a task definition holds", () => {
    const paths = Array.from({ length: 800 }, (_, index) => `/run/secrets/${index}`);

    expect(() =>
      containers((existing) => {
        const secret = existing.secret();
        return Object.fromEntries(paths.map((path) => [path, secret]));
      }),
    ).toThrow(/at most 65536 bytes in all/);
  });

  it("goes on after a problem where they are collected", () => {
    // GIVEN
    const stack = testStack();
    const problems: readonly Problem[] = collectProblems(stack);
    const secret = new Existing(stack).secret();

    // WHEN
    const secretFiles = { "tls.key": secret, "/a//b": secret, "/a/b": secret, "/": secret };
    taskIn(stack).addContainer("web", { image, user: "app", secretFiles });

    // THEN
    const rules = new Set(problems.map(({ rule }) => rule));
    expect([...rules].sort()).toEqual(
      expect.arrayContaining([
        "ecs-secret-file-owner",
        "ecs-secret-file-path",
        "ecs-secret-file-unique",
      ]),
    );
  });
});
