// The reference application with the AWS CDK: as the library makes it, as far as CloudFormation can. It cannot make SecureString
// parameters, so those exist already.
import process from "node:process";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const cdk = require("aws-cdk-lib");
const ecs = require("aws-cdk-lib/aws-ecs");
const ec2 = require("aws-cdk-lib/aws-ec2");
const iam = require("aws-cdk-lib/aws-iam");
const kms = require("aws-cdk-lib/aws-kms");
const logs = require("aws-cdk-lib/aws-logs");
const sm = require("aws-cdk-lib/aws-secretsmanager");
const ssm = require("aws-cdk-lib/aws-ssm");

const [, , outdir, services, secretsEach] = process.argv;
const app = new cdk.App({ outdir, context: { "@aws-cdk/core:stackResourceLimit": 0 } });
const env = { account: "111111111111", region: "eu-central-1" };
const stack = new cdk.Stack(app, "bench", { env });

const key = new kms.Key(stack, "key", { enableKeyRotation: true });
const vpc = ec2.Vpc.fromVpcAttributes(stack, "vpc", {
  vpcId: "vpc-0a1b2c3d",
  availabilityZones: ["eu-central-1a"],
  privateSubnetIds: ["subnet-0a1b2c3d"],
});
const cluster = new ecs.Cluster(stack, "cluster", {
  vpc,
  containerInsightsV2: ecs.ContainerInsights.ENABLED,
});
const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, "group", "sg-0a1b2c3d", {
  mutable: false,
});
const halves = Array.from({ length: Number(secretsEach) / 2 }, (_, index) => index);
for (let index = 0; index < Number(services); index += 1) {
  const id = `service-${index}`;
  const parameters = halves.map((part) =>
    ssm.StringParameter.fromSecureStringParameterAttributes(stack, `${id}-parameter-${part}`, {
      parameterName: `/bench/${id}/${part}`,
      encryptionKey: key,
    }),
  );
  const secrets = halves.map(
    (part) =>
      new sm.Secret(stack, `${id}-secret-${part}`, {
        secretName: `bench/${id}/${part}`,
        encryptionKey: key,
      }),
  );
  const executionRole = new iam.Role(stack, `${id}-role`, {
    assumedBy: new iam.ServicePrincipal("ecs-tasks.amazonaws.com"),
  });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, `${id}-task`, {
    cpu: 256,
    memoryLimitMiB: 512,
    executionRole,
  });
  taskDefinition.addContainer("web", {
    image: ecs.ContainerImage.fromRegistry("httpd:2.4"),
    logging: ecs.LogDrivers.awsLogs({
      streamPrefix: "web",
      logGroup: new logs.LogGroup(stack, `${id}-logs`, { retention: 365 }),
    }),
    secrets: {
      ...Object.fromEntries(
        parameters.map((it, at) => [`P${at}`, ecs.Secret.fromSsmParameter(it)]),
      ),
      ...Object.fromEntries(secrets.map((it, at) => [`S${at}`, ecs.Secret.fromSecretsManager(it)])),
    },
  });
  new ecs.FargateService(stack, id, {
    cluster,
    taskDefinition,
    desiredCount: 2,
    minHealthyPercent: 100,
    securityGroups: [securityGroup],
    circuitBreaker: { rollback: true },
  });
}
app.synth();
