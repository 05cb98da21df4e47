import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { verifyDelivery } from "../../../cli/src/delivery";
import { expectOk, formatDiagnostic, type ApplyResult } from "../../../cli/src/terraform";
import type { SeenChange } from "../../../docs/changes-table";
import { localScenario } from "../local-scenario";
import { describeWith } from "../requires";
import {
  changing,
  CLUSTER,
  SERVICES,
  VALUES,
  type Elsewhere,
  type Settings,
} from "./changing-stack";
import { turnedAround } from "./turned-around";
import type { Row } from "./rows";
import { Watch } from "./watch";

interface Applied {
  readonly result: ApplyResult;
  readonly writes: readonly string[];
  readonly points: number;
  readonly lost: readonly string[];
}

/**
 * Tries each of `rows` on real Terraform, and judges each point between two of its writes with the policies read back.
 *
 * @param done gets what was seen of a row that came to its end
 */
export function describeChanges(
  rows: readonly Row[],
  done: (seen: SeenChange) => void = () => undefined,
): void {
  jest.setTimeout(900_000);

  describeWith("a change of a secret", ["terraform", "emulator", "provider"], () => {
    const watch = new Watch();
    const scenario = localScenario(watch.quirk);
    let elsewhere: Elsewhere | undefined;

    /** What a task of each service could not read if it started now, by the definition that the service has now. */
    async function lost(): Promise<readonly string[]> {
      const described = await scenario.clients.ecs.send(
        new DescribeServicesCommand({ cluster: CLUSTER, services: [...SERVICES] }),
      );
      const running = (described.services ?? []).filter(({ status }) => status === "ACTIVE");
      if (running.length === 0) throw new Error("no service runs, so nothing can be judged");
      const found = await Promise.all(
        running.map(async ({ serviceName, taskDefinition = "" }) => {
          const deliveries = await verifyDelivery(scenario.clients, taskDefinition);
          return deliveries.flatMap(({ target, problem }) =>
            problem === undefined ? [] : [`${serviceName} ${target}: ${problem}`],
          );
        }),
      );
      return found.flat();
    }

    async function synthesize(settings: Settings, isTurnedAround = false): Promise<void> {
      await scenario.synthesize(changing(settings, elsewhere));
      if (!isTurnedAround) return;
      const file = path.join(scenario.stackDirectory, "cdk.tf.json");
      await writeFile(file, turnedAround(await readFile(file, "utf8")));
    }

    /** Applies under the eyes of the watch. */
    async function judged(
      settings: Settings,
      variables: Readonly<Record<string, string>> = {},
      isTurnedAround = false,
    ): Promise<Applied> {
      await synthesize(settings, isTurnedAround);
      watch.start(lost);
      const result = await scenario.terraform.apply({ variables });
      const { writes, lost: before, points } = watch.stop();
      return { result, writes, points: points + 1, lost: [...before, ...(await lost())] };
    }

    async function begin(row: Row): Promise<void> {
      await synthesize(row.from ?? {}, row.earlier);
      expectOk(await scenario.terraform.apply({ variables: VALUES }));
      expect(await lost()).toEqual([]);
    }

    /** All that Terraform knows of AWS; its guards are no part of that. */
    async function world(): Promise<unknown> {
      const state = (await scenario.terraform.showJson()) as {
        readonly values: { readonly root_module: { readonly resources: readonly State[] } };
      };
      const { resources } = state.values.root_module;
      const known = resources.filter(({ type }) => type !== "terraform_data");
      return Object.fromEntries(
        known.map(({ address, values }) => [address, withoutNothing(values)]),
      );
    }

    /** Takes a refused change back, without any value. */
    async function takeBack(row: Row, before: unknown): Promise<void> {
      const back = await judged(row.from ?? {}, {}, row.earlier);
      expectOk(back.result);
      expect(back.lost).toEqual([]);
      expect(await world()).toEqual(before);
      expect(expectOk(await scenario.terraform.plan()).planned).toEqual([]);
    }

    async function refuseWithout(row: Row): Promise<readonly string[]> {
      const before = await world();
      const writes: string[] = [];
      for (const missing of leftOut(row.due)) {
        const none = Object.fromEntries(missing.map((name) => [name, ""]));
        const refused = await judged(row.to, { ...VALUES, ...none });
        expect(refused.result.ok).toBe(false);
        for (const name of missing) expect(said(refused.result)).toContain(`TF_VAR_${name}`);
        expect(refused.lost).toEqual([]);
        writes.push(...refused.writes);
        await takeBack(row, before);
      }
      return writes;
    }

    /** The one-step form of a change that has another one. */
    async function inOneStep(row: Row): Promise<readonly string[] | undefined> {
      if (!row.first) return undefined;
      const before = await world();
      const direct = await judged(row.to, VALUES);
      if (row.refused === undefined) {
        expectOk(direct.result);
        await again(row);
        return direct.lost;
      }
      expect(direct.result.ok).toBe(false);
      expect(said(direct.result)).toMatch(row.refused);
      expect(direct.lost).toEqual([]);
      await takeBack(row, before);
      return undefined;
    }

    async function again(row: Row): Promise<void> {
      expectOk(await scenario.terraform.destroy());
      await begin(row);
    }

    beforeAll(async () => {
      const { kms, secretsManager } = scenario.stores;
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      const encryptionKeyArn = String(KeyMetadata?.Arn);
      const made = await secretsManager.send(
        new CreateSecretCommand({
          Name: "changes/elsewhere",
          KmsKeyId: encryptionKeyArn,
          SecretString: VALUES.token,
        }),
      );
      elsewhere = { secretArn: String(made.ARN), encryptionKeyArn };
    }, 120_000);

    it.each(rows.map((row) => [row.what, row] as const))(
      "takes access from no running service at any point: %s",
      async (_what, row) => {
        // GIVEN
        await begin(row);

        // WHEN
        const writesOfRefusals = await refuseWithout(row);
        const lostInOneStep = await inOneStep(row);
        const steps: Applied[] = [];
        for (const settings of [row.first, row.to]) {
          if (!settings || (row.first?.moved && settings === row.to)) continue;
          steps.push(await judged(settings, VALUES));
        }
        const planned = expectOk(await scenario.terraform.plan()).planned;
        const back = row.first || row.oneWay ? undefined : await judged(row.from ?? {}, VALUES);
        if (row.first) expectOk(await scenario.terraform.destroy());

        // THEN
        for (const { result, lost: access } of [...steps, ...(back ? [back] : [])]) {
          expect(result.ok ? "" : said(result)).toBe("");
          expect(access).toEqual([]);
        }
        expect(writesOfRefusals).toEqual([]);
        expect(planned).toEqual([]);
        const { what, procedure } = row;
        done({
          what,
          ...(procedure === undefined ? {} : { procedure }),
          refusedByAws: row.refused !== undefined,
          due: row.due,
          refusals: leftOut(row.due).length,
          writesOfRefusals: writesOfRefusals.length,
          writes: steps.flatMap((step) => step.writes),
          points: steps.reduce((sum, { points }) => sum + points, 0),
          lost: steps.flatMap((step) => step.lost).length,
          ...(back ? { back: { points: back.points, lost: back.lost.length } } : {}),
          ...(lostInOneStep ? { lostInOneStep: lostInOneStep.length } : {}),
        });
      },
    );

    it("would be seen to take access away, were the order of policies and writes turned around", async () => {
      // GIVEN
      await synthesize({}, true);
      expectOk(await scenario.terraform.apply({ variables: VALUES }));

      // WHEN
      const turned = await judged({ parameterName: "/changes/turned" }, VALUES, true);

      // THEN
      expectOk(turned.result);
      expect(turned.lost).not.toEqual([]);
    });
  });
}

interface State {
  readonly address: string;
  readonly type: string;
  readonly values: unknown;
}

/** What Terraform learns by its next refresh only: a role's policies are resources of their own. */
const STALE: ReadonlySet<string> = new Set(["inline_policy"]);

/** A refresh turns `null` into an empty list, map or text, and back. */
function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, withoutNothing(one)] as const);
  return Object.fromEntries(entries.filter(([key, one]) => !STALE.has(key) && !isNothing(one)));
}

function isNothing(value: unknown): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Each of the values alone, then all of them. */
function leftOut(due: readonly string[]): readonly (readonly string[])[] {
  return due.length < 2 ? due.map((name) => [name]) : [...due.map((name) => [name]), due];
}

function said({ diagnostics }: ApplyResult): string {
  return diagnostics.map(formatDiagnostic).join("\n");
}
