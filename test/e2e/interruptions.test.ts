import { createServer, type Server } from "node:net";
import { startLocalAws } from "../../cli/src/local-aws";
import { INTERRUPTED, interruptAt, interruptNpmAt, judgeEnd } from "../support/interrupted";
import { Interruptions } from "../support/interruptions";
import { describeWith } from "../support/requires";
import { SIGNALS, STAGES } from "../support/stages";

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

  it.each([
    ["local", "apply:1", []],
    ["local", "kept", ["--keep"]],
    ["emulator", "kept", []],
  ] as const)(
    "%s at %s leaves a local AWS that was running before, and says so",
    async (name, stage, more) => {
      // GIVEN
      const env = { ...process.env, AWS_ENDPOINT_URL: "" };
      const place = { accountId: "123456789012", region: "us-east-1" };
      const aws = await startLocalAws({ ...place, env });
      const args =
        name === "local"
          ? ["local", "--app", "sh ./app.sh", ...more]
          : ["emulator", "--account", place.accountId];
      // WHEN
      const started = bench.start(args, stage, { AWS_ENDPOINT_URL: aws.endpoint });
      await bench.reached(started, stage);
      started.child.kill("SIGINT");
      await started.ended;
      // THEN
      expect(started.output()).toMatch(/was running before/);
      expect(started.output()).not.toMatch(
        /Nothing is left half-done|has ended, and|Ctrl-C ends it/,
      );
      expect(
        await fetch(aws.endpoint).then(
          () => true,
          () => false,
        ),
      ).toBe(true);
      await aws.stop();
    },
  );

  it.each([["emulator"], ["local", "--app", "sh ./app.sh", "--keep"]])(
    "%s shows no escape code of an endpoint",
    async (...args) => {
      const started = bench.start(args, "kept", {
        AWS_ENDPOINT_URL: "http://127.0.0.1:1/\u001b[31mX",
      });
      await bench.reached(started, "kept");
      started.child.kill("SIGINT");
      await started.ended;
      expect(started.output()).toContain("nothing answers at AWS_ENDPOINT_URL");
      expect(started.output()).not.toContain("\u001b");
    },
  );

  it.each([
    ["emulator", "kept", ["emulator"]],
    ["local", "kept", ["ecs-secrets", "--", "local", "--keep", "--app"]],
    ["example", "apply:1", ["example", "--", "environment-variables"]],
  ])("%s ends when the npm that runs it is ended", async (name, stage, words) => {
    // GIVEN
    const app = name === "local" ? [`sh ${bench.folder}/app.sh`] : [];
    const started = bench.startNpm(["run", ...words, ...app], stage);
    await bench.reached(started, stage);
    expect(await bench.left()).not.toEqual([]);

    // WHEN
    started.child.kill("SIGKILL");

    // THEN
    expect(await bench.left(20_000)).toEqual([]);
  });
});
