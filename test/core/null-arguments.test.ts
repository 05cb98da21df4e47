import {
  CredentialSpec,
  ContainerImage,
  LogDriver,
  ObjectReference,
  SecretReference,
  TaskDefinition,
  type ContainerProps,
} from "cdktf-ecs-secrets/ecs";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EbsInfrastructureRole, TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { testStack } from "../support/synth";

/** Plain JavaScript gives what no compiler has seen. */
const nothing = null as never;
const image = (): ContainerImage => ContainerImage.fromRegistry("nginx:1.27");

function add(props: object, stack = testStack()): () => unknown {
  const task = new TaskDefinition(stack, "task", { compatibility: "EC2" });
  return () => task.addContainer("web", { image: image(), ...props } as ContainerProps);
}

const NULL = "must have a value of its type, got null where";

describe("null where an object or a text belongs", () => {
  it.each([
    ["TaskRole", (id: string) => new TaskRole(testStack(), id, nothing)],
    ["TaskExecutionRole", (id: string) => new TaskExecutionRole(testStack(), id, nothing)],
    ["EbsInfrastructureRole", (id: string) => new EbsInfrastructureRole(testStack(), id, nothing)],
    ["SecretsBucket", (id: string) => new SecretsBucket(testStack(), id, nothing)],
    [
      "an imported SecretsBucket",
      (id: string) => SecretsBucket.fromBucketAttributes(testStack(), id, nothing),
    ],
  ])("as all props of %s is refused, with the path", (_name, make) => {
    expect(() => make("it")).toThrow(`test/it: \`props\` ${NULL} an object belongs.`);
  });

  it.each(
    (["firelens", "fluentd", "gelf", "syslog", "journald", "jsonFile", "awsLogs"] as const).map(
      (driver) => [driver] as const,
    ),
  )("as all options of LogDriver.%s is refused, with the path", (driver) => {
    const logging = LogDriver[driver](nothing);
    expect(add({ logging })).toThrow(`test/task/web: \`logging\` ${NULL} an object belongs.`);
  });

  it("as all options of LogDriver.splunk is refused as the token that is missing", () => {
    expect(add({ logging: LogDriver.splunk(nothing) })).toThrow("test/task/web: `logging.token`");
  });

  it.each([
    ["image", ContainerImage.fromRegistry(nothing)],
    ["image", ContainerImage.fromRegistry("nginx", nothing)],
    ["image", ContainerImage.fromEcrRepository(nothing, "v1")],
    ["image.tagOrDigest", ContainerImage.fromEcrRepository({ repositoryName: "web" }, nothing)],
    ["image.repositoryUrl", ContainerImage.fromEcrRepositoryUrl(nothing, { tag: "v1" })],
  ])("in %s of a container is refused, with the path", (prop, given) => {
    expect(add({ image: given })).toThrow(`test/task/web: \`${prop}\` ${NULL}`);
  });

  it.each([
    ["fromVariable", () => SecretValue.fromVariable(nothing)],
    ["generated", () => SecretValue.generated(nothing)],
    ["json", () => SecretValue.json(nothing)],
  ])("as the argument of SecretValue.%s is refused where it is stored", (_name, value) => {
    const stack = testStack();
    const make = (): SecretsManagerSecret =>
      new SecretsManagerSecret(stack, "it", {
        secretName: "it",
        encryptionKey: new EncryptionKey(stack, "key", {}),
        value: value(),
        revision: 1,
      });
    expect(make).toThrow(`test/it: \`value\` ${NULL}`);
  });

  it("as a volume is refused, with the path", () => {
    const task = new TaskDefinition(testStack(), "task", { compatibility: "EC2" });
    expect(() => task.addVolume("data", nothing)).toThrow(
      `test/task: \`volumes.data\` ${NULL} an object belongs.`,
    );
  });

  it("as a bucket is refused by the call that takes it", () => {
    expect(() => CredentialSpec.fromBucket(nothing, "a")).toThrow(
      `CredentialSpec.fromBucket(): \`bucket\` ${NULL} a SecretsBucket belongs.`,
    );
    expect(() => ObjectReference.fromBucketPrefix(nothing, "a")).toThrow(
      `ObjectReference.fromBucketPrefix(): \`bucket\` ${NULL} a SecretsBucket belongs.`,
    );
  });
});

it.each([[5], [{}], [null], [undefined], [""]])(
  "a container named %j is refused, with the task's path",
  (name) => {
    const task = new TaskDefinition(testStack(), "task", { compatibility: "EC2" });
    expect(() => task.addContainer(name as never, { image: image() })).toThrow(
      "test/task: `addContainer` must ",
    );
  },
);

describe("a SecretReference of what is of the other store", () => {
  const stored = { value: SecretValue.fromVariable("it"), revision: 1 };

  it("is refused by the name of the right method", () => {
    const stack = testStack();
    const encryptionKey = new EncryptionKey(stack, "key", {});
    const parameter = new SecureStringParameter(stack, "parameter", {
      ...stored,
      parameterName: "/it",
      encryptionKey,
    });
    const secret = new SecretsManagerSecret(stack, "secret", {
      ...stored,
      secretName: "it",
      encryptionKey,
    });
    expect(() => SecretReference.fromSecretsManager(parameter as never)).toThrow(
      /^SecretReference.fromSecretsManager\(\): `secret` .* got an object of the class SecureStringParameter\. Write SecretReference\.fromSsmParameter\(parameter\)/,
    );
    expect(() => SecretReference.fromSsmParameter(secret as never)).toThrow(
      /^SecretReference.fromSsmParameter\(\): `parameter` .* got an object of the class SecretsManagerSecret\./,
    );
  });

  it.each([
    [undefined, "undefined"],
    [null, "null"],
    ["/it", "a text of 3 characters"],
    [{}, "an object"],
  ])("is none of %j either", (source, got) => {
    const given = source as never;
    expect(() => SecretReference.fromSecretsManager(given)).toThrow(`got ${got}. Write `);
    expect(() => SecretReference.fromSsmParameter(given)).toThrow(`got ${got}. Write `);
    expect(() => CredentialSpec.fromSsmParameter(given)).toThrow(`got ${got}. Write `);
  });

  it("refuses a selector that is null where it is used", () => {
    const stack = testStack();
    const secret = SecretsManagerSecret.fromSecretAttributes(stack, "it", {
      secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:it-AbCdEf",
    });
    const reference = SecretReference.fromSecretsManager(secret, nothing);
    expect(add({ secrets: { IT: reference } }, stack)).toThrow(
      /test\/task\/web: `secrets\.IT` must have a value of its type, got null/,
    );
  });
});
