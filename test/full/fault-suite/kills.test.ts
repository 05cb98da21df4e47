import { describeWith } from "../../support/requires";
import { counts, expectNothingLost, report, type Counts } from "./counts";
import { KILLED, KILLED_AFTER } from "./kinds";
import { FIRST, SmallApp, type Version } from "./small-app";

/** What a change of the code changes; `revision` writes every value again. */
const CHANGES: readonly (readonly [string, Partial<Version> & { readonly revision?: true }])[] = [
  ["a bumped revision", { revision: true }],
  ["another name", { secretName: "faults/b", parameterName: "/faults/b" }],
  ["another key", { key: 1 }],
  ["another description", { description: "of the next test" }],
  ["one reader less", { readsParameter: false }],
  ["one reader more", { readsParameter: true }],
  ["another name and key", { secretName: "faults/a", parameterName: "/faults/a", key: 0 }],
];

jest.setTimeout(600_000);

describeWith("Terraform that is killed", ["terraform", "emulator", "provider"], () => {
  const { bench, app } = SmallApp.forAll();
  const all: Counts[] = [];
  let version: Version = FIRST;
  let before: readonly string[] = [];
  const counted = (kind: string): Counts => {
    const made = counts(kind);
    all.push(made);
    return made;
  };

  beforeAll(async () => {
    before = await bench.contents();
  });
  afterAll(() => report(all));

  it("after each resource of a create", async () => {
    const into = counted("SIGKILL, create");
    await bench.to(app.code(version));
    await bench.faultEveryWrite("apply", KILLED, into);
    expectNothingLost(into);
  });

  it.each(CHANGES)("after each resource of %s", async (name, { revision, ...change }) => {
    const into = counted(`SIGKILL, ${name}`);
    await bench.ready(app.code(version));
    version = { ...version, ...change };
    await bench.to(app.code(version), revision);
    await bench.faultEveryWrite("apply", KILLED, into);
    expectNothingLost(into);
  });

  it("when AWS has a value, and Terraform does not know it", async () => {
    const into = counted("SIGKILL, after a value is written");
    await bench.ready(app.code(version));
    await bench.to(app.code(version), true);
    await bench.faultEveryWrite("apply", KILLED_AFTER, into);
    expectNothingLost(into);
  });

  it("after each resource of a destroy", async () => {
    const into = counted("SIGKILL, destroy");
    await bench.ready(app.code(version));
    await bench.faultEveryWrite("destroy", KILLED, into);
    expectNothingLost(into);
    expect(await bench.contents()).toEqual(before);
  });
});
