import { ec2DefaultRoute } from "../../../../cli/src/local-aws/quirks/registry";
import { answer, call, exchange } from "./exchange";

const OWN = "<destinationCidrBlock>172.31.0.0/16</destinationCidrBlock>";
const ALL = "<destinationCidrBlock>0.0.0.0/0</destinationCidrBlock>";
const OTHER = "<destinationCidrBlock>10.0.0.0/16</destinationCidrBlock>";
const table = (...routes: readonly string[]): string =>
  `<routeSet>${routes.map((route) => `<item>${route}</item>`).join("")}</routeSet>`;

function seen(tables: string, status = 200, operation = "DescribeRouteTables"): string {
  const { response } = exchange(ec2DefaultRoute(), call("ec2", operation), answer(tables, status));
  return response.body.toString("utf8");
}

describe("ec2-default-route", () => {
  it("gives the default VPC its way out, and every table of it", () => {
    const both = seen(`${table(OWN)}${table(OWN)}`);
    expect(both.split(ALL)).toHaveLength(3);
    expect(both).toContain("<gatewayId>igw-0default</gatewayId><state>active</state>");
  });

  it.each([
    ["a table that has one", table(OWN, ALL)],
    ["the table of another VPC", table(OTHER)],
  ])("leaves %s as it is", (_which, tables) => {
    expect(seen(tables)).toBe(tables);
  });

  it("leaves failures and other calls as they are", () => {
    expect(seen(table(OWN), 400)).toBe(table(OWN));
    expect(seen(table(OWN), 200, "DescribeSubnets")).toBe(table(OWN));
  });
});
