import { readFileSync } from "node:fs";
import path from "node:path";
import { buildReport } from "../../cli/src/review";
import { readPlan, taintedValues, type Plan } from "../../cli/src/review/plan";
import { expectOk } from "../../cli/src/terraform";
import { changing, VALUES, type Settings } from "../support/changes/changing-stack";
import { localScenario, STACK_NAME, TARGET } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

describeWith(
  "a review of readers of what is restricted",
  ["terraform", "emulator", "provider"],
  () => {
    const scenario = localScenario();
    const BOTH: Settings = { restricted: true };
    const ONE_STEP: Settings = { ...BOTH, webReadsSecret: false };
    const FIRST_STEP: Settings = { ...ONE_STEP, webStays: true };

    /** The plan of a stack, and what its review finds. */
    async function review(
      settings: Settings,
      name = STACK_NAME,
      others: readonly string[] = [],
    ): Promise<{ readonly plan: Plan; readonly findings: readonly string[] }> {
      await scenario.synthesize(changing(settings), others);
      const terraform = scenario.terraformOf(name);
      expectOk(await terraform.plan({ out: "next.tfplan", variables: VALUES }));
      const file = path.join(scenario.stackDirectory, "..", name, "cdk.tf.json");
      const synthesized = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
      const plan = readPlan(await terraform.showJson("next.tfplan"), synthesized);
      expect(plan.changes.some(({ action }) => action !== "no-op" && action !== "read")).toBe(true);
      const [stack] = buildReport([{ name, plan, synthesized }]).stacks;
      const findings = (stack?.findings ?? [])
        .filter(({ blocking }) => blocking)
        .map(({ id, subject, removed = [] }) => `${id} ${subject}: ${removed.join()}`);
      return { plan, findings };
    }

    beforeAll(async () => {
      await scenario.synthesize(changing(BOTH));
      expectOk(await scenario.terraform.apply({ variables: VALUES }));
    });

    it("blocks one step, which denies the read before the service has moved", async () => {
      const { findings } = await review(ONE_STEP);
      expect(findings).toEqual(["READER-SHUT-OUT secret changes/token: changes-of-web"]);
    });

    it("lets two steps pass", async () => {
      expect((await review(FIRST_STEP)).findings).toEqual([]);
      expectOk(await scenario.terraform.apply({ variables: VALUES }));
      expect((await review(ONE_STEP)).findings).toEqual([]);
    });

    it("takes the name of a role that another stack reads for no secret", async () => {
      const name = "changes-execution";
      const shared: Settings = { roleIn: "platform", role: ["role", name] };
      const { plan, findings } = await review(shared, "platform", ["platform"]);
      expect(plan.outputs).toContainEqual(
        expect.objectContaining({ after: name, afterSensitive: true }),
      );
      expect(findings).toEqual([]);
      const arn = `arn:aws:iam::${TARGET.account}:role/${name}`;
      const tainted = taintedValues(plan).map(({ value }) => value);
      expect(tainted.filter((value) => value === name || value === arn)).toEqual([]);
    });
  },
);
