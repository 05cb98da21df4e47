import { readFileSync } from "node:fs";
import {
  publicPolicies,
  TEXTS_FILE,
  textsOf,
  written,
  type ManagedPolicyTexts,
} from "./public-policies";

const text = readFileSync(TEXTS_FILE, "utf8");
const texts = JSON.parse(text) as ManagedPolicyTexts;

describe("the texts of AWS's managed policies", () => {
  it("have every policy once", () => {
    const names = [...Object.keys(texts.statements), ...texts.harmless];
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(1400);
  });

  it("say from when they are", () => {
    expect(texts.date).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  it.each([
    ["SecretsManagerReadWrite", "secretsmanager:*"],
    ["AWSSecretsManagerClientReadOnlyAccess", "secretsmanager:GetSecretValue"],
    ["ReadOnlyAccess", "ssm:Get*"],
    ["AmazonSSMReadOnlyAccess", "ssm:Get*"],
    ["AmazonSSMFullAccess", "ssm:*"],
    ["AmazonSSMManagedInstanceCore", "ssm:GetParameters"],
    ["service-role/AmazonEC2RoleforSSM", "ssm:GetParameters"],
    ["AdministratorAccess", "*"],
    ["IAMFullAccess", "iam:*"],
    // What runs as a role, or gives itself one, reads what the role reads.
    ["AWSLambda_FullAccess", "iam:PassRole"],
    ["AWSLambda_FullAccess", "lambda:*"],
    ["AWSCloudFormationFullAccess", "cloudformation:*"],
    ["AmazonEC2FullAccess", "ec2:*"],
    ["AWSStepFunctionsFullAccess", "states:*"],
    ["AWSOrganizationsFullAccess", "organizations:*"],
    ["AWSResourceAccessManagerFullAccess", "ram:*"],
  ])("keep what %s allows", (name, action) => {
    const allowed = texts.statements[name]?.flatMap(({ Effect, Action = [] }) =>
      Effect === "Allow" ? Action : [],
    );
    expect(allowed).toContain(action);
  });

  it("keep what is allowed by not being named", () => {
    const [first] = texts.statements["PowerUserAccess"] ?? [];
    expect(first?.NotAction).toContain("iam:*");
  });

  it.each([
    "job-function/ViewOnlyAccess",
    "CloudWatchLogsFullAccess",
    // They pass roles only to what does nothing else with them.
    "AmazonDynamoDBFullAccess",
    "CloudWatchFullAccessV2",
    // A service has it, and runs what it is for.
    "AmazonEKSClusterPolicy",
  ])("keep of %s only that it is harmless", (name) => {
    expect(texts.harmless).toContain(name);
  });

  const policies = publicPolicies();
  const isCi = !["", "0", "false"].includes(process.env["CI"] ?? "");
  if (policies === undefined && !isCi) {
    process.stderr.write(
      "skipped: policies against the public data set needs moto: pip install 'moto==5.2.1'\n",
    );
  }
  (policies === undefined && !isCi ? it.skip : it)("are those of the public data set", () => {
    expect(policies).toBeDefined();
    expect(text).toBe(written(textsOf(policies ?? {})));
  });
});
