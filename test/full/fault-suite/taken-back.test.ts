import { describeWith } from "../../support/requires";
import { counts, expectNothingLost, report, type Counts } from "./counts";
import { KILLED, type MakeFault, REFUSED } from "./kinds";
import { FIRST, SmallApp, type Version } from "./small-app";

const NAMED: Version = { ...FIRST, roleName: "faults-execution" };

/** What a change of the code changes. */
const CHANGES: readonly (readonly [string, from: Version, Partial<Version>])[] = [
  ["name of a parameter", FIRST, { parameterName: "/faults/b" }],
  ["name of a secret", FIRST, { secretName: "faults/b" }],
  ["both names", FIRST, { parameterName: "/faults/b", secretName: "faults/b" }],
  ["another key", FIRST, { key: 1 }],
  ["one reader less", FIRST, { readsParameter: false }],
  ["one reader more", { ...FIRST, readsParameter: false }, { readsParameter: true }],
  ["both names and key", FIRST, { parameterName: "/faults/b", secretName: "faults/b", key: 1 }],
  ["name of a role", NAMED, { roleName: "faults-other" }],
  ["parameter to secret", FIRST, { store: "secret" }],
  ["secret to parameter", { ...FIRST, store: "secret" }, { store: "parameter" }],
  ["restrictTo that comes", FIRST, { restricted: true }],
  ["restrictTo that goes", { ...FIRST, restricted: true }, { restricted: false }],
  ["description", FIRST, { description: "of the change" }],
];

/** What goes wrong, at how many resources at once, and whether the values are there for the way back. */
const KINDS: readonly (readonly [string, MakeFault, atOnce: number, givesValues: boolean])[] = [
  ["400", REFUSED, 1, false],
  ["400, ten at once", REFUSED, 10, true],
  ["SIGKILL", KILLED, 1, true],
];

jest.setTimeout(900_000);

describeWith("a change that stops half-way", ["terraform", "emulator", "provider"], () => {
  const { bench, app } = SmallApp.forAll();
  const all: Counts[] = [];

  afterAll(() => report(all));

  describe.each(KINDS)("by %s", (kind, fault, atOnce, givesValues) => {
    it.each(CHANGES)("is taken back after each of its writes: %s", async (what, from, change) => {
      // GIVEN
      const into = counts(`${kind}, taken back: ${what}`);
      all.push(into);
      await bench.to(app.code(from));
      await bench.deployed();

      // WHEN
      const to = app.code({ ...from, ...change });
      await bench.takeBackEveryWrite(to, fault, into, { atOnce, what, givesValues });

      // THEN
      expectNothingLost(into);
    });
  });
});
