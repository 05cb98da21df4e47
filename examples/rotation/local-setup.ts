import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { LocalAws } from "ecs-secrets/local-aws";

/** Makes, in the local AWS, the function that rotates. It never runs there: `local-check.ts` makes its calls. */
export async function setUp({ clientConfig }: LocalAws): Promise<Record<string, string>> {
  const role = await new IAMClient(clientConfig).send(
    new CreateRoleCommand({
      RoleName: "rotate-db",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "lambda.amazonaws.com" },
            Action: "sts:AssumeRole",
          },
        ],
      }),
    }),
  );
  const created = await new LambdaClient(clientConfig).send(
    new CreateFunctionCommand({
      FunctionName: "rotate-db",
      Role: role.Role?.Arn,
      // An image's address in place of code: nothing is pulled, because nothing is run.
      Code: { ImageUri: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/rotate-db:1" },
      PackageType: "Image",
    }),
  );
  return { ROTATION_LAMBDA_ARN: created.FunctionArn ?? "" };
}
