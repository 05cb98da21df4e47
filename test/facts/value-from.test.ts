import {
  formatSecretFiles,
  formatSecretValueFrom,
  isParameterOfOtherAccount,
  isPartialSecretArn,
  parseArn,
  parseSecretFiles,
  parseValueFrom,
  secretNameOf,
  type ValueSelector,
} from "../../modules/facts";

const TASK = { partition: "aws", region: "eu-central-1", account: "111111111111" };
const SECRET = "arn:aws:secretsmanager:eu-west-1:222222222222:secret:orders/db-AbCdEf";

describe("a valueFrom of Secrets Manager", () => {
  it.each<[ValueSelector, string]>([
    [{}, SECRET],
    [{ jsonKey: "password" }, `${SECRET}:password::`],
    [{ versionStage: "AWSPREVIOUS" }, `${SECRET}::AWSPREVIOUS:`],
    [{ jsonKey: "password", versionId: "abc" }, `${SECRET}:password::abc`],
  ])("with %j is %s, and is read back", (selector, text) => {
    expect(formatSecretValueFrom(SECRET, selector)).toBe(text);
    expect(parseValueFrom(text, TASK)).toEqual({
      store: "secretsmanager",
      arn: SECRET,
      region: "eu-west-1",
      account: "222222222222",
      ...selector,
    });
  });

  it.each([
    [`${SECRET}:password`, "ECS takes nothing, or exactly :json-key:version-stage:version-id"],
    [`${SECRET}::a:b`, "version stage and version id exclude each other"],
    ["arn:aws:secretsmanager:eu-west-1:222222222222:secret:", "it names no secret"],
    ["arn:aws:s3:::bucket", "it names no object of a bucket"],
    ["arn:aws:sqs:eu-west-1:222222222222:orders", "sqs is no store of secrets"],
    ["arn:aws:ssm", "it is not a whole ARN"],
  ])("%s is refused: %s", (text, reason) => {
    expect(parseValueFrom(text, TASK)).toContain(reason);
  });
});

describe("an ARN without the six random characters", () => {
  const partial = SECRET.slice(0, -7);

  it.each([partial, `${partial}:password::`])("is passed on as the agent does: %s", (text) => {
    expect(parseValueFrom(text, TASK)).toMatchObject({ store: "secretsmanager", arn: partial });
  });

  it.each([
    [partial, true],
    [SECRET, false],
    // Nobody can tell that these are six characters of a name.
    [SECRET.replace("db-AbCdEf", "dev-secret"), false],
    [partial.replace("secretsmanager", "ssm"), false],
    ["orders/db", false],
  ])("%s is one: %s", (arn, isPartial) => {
    expect(isPartialSecretArn(arn)).toBe(isPartial);
  });
});

describe("a valueFrom of Parameter Store", () => {
  const arn = (resource: string): string => `arn:aws:ssm:eu-central-1:111111111111:${resource}`;
  const at = { store: "ssm", region: "eu-central-1", account: "111111111111" };

  it.each([
    ["/orders/api-key", arn("parameter/orders/api-key"), "/orders/api-key"],
    ["api-key", arn("parameter/api-key"), "api-key"],
    [arn("parameter/orders/api-key"), arn("parameter/orders/api-key"), "/orders/api-key"],
    [arn("parameter/api-key"), arn("parameter/api-key"), "api-key"],
  ])("%s is the parameter %s", (text, expected, name) => {
    expect(parseValueFrom(text, TASK)).toEqual({ ...at, arn: expected, name });
  });

  it("of another account, or with a version, is refused", () => {
    const foreign = "arn:aws:ssm:eu-central-1:222222222222:parameter/a";
    expect(parseValueFrom(foreign, TASK)).toContain("another account (222222222222)");
    expect(isParameterOfOtherAccount(foreign, TASK)).toBe(true);
    expect(isParameterOfOtherAccount(SECRET, TASK)).toBe(false);
    expect(parseValueFrom(arn("parameter/a:3"), TASK)).toContain("no version or label");
  });
});

it.each([
  ["arn:aws:s3:::orders/app.env", "app.env", true],
  ["s3://orders/live/", "live/", false],
])("%s is below the bucket orders", (text, key, readByEcs) => {
  expect(parseValueFrom(text, TASK)).toEqual({
    store: "s3",
    arn: `arn:aws:s3:::orders/${key}`,
    region: "eu-central-1",
    account: "111111111111",
    bucket: "orders",
    key,
    readByEcs,
  });
});

it("takes ARNs apart, and nothing else", () => {
  expect(parseArn(SECRET)).toEqual({
    partition: "aws",
    service: "secretsmanager",
    region: "eu-west-1",
    account: "222222222222",
    resource: "secret:orders/db-AbCdEf",
  });
  expect(parseArn("/orders/db")).toBeUndefined();
  expect(parseArn("arn:aws:ssm:eu-west-1")).toBeUndefined();
  expect(secretNameOf(SECRET)).toBe("orders/db");
  expect(secretNameOf("orders/db")).toBe("orders/db");
});

it("tells an init container what to write, and reads that back", () => {
  const files = [
    { path: "/run/secrets/a", valueFrom: SECRET },
    { path: "/run/secrets/b", valueFrom: "/orders/b" },
  ];
  const command = formatSecretFiles("set -e", files);
  expect(command.slice(0, 2)).toEqual(["set -e", "secret-files"]);
  expect(parseSecretFiles(command)).toEqual(files);
  expect(parseSecretFiles(["set -e", "another-program", "a", "b"])).toEqual([]);
});
