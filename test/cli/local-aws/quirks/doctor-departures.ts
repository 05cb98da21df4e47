import { DescribeRouteTablesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import type { Departure } from "./departure";

const REGION = "eu-central-1";

/** Where the emulator departs from AWS in what only doctor looks at. */
export const DOCTOR_DEPARTURES: Readonly<Record<string, Departure>> = {
  "ec2-default-route": {
    observe: async (endpoint) => {
      const credentials = { accessKeyId: "test", secretAccessKey: "test" };
      const client = new EC2Client({ endpoint, region: REGION, credentials });
      const { RouteTables = [] } = await client.send(new DescribeRouteTablesCommand({}));
      const routes = RouteTables.flatMap(({ Routes = [] }) => Routes);
      return routes.map(({ DestinationCidrBlock }) => DestinationCidrBlock);
    },
    emulator: ["172.31.0.0/16"],
    aws: ["172.31.0.0/16", "0.0.0.0/0"],
  },
  "iam-simulation": {
    observe: async (endpoint) => {
      const credentials = { accessKeyId: "test", secretAccessKey: "test" };
      const client = new IAMClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });
      const of = {
        PolicySourceArn: "arn:aws:iam::123456789012:role/a",
        ActionNames: ["s3:GetObject"],
      };
      const answer = client.send(new SimulatePrincipalPolicyCommand(of));
      return answer.catch((error: unknown) => error instanceof Error && error.name);
    },
    emulator: "Error",
    aws: "AccessDenied",
  },
};
