import { calls, succeeded, type Quirk } from "../quirk";

/** The addresses of the default VPC, on AWS and in the emulator. */
const OWN = "<destinationCidrBlock>172.31.0.0/16</destinationCidrBlock>";
const ALL = "<destinationCidrBlock>0.0.0.0/0</destinationCidrBlock>";
const ROUTE = `<item>${ALL}<gatewayId>igw-0default</gatewayId><state>active</state><origin>CreateRoute</origin></item>`;

/**
 * Gives the default VPC its way out.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
 */
export function ec2DefaultRoute(): Quirk {
  return {
    id: "ec2-default-route",
    why: "moto's default VPC has no route to the internet, so every service in it looks cut off",
    matches: calls("ec2", "DescribeRouteTables"),
    onResponse: (_request, response) => {
      if (!succeeded(response)) return response;
      const body = response.body
        .toString("utf8")
        .replace(/<routeSet>.*?<\/routeSet>/gs, (routes) =>
          routes.includes(OWN) && !routes.includes(ALL)
            ? routes.replace("</routeSet>", `${ROUTE}</routeSet>`)
            : routes,
        );
      return { ...response, body: Buffer.from(body) };
    },
  };
}
