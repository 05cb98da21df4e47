import type { Fault } from "../../support/fault-proxy";
import { describeWith } from "../../support/requires";
import { FaultBench } from "./bench";
import { counts, report, type Counts } from "./counts";

const refused = (status: number, type: string): Fault => ({ kind: "answer", status, type });

/** What goes wrong once with each write; `isOnce`: the provider's next try of the same write passes. */
const KINDS: readonly (readonly [string, Fault, boolean])[] = [
  ["400", refused(400, "ValidationException"), false],
  ["403", refused(403, "AccessDeniedException"), false],
  ["403 RequestTimeTooSkewed", refused(403, "RequestTimeTooSkewed"), false],
  ["429, once", refused(429, "ThrottlingException"), true],
  ["500, once", refused(500, "InternalFailure"), true],
  ["500, at every try", refused(500, "InternalFailure"), false],
  ["the connection is closed", { kind: "close", at: "before AWS did it" }, true],
  ["the answer is lost", { kind: "close", at: "after AWS did it" }, true],
  ["AWS does it after the client gave up", { kind: "late", ms: 700 }, true],
  ["AWS is gone from then on", { kind: "gone" }, false],
];

jest.setTimeout(600_000);

describeWith("an AWS that fails", ["terraform", "emulator", "provider"], () => {
  const bench = FaultBench.forAll();
  const all: Counts[] = [];

  afterAll(() => report(all));

  it.each(KINDS)("with %s, at every write of a create, a change and a destroy", async (...kind) => {
    // GIVEN
    const [name, fault, isOnce] = kind;
    const into = counts(name);
    all.push(into);
    const other = bench.version.name === "a" ? "b" : "a";

    // WHEN
    await bench.change({});
    await bench.faultEveryWrite("apply", () => fault, into, isOnce);
    await bench.change({ revision: bench.version.revision + 1 });
    await bench.faultEveryWrite("apply", () => fault, into, isOnce);
    await bench.change({ name: other });
    await bench.faultEveryWrite("apply", () => fault, into, isOnce);
    await bench.faultEveryWrite("destroy", () => fault, into, isOnce);

    // THEN
    const { injected, converged, lost, accessLost } = into;
    expect({ lost, accessLost }).toEqual({ lost: [], accessLost: [] });
    expect(injected).toBeGreaterThan(0);
    expect(converged).toBe(injected);
  });
});
