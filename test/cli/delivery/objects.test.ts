import { RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { AwsClients } from "../../../cli/src/aws";
import { seedObjects, verifyDelivery } from "../../../cli/src/delivery";
import { startLocalAws, type LocalAws } from "../../../cli/src/local-aws";
import { describeWith } from "../../support/requires";

// The emulator answers slowly while other tests run.
jest.setTimeout(60_000);

const REGION = "eu-central-1";
const BUCKET = "example-objects";

describeWith("the delivery of objects", ["emulator"], () => {
  let aws: LocalAws;
  let clients: AwsClients;
  let roles = 0;

  beforeAll(async () => {
    const env = { ...process.env, AWS_ENDPOINT_URL: "" };
    aws = await startLocalAws({ accountId: "123456789012", region: REGION, env });
    clients = new AwsClients(aws.clientConfig);
    const { s3 } = clients.in(REGION);
    const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
    await s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: "web/tls.key", Body: "canary-4711" }),
    );
  }, 60_000);

  afterAll(async () => {
    clients.destroy();
    await aws.stop();
  }, 60_000);

  /** A role that may read what is below each prefix. */
  async function role(prefixes: readonly string[]): Promise<string> {
    const RoleName = `role-${(roles += 1)}`;
    const policy = (statement: object): string =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
    const Principal = { Service: "ecs-tasks.amazonaws.com" };
    const AssumeRolePolicyDocument = policy({ Principal, Action: "sts:AssumeRole" });
    const { Role } = await clients.iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }),
    );
    for (const prefix of prefixes) {
      const Resource = `arn:aws:s3:::${BUCKET}/${prefix}*`;
      const PolicyDocument = policy({ Action: "s3:GetObject", Resource });
      const PolicyName = prefix.replace(/\W/g, "-");
      await clients.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    }
    return Role?.Arn ?? "";
  }

  /** A task whose variable `FILES` says where its objects are. */
  async function task(
    location: string,
    taskRoleArn: string,
    executionRoleArn: string,
  ): Promise<string> {
    const environment = [{ name: "FILES", value: location }];
    const containerDefinitions = [{ name: "web", image: "httpd", memory: 128, environment }];
    const registered = await clients.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: "objects",
        taskRoleArn,
        executionRoleArn,
        containerDefinitions,
      }),
    );
    return registered.taskDefinition?.taskDefinitionArn ?? "";
  }

  it("is complete when the task role reads them and the execution role does not", async () => {
    const arn = await task(`s3://${BUCKET}/web/`, await role(["web/"]), await role([]));
    expect(await verifyDelivery(clients, arn)).toEqual([
      {
        family: "objects",
        container: "web",
        way: "objects",
        target: "FILES",
        source: `s3://${BUCKET}/web/`,
        value: "canary-4711",
      },
    ]);
  });

  it.each([
    ["the task role has no grant", ["other/"], [], /^Denied: .*s3:GetObject/],
    ["the grant is for a prefix that is near", ["web-admin/"], [], /^Denied: .*s3:GetObject/],
    ["the execution role reads them, too", ["web/"], ["web/"], /^the execution role can read it/],
  ])("is a problem when %s", async (_case, taskPrefixes, executionPrefixes, problem) => {
    const arn = await task(
      `s3://${BUCKET}/web/`,
      await role(taskPrefixes),
      await role(executionPrefixes),
    );
    const [delivery] = await verifyDelivery(clients, arn);
    expect(delivery?.problem).toMatch(problem);
    expect(delivery?.value).toBeUndefined();
  });

  it("is a problem until something is uploaded", async () => {
    // GIVEN
    const arn = await task(`s3://${BUCKET}/empty/`, await role(["empty/"]), await role([]));
    const [before] = await verifyDelivery(clients, arn);
    expect(before?.problem).toBe(`there is no object below empty/ in the bucket ${BUCKET}`);
    // WHEN
    const uploaded: string[] = [];
    const upload = (key: string): string => {
      uploaded.push(key);
      return `content of ${key}`;
    };
    await seedObjects(clients, arn, upload);
    await seedObjects(clients, arn, upload);
    // THEN
    const [after] = await verifyDelivery(clients, arn);
    expect(after?.value).toBe("content of empty/made-up");
    expect(uploaded).toEqual(["empty/made-up"]);
  });
});
