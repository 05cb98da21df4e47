import { createServer, type Server } from "node:net";
import { INTERRUPTED, interruptAt, interruptNpmAt, judgeEnd } from "../support/interrupted";
import { Interruptions, SIGNALS, STAGES } from "../support/interruptions";
import { describeWith } from "../support/requires";

jest.setTimeout(60_000);

describeWith("a command that a signal interrupts", ["emulator"], () => {
  let bench: Interruptions;
  let silent: Server;
  let endpoint: string;

  beforeAll(async () => {
    bench = new Interruptions();
    await bench.review();
    silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  });

  afterAll(() => {
    bench.end();
    silent.close();
  });

  // Each with one signal after the other: `npm run test:full` walks every stage with every signal.
  const cases = STAGES.map((stage, index) => {
    return { ...stage, signal: SIGNALS[index % SIGNALS.length] ?? "SIGINT" };
  });

  it.each(cases)("$command at $at: $signal", async ({ signal, ...stage }) => {
    expect(await interruptAt(bench, stage, signal)).toEqual([]);
  });

  it.each([
    ["doctor", "SIGINT"],
    ["doctor", "SIGTERM"],
    ["redeploy", "SIGHUP"],
    ["redeploy", "SIGTERM"],
  ] as const)("%s while it connects: %s", async (command, signal) => {
    const flags = ["--region", "eu-central-1", "--cluster", "orders", "--endpoint-url", endpoint];
    const connected = new Promise((resolve) => silent.once("connection", resolve));
    const started = bench.start([command, ...flags]);
    await connected;
    started.child.kill(signal);
    const wanted = { by: "1", says: INTERRUPTED };
    expect(await judgeEnd(bench, started, signal, wanted)).toEqual([]);
  });

  // One stage of each command; `npm run test:full` walks all of them.
  const ofNpm = ["local", "emulator", "doctor", "redeploy", "review", "verify", "apply"].map(
    (command, index) => {
      const stage = STAGES.filter((each) => each.command === command).at(-1);
      if (stage === undefined) throw new Error(`${command} has no stage`);
      return { ...stage, signal: SIGNALS[index % SIGNALS.length] ?? "SIGTERM" };
    },
  );

  it.each(ofNpm)("npm run $command at $at: $signal to npm", async ({ signal, ...stage }) => {
    expect(await interruptNpmAt(bench, stage, signal)).toEqual([]);
  });

  it.each(["emulator", "local"])("%s ends when the npm that runs it is ended", async (name) => {
    // GIVEN
    const local = ["ecs-secrets", "--", "local", "--app", `sh ${bench.folder}/app.sh`, "--keep"];
    const started = bench.startNpm(["run", ...(name === "emulator" ? ["emulator"] : local)]);
    await bench.reached(started, "kept");
    expect(await bench.left()).not.toEqual([]);

    // WHEN
    started.child.kill("SIGKILL");

    // THEN
    expect(await bench.left(20_000)).toEqual([]);
  });
});
