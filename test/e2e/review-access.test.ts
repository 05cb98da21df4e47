import { readFile } from "node:fs/promises";
import path from "node:path";
import { analyseAccess } from "../../cli/src/review/access";
import type { AccessAnalysis } from "../../cli/src/review/model";
import { readPlan, type SynthesizedConfiguration } from "../../cli/src/review/plan";
import { expectOk } from "../../cli/src/terraform";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";
import { AFTER, reviewed } from "./review-fixture";

describeWith("the access view of a real plan", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario();

  it("explains everything in the first plan of a stack", async () => {
    await scenario.synthesize(reviewed({ statements: [] }));
    const { access, facts } = await analyse();

    expect(access).toEqual(
      ["orders/db", "orders/mail"].map((name) =>
        expect.objectContaining({
          secret: `secret ${name}`,
          before: "not readable",
          after: "readable",
          difference: "added",
          uses: [expect.objectContaining({ container: "web", way: "variable" })],
        }),
      ),
    );
    expect(facts).toEqual(NOTHING);
  }, 300_000);

  it("flags exactly the widening that no reference needs", async () => {
    await scenario.synthesize(reviewed());
    expectOk(await scenario.terraform.apply());
    await scenario.synthesize(
      reviewed({ withNewSecret: true, mailName: "orders/mailer", statements: AFTER }),
    );
    const { access, statements, facts } = await analyse();

    expect(facts).toEqual({
      ...NOTHING,
      widened: [
        expect.objectContaining({
          actions: ["sqs:SendMessage"],
          resources: ["*"],
          kind: "widened",
        }),
      ],
    });
    const explained = statements.filter(({ explainedBy }) => explainedBy !== undefined);
    const needs = explained.map(({ explainedBy = "" }) => explainedBy.replace(/ in \S+$/, ""));
    expect(new Set(needs)).toEqual(new Set(["variable ADDED of web", "variable MAIL of web"]));
    const actions = explained.flatMap((statement) => statement.actions).sort();
    expect(actions).toEqual([
      "kms:Decrypt",
      "kms:Decrypt",
      "secretsmanager:GetSecretValue",
      "secretsmanager:GetSecretValue",
    ]);
    expect(access.map(({ secret, difference }) => [secret, difference])).toEqual([
      ["secret orders/added", "added"],
      ["secret orders/db", "same"],
      ["secret orders/mailer", "same"],
    ]);
  }, 300_000);

  it("finds nothing in a plan without changes", async () => {
    expectOk(await scenario.terraform.apply());
    const { access, statements, facts } = await analyse();

    expect(statements).toEqual([]);
    expect(facts).toEqual(NOTHING);
    expect(access.map(({ before, after }) => [before, after])).toEqual(
      Array(3).fill(["readable", "readable"]),
    );
  }, 300_000);

  async function analyse(): Promise<AccessAnalysis> {
    const out = path.join(scenario.stackDirectory, "reviewed.tfplan");
    expectOk(await scenario.terraform.plan({ out }));
    const text = await readFile(path.join(scenario.stackDirectory, "cdk.tf.json"), "utf8");
    const synthesized = JSON.parse(text) as SynthesizedConfiguration;
    const plan = readPlan(await scenario.terraform.showJson(out), synthesized);
    return analyseAccess({ name: "scenario", plan, synthesized });
  }
});

const NOTHING: AccessAnalysis["facts"] = {
  unreadable: [],
  unusedGrants: [],
  widened: [],
  trustWidened: [],
  publicAccess: [],
  shutOut: [],
  unproven: [],
};
