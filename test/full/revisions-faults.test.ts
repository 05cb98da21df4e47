import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { expectOk, formatDiagnostic, type ApplyResult } from "../../cli/src/terraform";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";
import { lastLinesOfErrors } from "../support/terraform";
import { Faults, type FaultPoint } from "./faults";

const SECRET = "faults/token";
const PARAMETER = "/faults/token";
const STUCK = "The last write of scenario/parameter was refused or cut off";

/** A secret and a parameter with the same variable, each in its revision. */
function stores(secret: number, parameter: number) {
  return (stack: TerraformStack): void => {
    const encryptionKey = new EncryptionKey(stack, "key", { deletionWindowDays: 7 });
    const value = SecretValue.fromVariable("token");
    new SecretsManagerSecret(stack, "secret", {
      secretName: SECRET,
      encryptionKey,
      recoveryWindowDays: 0,
      value,
      revision: secret,
    });
    new SecureStringParameter(stack, "parameter", {
      parameterName: PARAMETER,
      encryptionKey,
      value,
      revision: parameter,
    });
  };
}

jest.setTimeout(300_000);

describeWith("a bump of a revision that fails", ["terraform", "emulator", "provider"], () => {
  const faults = new Faults();
  const scenario = localScenario(faults.quirk);
  let secret = 1;
  let parameter = 1;

  const value = (revision: number): string => `made-up-value-of-revision-${revision}`;

  const apply = async (given?: string): Promise<ApplyResult> => {
    await scenario.synthesize(stores(secret, parameter));
    return scenario.terraform.apply({ variables: given === undefined ? {} : { token: given } });
  };

  const current = async () => {
    const { secretsManager, ssm } = scenario.stores;
    const inSecret = (VersionStage: string) =>
      secretsManager
        .send(new GetSecretValueCommand({ SecretId: SECRET, VersionStage }))
        .then(({ SecretString }) => SecretString)
        .catch(() => undefined);
    const { Parameter } = await ssm.send(
      new GetParameterCommand({ Name: PARAMETER, WithDecryption: true }),
    );
    return {
      secret: await inSecret("AWSCURRENT"),
      previous: await inSecret("AWSPREVIOUS"),
      parameter: Parameter?.Value,
    };
  };

  /**
   * The value is written by this apply. Where AWS had it already, the provider then fails to take AWSPREVIOUS from a
   * version that has lost it; the apply after that has only this left to do.
   */
  const recover = async (): Promise<void> => {
    const applied = await apply(value(secret));
    if (!applied.ok) {
      expect(said(applied)).toMatch(/deleting Secrets Manager Secret Version .*AWSPREVIOUS/);
      const { summary } = expectOk(await apply());
      // The version, and the guard that stays as long as what depends on it.
      expect(summary).toEqual({ add: 0, change: 0, remove: 2, import: 0 });
    }
    expect(await current()).toMatchObject({ secret: value(secret) });
    await expectClean();
  };

  const expectClean = async (): Promise<void> => {
    expect(expectOk(await scenario.terraform.plan()).planned).toEqual([]);
  };

  beforeAll(async () => {
    expectOk(await apply(value(1)));
  }, 120_000);

  afterEach(() => faults.heal());

  describe("of a secret", () => {
    it("without its value changes nothing, and can be taken back", async () => {
      // GIVEN
      const before = await current();
      secret += 1;

      // WHEN
      const refused = await apply();
      secret -= 1;
      const takenBack = expectOk(await apply());

      // THEN
      expect(lastLinesOfErrors(refused.output)).toEqual([
        "Set TF_VAR_token: this apply writes secret",
      ]);
      // The guard that refused.
      expect(takenBack.summary).toEqual({ add: 0, change: 0, remove: 1, import: 0 });
      expect(await current()).toEqual(before);
      await expectClean();
    });

    it.each<FaultPoint>(["before the write", "after the write"])(
      "because AWS fails %s is made good by the next apply",
      async (point) => {
        // GIVEN
        const before = await current();
        secret += 1;
        faults.fail("PutSecretValue", point);

        // WHEN
        const failed = await apply(value(secret));
        const between = await current();
        faults.heal();
        const planned = expectOk(await scenario.terraform.plan());

        // THEN
        expect(said(failed)).toContain("refused by the test");
        expect([between.secret, between.previous]).toContain(before.secret);
        expect(planned.hasChanges).toBe(true);
        await recover();
      },
    );

    it.each<FaultPoint>(["before the write", "after the write"])(
      "because Terraform is killed %s is made good by the next apply",
      async (point) => {
        // GIVEN
        const before = await current();
        secret += 1;
        const death = new AbortController();
        faults.fail("PutSecretValue", point, () => death.abort());
        await scenario.synthesize(stores(secret, parameter));

        // WHEN
        const ended = await scenario.applyUnlessKilled(death.signal, { token: value(secret) });
        const between = await current();
        faults.heal();

        // THEN
        expect(ended).toBe(false);
        expect([between.secret, between.previous]).toContain(before.secret);
        await recover();
      },
    );
  });

  describe("of a parameter", () => {
    it("without its value changes nothing, and can be taken back", async () => {
      // GIVEN
      const before = await current();
      parameter += 1;

      // WHEN
      const refused = await apply();
      parameter -= 1;
      const takenBack = expectOk(await apply());

      // THEN
      expect(lastLinesOfErrors(refused.output)).toEqual([
        "Set TF_VAR_token: this apply writes parameter",
      ]);
      // The guard that refused.
      expect(takenBack.summary).toEqual({ add: 0, change: 0, remove: 1, import: 0 });
      expect(await current()).toEqual(before);
      await expectClean();
    });

    it.each<FaultPoint>(["before the write", "after the write"])(
      "because AWS fails %s lets no plan pass until it is written, and says how",
      async (point) => {
        // GIVEN
        const before = await current();
        parameter += 1;
        faults.fail("PutParameter", point);
        const failed = await apply(value(parameter));
        faults.heal();

        // WHEN
        const between = await current();
        const again = await apply(value(parameter));
        const after = await current();
        parameter += 1;
        expectOk(await apply(value(parameter)));

        // THEN
        expect(said(failed)).toContain("refused by the test");
        if (point === "before the write") expect(between).toEqual(before);
        expect(again.ok).toBe(false);
        expect(said(again)).toContain(STUCK);
        expect(said(again)).toContain("Add 1 to its revision and apply with its value.");
        expect(after).toEqual(between);
        expect(await current()).toMatchObject({ parameter: value(parameter) });
        await expectClean();
      },
    );

    it("can be taken back after AWS refused it, too, with the old value", async () => {
      // GIVEN
      parameter += 1;
      faults.fail("PutParameter", "before the write");
      await apply(value(parameter));
      faults.heal();

      // WHEN
      parameter -= 1;
      const without = await apply();
      expectOk(await apply(value(parameter)));

      // THEN
      expect(said(without)).toContain("Set TF_VAR_token: this apply writes parameter");
      expect(await current()).toMatchObject({ parameter: value(parameter) });
      await expectClean();
    });

    it.each<FaultPoint>(["before the write", "after the write"])(
      "because Terraform is killed %s is made good by the next apply, or by one more revision",
      async (point) => {
        // GIVEN
        const before = await current();
        parameter += 1;
        const death = new AbortController();
        faults.fail("PutParameter", point, () => death.abort());
        await scenario.synthesize(stores(secret, parameter));

        // WHEN
        const ended = await scenario.applyUnlessKilled(death.signal, { token: value(parameter) });
        const between = await current();
        faults.heal();
        const next = await apply(value(parameter));
        if (!next.ok) {
          expect(said(next)).toContain(STUCK);
          parameter += 1;
          expectOk(await apply(value(parameter)));
        }

        // THEN
        expect(ended).toBe(false);
        expect([before.parameter, value(parameter)]).toContain(between.parameter);
        expect(await current()).toMatchObject({ parameter: value(parameter) });
        await expectClean();
      },
    );

    it("does not stand in the way of a destroy", async () => {
      // GIVEN
      parameter += 1;
      faults.fail("PutParameter", "before the write");
      await apply(value(parameter));
      faults.heal();

      // WHEN
      expectOk(await scenario.terraform.destroy());

      // THEN
      const { values } = (await scenario.terraform.showJson()) as { readonly values?: unknown };
      expect(values).toBeUndefined();
    });
  });
});

function said({ diagnostics }: ApplyResult): string {
  return diagnostics.map(formatDiagnostic).join("\n");
}
