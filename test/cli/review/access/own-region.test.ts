import { analyseAccess } from "../../../../cli/src/review/access";
import type { JsonObject } from "../../../../cli/src/json";
import { buildReport } from "../../../../cli/src/review/report";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { ACCOUNT, allow, changed, policy, REGION, roleValues, same, task } from "./made-world";

const FAR = "us-west-2";
const HERE = { region: { constant_value: REGION } };

/** A plan whose provider is here, with what it configures. */
function plan(changes: readonly MadeChange[], provider: JsonObject = HERE) {
  const resources = changes.map((change) => ({
    address: change.address,
    mode: "managed",
    type: change.type,
    provider_config_key: "aws",
    expressions: change.expressions ?? {},
  }));
  return madeInput(changes, {
    configuration: {
      provider_config: { aws: { name: "aws", expressions: provider } },
      root_module: { resources },
    },
  });
}

/** What is made, and has a Region of its own where it names one. */
function made(type: string, values: JsonObject, more: Partial<MadeChange> = {}): MadeChange {
  const named = values["region"] !== undefined && values["region"] !== REGION;
  return {
    address: `${type}.it`,
    type,
    actions: ["create"],
    after: values,
    unknown: { arn: true, id: true },
    expressions: named ? { region: { constant_value: values["region"] } } : {},
    ...more,
  };
}

/** A role for each Region that may do it to something there. */
function oneEach(action: string, resource: string): readonly MadeChange[] {
  return [REGION, FAR].flatMap((region) => {
    const name = `in-${region}`;
    const arn = `arn:aws:${action.split(":")[0]}:${region}:${ACCOUNT}:${resource}`;
    return [
      changed("aws_iam_role", name, null, roleValues(name)),
      changed("aws_iam_role_policy", name, null, {
        role: name,
        name,
        policy: policy([allow(action, arn)]),
      }),
    ];
  });
}

/** Who can read what; of a secret that only a policy names, nothing is proven. */
function readers(changes: readonly MadeChange[], provider?: JsonObject): readonly string[] {
  return analyseAccess(plan(changes, provider)).access.flatMap(({ principal, secret, after }) =>
    after === "readable" ? [`${principal} ${secret}`] : [],
  );
}

describe("a resource that names its Region, as the AWS provider 6 lets it", () => {
  it.each([
    [
      "aws_secretsmanager_secret",
      { name: "db" },
      "secretsmanager:GetSecretValue",
      "secret:db-??????",
      "secret db",
    ],
    [
      "aws_ssm_parameter",
      { name: "/shop/key", type: "SecureString" },
      "ssm:GetParameters",
      "parameter/shop/key",
      "parameter /shop/key",
    ],
  ])("is there, not where its provider is: %s", (type, values, action, resource, title) => {
    const roles = oneEach(action, resource);
    const rows = (region: string): readonly string[] =>
      readers([made(type, { ...values, region }), ...roles]);
    expect(rows(FAR)).toEqual([`in-${FAR} ${title}`]);
    expect(rows(REGION)).toEqual([`in-${REGION} ${title}`]);
  });

  it("tells the Region of a provider that takes it from the environment", () => {
    const roles = oneEach("secretsmanager:GetSecretValue", "secret:db-??????");
    const secret = made("aws_secretsmanager_secret", { name: "db", region: FAR });
    const group = (region: string, expressions: JsonObject): MadeChange =>
      made("aws_cloudwatch_log_group", { name: "logs", region }, { expressions });
    const known = { name: "db" };
    expect(
      readers([made("aws_secretsmanager_secret", known), group(FAR, {}), ...roles], {}),
    ).toEqual([`in-${FAR} secret db`]);
    expect(readers([{ ...secret, expressions: {} }, ...roles], {})).toEqual([
      `in-${FAR} secret db`,
    ]);
  });

  it("cannot be judged where only the apply tells which it is, and a policy names one", () => {
    const secret = made(
      "aws_secretsmanager_secret",
      { name: "db" },
      {
        unknown: { arn: true, id: true, region: true },
        expressions: { region: { references: ["terraform_data.where.output"] } },
      },
    );
    const input = plan([secret, ...oneEach("secretsmanager:GetSecretValue", "secret:db-??????")]);
    const findings = buildReport([input]).stacks[0]?.findings ?? [];
    expect(findings.filter(({ id }) => id === "CANNOT-PROVE")).toMatchObject([
      { subject: "secret db", severity: "high" },
    ]);
  });

  it("is a task definition that names a parameter there by its name alone", () => {
    const roles = oneEach("ssm:GetParameters", "parameter/shop/key");
    const web = (region: string): MadeChange => ({
      address: "aws_ecs_task_definition.web",
      type: "aws_ecs_task_definition",
      actions: ["create"],
      after: {
        ...task("web", `in-${FAR}`, {}, { secrets: [{ name: "KEY", valueFrom: "/shop/key" }] }),
        region,
      },
    });
    const parameter = (region: string): MadeChange =>
      same("aws_ssm_parameter", region, {
        arn: `arn:aws:ssm:${region}:${ACCOUNT}:parameter/shop/key`,
        name: "/shop/key",
        type: "SecureString",
        region,
      });
    const both = [parameter(REGION), parameter(FAR), ...roles];
    const unreadable = (region: string): number =>
      analyseAccess(plan([...both, web(region)])).facts.unreadable.length;
    expect(unreadable(FAR)).toBe(0);
    expect(unreadable(REGION)).toBe(1);
  });
});
