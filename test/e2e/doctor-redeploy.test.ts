import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expectOk } from "../../cli/src/terraform";
import { Command, type Ended } from "../support/command";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";
import { orders, ORDERS } from "./orders-fixture";

jest.setTimeout(300_000);

const PROJECT = path.resolve(__dirname, "..", "..");

describeWith("a secret that is changed by hand", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario();
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "doctor-"));
    await scenario.synthesize(orders());
    const variables = { api_key: "canary-first", vendor_token: "canary-vendor" };
    expectOk(await scenario.terraform.apply({ variables }));
    // A task that starts in the second in which a secret was written may have read the old value.
    await sleep(1_500);
    await run("redeploy", "--unclear");
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it("is found by doctor in exactly the tasks that hold the old value, until redeploy replaced them", async () => {
    // GIVEN what was deployed is healthy
    const healthy = await run("doctor", "--read-values");
    expect(healthy.output).toContain("Nothing is wrong with 2 services, 5 secrets.");
    expect(healthy.code).toBe(0);

    // WHEN
    await sleep(1_500);
    const SecretString = JSON.stringify({ user: "orders", token: "canary-by-hand" });
    const put = new PutSecretValueCommand({ SecretId: ORDERS.vendor, SecretString });
    await scenario.stores.secretsManager.send(put);

    // THEN
    const stale = await run("doctor", "--read-values");
    expect(stale.output.match(/ stale +/g)).toHaveLength(1);
    expect(stale.output).toMatch(
      /^orders\/worker +worker +VENDOR_TOKEN +stale +1 of 1 tasks hold the old value; written \S+Z$/m,
    );
    expect(stale.output).toContain(
      "stale: npm run ecs-secrets -- redeploy --cluster orders --service worker",
    );
    expect(stale.code).toBe(2);

    // WHEN
    await sleep(1_500);
    expect((await run("redeploy")).code).toBe(0);

    // THEN
    const clean = await run("doctor", "--read-values");
    expect(clean.output).toContain("Nothing is wrong with 2 services, 5 secrets.");
    expect(clean.code).toBe(0);
    for (const { output } of [healthy, stale, clean]) expect(output).not.toContain("canary");
  });

  /** Runs a command on the scenario as an environment of an app. */
  function run(command: string, ...flags: readonly string[]): Promise<Ended> {
    const program = path.join(folder, "app.js");
    const source = path.join(scenario.stackDirectory, "..", "..");
    const copy = `require("node:fs").cpSync(${JSON.stringify(source)}, process.env.CDKTF_OUTDIR, { recursive: true });`;
    writeFileSync(program, copy);
    const tsx = [require.resolve("tsx/cli"), "--conditions", "source", "cli/src/main.ts"];
    const app = ["--app", `${process.execPath} ${program}`];
    return new Command(process.execPath, [...tsx, command, "scenario", ...app, ...flags], {
      cwd: PROJECT,
      env: { ...process.env, ...scenario.aws.env },
    }).ended;
  }
});
