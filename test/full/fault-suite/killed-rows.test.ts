import {
  changing,
  CLUSTER,
  OTHER_REGION,
  SERVICES,
  VALUES,
  type Settings,
} from "../../support/changes/changing-stack";
import { ROWS, type Row } from "../../support/changes/rows";
import { turnedAround } from "../../support/changes/turned-around";
import { STACK_NAME, TARGET } from "../../support/local-scenario";
import { describeWith } from "../../support/requires";
import { FaultBench } from "./bench";
import type { CodeOf, Stored } from "./code";
import { counts, expectNothingLost, report, type Counts } from "./counts";
import { KILLED, KILLED_AFTER } from "./kinds";

jest.setTimeout(900_000);

// A few rows at a time, as each takes a minute: -t "of the row: (key|reader that goes)$|after the last row$".
describeWith("Terraform that is killed", ["terraform", "emulator", "provider"], () => {
  const bench = FaultBench.forAll({
    cluster: CLUSTER,
    services: SERVICES,
    regions: [TARGET.region, OTHER_REGION],
  });
  const all: Counts[] = [];
  let nothing: readonly string[] = [];

  beforeAll(async () => {
    nothing = await bench.contents();
  });
  afterAll(() => report(all));

  /** Asks AWS itself what is left. */
  async function removeAll(): Promise<void> {
    await bench.removed();
    const left = (await bench.contents()).filter((line) => !nothing.includes(line));
    // A key has no name: one that was made in the call before the kill cannot be found again.
    expect(left.filter((line) => !line.startsWith("key "))).toEqual([]);
  }

  it.each(ROWS.map((row) => [row.what, row] as const))(
    "after each resource of the row: %s",
    async (what, row) => {
      // GIVEN
      const into = counts(`SIGKILL, ${what}`);
      all.push(into);
      const { from = {}, first, to, stacks = [STACK_NAME] } = row;
      // What makes the secret comes before what reads it.
      const before = [...stacks.filter((stack) => stack !== STACK_NAME), STACK_NAME];
      await bench.to(codeOf(from, before, row.earlier));
      await bench.deployed();

      // WHEN
      for (const settings of stepsOf(first, to)) {
        await bench.to(codeOf(settings, stacks));
        await bench.faultEveryWrite("apply", KILLED, into, { what: JSON.stringify(settings) });
      }

      // THEN
      // `moved` blocks write nothing.
      if (first?.moved) expect(into).toMatchObject({ injected: 0, lost: [], accessLost: [] });
      else expectNothingLost(into);
      // The next one begins where this one does, or with nothing.
      if (first || row.stacks || row.earlier) await removeAll();
    },
  );

  it("when AWS has what replaces another parameter of the same address", async () => {
    // GIVEN
    const into = counts("SIGKILL, after AWS did it, name of a parameter, from a variable");
    all.push(into);
    const before = { nameFromVariable: true };
    await bench.to(codeOf(before, [STACK_NAME]));
    await bench.deployed();

    // WHEN
    const after = { ...before, parameterName: "/changes/other" };
    await bench.to(codeOf(after, [STACK_NAME]));
    await bench.faultEveryWrite("apply", KILLED_AFTER, into);

    // THEN
    expectNothingLost(into);
    await removeAll();
  });

  it("leaves nothing in AWS after the last row", removeAll);
});

/** What is applied, one after the other. */
function stepsOf(first: Settings | undefined, to: Settings): readonly Settings[] {
  if (!first) return [to];
  return first.moved ? [first] : [first, to];
}

function codeOf(
  settings: Settings,
  stacks: readonly string[],
  earlier: Row["earlier"] = false,
): CodeOf {
  return (revision) => ({
    build: changing({ ...settings, revision: (settings.revision ?? 1) + revision - 1 }),
    stacks,
    ...(earlier ? { rewritten: turnedAround } : {}),
    values: VALUES,
    stored: storedBy(settings),
  });
}

function storedBy(settings: Settings): readonly Stored[] {
  const { parameterName = "/changes/api-key", apiKeyName = "changes/api-key" } = settings;
  const { store = "parameter", secretName = "changes/token", inOtherRegion, secretIn } = settings;
  const region = inOtherRegion ? OTHER_REGION : TARGET.region;
  const name = store === "secret" ? apiKeyName : parameterName;
  return [
    { store, name, value: VALUES.api_key, region },
    {
      store: "secret",
      name: secretName,
      value: VALUES.token,
      region: secretIn ? TARGET.region : region,
    },
  ];
}
