// What TerraConstructs 0.0.15 covers of the reference application: key, parameters, log group, and a role that reads them. It has
// neither ECS nor Secrets Manager, and the values of its parameters stand in Terraform's state.
import process from "node:process";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { App } = require("cdktf");
const aws = require("terraconstructs/lib/aws");

const [, , outdir, services, secretsEach] = process.argv;
const app = new App({ outdir });
const stack = new aws.AwsStack(app, "bench", {
  environmentName: "bench",
  gridUUID: "bench",
  providerConfig: { region: "eu-central-1" },
});
const key = new aws.encryption.Key(stack, "key", { enableKeyRotation: true });
for (let index = 0; index < Number(services); index += 1) {
  const id = `service-${index}`;
  const role = new aws.iam.Role(stack, `${id}-role`, {
    assumedBy: new aws.iam.ServicePrincipal("ecs-tasks.amazonaws.com"),
  });
  new aws.cloudwatch.LogGroup(stack, `${id}-logs`, {});
  for (let part = 0; part < Number(secretsEach) / 2; part += 1)
    new aws.storage.StringParameter(stack, `${id}-parameter-${part}`, {
      parameterName: `/bench/${id}/${part}`,
      stringValue: "made-up",
    }).grantRead(role);
  key.grantDecrypt(role);
}
app.synth();
