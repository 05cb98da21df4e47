import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient, type Runtime } from "@aws-sdk/client-lambda";
import { zipOf } from "../../../../modules/ecs/run/run-once-function";
import { awsCall } from "../aws-call";
import type { Departure } from "./departure";

const ACCOUNT = "123456789012";
const credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** Where the emulator departs from AWS in scaling, and in functions. */
export const AUTOSCALING_LAMBDA_DEPARTURES: Readonly<Record<string, Departure>> = {
  "autoscaling-tags": {
    observe: async (endpoint) => {
      const { status } = await awsCall(endpoint, {
        service: "application-autoscaling",
        target: "AnyScaleFrontendService.ListTagsForResource",
        body: {
          ResourceARN: `arn:aws:application-autoscaling:eu-central-1:${ACCOUNT}:scalable-target/a`,
        },
      });
      return status;
    },
    emulator: 500,
    aws: 200,
  },
  "lambda-invocation": {
    observe: async (endpoint, name) => {
      const config = { endpoint, region: "eu-central-1", credentials, maxAttempts: 1 };
      const trust = { RoleName: name, AssumeRolePolicyDocument: "{}" };
      const { Role } = await new IAMClient(config).send(new CreateRoleCommand(trust));
      await new LambdaClient(config).send(
        new CreateFunctionCommand({
          FunctionName: name,
          Role: Role?.Arn,
          // No image of a container has it, so that none is looked for where there is Docker.
          Runtime: "nodejs0.10" as Runtime,
          Handler: "index.handler",
          Code: { ZipFile: zipOf("index.js", Buffer.from("")) },
        }),
      );
      const path = `/2015-03-31/functions/${name}/invocations`;
      const { status, headers } = await awsCall(endpoint, { service: "lambda", path });
      return [status === 200, headers.has("x-amz-function-error")];
    },
    emulator: [true, true],
    aws: [true, false],
  },
};
