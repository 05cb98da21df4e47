import type { TerraformStack } from "cdktf";
import { SecretValue, type JsonFields } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  LogDriver,
  ObjectReference,
  SecretReference,
  type ContainerProps,
  type SecretSelector,
  type SplunkOptions,
  type TaskDefinitionProps,
} from "cdktf-ecs-secrets/ecs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { image, Secrets, taskIn } from "../ecs/support/fixtures";
import { bucketIn } from "../s3/support";
import { synth } from "../support/synth";
import type { NotCaughtRow } from "./row";

type Container = (stack: TerraformStack) => Partial<ContainerProps>;

const container =
  (props: Container, task: Partial<TaskDefinitionProps> = {}) =>
  (stack: TerraformStack): unknown =>
    taskIn(stack, task).addContainer("web", { image, ...props(stack) });

const parameter = (stack: TerraformStack): SecretReference =>
  SecretReference.fromSsmParameter(new Secrets(stack).parameter("api-key"));

const selecting = (selector: SecretSelector): Container => {
  return (stack) => ({
    secrets: { A: SecretReference.fromSecretsManager(new Secrets(stack).secret("db"), selector) },
  });
};

const registrySecret = (fields: JsonFields) => (stack: TerraformStack) =>
  SecretReference.fromSecretsManager(
    new SecretsManagerSecret(stack, "registry", {
      secretName: "orders/registry",
      encryptionKey: new Secrets(stack).key,
      value: SecretValue.json(fields),
      revision: 1,
    }),
  );

const importing = (secretArn: string) => (stack: TerraformStack) =>
  SecretsManagerSecret.fromSecretAttributes(stack, "secret", { secretArn });

const importingParameter = (parameterName: string) => (stack: TerraformStack) =>
  SecureStringParameter.fromParameterAttributes(stack, "parameter", { parameterName });

const routed =
  (type: "fluentbit" | "fluentd", options: Readonly<Record<string, string>>, user?: string) =>
  (stack: TerraformStack): unknown => {
    const task = taskIn(stack);
    task.addContainer("web", { image, logging: LogDriver.firelens({ options }) });
    task.addContainer("router", { image, user, firelensRouter: { type } });
    return synth(stack);
  };

const SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret";
const PARAMETER = "arn:aws:ssm:eu-central-1";

/** Section 1, `secrets[].valueFrom`. */
export const references: readonly NotCaughtRow[] = [
  {
    row: "Names unique among `secrets`, and between `secrets` and `environment`",
    labelled: true,
    rule: "ecs-variable-unique",
    mistakes: {
      "secrets and environment": container((stack) => ({
        environment: { API_KEY: "x" },
        secrets: { API_KEY: parameter(stack) },
      })),
      "secrets and secretObjects": container((stack) => ({
        secretObjects: { API_KEY: ObjectReference.fromBucketPrefix(bucketIn(stack), "web/") },
        secrets: { API_KEY: SecretReference.fromSsmParameter(importingParameter("/a")(stack)) },
      })),
    },
  },
  {
    row: "Partial ARNs (no suffix) and bare names of Secrets Manager secrets fail at task start",
    labelled: false,
    rule: "secretsmanager-arn",
    mistakes: {
      "a partial ARN": importing(`${SECRET}:orders/db`),
      "a bare name": importing("orders/db"),
      "a JSON key without the other parts": importing(`${SECRET}:orders/db-AbCdEf:password`),
    },
  },
  {
    row: "Stage and id exclude each other",
    labelled: false,
    rule: "ecs-secret-version-selector",
    mistakes: { both: container(selecting({ versionStage: "AWSPREVIOUS", versionId: "v" })) },
  },
  {
    row: "After `secret:` the agent accepts exactly `NAME` or `NAME:json-key:version-stage:version-id`",
    labelled: false,
    rule: "ecs-secret-selector-text",
    mistakes: { "a key with a colon": container(selecting({ jsonKey: "a:b" })) },
  },
  {
    row: "Missing key: the task fails",
    labelled: false,
    rule: "ecs-secret-json-key",
    mistakes: { "a key that the secret has not": container(selecting({ jsonKey: "token" })) },
  },
  {
    row: "Version/label selectors (`name:3`) refused",
    labelled: false,
    rule: "ssm-existing-parameter-name",
    mistakes: { "a version": importingParameter("/orders/api-key:3") },
  },
  {
    row: "Cross-account refused",
    labelled: false,
    rule: "ssm-parameter-account",
    mistakes: {
      "a parameter of another account": (stack) =>
        SecureStringParameter.fromParameterAttributes(stack, "parameter", {
          parameterArn: `${PARAMETER}:999999999999:parameter/orders/api-key`,
        }),
    },
  },
];

const ec2Drivers = {
  fluentd: LogDriver.fluentd(),
  gelf: LogDriver.gelf({ address: "udp://logs:12201" }),
  journald: LogDriver.journald(),
  "json-file": LogDriver.jsonFile(),
  syslog: LogDriver.syslog(),
};

const withCredentials = (
  credentials: (stack: TerraformStack) => SecretReference,
  name = "registry.example.com/orders:1",
) =>
  container((stack) => ({
    image: ContainerImage.fromRegistry(name, { credentials: credentials(stack) }),
  }));

const wholeSecret = (stack: TerraformStack): SecretReference =>
  SecretReference.fromSecretsManager(new Secrets(stack).secret("registry"));

/** A program that runs without a type checker may leave them out. */
const withoutUrl = ({ token }: SplunkOptions): Omit<SplunkOptions, "url"> => ({ token });
const withoutToken: Omit<SplunkOptions, "token"> = { url: "https://splunk.example.com:8088" };

/** Section 2, `secretOptions`, `repositoryCredentials`, environment files. */
export const places: readonly NotCaughtRow[] = [
  {
    row: "fluentd on Fargate: not caught",
    labelled: true,
    rule: "ecs-log-driver",
    mistakes: Object.fromEntries(
      Object.entries(ec2Drivers).map(([name, logging]) => [name, container(() => ({ logging }))]),
    ),
  },
  {
    row: "Splunk requires `splunk-url` and `splunk-token`",
    labelled: false,
    rule: "ecs-log-splunk-token",
    mistakes: {
      "no token": container(() => ({
        logging: LogDriver.splunk(withoutToken as SplunkOptions),
      })),
    },
  },
  {
    row: "Splunk requires `splunk-url`",
    labelled: false,
    rule: "ecs-log-splunk-url",
    mistakes: {
      "no url": container((stack) => ({
        logging: LogDriver.splunk(
          withoutUrl({ url: "", token: parameter(stack) }) as SplunkOptions,
        ),
      })),
    },
  },
  {
    row: "`repositoryCredentials.credentialsParameter`: a Secrets Manager ARN",
    labelled: false,
    rule: "ecs-registry-credentials-store",
    mistakes: { "a parameter": withCredentials(parameter) },
  },
  {
    row: 'whose value is JSON `{"username":…,"password":…}`, both non-empty',
    labelled: false,
    rule: "ecs-registry-credentials-shape",
    mistakes: {
      "JSON without a password": withCredentials(
        registrySecret({ username: "ci", secret: SecretValue.generated() }),
      ),
      "an empty user name": withCredentials(
        registrySecret({ username: "", password: SecretValue.generated() }),
      ),
    },
  },
  {
    row: "Not for ECR",
    labelled: false,
    rule: "ecs-registry-credentials-image",
    mistakes: {
      "an image of ECR": withCredentials(
        wholeSecret,
        "123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders:1",
      ),
    },
  },
  {
    row: "`environmentFiles`: at most 10",
    labelled: false,
    rule: "ecs-environment-file-count",
    mistakes: {
      "11 files": container((stack) => {
        const bucket = bucketIn(stack);
        const keys = Array.from({ length: 11 }, (_, index) => `web/${index}.env`);
        return { environmentFiles: keys.map((key) => ({ bucket, key })) };
      }),
    },
  },
  {
    row: "`environmentFiles`: `.env`",
    labelled: false,
    rule: "ecs-environment-file",
    mistakes: {
      "another ending": container((stack) => ({
        environmentFiles: [{ bucket: bucketIn(stack), key: "web/settings.txt" }],
      })),
      "a folder above": container((stack) => ({
        environmentFiles: [{ bucket: bucketIn(stack), key: "web/../../settings.env" }],
      })),
    },
  },
  {
    row: "`secretFiles` without `user`: the file is root's, mode 0400",
    labelled: false,
    rule: "ecs-secret-file-user",
    mistakes: {
      "no user": container((stack) => ({ secretFiles: { "/run/secrets/a": parameter(stack) } })),
    },
  },
  {
    row: "FireLens output without `Name` (fluentbit) or `@type` (fluentd): the task does not start",
    labelled: false,
    rule: "ecs-firelens-output",
    mistakes: {
      "fluentbit without Name": routed("fluentbit", { Host: "x" }),
      "fluentbit with name": routed("fluentbit", { name: "http", Host: "x" }),
      "fluentd with Name": routed("fluentd", { Name: "http" }),
    },
  },
  {
    row: "A FireLens router's `user` must be a number",
    labelled: false,
    rule: "ecs-firelens-user",
    mistakes: { "a name": routed("fluentbit", {}, "fluent") },
  },
  {
    row: "Versions: whole secret, log secrets 1.3.0; JSON key/version 1.4.0; registry credentials 1.2.0; env files 1.4.0",
    labelled: false,
    rule: "ecs-fargate-platform",
    mistakes: {
      "a whole secret on 1.2.0": container(selecting({}), { platformVersion: "1.2.0" }),
      "a parameter on 1.2.0": container((stack) => ({ secrets: { A: parameter(stack) } }), {
        platformVersion: "1.2.0",
      }),
      "a log secret on 1.2.0": container(
        (stack) => ({
          logging: LogDriver.splunk({
            url: "https://splunk.example.com:8088",
            token: parameter(stack),
          }),
        }),
        { platformVersion: "1.2.0" },
      ),
      "credentials of a registry on 1.1.0": (stack) =>
        taskIn(stack, { platformVersion: "1.1.0" }).addContainer("web", {
          image: ContainerImage.fromRegistry("registry.example.com/orders:1", {
            credentials: wholeSecret(stack),
          }),
        }),
      "a JSON key on 1.3.0": container(selecting({ jsonKey: "password" }), {
        platformVersion: "1.3.0",
      }),
      "an environment file on 1.3.0": container(
        (stack) => ({ environmentFiles: [{ bucket: bucketIn(stack), key: "web/a.env" }] }),
        { platformVersion: "1.3.0" },
      ),
    },
  },
];
