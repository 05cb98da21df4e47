import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import {
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { DisableKeyCommand, EnableKeyCommand, ListKeysCommand } from "@aws-sdk/client-kms";
import { GetSecretValueCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import type { Delivery } from "../../cli/src/delivery";
import { canary } from "../../cli/src/leaks";
import { expectOk } from "../../cli/src/terraform";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";
import { ORDERS, orders } from "./orders-fixture";

const VALUES = { api_key: canary(), vendor_token: canary() };

jest.setTimeout(300_000);

describeWith("delivery to two services", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario();

  it("needs no value to plan", async () => {
    await scenario.synthesize(orders());
    const plan = expectOk(await scenario.terraform.plan());
    expect(plan).toMatchObject({ hasChanges: true, summary: { change: 0, remove: 0 } });
  });

  it("delivers every reference once the values are applied", async () => {
    // WHEN
    expectOk(await scenario.terraform.apply({ variables: VALUES }));
    const deliveries = await scenario.verify();

    // THEN
    expect(deliveries.map(({ container, target, source }) => [container, target, source])).toEqual([
      ["web", "API_KEY", `parameter ${ORDERS.apiKey}`],
      ["web", "SESSION_KEY", `parameter ${ORDERS.sessionKey}`],
      ["worker", "DB", `secret ${ORDERS.db}`],
      ["worker", "DB_PASSWORD", `secret ${ORDERS.db} · password`],
      ["worker", "VENDOR_TOKEN", `secret ${ORDERS.vendor} · token`],
    ]);
    expect(problems(deliveries)).toEqual({});
    const [apiKey, sessionKey, db, password, vendorToken] = deliveries.map(({ value }) => value);
    expect(apiKey).toBe(VALUES.api_key);
    expect(sessionKey).toHaveLength(40);
    expect(JSON.parse(db ?? "")).toEqual({ username: "orders", password });
    expect(password).toHaveLength(32);
    expect(vendorToken).toBe(VALUES.vendor_token);
  });

  it("finds nothing to do in a second plan, again without values", async () => {
    const plan = expectOk(await scenario.terraform.plan());
    expect(plan.planned).toEqual([]);
    expect(plan.hasChanges).toBe(false);
  });

  it.each([
    ["ssm:GetParameters", "read-secrets", "web"],
    ["kms:Decrypt", "decrypt-secrets", "web"],
    ["secretsmanager:GetSecretValue", "read-secrets", "worker"],
    ["kms:Decrypt", "decrypt-secrets", "worker"],
  ])("misses %s when the policy %s of %s is deleted", async (action, name, family) => {
    // GIVEN
    const { iam } = scenario.clients;
    const RoleName = await roleOf(family);
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const PolicyName = PolicyNames.find((listed) => listed.startsWith(`${name}-`));
    const of = { RoleName, PolicyName };
    const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(of));
    await iam.send(new DeleteRolePolicyCommand(of));

    // WHEN
    const deliveries = await scenario.verifyFamily(family);

    // THEN
    const restored = { ...of, PolicyDocument: decodeURIComponent(PolicyDocument) };
    await iam.send(new PutRolePolicyCommand(restored));
    expect(Object.values(problems(deliveries))).toHaveLength(deliveries.length);
    for (const { problem, value } of deliveries) {
      expect(problem).toContain(`no identity policy allows ${action} on arn:`);
      expect(value).toBeUndefined();
    }
  });

  it("names the trust policy when ECS may not assume the role", async () => {
    // GIVEN
    const { iam } = scenario.clients;
    const of = { RoleName: await roleOf("web") };
    const { Role } = await iam.send(new GetRoleCommand(of));
    const right = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
    const wrong = right.replace("ecs-tasks.amazonaws.com", "ec2.amazonaws.com");
    await iam.send(new UpdateAssumeRolePolicyCommand({ ...of, PolicyDocument: wrong }));

    // WHEN
    const deliveries = await scenario.verifyFamily("web");

    // THEN
    await iam.send(new UpdateAssumeRolePolicyCommand({ ...of, PolicyDocument: right }));
    expect(wrong).not.toBe(right);
    expect(deliveries).toHaveLength(2);
    for (const { problem } of deliveries) {
      expect(problem).toContain("the trust policy does not let ecs-tasks.amazonaws.com assume");
    }
  });

  it("names the key when it is disabled", async () => {
    // GIVEN
    const { kms } = scenario.stores;
    const { Keys = [] } = await kms.send(new ListKeysCommand({}));
    for (const { KeyId } of Keys) await kms.send(new DisableKeyCommand({ KeyId }));

    // WHEN
    const deliveries = [
      ...(await scenario.verifyFamily("web")),
      ...(await scenario.verifyFamily("worker")),
    ];

    // THEN
    for (const { KeyId } of Keys) await kms.send(new EnableKeyCommand({ KeyId }));
    expect(Keys).toHaveLength(1);
    expect(deliveries).toHaveLength(5);
    for (const { problem } of deliveries) expect(problem).toMatch(/key .*is disabled/);
  });

  it("is whole again when everything was put back", async () => {
    expect(problems(await scenario.verify())).toEqual({});
    expect(expectOk(await scenario.terraform.plan()).planned).toEqual([]);
  });

  it.each([
    ["a JSON key that is missing", JSON.stringify({ user: "orders" }), "has no key token"],
    ["a JSON key that holds no text", JSON.stringify({ token: 1e6 }), "token"],
    ["an empty value", JSON.stringify({ token: "" }), "empty"],
    ["a value that is not JSON", "token", "not a JSON object"],
  ])("does not take %s for delivered", async (_what, SecretString, reason) => {
    // GIVEN
    const { secretsManager } = scenario.stores;
    const of = { SecretId: ORDERS.vendor };
    const right = await secretsManager.send(new GetSecretValueCommand(of));
    await secretsManager.send(new PutSecretValueCommand({ ...of, SecretString }));

    // WHEN
    const found = problems(await scenario.verifyFamily("worker"));

    // THEN
    const { SecretString: before } = right;
    await secretsManager.send(new PutSecretValueCommand({ ...of, SecretString: before }));
    expect(found).toEqual({ VENDOR_TOKEN: expect.stringContaining(reason) });
  });

  it("does not take a parameter for delivered that is not a SecureString", async () => {
    // GIVEN
    const { ssm } = scenario.stores;
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: ORDERS.apiKey }));
    const plain = { Name: ORDERS.apiKey, Type: "String", Value: "plain", Overwrite: true } as const;
    await ssm.send(new PutParameterCommand(plain));

    // WHEN
    const found = problems(await scenario.verifyFamily("web"));

    // THEN
    expect(Parameter?.Type).toBe("SecureString");
    expect(found).toEqual({ API_KEY: `parameter ${ORDERS.apiKey} is not a SecureString` });
  });

  /** The role that starts the tasks, as ECS knows it. */
  async function roleOf(family: string): Promise<string> {
    const { taskDefinition } = await scenario.clients.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: family }),
    );
    return taskDefinition?.executionRoleArn?.split("/").pop() ?? "";
  }
});

/** Why each secret does not arrive that does not. */
function problems(deliveries: readonly Delivery[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    deliveries.flatMap(({ target, problem }) => (problem === undefined ? [] : [[target, problem]])),
  );
}
