import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { DescribeSecretCommand, GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { canary } from "../../cli/src/leaks";
import { expectOk, type PlannedChange } from "../../cli/src/terraform";
import { PLAN_PLACEHOLDER } from "../../modules/facts";
import { localScenario, TARGET } from "../support/local-scenario";
import { readPlan } from "../support/plan-file";
import { describeWith } from "../support/requires";
import { lastLinesOfErrors } from "../support/terraform";
import { ORDERS, orders, type OrdersSettings } from "./orders-fixture";

const ARN = `${TARGET.region}:${TARGET.account}`;

jest.setTimeout(300_000);

describeWith("revisions of secrets", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario();
  const first = { api_key: canary(), vendor_token: canary() };
  const second = { api_key: canary(), vendor_token: canary() };
  const third = { api_key: canary() };

  it("shows whole in the very first plan who may read what; only the new key is unknown", async () => {
    // WHEN
    await scenario.synthesize(orders());
    expectOk(await scenario.terraform.plan({ out: "first.tfplan", variables: first }));
    const plan = readPlan(await scenario.terraform.showJson("first.tfplan"));

    // THEN
    expect(plan.policy("web", "read-secrets")).toEqual({
      known: true,
      literal: true,
      resources: [
        `arn:aws:ssm:${ARN}:parameter/orders/api-key`,
        `arn:aws:ssm:${ARN}:parameter/orders/session-key`,
      ],
    });
    expect(plan.policy("worker", "read-secrets")).toEqual({
      known: true,
      literal: true,
      resources: [
        `arn:aws:secretsmanager:${ARN}:secret:orders/db-??????`,
        `arn:aws:secretsmanager:${ARN}:secret:orders/vendor-??????`,
      ],
    });
    for (const service of ["web", "worker"]) {
      expect(plan.policy(service, "write-logs").known).toBe(true);
      expect(plan.policy(service, "decrypt-secrets").known).toBe(false);
    }
  });

  it("is applied as it was planned", async () => {
    expectOk(await scenario.terraform.apply({ planFile: "first.tfplan", variables: first }));
    expect(await observe()).toMatchObject({
      apiKey: first.api_key,
      vendorToken: first.vendor_token,
    });
  });

  describe.each([
    {
      secret: "a parameter",
      bumped: { apiKeyRevision: 2 },
      variable: "api_key",
      path: "api-key",
      reader: "web",
      other: "worker",
      written: "apiKey",
    },
    {
      secret: "a field of a JSON secret",
      bumped: { apiKeyRevision: 2, vendorRevision: 2 },
      variable: "vendor_token",
      path: "vendor",
      reader: "worker",
      other: "web",
      written: "vendorToken",
    },
  ] as const)("of $secret", ({ bumped, variable, path, reader, other, written }) => {
    it("are not written without a value or with a plan's placeholder, and nothing moves", async () => {
      // GIVEN
      const before = await observe();
      await scenario.synthesize(orders(bumped));
      const planned = await plannedChanges();

      // WHEN
      const without = await scenario.terraform.apply();
      const withPlaceholder = await scenario.terraform.apply({
        variables: { [variable]: PLAN_PLACEHOLDER },
      });

      // THEN
      for (const { ok, output } of [without, withPlaceholder]) {
        expect(ok).toBe(false);
        expect(lastLinesOfErrors(output)).toContain(
          `Set TF_VAR_${variable}: this apply writes ${path}`,
        );
      }
      expect(await observe()).toEqual(before);
      expect(await plannedChanges()).toEqual(planned);
    });

    it(`are written with the value, and deploy ${reader} again, not ${other}`, async () => {
      // GIVEN
      const before = await observe();

      // WHEN
      expectOk(await scenario.terraform.apply({ variables: second }));

      // THEN
      const after = await observe();
      expect(after[written]).toBe(second[variable]);
      expect(changedIn(before, after)).toEqual(
        written === "apiKey"
          ? ["apiKey", "apiKeyVersion", "webDeployment"]
          : ["vendorStages", "vendorToken", "workerDeployment"],
      );
      expect(await plannedChanges()).toEqual([]);
    });
  });

  it("keeps the version before as AWSPREVIOUS", async () => {
    const { secretsManager } = scenario.stores;
    const { SecretString = "" } = await secretsManager.send(
      new GetSecretValueCommand({ SecretId: ORDERS.vendor, VersionStage: "AWSPREVIOUS" }),
    );
    expect(JSON.parse(SecretString)).toEqual({ token: first.vendor_token, user: "orders" });
  });

  const bumped: OrdersSettings = { apiKeyRevision: 2, vendorRevision: 2 };

  it("leaves an unrelated change without need of a value", async () => {
    // GIVEN
    const before = await observe();
    await scenario.synthesize(orders({ ...bumped, logRetentionDays: 30 }));

    // WHEN
    const applied = expectOk(await scenario.terraform.apply());

    // THEN
    expect(applied.summary).toMatchObject({ add: 0, change: 2, remove: 0 });
    expect(await observe()).toEqual(before);
  });

  it("writes a parameter again whose description changes, and only with its value", async () => {
    // GIVEN
    const before = await observe();
    const described = { ...bumped, logRetentionDays: 30, apiKeyDescription: "The key of the API" };
    await scenario.synthesize(orders(described));

    // WHEN
    const refused = await scenario.terraform.apply();
    const between = await observe();
    expectOk(await scenario.terraform.apply({ variables: third }));

    // THEN
    expect(refused.ok).toBe(false);
    expect(between).toEqual(before);
    expect(changedIn(before, await observe())).toEqual(["apiKey", "apiKeyVersion"]);
    expect((await observe()).apiKey).toBe(third.api_key);
    expect(await plannedChanges()).toEqual([]);
  });

  it("shows whole who may read a secret that is added, and touches nothing else", async () => {
    // GIVEN
    const before = await observe();
    const settings = { ...bumped, logRetentionDays: 30, apiKeyDescription: "The key of the API" };
    await scenario.synthesize(orders({ ...settings, withNewSecret: true }));

    // WHEN
    const planned = expectOk(await scenario.terraform.plan({ out: "added.tfplan" }));
    const plan = readPlan(await scenario.terraform.showJson("added.tfplan"));
    expectOk(await scenario.terraform.apply({ planFile: "added.tfplan" }));

    // THEN
    expect(kindsOf(planned.planned)).toEqual([
      "create aws_ecs_task_definition.worker_task_task-definition",
      "create aws_iam_role_policy.worker_task_execution-role_decrypt-secrets",
      "create aws_iam_role_policy.worker_task_execution-role_read-secrets",
      "create aws_secretsmanager_secret.added_secret",
      "create aws_secretsmanager_secret_version.added_version",
      "delete aws_ecs_task_definition.worker_task_task-definition",
      "delete aws_iam_role_policy.worker_task_execution-role_decrypt-secrets",
      "delete aws_iam_role_policy.worker_task_execution-role_read-secrets",
      "update aws_ecs_service.worker_service",
    ]);
    for (const policy of ["read-secrets", "decrypt-secrets"]) {
      expect(plan.policy("worker", policy).known).toBe(true);
    }
    expect(plan.policy("worker", "read-secrets")).toMatchObject({
      literal: true,
      resources: expect.arrayContaining([
        `arn:aws:secretsmanager:${ARN}:secret:orders/added-??????`,
      ]),
    });
    expect(changedIn(before, await observe())).toEqual(["workerDeployment"]);
    const deliveries = await scenario.verifyFamily("worker");
    expect(deliveries.map(({ target, problem }) => [target, problem])).toEqual([
      ["ADDED", undefined],
      ["DB", undefined],
      ["DB_PASSWORD", undefined],
      ["VENDOR_TOKEN", undefined],
    ]);
    expect(await plannedChanges()).toEqual([]);
  });

  it("are destroyed without a value", async () => {
    const destroyed = expectOk(await scenario.terraform.destroy());
    expect(destroyed.summary.remove).toBeGreaterThan(20);
    const { values } = (await scenario.terraform.showJson()) as { readonly values?: unknown };
    expect(values).toBeUndefined();
  });

  /** What a bump may change, as the API tells it. */
  async function observe() {
    const { ssm, secretsManager } = scenario.stores;
    const parameter = { Name: ORDERS.apiKey, WithDecryption: true };
    const { Parameter } = await ssm.send(new GetParameterCommand(parameter));
    const of = { SecretId: ORDERS.vendor };
    const vendor = await secretsManager.send(new GetSecretValueCommand(of));
    const { VersionIdsToStages } = await secretsManager.send(new DescribeSecretCommand(of));
    const db = await secretsManager.send(new GetSecretValueCommand({ SecretId: ORDERS.db }));
    const { services = [] } = await scenario.clients.ecs.send(
      new DescribeServicesCommand({ cluster: ORDERS.cluster, services: ["web", "worker"] }),
    );
    const deployment = (name: string): string | undefined =>
      services.find(({ serviceName }) => serviceName === name)?.deployments?.[0]?.id;
    const { token } = JSON.parse(vendor.SecretString ?? "") as { readonly token: string };
    return {
      apiKey: Parameter?.Value,
      apiKeyVersion: Parameter?.Version,
      vendorToken: token,
      vendorStages: VersionIdsToStages,
      db: db.SecretString,
      dbVersion: db.VersionId,
      webDeployment: deployment("web"),
      workerDeployment: deployment("worker"),
    };
  }

  async function plannedChanges(): Promise<readonly string[]> {
    return kindsOf(expectOk(await scenario.terraform.plan()).planned);
  }
});

/**
 * Actions and addresses without their digests, sorted; guards left out, which come and go beside them, with their gate, and what
 * orders the changes.
 *
 * A replacement counts as its two halves: so Terraform lists it after a refused attempt, when the old object waits as a
 * deposed one.
 */
function kindsOf(planned: readonly PlannedChange[]): readonly string[] {
  return planned
    .filter(
      ({ address }) =>
        !/_value-guard_|\.(values-given|replacements-(?:begun|made)|[\w-]+_needs\[.*)$/.test(
          address,
        ),
    )
    .flatMap(({ action, address }) => {
      const name = address.replace(/_[0-9A-F]{8}(_[0-9a-dfg]{8})?$/, "");
      const halves = action === "replace" ? ["create", "delete"] : [action];
      return halves.map((half) => `${half} ${name}`);
    })
    .sort();
}

function changedIn(before: object, after: object): readonly string[] {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old.get(name)))
    .map(([name]) => name)
    .sort();
}
