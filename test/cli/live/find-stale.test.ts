import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
  type ContainerDefinition,
} from "@aws-sdk/client-ecs";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateSecretCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { setTimeout as sleep } from "node:timers/promises";
import { AwsClients } from "../../../cli/src/aws";
import { findServices, findStale, ReadOnce, type LiveService } from "../../../cli/src/live";
import { startLocalAws, type LocalAws } from "../../../cli/src/local-aws";
import { RecordedCalls } from "../../support/recorded-calls";
import { describeWith } from "../../support/requires";

// The emulator answers slowly while other tests run.
jest.setTimeout(60_000);

const region = "eu-central-1";
const BUCKET = "stale-objects";
const cluster = "stale";

describeWith("what the running tasks of a service hold", ["emulator"], () => {
  let aws: LocalAws;
  let recorded: RecordedCalls;
  let clients: AwsClients;
  const secrets: Record<string, { readonly arn: string; readonly version: string }> = {};

  beforeAll(async () => {
    const env = { ...process.env, AWS_ENDPOINT_URL: "" };
    aws = await startLocalAws({ accountId: "123456789012", region, env });
    recorded = await RecordedCalls.start(aws.endpoint);
    clients = new AwsClients({ ...aws.clientConfig, endpoint: recorded.endpoint });
    const { s3, secretsManager } = clients.in(region);
    await clients.ecs.send(new CreateClusterCommand({ clusterName: cluster }));
    const CreateBucketConfiguration = { LocationConstraint: region } as const;
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
    for (const Name of ["db", "splunk", "registry", "pinned", "tls"]) {
      const { ARN: arn = "", VersionId: version = "" } = await secretsManager.send(
        new CreateSecretCommand({ Name, SecretString: '{"password":"canary"}' }),
      );
      secrets[Name] = { arn, version };
    }
    await writeRest();
    // S3 cuts its times to the second.
    await sleep(1_100);
  }, 60_000);

  afterAll(async () => {
    clients.destroy();
    await recorded.stop();
    await aws.stop();
  }, 60_000);

  it("is found by container and by way, for each revision by itself", async () => {
    // GIVEN
    const service = await createService("web", [
      {
        name: "init",
        command: ["-c", "secret-files", "/run/secrets/tls.key", arnOf("tls")],
      },
      {
        name: "web",
        secrets: [
          { name: "DB_PASSWORD", valueFrom: `${arnOf("db")}:password::` },
          { name: "PINNED", valueFrom: `${arnOf("pinned")}:::${secrets["pinned"]?.version ?? ""}` },
          { name: "API_KEY", valueFrom: "/stale/api-key" },
          { name: "UNTOUCHED", valueFrom: "/stale/untouched" },
          { name: "MALFORMED", valueFrom: `${arnOf("db")}:password` },
          { name: "MISSING", valueFrom: "/stale/missing" },
        ],
        environmentFiles: [{ type: "s3", value: `arn:aws:s3:::${BUCKET}/web.env` }],
        environment: [{ name: "FILES", value: `s3://${BUCKET}/web/` }],
        logConfiguration: {
          logDriver: "splunk",
          secretOptions: [{ name: "splunk-token", valueFrom: arnOf("splunk") }],
        },
        repositoryCredentials: { credentialsParameter: arnOf("registry") },
      },
    ]);
    const unclear = [
      ["web", "variable", "MALFORMED", expect.stringMatching(/^after the secret's name/)],
      ["web", "variable", "MISSING", "there is no parameter /stale/missing"],
    ];
    expect(await uses(service)).toEqual({ stale: [], unclear });

    // WHEN
    await sleep(1_100);
    for (const Name of Object.keys(secrets)) await put(Name);
    await writeRest();

    // THEN
    expect(await uses(service)).toEqual({
      stale: [
        ["init", "file", "/run/secrets/tls.key", "secret tls"],
        ["web", "environment file", "variables", `s3://${BUCKET}/web.env`],
        ["web", "log option", "splunk-token", "secret splunk"],
        ["web", "variable", "API_KEY", "parameter /stale/api-key"],
        ["web", "variable", "DB_PASSWORD", "secret db · password"],
      ],
      unclear: [
        ...unclear,
        ["web", "objects", "FILES", "the application reads it itself, perhaps again since"],
      ].sort(),
    });

    // WHEN its newest revision names none of them, but the old tasks still run
    const withNewRevision = { ...service, taskDefinitionArn: await register("web", []) };
    expect((await uses(withNewRevision)).stale).toHaveLength(5);
    // THEN a new deployment makes it clean
    await clients.ecs.send(
      new UpdateServiceCommand({ cluster, service: "web", forceNewDeployment: true }),
    );
    await sleep(1_100);
    expect(await uses(service)).toMatchObject({ stale: [] });
  }, 30_000);

  it("is asked of AWS once, however many tasks and variables share it", async () => {
    const variables = ["A", "B", "C"].map((name) => ({
      name,
      valueFrom: `${arnOf("db")}:${name.toLowerCase()}::`,
    }));
    const services = [
      await createService("one", [{ name: "one", secrets: variables }], 3),
      await createService("two", [{ name: "two", secrets: variables }], 3),
    ];
    const before = recorded.requests.length;
    const readOnce = new ReadOnce(clients);
    for (const service of services) await findStale(clients, service, readOnce);
    const asked = recorded.requests.slice(before).map(({ operation }) => operation);
    const count = (name: string): number => asked.filter((operation) => operation === name).length;
    expect(count("DescribeTaskDefinition")).toBe(2);
    expect(count("DescribeSecret")).toBe(1);
    expect(count("ListTasks")).toBe(2);
  });

  async function uses(
    service: LiveService,
  ): Promise<{ readonly stale: readonly string[][]; readonly unclear: readonly string[][] }> {
    const { stale, unclear } = await findStale(clients, service);
    return {
      stale: stale
        .map(({ container, way, target, source }) => [container, way, target, source])
        .sort(),
      unclear: unclear
        .map(({ container, way, target, reason }) => [container, way, target, reason])
        .sort(),
    };
  }

  function arnOf(name: string): string {
    return secrets[name]?.arn ?? "";
  }

  async function put(SecretId: string): Promise<void> {
    const request = new PutSecretValueCommand({ SecretId, SecretString: '{"password":"new"}' });
    await clients.in(region).secretsManager.send(request);
  }

  /** What is no secret of Secrets Manager; the untouched parameter only the first time. */
  async function writeRest(): Promise<void> {
    const { s3, ssm } = clients.in(region);
    const parameter = { Type: "SecureString", Value: "canary" } as const;
    const Name = "/stale/api-key";
    await ssm.send(new PutParameterCommand({ ...parameter, Name, Overwrite: true }));
    const untouched = new PutParameterCommand({ ...parameter, Name: "/stale/untouched" });
    await ssm.send(untouched).catch(() => undefined);
    for (const Key of ["web.env", "web/file"]) {
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "A=canary" }));
    }
  }

  async function register(
    family: string,
    containers: readonly ContainerDefinition[],
  ): Promise<string> {
    const containerDefinitions = containers.map((container) => {
      return { image: "httpd", memory: 64, ...container };
    });
    const request = new RegisterTaskDefinitionCommand({ family, containerDefinitions });
    return (await clients.ecs.send(request)).taskDefinition?.taskDefinitionArn ?? "";
  }

  async function createService(
    serviceName: string,
    containers: readonly ContainerDefinition[],
    desiredCount = 1,
  ): Promise<LiveService> {
    const taskDefinition = await register(serviceName, containers);
    const settings = { cluster, serviceName, taskDefinition, desiredCount };
    await clients.ecs.send(new CreateServiceCommand(settings));
    const [service] = await findServices(clients, { cluster, services: [serviceName] });
    if (!service) throw new Error("there is none");
    return service;
  }
});
