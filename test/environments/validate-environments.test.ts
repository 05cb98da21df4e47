import { ValidationError } from "cdktf-ecs-secrets/core";
import { environments, validateEnvironments, type Environment } from "../../environments";
import { environment, service } from "./support/environment";
import { LINES, TEN_MISTAKES } from "./support/ten-mistakes";

/** The lines of the one message. */
function problemsOf(...candidates: readonly Environment[]): readonly string[] {
  try {
    validateEnvironments(candidates);
  } catch (error) {
    if (error instanceof ValidationError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("validateEnvironments", () => {
  it("finds nothing wrong with the environments that exist", () => {
    expect(problemsOf(...environments)).toEqual([]);
  });

  it("gives ten lines for ten mistakes: field, rule, value got, remedy", () => {
    expect(problemsOf(TEN_MISTAKES)).toEqual(LINES);
  });

  it("goes through all environments, and says whose mistake it is", () => {
    const other = environment({ name: "other", accountId: "1" });
    expect(problemsOf(environment(), other, TEN_MISTAKES)).toEqual([
      'environment other: `accountId` must be an account id of twelve digits, got "1". `aws sts get-caller-identity` prints it; keep the quotes, or leading zeros are lost. [environment-account]',
      ...LINES,
    ]);
  });

  it.each(["accountId", "region", "backend", "tags", "revisions"] as const)(
    "refuses an environment without %s, which no type checker has seen",
    (field) => {
      const incomplete = { ...environment(), [field]: undefined } as unknown as Environment;
      expect(problemsOf(incomplete)).toEqual([
        `environment test: \`${field}\` must be given, got nothing. \`npm run types\` names the fields that an environment needs. [environment-field-missing]`,
      ]);
    },
  );

  it("gives one line for one name used twice", () => {
    expect(problemsOf(environment(), environment({ region: "eu-west-1" }))).toEqual([
      'environment test: `name` must be the name of one environment only, got "test" 2 times. Rename one of them. [environment-unique]',
    ]);
  });

  const ids = { kind: "ids", assignPublicIp: false } as const;
  it.each<[string, Partial<Environment>, readonly string[]]>([
    [
      "an S3 backend",
      { backend: { kind: "s3", bucket: "S3://state", region: "here", kmsKeyArn: "alias/state" } },
      ["backend.bucket", "backend.region", "backend.kmsKeyArn"],
    ],
    [
      "HCP Terraform",
      { backend: { kind: "cloud", organization: "my org", workspace: "" } },
      ["backend.organization", "backend.workspace"],
    ],
    ["a boundary", { permissionsBoundaryArn: "boundary" }, ["permissionsBoundaryArn"]],
    [
      "a service's sizes",
      { service: service({ cpu: 300, desiredCount: -1, existingClusterName: "my cluster" }) },
      ["service.memoryMiB", "service.desiredCount", "service.existingClusterName"],
    ],
    [
      "an empty network",
      { service: service({ network: { ...ids, subnetIds: [], securityGroupIds: [] } }) },
      ["service.network.subnetIds", "service.network.securityGroupIds"],
    ],
    [
      "ids of a network",
      {
        service: service({
          network: { ...ids, subnetIds: ["net-1"], securityGroupIds: ["default"] },
        }),
      },
      ["service.network.subnetIds", "service.network.securityGroupIds"],
    ],
    ["each revision", { revisions: { a: 0, b: 1.5, c: 1 } }, ["revisions.a", "revisions.b"]],
    ["each tag", { tags: { "aws:a": "", b: "c", "": "" } }, ["tags", "tags"]],
    ["tags for secrets", { tags: { "api-key": "x", team: "orders" } }, ["tags.api-key"]],
  ])("checks %s", (_what, parts, fields) => {
    const lines = problemsOf(environment(parts));
    expect(lines.map((line) => /^environment test: `([^`]+)` must /.exec(line)?.[1])).toEqual(
      fields,
    );
  });

  it("has nothing to say about a network that is looked up, or a service that is off", () => {
    const lookup = service({ network: { kind: "lookup", assignPublicIp: true } });
    expect(problemsOf(environment({ service: lookup }))).toEqual([]);
    expect(problemsOf(environment({ service: undefined }))).toEqual([]);
  });
});
