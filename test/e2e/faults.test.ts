import { describeWith } from "../support/requires";
import { counts, countsOf, expectNothingLost } from "../full/fault-suite/counts";
import { KILLED, REFUSED } from "../full/fault-suite/kinds";
import { FIRST, SmallApp } from "../full/fault-suite/small-app";

jest.setTimeout(600_000);

// A sample: `npm run test:faults` runs every answer and kill at each write of everything, and writes down what it counts.
describeWith("a write that goes wrong", ["terraform", "emulator", "provider"], () => {
  const { bench, app } = SmallApp.forAll();
  const renamed = { ...FIRST, secretName: "faults/b", parameterName: "/faults/b" };

  it.each([
    ["Terraform is killed at each write of other names", KILLED, false],
    ["each write of a new revision is refused", REFUSED, true],
  ] as const)("loses nothing where %s", async (what, fault, again) => {
    const into = counts(what);
    await bench.ready(app.code(again ? renamed : FIRST));
    await bench.to(app.code(renamed), again);
    await bench.faultEveryWrite("apply", fault, into);
    process.stdout.write(`${countsOf(into)}\n`);
    expectNothingLost(into);
  });
});
