import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { DeletionProtection } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { buildReport } from "../../cli/src/review";
import { readPlan } from "../../cli/src/review/plan";
import { expectOk } from "../../cli/src/terraform";
import { localScenario, TARGET } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

interface Settings {
  readonly alias?: string;
  readonly revision?: number;
  readonly rotationPeriodDays?: number;
  /** Whether the parameter is protected as well. */
  readonly protectsAll?: boolean;
  /** Whether Terraform writes the secret's value. */
  readonly writes?: boolean;
}

function protectedStack(settings: Settings): (stack: TerraformStack) => void {
  const { alias = "app", revision = 1, rotationPeriodDays, protectsAll, writes = true } = settings;
  return (stack) => {
    const encryptionKey = new EncryptionKey(stack, "key", { alias, rotationPeriodDays });
    const secret = new SecretsManagerSecret(stack, "secret", {
      secretName: "protected/db",
      encryptionKey,
      ...(writes
        ? { value: SecretValue.generated(), revision }
        : { value: SecretValue.external() }),
    });
    const parameter = new SecureStringParameter(stack, "parameter", {
      parameterName: "/protected/key",
      encryptionKey,
      value: SecretValue.generated(),
      revision,
    });
    new DeletionProtection(stack, "protection", {
      protect: [encryptionKey, secret, ...(protectsAll ? [parameter] : [])],
      roleArns: [`arn:aws:iam::${TARGET.account}:role/deploys`],
    });
  };
}

describeWith(
  "a review of changes of what is protected",
  ["terraform", "emulator", "provider"],
  () => {
    const scenario = localScenario();

    /** Severities and findings about what goes. */
    async function found(settings: Settings): Promise<readonly string[]> {
      await scenario.synthesize(protectedStack(settings));
      expectOk(await scenario.terraform.plan({ out: "next.tfplan", variables: {} }));
      const plan = readPlan(await scenario.terraform.showJson("next.tfplan"));
      expect(plan.changes.some(({ action }) => action !== "no-op" && action !== "read")).toBe(true);
      return buildReport([{ name: "scenario", plan }])
        .stacks.flatMap(({ findings }) => findings)
        .filter(({ id }) => /-(DESTROYED|ALLOWED|REMOVED|REPLACED)$/.test(id))
        .map(({ severity, id, subject }) => `${severity} ${id} ${subject}`);
    }

    beforeAll(async () => {
      await scenario.synthesize(protectedStack({}));
      expectOk(await scenario.terraform.apply({ variables: {} }));
    });

    it("says nothing of a new revision, of another rotation period, and of more that is protected", async () => {
      expect(await found({ revision: 2, rotationPeriodDays: 90, protectsAll: true })).toEqual([]);
    });

    it("only tells that an alias gets another name, and that a value is written no longer", async () => {
      const told = await found({ alias: "new", writes: false });
      expect(told).toEqual([
        expect.stringMatching(/^medium SECRET-DESTROYED /),
        expect.stringMatching(/^medium KEY-DESTROYED /),
      ]);
    });
  },
);
