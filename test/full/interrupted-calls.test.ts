import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { setTimeout as sleep } from "node:timers/promises";
import { AwsClients } from "../../cli/src/aws";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { DoctorBaseline } from "../e2e/doctor-baseline";
import { judgeEnd } from "../support/interrupted";
import { Interruptions } from "../support/interruptions";
import { TARGET } from "../support/local-scenario";
import { RecordedCalls } from "../support/recorded-calls";
import { describeWith } from "../support/requires";
import { SIGNALS } from "../support/stages";

jest.setTimeout(600_000);

// Which calls a command makes is found out, and each of them then gets no answer.
describeWith("every call of AWS that a command waits for", ["emulator"], () => {
  let aws: LocalAws;
  let clients: AwsClients;
  let calls: RecordedCalls;
  let bench: Interruptions;
  let silent = "";
  let reached: () => void = () => undefined;

  beforeAll(async () => {
    const env = { ...process.env, AWS_ENDPOINT_URL: "" };
    aws = await startLocalAws({ accountId: TARGET.account, region: TARGET.region, env });
    clients = new AwsClients(aws.clientConfig);
    const baseline = await DoctorBaseline.create(clients, "orders");
    await sleep(1_500);
    await baseline.start();
    // What is written again after its tasks have started is old in them.
    await sleep(1_500);
    const { db: SecretId } = baseline.secretArns;
    const SecretString = JSON.stringify({ username: "orders", password: "made-up" });
    await baseline.stores.secretsManager.send(
      new PutSecretValueCommand({ SecretId, SecretString }),
    );
    calls = await RecordedCalls.start(aws.endpoint, ({ operation, path, method }) => {
      if ((operation || `${method} ${path}`) !== silent) return undefined;
      reached();
      return new Promise(() => undefined);
    });
    bench = new Interruptions();
  });

  afterAll(async () => {
    bench.end();
    await calls.stop();
    clients.destroy();
    await aws.stop();
  });

  it.each(["doctor", "redeploy"])("%s", async (command) => {
    // GIVEN
    const flags = ["--region", TARGET.region, "--cluster", "orders"];
    const args = [command, ...flags, "--endpoint-url", calls.endpoint];
    if (command === "redeploy") args.push("--timeout", "1");
    silent = "";
    calls.requests.length = 0;
    // The dry run of a redeployment leaves what is old for the runs that are interrupted.
    const whole = bench.start(command === "redeploy" ? [...args, "--dry-run"] : args);
    await whole.ended;
    const made = calls.requests.map(
      ({ operation, path, method }) => operation || `${method} ${path}`,
    );
    const operations = [...new Set(command === "redeploy" ? [...made, "UpdateService"] : made)];
    expect(operations.length).toBeGreaterThan(5);

    // WHEN
    const wrong: string[] = [];
    for (const operation of operations) {
      for (const signal of SIGNALS) {
        silent = operation;
        const there = new Promise<void>((resolve) => (reached = resolve));
        const started = bench.start(args);
        await Promise.race([there, started.ended]);
        started.child.kill(signal);
        const found = await judgeEnd(bench, started, signal, { by: /^[123]$/, says: SAYS });
        wrong.push(...found.map((each) => `${operation}, ${signal}: ${each}`));
      }
    }

    // THEN
    process.stdout.write(
      `${command}: ${operations.length} calls, each with ${SIGNALS.length} signals\n`,
    );
    expect(wrong).toEqual([]);
  });

  /** Of a deployment that was begun it says that it goes on. */
  const SAYS =
    /^Interrupted\. (Nothing .+) Run the same command again|its deployment (goes on|may have begun)/m;
});
