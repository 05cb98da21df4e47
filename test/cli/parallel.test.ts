import { setTimeout as sleep } from "node:timers/promises";
import { inParallel } from "../../cli/src/parallel";

describe("work in parallel", () => {
  it("is done on as many items at once as is allowed, with results in the order of the items", async () => {
    let running = 0;
    let most = 0;
    const results = await inParallel(2, [30, 1, 10, 1], async (duration) => {
      most = Math.max(most, (running += 1));
      await sleep(duration);
      running -= 1;
      return duration * 2;
    });
    expect(results).toEqual([60, 2, 20, 2]);
    expect(most).toBe(2);
  });

  it("begins nothing more after a failure, and waits for what was begun", async () => {
    const begun: string[] = [];
    const ended: string[] = [];
    const work = inParallel(2, ["fails", "slow", "never"], async (name) => {
      begun.push(name);
      if (name === "fails") throw new Error("refused");
      await sleep(20);
      ended.push(name);
    });
    await expect(work).rejects.toThrow("refused");
    expect(begun).toEqual(["fails", "slow"]);
    expect(ended).toEqual(["slow"]);
  });

  it("on nothing is nothing", async () => {
    expect(await inParallel(4, [], async () => 1)).toEqual([]);
  });
});
