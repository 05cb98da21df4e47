import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import {
  formatDuration,
  formatTable,
  Progress,
  type ProgressOptions,
  Transcript,
} from "../../cli/src/ui";

class Screen {
  text = "";

  constructor(
    readonly isTTY: boolean,
    readonly columns = 40,
  ) {}

  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

/** A clock that moves 12 seconds at every look. */
function clock(): () => number {
  let now = 0;
  return () => (now += 12_000);
}

function progressOn(screen: Screen, options: ProgressOptions = {}): Progress {
  return new Progress({ stream: screen, env: {}, now: clock(), ...options });
}

describe("Progress in a log", () => {
  it("writes plain lines", async () => {
    const screen = new Screen(false);
    const progress = progressOn(screen);
    const result = await progress.step("deploy", (status) => {
      status.update("1 of 2");
      status.update("1 of 2");
      progress.note("a remark");
      status.update("2 of 2");
      return "done";
    });
    expect(result).toBe("done");
    expect(screen.text).toBe("… deploy\n  1 of 2\na remark\n  2 of 2\n✔ deploy (12 s)\n");
  });

  it("shows a failing step and passes the error on", async () => {
    const screen = new Screen(false);
    const failing = progressOn(screen).step("deploy", () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(screen.text).toBe("… deploy\n✖ deploy (12 s)\n");
  });

  it.each([{ CI: "true" }, { TERM: "dumb" }])(
    "writes plain lines on a terminal with %j",
    async (env) => {
      const screen = new Screen(true);
      await progressOn(screen, { env }).step("deploy", () => undefined);
      expect(screen.text).toBe("… deploy\n✔ deploy (12 s)\n");
    },
  );
});

describe("Progress with names from elsewhere", () => {
  it("does nothing to a terminal but write them", async () => {
    const screen = new Screen(false);
    const progress = progressOn(screen);
    await progress.step("Deploy \u001b[2Jdev\n✔ all is well", (status) => {
      status.update("create \u001b]0;x\u0007web\r✔ done");
      progress.note("  moto\u001b[1A");
    });
    expect(["\u001b", "\u0007", "\r"].filter((sign) => screen.text.includes(sign))).toEqual([]);
    expect(screen.text).not.toMatch(/^✔ all is well/m);
  });
});

describe("Progress on a terminal", () => {
  it("draws a line that becomes a check mark", async () => {
    const screen = new Screen(true);
    await progressOn(screen).step("deploy", async (status) => {
      status.update("1 of 2");
      await sleep(350);
    });
    const frames = screen.text.split("\r\u001b[2K");
    expect(frames.length).toBeGreaterThan(4);
    expect(frames).toContain("⠙ deploy · 1 of 2");
    expect(frames.at(-1)).toBe("\u001b[32m✔\u001b[0m deploy (12 s)\n");
  });

  it("cuts what would wrap, and leaves out control characters", async () => {
    const screen = new Screen(true, 20);
    await progressOn(screen).step("deploy", (status) => {
      status.update("\u001b[31mvery\u001b[0m long text that goes on and on");
    });
    const lines = screen.text.split("\r\u001b[2K").map(stripVTControlCharacters);
    expect(lines).toContain("⠙ deploy · very lon");
  });

  it("uses no colour with NO_COLOR", async () => {
    const screen = new Screen(true);
    const progress = progressOn(screen, { env: { NO_COLOR: "1" } });
    await expect(progress.step("deploy", () => Promise.reject(new Error("no")))).rejects.toThrow();
    expect(screen.text).not.toContain("\u001b[3");
    expect(screen.text).toContain("✖ deploy (12 s)\n");
  });

  it("writes notes above the running step", async () => {
    const screen = new Screen(true);
    const progress = progressOn(screen);
    await progress.step("deploy", () => progress.note("a remark"));
    expect(screen.text).toContain("\r\u001b[2Ka remark\n\r\u001b[2K⠙ deploy");
  });
});

describe("the transcript", () => {
  it("receives everything that is written", async () => {
    const transcript = new Transcript();
    const screen = new Screen(true);
    const progress = progressOn(screen, { transcript });
    await progress.step("deploy", (status) => status.update("half"));
    progress.note("end");
    transcript.add("terraform plan", "planned");
    transcript.add("nothing", "");
    expect(transcript.text("console")).toBe(screen.text);
    expect(transcript.text()).toBe(`${screen.text}planned`);
    expect(transcript.sources).toEqual(["console", "terraform plan"]);
  });
});

describe("formatDuration", () => {
  it.each([
    [400, "0.4 s"],
    [9_949, "9.9 s"],
    [12_300, "12 s"],
    [59_700, "1 min 0 s"],
    [125_000, "2 min 5 s"],
  ])("%d ms is %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe("formatTable", () => {
  it("aligns columns under their headings without borders or trailing spaces", () => {
    const text = formatTable(
      ["CONTAINER", "VARIABLE", "LENGTH"],
      [
        ["web", "DB_PASSWORD", "40"],
        ["worker", "KEY", ""],
      ],
    );
    expect(text.split("\n")).toEqual([
      "CONTAINER  VARIABLE     LENGTH",
      "web        DB_PASSWORD  40",
      "worker     KEY",
    ]);
  });

  it("shows what names hold that would move a cursor", () => {
    expect(formatTable(["A"], [["\u001b]0;title\u0007x"]])).toBe("A\n\uFFFD]0;title\uFFFDx");
  });

  it("writes no colours", () => {
    expect(formatTable(["A"], [["ü"]])).toBe("A\nü");
  });
});
