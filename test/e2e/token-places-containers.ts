import { AwsTarget } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  ObjectReference,
  SecretReference,
  TaskDefinition,
  Volume,
  type LogDriver as Driver,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { Construct } from "constructs";
import { at, type Group, type Place } from "./token-place";

const SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:";
const REPOSITORY = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders/web";
const CONTAINERS = "container_definitions";

const inTask = (prop: string, json: Place["path"], index = 0): Place =>
  at(prop, "aws_ecs_task_definition", [CONTAINERS], { json: [index, ...json] });

const token = (scope: Construct): SecretReference =>
  SecretReference.fromSecretsManager(
    SecretsManagerSecret.fromSecretAttributes(scope, "token", {
      secretArn: `${SECRET}orders/token-AbCdEf`,
    }),
  );

/** A container for each driver, so that the options of all are looked at. */
function withDrivers(scope: Construct, drivers: Readonly<Record<string, Driver>>): void {
  const task = new TaskDefinition(scope, "it", { compatibility: "EC2" });
  for (const [name, logging] of Object.entries(drivers)) {
    const image = ContainerImage.fromRegistry("web");
    task.addContainer(name, { image, memoryLimitMiB: 128, logging });
  }
}

const option = (index: number, prop: string, name: string): Place =>
  inTask(prop, ["logConfiguration", "options", name], index);

/** What every driver of Docker's has. */
const base = (text: string) => ({ tag: text, labels: [text], labelsRegex: text, envRegex: text });
const basePlaces = (index: number, driver: string): Place[] =>
  ["tag", "labels", "labels-regex", "env-regex"].map((name) =>
    option(index, `${driver}.${name}`, name),
  );

/** A task below a target of its own. */
function targeted(
  place: (text: string) => { readonly account: string; readonly region: string },
  places: readonly Place[],
): Group {
  return {
    build: (scope, text) => {
      const below = new Construct(scope, "below");
      AwsTarget.define(below, place(text));
      const task = new TaskDefinition(below, "it", { compatibility: "EC2" });
      task.addContainer("web", {
        image: ContainerImage.fromEcrRepository({ repositoryName: "orders/web" }, "1"),
        memoryLimitMiB: 128,
        logging: LogDriver.awsLogs(),
      });
    },
    places,
  };
}

/** Text props of what a container's secrets, files and output go through. */
export const CONTAINER_GROUPS: Readonly<Record<string, Group>> = {
  drivers: {
    build: (scope, text) =>
      withDrivers(scope, {
        gelf: LogDriver.gelf({ ...base(text), address: text }),
        syslog: LogDriver.syslog({
          ...base(text),
          address: text,
          facility: text,
          tlsCaCert: text,
          tlsCert: text,
          tlsKey: text,
          format: text as "rfc3164",
        }),
        splunk: LogDriver.splunk({
          ...base(text),
          url: text,
          token: token(scope),
          source: text,
          sourceType: text,
          index: text,
          caPath: text,
          caName: text,
          format: text as "raw",
        }),
        journald: LogDriver.journald({ ...base(text), mode: text as "blocking", env: [text] }),
        json: LogDriver.jsonFile(base(text)),
      }),
    places: [
      ...["gelf", "syslog", "splunk", "journald", "json"].flatMap((driver, index) =>
        basePlaces(index, driver),
      ),
      option(0, "gelf.address", "gelf-address"),
      ...["address", "facility", "tls-ca-cert", "tls-cert", "tls-key", "format"].map((name) =>
        option(1, `syslog.${name}`, `syslog-${name}`),
      ),
      ...["url", "source", "sourcetype", "index", "capath", "caname", "format"].map((name) =>
        option(2, `splunk.${name}`, `splunk-${name}`),
      ),
      option(3, "journald.mode", "mode"),
      option(3, "journald.env", "env"),
    ],
  },
  delivery: {
    build: (scope, text) => {
      const bucketName = "orders-secrets";
      const bucket = SecretsBucket.fromBucketAttributes(scope, "bucket", { bucketName });
      const secret = SecretsManagerSecret.fromSecretAttributes(scope, "secret", {
        secretArn: `${SECRET}orders/db-AbCdEf`,
      });
      const task = new TaskDefinition(scope, "it", { compatibility: "EC2" });
      task.addContainer("web", {
        image: ContainerImage.fromEcrRepositoryUrl(REPOSITORY, { tag: text }),
        memoryLimitMiB: 128,
        environmentFiles: [{ bucket, key: text }],
        secretObjects: { FILES: ObjectReference.fromBucketPrefix(bucket, text) },
        secrets: { A: SecretReference.fromSecretsManager(secret, { jsonKey: text }) },
      });
    },
    places: [
      {
        ...inTask("environmentFiles.key", ["environmentFiles", 0, "value"]),
        around: ["arn:aws:s3:::orders-secrets/", ""],
      },
      {
        ...inTask("secretObjects", ["environment", 0, "value"]),
        around: ["s3://orders-secrets/", ""],
      },
      {
        ...inTask("secrets.jsonKey", ["secrets", 0, "valueFrom"]),
        around: [`${SECRET}orders/db-AbCdEf:`, "::"],
      },
      { ...inTask("image.tag", ["image"]), around: [`${REPOSITORY}:`, ""] },
    ],
  },
  bucketName: {
    build: (scope, text) => {
      const bucket = SecretsBucket.fromBucketAttributes(scope, "bucket", { bucketName: text });
      const task = new TaskDefinition(scope, "it", { compatibility: "EC2" });
      task.addContainer("web", {
        image: ContainerImage.fromRegistry("web"),
        memoryLimitMiB: 128,
        environmentFiles: [{ bucket, key: "web.env" }],
        secretObjects: { FILES: ObjectReference.fromBucketPrefix(bucket, "web/") },
      });
    },
    places: [
      {
        ...inTask("environmentFiles.bucket", ["environmentFiles", 0, "value"]),
        around: ["arn:aws:s3:::", "/web.env"],
      },
      {
        ...inTask("secretObjects.bucket", ["environment", 0, "value"]),
        around: ["s3://", "/web/"],
      },
    ],
  },
  region: targeted(
    (text) => ({ account: "123456789012", region: text }),
    [
      inTask("AwsTarget.region", ["logConfiguration", "options", "awslogs-region"]),
      {
        ...inTask("AwsTarget.region in images", ["image"]),
        around: ["123456789012.dkr.ecr.", ".amazonaws.com/orders/web:1"],
      },
    ],
  ),
  account: targeted(
    (text) => ({ account: text, region: "eu-central-1" }),
    [
      {
        ...inTask("AwsTarget.account", ["image"]),
        around: ["", ".dkr.ecr.eu-central-1.amazonaws.com/orders/web:1"],
      },
    ],
  ),
  ebs: {
    build: (scope, text) => {
      const encryptionKey = EncryptionKey.fromKeyArn(scope, "imported", text);
      const volumeType = text as "gp3";
      const fileSystem = text as "xfs";
      const service = new EcsService(scope, "it", {
        cluster: EcsCluster.fromClusterName(scope, "cluster", "orders"),
        subnetIds: ["subnet-1"],
        securityGroupIds: ["sg-1"],
        cpu: 256,
        memoryMiB: 512,
        volumes: { data: Volume.ebs({ sizeGiB: 10, encryptionKey, volumeType, fileSystem }) },
      });
      service.addContainer("web", {
        image: ContainerImage.fromRegistry("web"),
        mounts: { "/data": { volume: "data" } },
      });
    },
    places: ["volume_type", "file_system_type", "kms_key_id"].map((argument) =>
      at(`volumes.ebs.${argument}`, "aws_ecs_service", [
        "volume_configuration",
        "managed_ebs_volume",
        argument,
      ]),
    ),
  },
  changes: {
    build: (scope, text) => {
      const parameter = SecureStringParameter.fromParameterAttributes(scope, "parameter", {
        parameterName: text,
      });
      const service = EcsService.fromServiceAttributes(scope, "web", {
        cluster: EcsCluster.fromClusterName(scope, "cluster", "orders"),
        serviceName: "web",
        references: [SecretReference.fromSsmParameter(parameter)],
      });
      new RedeployOnChange(scope, "it", {
        encryptionKey: new EncryptionKey(scope, "key"),
        services: [service],
      });
    },
    places: [
      at("redeployment.parameterName", "aws_cloudwatch_event_rule", ["event_pattern"], {
        json: ["detail", "name", 0],
      }),
    ],
  },
};
