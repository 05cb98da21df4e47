import { describeWith } from "../../support/requires";
import { FaultBench, type Version } from "./bench";
import { counts, report, type Counts } from "./counts";

/** What a change of the code changes. */
const CHANGES: readonly (readonly [string, Partial<Version>])[] = [
  ["a bumped revision", { revision: 2 }],
  ["another name", { name: "b" }],
  ["another key", { key: 1 }],
  ["another description", { description: "of the next test" }],
  ["one reader less", { readsParameter: false }],
  ["one reader more", { readsParameter: true }],
  ["another name and key", { name: "a", key: 0 }],
];

jest.setTimeout(600_000);

describeWith("Terraform that is killed", ["terraform", "emulator", "provider"], () => {
  const bench = FaultBench.forAll();
  const all: Counts[] = [];
  const counted = (kind: string): Counts => {
    const made = counts(kind);
    all.push(made);
    return made;
  };
  const expectNothingLost = ({ injected, converged, lost, accessLost }: Counts): void => {
    expect({ lost, accessLost }).toEqual({ lost: [], accessLost: [] });
    expect(injected).toBeGreaterThan(0);
    expect(converged).toBe(injected);
  };

  afterAll(() => report(all));

  it("after each resource of a create", async () => {
    const into = counted("SIGKILL, create");
    await bench.change({});
    await bench.faultEveryWrite("apply", before, into);
    expectNothingLost(into);
  });

  it.each(CHANGES)("after each resource of %s", async (name, version) => {
    const into = counted(`SIGKILL, ${name}`);
    await bench.ready();
    await bench.change(version);
    await bench.faultEveryWrite("apply", before, into);
    expectNothingLost(into);
  });

  it("when AWS has a value, and Terraform does not know it", async () => {
    const into = counted("SIGKILL, after a value is written");
    await bench.ready();
    await bench.change({ revision: bench.version.revision + 1 });
    await bench.faultEveryWrite(
      "apply",
      (kill) => ({ kind: "never", at: "after AWS did it", then: kill }),
      into,
    );
    expectNothingLost(into);
  });

  it("after each resource of a destroy", async () => {
    const into = counted("SIGKILL, destroy");
    await bench.ready();
    await bench.faultEveryWrite("destroy", before, into);
    expectNothingLost(into);
  });

  function before(kill: () => void) {
    return { kind: "never", at: "before AWS did it", then: kill } as const;
  }
});
