import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { verifyDelivery } from "../../../cli/src/delivery";
import { expectOk, formatDiagnostic, type ApplyResult } from "../../../cli/src/terraform";
import type { SeenChange } from "../../../docs/changes-table";
import { localScenario, STACK_NAME } from "../local-scenario";
import { describeWith } from "../requires";
import { lastLinesOfErrors } from "../terraform";
import { changing, CLUSTER, SERVICES, VALUES, type Settings } from "./changing-stack";
import { TURNED_AROUND, turnedAround } from "./turned-around";
import type { Row } from "./rows";
import { Watch } from "./watch";

interface Applied {
  readonly result: ApplyResult;
  readonly writes: readonly string[];
  /** Of these, those of the stack that was applied last. */
  readonly writesOfLast: readonly string[];
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

    async function synthesize(settings: Settings, row?: Row): Promise<void> {
      const others = (row?.stacks ?? []).filter((stack) => stack !== STACK_NAME);
      await scenario.synthesize(changing(settings), others);
      if (!row?.earlier) return;
      const file = path.join(scenario.stackDirectory, "cdk.tf.json");
      await writeFile(file, turnedAround(await readFile(file, "utf8")));
    }

    /** Applies the stacks, one after the other, under the eyes of the watch. */
    async function judged(
      settings: Settings,
      variables: Readonly<Record<string, string>> = {},
      row?: Row,
      stacks: readonly string[] = row?.stacks ?? [STACK_NAME],
    ): Promise<Applied> {
      await synthesize(settings, row);
      watch.start(lost);
      let result: ApplyResult | undefined;
      let written = 0;
      for (const stack of stacks) {
        written = watch.written;
        result = await scenario.terraformOf(stack).apply({ variables });
        // As `cdktf deploy` stops, too.
        if (!result.ok) break;
      }
      if (!result) throw new Error("there is no stack to apply");
      const { writes, lost: before, points } = watch.stop();
      const writesOfLast = writes.slice(written);
      const after = await lost();
      return { result, writes, writesOfLast, points: points + 1, lost: [...before, ...after] };
    }

    /** The stacks in the order in which a change is taken back. */
    function backwards({ stacks = [STACK_NAME], stacksBack }: Row): readonly string[] {
      return stacksBack ?? [...stacks].reverse();
    }

    async function begin(row: Row): Promise<void> {
      const { from = {} } = row;
      await synthesize(from, row);
      // What makes the secret comes before what reads it.
      const others = (row.stacks ?? []).filter((stack) => stack !== STACK_NAME);
      for (const stack of [...others, STACK_NAME]) {
        expectApplied(await scenario.terraformOf(stack).apply({ variables: VALUES }));
      }
      expect(await lost()).toEqual([]);
    }

    /** All that Terraform knows of AWS; its guards are no part of that. */
    async function world(row: Row): Promise<unknown> {
      const known = new Map<string, unknown>();
      for (const stack of row.stacks ?? [STACK_NAME]) {
        const state = (await scenario.terraformOf(stack).showJson()) as {
          readonly values?: { readonly root_module: { readonly resources?: readonly State[] } };
        };
        for (const { address, type, values } of state.values?.root_module.resources ?? []) {
          if (type === "terraform_data") continue;
          known.set(`${stack} ${address}`, withoutNothing(values));
        }
      }
      return Object.fromEntries(known);
    }

    async function planned(row: Row): Promise<readonly unknown[]> {
      const found: unknown[] = [];
      for (const stack of row.stacks ?? [STACK_NAME]) {
        const plan = await scenario.terraformOf(stack).plan();
        expectApplied(plan);
        found.push(...plan.planned);
      }
      return found;
    }

    /** Takes a refused change back, without any value. */
    async function takeBack(row: Row, before: unknown): Promise<void> {
      const back = await judged(row.from ?? {}, {}, row, backwards(row));
      expectApplied(back.result);
      expect(back.lost).toEqual([]);
      expect(await world(row)).toEqual(before);
      expect(await planned(row)).toEqual([]);
    }

    async function refuseWithout(row: Row): Promise<readonly string[]> {
      const before = await world(row);
      // In one step the other stack would take away what is still needed.
      const form = row.stacksBack ? (row.first ?? row.to) : row.to;
      const writes: string[] = [];
      for (const missing of leftOut(row.due)) {
        const none = Object.fromEntries(missing.map((name) => [name, ""]));
        const refused = await judged(form, { ...VALUES, ...none }, changed(row));
        expect(refused.result.ok).toBe(false);
        // Each error of Terraform ends with its sentence, and there is no other error.
        const sentences = [...missing]
          .sort()
          .map((name) =>
            expect.stringMatching(new RegExp(`^Set TF_VAR_${name}: this apply writes [\\w/-]+$`)),
          );
        expect(lastLinesOfErrors(refused.result.output)).toEqual(sentences);
        expect(refused.lost).toEqual([]);
        // What another stack makes beside the old needs no value.
        writes.push(...refused.writesOfLast);
        await takeBack(row, before);
      }
      return writes;
    }

    /** The one-step form of a change that has another one. */
    async function inOneStep(row: Row): Promise<readonly string[] | undefined> {
      const form = row.direct ?? (row.first && row.to);
      if (!form) return undefined;
      const before = await world(row);
      const direct = await judged(form, VALUES, changed(row), row.directStacks);
      if (row.refused === undefined) {
        expectApplied(direct.result);
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
      await destroy(row);
      await begin(row);
    }

    /** What reads goes first. */
    async function destroy({ stacks = [STACK_NAME] }: Row): Promise<void> {
      const others = stacks.filter((stack) => stack !== STACK_NAME);
      for (const stack of [STACK_NAME, ...others]) {
        expectApplied(await scenario.terraformOf(stack).destroy());
      }
    }

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
          steps.push(await judged(settings, VALUES, changed(row)));
          expectApplied(steps.at(-1)?.result);
        }
        const left = await planned(row);
        const back =
          row.first || row.oneWay
            ? undefined
            : await judged(row.from ?? {}, VALUES, changed(row), backwards(row));
        // A name that is spelled otherwise has another address.
        if (row.first || row.stacks || row.from?.nameFromVariable) await destroy(row);

        // THEN
        for (const { result, lost: access } of [...steps, ...(back ? [back] : [])]) {
          expectApplied(result);
          expect(access).toEqual([]);
        }
        expect(writesOfRefusals).toEqual([]);
        expect(left).toEqual([]);
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

    it(TURNED_AROUND, async () => {
      // GIVEN
      const row: Row = { what: "turned around", to: {}, due: [], earlier: true };
      await synthesize({}, row);
      expectOk(await scenario.terraform.apply({ variables: VALUES }));

      // WHEN
      const turned = await judged({ parameterName: "/changes/turned" }, VALUES, row);

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

/** It, after the release that does the change: only the state it begins with can be an earlier one's. */
function changed(row: Row): Row {
  return { ...row, earlier: false };
}

/** Each of the values alone, then all of them. */
function leftOut(due: readonly string[]): readonly (readonly string[])[] {
  return due.length < 2 ? due.map((name) => [name]) : [...due.map((name) => [name]), due];
}

/** Tells what Terraform said where it failed. */
function expectApplied(result: ApplyResult | undefined): void {
  expect(result && !result.ok ? said(result) : "").toBe("");
}

function said({ diagnostics }: ApplyResult): string {
  return diagnostics.map(formatDiagnostic).join("\n");
}
