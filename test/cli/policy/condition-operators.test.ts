import { decides, TAG, type Context } from "./condition-table";

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
describe("string operators", () => {
  decides([
    [{ StringEquals: { [TAG]: "app" } }, { [TAG]: "app" }, "allowed"],
    [{ StringEquals: { [TAG]: "app" } }, { [TAG]: "App" }, "denied"],
    [{ StringEquals: { [TAG]: ["api", "app"] } }, { [TAG]: "app" }, "allowed"],
    [{ StringEquals: { [TAG]: "a*" } }, { [TAG]: "app" }, "denied"],
    [{ StringEquals: { [TAG]: "a*" } }, { [TAG]: "a*" }, "allowed"],
    [{ StringNotEquals: { [TAG]: ["api", "app"] } }, { [TAG]: "app" }, "denied"],
    [{ StringNotEquals: { [TAG]: ["api", "app"] } }, { [TAG]: "web" }, "allowed"],
    [{ StringEqualsIgnoreCase: { [TAG]: "APP" } }, { [TAG]: "app" }, "allowed"],
    [{ StringNotEqualsIgnoreCase: { [TAG]: "APP" } }, { [TAG]: "app" }, "denied"],
    [{ StringLike: { [TAG]: "a*" } }, { [TAG]: "app" }, "allowed"],
    [{ StringLike: { [TAG]: "a?" } }, { [TAG]: "app" }, "denied"],
    [{ StringLike: { [TAG]: "a??" } }, { [TAG]: "app" }, "allowed"],
    [{ StringLike: { [TAG]: "A*" } }, { [TAG]: "app" }, "denied"],
    [{ StringNotLike: { [TAG]: ["a*", "b*"] } }, { [TAG]: "bob" }, "denied"],
    [{ StringNotLike: { [TAG]: ["a*", "b*"] } }, { [TAG]: "carl" }, "allowed"],
  ]);
});

describe("ARN operators", () => {
  const key = "aws:SourceArn";
  const task: Context = { [key]: "arn:aws:ecs:eu-west-1:111122223333:task/web/1" };
  // The documentation's own example: the first * does not reach past its colon.
  const finance = "arn:aws:someservice:*:111122223333:finance/*";
  const store: Context = {
    [key]: "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt",
  };
  for (const operator of ["ArnEquals", "ArnLike"]) {
    decides([
      [{ [operator]: { [key]: "arn:aws:ecs:eu-west-1:111122223333:*" } }, task, "allowed"],
      [{ [operator]: { [key]: "arn:aws:ecs:*:111122223333:task/we?/*" } }, task, "allowed"],
      [{ [operator]: { [key]: "arn:aws:ecs:*:111122223333:TASK/*" } }, task, "denied"],
      [{ [operator]: { [key]: finance } }, store, "denied"],
      [{ StringLike: { [key]: finance } }, store, "allowed"],
      [{ [operator]: { [key]: "*" } }, task, "undecided"],
      [{ [operator]: { [key]: "arn:aws:s3:::*" } }, { [key]: "no-arn" }, "denied"],
      [{ [operator]: { [key]: "${aws_ecs_cluster.c.arn}" } }, task, "undecided"],
    ]);
  }
  for (const operator of ["ArnNotEquals", "ArnNotLike"]) {
    decides([
      [{ [operator]: { [key]: "arn:aws:ecs:eu-west-1:111122223333:*" } }, task, "denied"],
      [{ [operator]: { [key]: "arn:aws:ecs:us-*:*:*" } }, task, "allowed"],
      [{ [operator]: { [key]: finance } }, store, "allowed"],
    ]);
  }
});

describe("Bool", () => {
  const key = "aws:SecureTransport";
  decides([
    [{ Bool: { [key]: "true" } }, { [key]: "true" }, "allowed"],
    [{ Bool: { [key]: true } }, { [key]: "true" }, "allowed"],
    [{ Bool: { [key]: "True" } }, { [key]: "true" }, "allowed"],
    [{ Bool: { [key]: "false" } }, { [key]: "true" }, "denied"],
    [{ Bool: { [key]: ["true", "false"] } }, { [key]: "false" }, "allowed"],
    [{ Bool: { [key]: "yes" } }, { [key]: "true" }, "undecided"],
    [{ Bool: { [key]: "true" } }, { [key]: "1" }, "undecided"],
  ]);
});

describe("numbers", () => {
  const key = "aws:MultiFactorAuthAge";
  const ten: Context = { [key]: "10" };
  decides([
    [{ NumericEquals: { [key]: "10.0" } }, ten, "allowed"],
    [{ NumericEquals: { [key]: [9, 10] } }, ten, "allowed"],
    [{ NumericEquals: { [key]: 9 } }, ten, "denied"],
    [{ NumericNotEquals: { [key]: "10.0" } }, ten, "denied"],
    [{ NumericNotEquals: { [key]: [8, 9] } }, ten, "allowed"],
    [{ NumericLessThan: { [key]: "10" } }, ten, "denied"],
    [{ NumericLessThan: { [key]: "10.5" } }, ten, "allowed"],
    [{ NumericLessThanEquals: { [key]: "10" } }, ten, "allowed"],
    [{ NumericLessThanEquals: { [key]: "9" } }, ten, "denied"],
    [{ NumericGreaterThan: { [key]: "9" } }, ten, "allowed"],
    [{ NumericGreaterThan: { [key]: "10" } }, ten, "denied"],
    [{ NumericGreaterThanEquals: { [key]: "10" } }, ten, "allowed"],
    [{ NumericGreaterThanEquals: { [key]: "11" } }, ten, "denied"],
    [{ NumericLessThan: { [key]: "many" } }, ten, "undecided"],
    [{ NumericNotEquals: { [key]: "10" } }, { [key]: "x" }, "undecided"],
    [{ NumericEquals: { [key]: "${aws:MultiFactorAuthAge}" } }, ten, "undecided"],
  ]);
});

describe("dates", () => {
  const key = "aws:CurrentTime";
  const eve: Context = { [key]: "2024-12-31T23:59:59Z" };
  const epoch = "aws:EpochTime";
  decides([
    [{ DateLessThan: { [key]: "2025-01-01T00:00:00Z" } }, eve, "allowed"],
    [{ DateLessThan: { [key]: "2025-01-01" } }, eve, "allowed"],
    [{ DateLessThan: { [key]: "2024-12-31T23:59:59Z" } }, eve, "denied"],
    // Epoch seconds are documented; the simulator of the oracle test does not read them.
    [{ DateLessThan: { [key]: "1735689600" } }, eve, "allowed"],
    [{ DateLessThan: { [key]: 1735689599 } }, eve, "denied"],
    [{ DateGreaterThan: { [epoch]: "2025-01-01" } }, { [epoch]: "1735689601" }, "allowed"],
    [{ DateGreaterThan: { [key]: "2025-01-01T00:00:00+02:00" } }, eve, "allowed"],
    [{ DateGreaterThan: { [key]: "2025" } }, eve, "denied"],
    [{ DateGreaterThanEquals: { [key]: "2024-12-31T23:59:59Z" } }, eve, "allowed"],
    [{ DateLessThanEquals: { [key]: "2024-12-31T23:59:58Z" } }, eve, "denied"],
    [{ DateEquals: { [key]: "2024-12-31T23:59:59Z" } }, eve, "allowed"],
    [{ DateNotEquals: { [key]: "2024-12-31T23:59:59Z" } }, eve, "denied"],
    [{ DateLessThan: { [key]: "next year" } }, eve, "undecided"],
  ]);
});

describe("addresses", () => {
  const key = "aws:SourceIp";
  const v4: Context = { [key]: "203.0.113.9" };
  const v6: Context = { [key]: "2001:db8:1234:5678::1" };
  decides([
    [{ IpAddress: { [key]: "203.0.113.0/24" } }, v4, "allowed"],
    [{ IpAddress: { [key]: "203.0.112.0/24" } }, v4, "denied"],
    [{ IpAddress: { [key]: "203.0.113.9" } }, v4, "allowed"],
    [{ IpAddress: { [key]: "203.0.113.8/32" } }, v4, "denied"],
    [{ IpAddress: { [key]: "203.0.113.8/31" } }, v4, "allowed"],
    [{ IpAddress: { [key]: "0.0.0.0/0" } }, v4, "allowed"],
    [{ NotIpAddress: { [key]: ["198.51.100.0/24", "203.0.113.0/24"] } }, v4, "denied"],
    [{ NotIpAddress: { [key]: "198.51.100.0/24" } }, v4, "allowed"],
    [{ IpAddress: { [key]: ["203.0.113.0/24", "2001:DB8:1234:5678::/64"] } }, v6, "allowed"],
    [{ IpAddress: { [key]: "2001:db8:1234:5679::/64" } }, v6, "denied"],
    [{ IpAddress: { [key]: "2001:db8:1234:5678:0:0:0:1/128" } }, v6, "allowed"],
    // "All IP addresses except the specified": an IPv6 address is none of an IPv4 range.
    [{ NotIpAddress: { [key]: "203.0.113.0/24" } }, v6, "allowed"],
    [{ IpAddress: { [key]: "0.0.0.0/0" } }, v6, "denied"],
    // The documented default of /32 would be a whole network in IPv6.
    [{ IpAddress: { [key]: "2001:db8:1234:5678::1" } }, v6, "undecided"],
    [{ IpAddress: { [key]: "203.0.113.0/33" } }, v4, "undecided"],
    [{ NotIpAddress: { [key]: "203.0.113.256" } }, v4, "undecided"],
    [{ IpAddress: { [key]: "2001:db8::1::/64" } }, v6, "undecided"],
  ]);
});
