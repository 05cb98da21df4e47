import { describeWith } from "../../support/requires";
import { FaultBench, type Going } from "./bench";
import { counts, expectNothingLost, report, type Counts } from "./counts";
import { KINDS, REFUSED, WAITS } from "./kinds";
import { PARTS, surroundings, type Surroundings } from "./whole-set";

jest.setTimeout(3_600_000);

/** How many resources are changed at once: where Terraform is killed, it must be known at which write. */
const going = (kind: string, isOnce: boolean): Going => ({
  isOnce,
  atOnce: kind.startsWith("SIGKILL") ? 1 : 10,
});

/** Kinds by which AWS does something that nobody hears of. */
const CUT_OFF = /^SIGKILL|lost|gave up|gone/;

/**
 * Everything that the modules make, in three parts: `-t "part and kind"` runs one of them, which takes minutes.
 *
 * Not among it, because the local AWS cannot do it: ManagedRotation (the secret is another service's; its one resource is the
 * same as that of a rotation by a function, which is here), and another key of a log group that stays (AssociateKmsKey).
 */
describe.each(PARTS)("the whole set: $name", ({ name, place, code }) => {
  describeWith("on real Terraform", ["terraform", "emulator", "provider"], () => {
    const bench = FaultBench.forAll(place);
    const all: Counts[] = [];
    let around: Surroundings;
    let before: readonly string[] = [];

    beforeAll(async () => {
      around = await surroundings(bench.scenario);
      before = await bench.contents();
    }, 60_000);
    afterAll(() => report(all));

    const counted = (kind: string): Counts => {
      const into = counts(`${kind}, ${name}`);
      all.push(into);
      return into;
    };

    it.each(KINDS)("a create with %s at every write", async (kind, fault, isOnce) => {
      const into = counted(`${kind}, create`);
      await bench.to(code(around, false));
      await bench.faultEveryWrite("apply", fault, into, { ...going(kind, isOnce), what: "create" });
      expectNothingLost(into);
      await bench.removed();
      expectOnlyOrphans(kind, await bench.contents());
    });

    it.each(KINDS)("a change with %s at every write", async (kind, fault, isOnce) => {
      const into = counted(`${kind}, change`);
      await bench.ready(code(around, false));
      await bench.to(code(around, true));
      await bench.faultEveryWrite("apply", fault, into, { ...going(kind, isOnce), what: "change" });
      expectNothingLost(into);
      await bench.removed();
      expectOnlyOrphans(kind, await bench.contents());
    });

    it.each(KINDS)("a destroy with %s at every write", async (kind, fault, isOnce) => {
      const into = counted(`${kind}, destroy`);
      await bench.ready(code(around, false));
      await bench.faultEveryWrite("destroy", fault, into, {
        ...going(kind, isOnce),
        what: "destroy",
      });
      expectNothingLost(into);
      expectOnlyOrphans(kind, await bench.contents());
    });

    it("a create, a change and a destroy with an answer after 30 s at every write", async () => {
      const into = counted("an answer after 30 s");
      const slow = { isOnce: true, atOnce: 30 };
      await bench.to(code(around, false));
      await bench.faultEveryWrite("apply", WAITS, into, { ...slow, what: "create" });
      await bench.to(code(around, true));
      await bench.faultEveryWrite("apply", WAITS, into, { ...slow, what: "change" });
      await bench.faultEveryWrite("destroy", WAITS, into, { ...slow, what: "destroy" });
      expectNothingLost(into);
      expectOnlyOrphans("wait", await bench.contents());
    });

    it("a change with 400 at every eighth write, one after the other, each taken back", async () => {
      const into = counted("400, taken back");
      await bench.ready(code(around, false));
      const every = { what: "change", givesValues: true, passedOver: 7 };
      await bench.takeBackEveryWrite(code(around, true), REFUSED, into, every);
      expectNothingLost(into);
      await bench.removed();
      expectOnlyOrphans("400", await bench.contents());
    });

    /**
     * Keys have no name, and policies of roles one of each time: what was made when Terraform was cut off is found by nobody,
     * and stays.
     */
    function expectOnlyOrphans(kind: string, contents: readonly string[]): void {
      const isOrphan = (line: string): boolean =>
        /^(key|managed policy) /.test(line) && CUT_OFF.test(kind);
      const left = contents.filter((line) => !before.includes(line));
      all.at(-1)?.orphans.push(...left.filter(isOrphan));
      expect(left.filter((line) => !isOrphan(line))).toEqual([]);
      expect(before.filter((line) => !contents.includes(line))).toEqual([]);
      before = contents;
    }
  });
});
