import { setTimeout as sleep } from "node:timers/promises";
import { aborted, interruptible, interruption, unlessAborted } from "../../cli/src/interruptible";
import { InterruptedError } from "../../cli/src/user-error";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** As if this process had got the signal: a real one would end the test runner where nobody listens. */
function send(name: NodeJS.Signals): void {
  process.emit(name, name);
}

describe("unlessAborted", () => {
  it("settles also where the signal was aborted before it listens", async () => {
    const late: string[] = [];
    const work = sleep(20, "made");
    const waiting = unlessAborted(AbortSignal.abort(), work, async (value) => {
      late.push(value);
    });
    await expect(waiting).rejects.toThrow(InterruptedError);
    await work;
    await sleep(1);
    expect(late).toEqual(["made"]);
  });

  it("settles at once when it is aborted in the middle", async () => {
    const controller = new AbortController();
    const waiting = unlessAborted(controller.signal, new Promise(() => undefined));
    controller.abort();
    await expect(waiting).rejects.toThrow(InterruptedError);
  });

  it("gives the result where nobody interrupts", async () => {
    await expect(unlessAborted(new AbortController().signal, sleep(1, "made"))).resolves.toBe(
      "made",
    );
  });
});

describe("interruptible", () => {
  it.each(SIGNALS)("is aborted by %s, and says in one line what is left", async (name) => {
    const running = interruptible(async (signal) => {
      await aborted(signal);
      throw new Error("whatever breaks then");
    });
    send(name);
    await expect(running).rejects.toThrow(InterruptedError);
    const error = await running.catch((reason: unknown) => reason as InterruptedError);
    expect(error.format()).toMatch(/^Interrupted\. Nothing is left half-done: .* again\.$/);
    expect(error.exitCode).toBe(1);
  });

  it("does not begin what comes after the signal", async () => {
    let begun = false;
    const running = interruptible(async (signal) => {
      await aborted(signal);
      await interruptible(async () => {
        begun = true;
      });
    });
    send("SIGTERM");
    await expect(running).rejects.toThrow(InterruptedError);
    expect(begun).toBe(false);
  });

  it("passes on what the interrupted step says of itself", async () => {
    const running = interruptible(async (signal) => {
      await aborted(signal);
      throw new InterruptedError("Half of it stays.");
    });
    send("SIGINT");
    await expect(running).rejects.toThrow(expect.objectContaining({ reason: "Half of it stays." }));
  });

  it("lets a command that ends well all the same tell its result", async () => {
    const running = interruptible(async (signal) => {
      await aborted(signal);
      return "left running";
    });
    send("SIGINT");
    await expect(running).resolves.toBe("left running");
  });

  it("waits a minute for what cleans up, and then says that it did not end", async () => {
    jest.useFakeTimers();
    try {
      const error = interruptible(() => new Promise<never>(() => undefined)).catch(
        (reason: unknown) => reason as InterruptedError,
      );
      send("SIGTERM");
      jest.advanceTimersByTime(59_000);
      await expect(Promise.race([error, Promise.resolve("waits")])).resolves.toBe("waits");
      jest.advanceTimersByTime(1_000);
      expect((await error).format()).toMatch(
        /^Interrupted\. What was under way did not end .+ again\.$/,
      );
    } finally {
      jest.useRealTimers();
    }
  });

  it("leaves errors alone where nobody interrupts, and listens no longer than it runs", async () => {
    const before = process.listenerCount("SIGTERM");
    await expect(interruptible(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(process.listenerCount("SIGTERM")).toBe(before);
    expect(interruption().aborted).toBe(false);
  });
});
