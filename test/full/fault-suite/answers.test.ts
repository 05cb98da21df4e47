import { describeWith } from "../../support/requires";
import { counts, expectNothingLost, report, type Counts } from "./counts";
import { ANSWERS } from "./kinds";
import { FIRST, SmallApp, type Version } from "./small-app";

jest.setTimeout(600_000);

describeWith("an AWS that fails", ["terraform", "emulator", "provider"], () => {
  const { bench, app } = SmallApp.forAll();
  const all: Counts[] = [];
  let version: Version = FIRST;

  afterAll(() => report(all));

  it.each(ANSWERS)(
    "with %s, at every write of a create, a change and a destroy",
    async (...kind) => {
      // GIVEN
      const [name, fault, isOnce] = kind;
      const into = counts(name);
      all.push(into);
      const other = version.secretName === "faults/a" ? "b" : "a";
      const before = await bench.contents();

      // WHEN
      await bench.to(app.code(version));
      await bench.faultEveryWrite("apply", fault, into, { isOnce });
      await bench.to(app.code(version), true);
      await bench.faultEveryWrite("apply", fault, into, { isOnce });
      version = { ...version, secretName: `faults/${other}`, parameterName: `/faults/${other}` };
      await bench.to(app.code(version));
      await bench.faultEveryWrite("apply", fault, into, { isOnce });
      await bench.faultEveryWrite("destroy", fault, into, { isOnce });

      // THEN
      expectNothingLost(into);
      expect(await bench.contents()).toEqual(before);
    },
  );
});
