import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { buildReport } from "../../cli/src/review";
import type { Finding } from "../../cli/src/review/model";
import { publish } from "../../cli/src/review/publish";
import { planStack } from "../../cli/src/review/run/plan-stack";
import { expectOk } from "../../cli/src/terraform";
import { changing, VALUES, type Settings } from "../support/changes/changing-stack";
import { ROWS, type Row } from "../support/changes/rows";
import { localScenario, STACK_NAME } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

const PLATFORM = "platform";

/** Of the rows of docs/changes.md of which one step takes away what the other stack makes, those that begin alike. */
const SHARED = ["name of a secret of another stack", "key of a secret of another stack"].map(rowOf);

// What a stack reads of another one exists only when that one is applied: the readers cannot be planned before.
describeWith(
  "a review of stacks of which one reads what the other makes",
  ["terraform", "emulator", "provider"],
  () => {
    const scenario = localScenario();
    let applied: Settings | undefined;

    async function apply(settings: Settings, ...stacks: readonly string[]): Promise<void> {
      if (isDeepStrictEqual(applied, settings)) return;
      if (applied !== undefined) {
        await scenario.synthesize(changing(applied), [PLATFORM]);
        for (const stack of [STACK_NAME, PLATFORM]) {
          expectOk(await scenario.terraformOf(stack).destroy({ variables: VALUES }));
        }
      }
      applied = settings;
      await scenario.synthesize(changing(settings), [PLATFORM]);
      for (const stack of stacks) {
        expectOk(await scenario.terraformOf(stack).apply({ variables: VALUES }));
      }
    }

    /** What blocks, as `STACK: ID`, and all of it. */
    async function review(settings: Settings, refresh?: boolean): Promise<Reviewed> {
      await scenario.synthesize(changing(settings), [PLATFORM]);
      const app = [PLATFORM, STACK_NAME].map((name) => {
        return { name, directory: path.join(scenario.stackDirectory, "..", name) };
      });
      const inputs = [];
      for (const stack of app) {
        const planFile = path.join(stack.directory, "next.tfplan");
        const terraform = scenario.terraformOf(stack.name);
        inputs.push(await planStack({ ...stack, app, terraform, planFile, refresh }));
      }
      const report = buildReport(inputs);
      const folder = path.join(scenario.stackDirectory, "..", "..", "report");
      // Names and ARNs that one stack reads of another are no values, though CDKTF marks them.
      expect(await publish(report, inputs, folder)).not.toEqual([]);
      const { stacks } = report;
      const findings = stacks.flatMap(({ name, findings }) =>
        findings.filter(({ blocking }) => blocking).map((finding) => ({ ...finding, stack: name })),
      );
      const blocking = new Set(findings.map(({ stack, id }) => `${stack}: ${id}`));
      return { blocking: [...blocking].sort(), findings };
    }

    it("tells of a secret that the other stack makes from now on that its name is taken, whether that stack was ever applied or not", async () => {
      // GIVEN
      const { from = {}, direct = {} } = rowOf("secret that another stack makes from now on");
      await apply(from, STACK_NAME);

      // WHEN
      const first = await review(direct);
      await scenario.synthesize(changing(from), [PLATFORM]);
      expectOk(await scenario.terraformOf(PLATFORM).apply({ variables: VALUES }));
      const later = await review(direct);

      // THEN
      for (const { blocking, findings } of [first, later]) {
        expect(blocking).toEqual(["platform: NAME-TAKEN", "scenario: NOT-PLANNED"]);
        expect(textOf(findings, "NAME-TAKEN")).toContain(
          "is made by this stack, and the stack scenario has one of this name",
        );
        expect(textOf(findings, "NOT-PLANNED")).toMatch(
          /^The stack scenario could not be planned: it reads `cross-stack-output-aws_\w+.* of the stack platform, which has them only when it is applied\. /,
        );
      }
    });

    it.each(SHARED.map((row, at) => [row.what, row, at > 0] as const))(
      "finds in one step that it is still used: %s",
      async (_what, { from = {}, to }, refresh) => {
        await apply(from, PLATFORM, STACK_NAME);
        const { blocking, findings } = await review(to, refresh);
        expect(blocking).toEqual(
          expect.arrayContaining(["platform: STILL-USED", "scenario: NOT-PLANNED"]),
        );
        expect(textOf(findings, "STILL-USED")).toContain("the stack scenario");
      },
    );

    it("finds in the first of two steps nothing but what cannot be planned yet, which goes once the other stack is applied", async () => {
      const { from = {}, first = {} } = rowOf("name of a secret of another stack");
      await apply(from, PLATFORM, STACK_NAME);
      expect((await review(first)).blocking).toEqual(["scenario: NOT-PLANNED"]);
      expectOk(await scenario.terraformOf(PLATFORM).apply({ variables: VALUES }));
      expect((await review(first)).blocking).toEqual([]);
    });
  },
);

interface Reviewed {
  readonly blocking: readonly string[];
  readonly findings: readonly (Finding & { readonly stack: string })[];
}

function textOf(findings: readonly Finding[], id: string): string {
  return findings.find((finding) => finding.id === id)?.text ?? "";
}

function rowOf(what: string): Row {
  const row = ROWS.find((one) => one.what === what);
  if (row === undefined) throw new Error(`no row: ${what}`);
  return row;
}
