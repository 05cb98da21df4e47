import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findServices, findStale, type StaleUse } from "../../cli/src/live";
import type { AwsRequest } from "../../cli/src/local-aws/quirk";
import { expectOk } from "../../cli/src/terraform";
import { Command, type Ended } from "../support/command";
import { localScenario, TARGET } from "../support/local-scenario";
import { awsError, RecordedCalls, refusedBy, type Answer } from "../support/recorded-calls";
import { describeWith } from "../support/requires";
import { deploymentIds, putApiKey, putVendorToken } from "./orders-by-hand";
import { orders, ORDERS } from "./orders-fixture";
import { rollingOut } from "./rolling-out";

jest.setTimeout(300_000);

const PROJECT = path.resolve(__dirname, "..", "..");
const CURRENT = "Every task holds the current values.";

describeWith("ecs-secrets redeploy", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario();
  let recorded: RecordedCalls;
  let folder: string;
  let answer: Answer | undefined;
  let policy: string;
  let askedForPolicy: number;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "redeploy-"));
    recorded = await RecordedCalls.start(scenario.aws.endpoint, (request) => answer?.(request));
    await scenario.synthesize(orders());
    const variables = { api_key: "canary-first", vendor_token: "canary-vendor" };
    expectOk(await scenario.terraform.apply({ variables }));
    policy = (await redeploy(["--print-policy"])).output;
    askedForPolicy = recorded.requests.length;
  }, 300_000);

  beforeEach(() => {
    answer = undefined;
    recorded.requests.length = 0;
  });

  afterAll(async () => {
    await recorded.stop();
    rmSync(folder, { recursive: true });
  });

  it("asks AWS nothing to print its policy, which names cluster and services", () => {
    const { Statement } = JSON.parse(policy) as PolicyJson;
    const update = Statement.find(({ Action }) => Action.includes("ecs:UpdateService"));
    expect(update?.Resource).toEqual([
      `arn:aws:ecs:${TARGET.region}:${TARGET.account}:service/${ORDERS.cluster}/web`,
      `arn:aws:ecs:${TARGET.region}:${TARGET.account}:service/${ORDERS.cluster}/worker`,
    ]);
    expect(askedForPolicy).toBe(0);
  });

  it("does nothing where every task holds the current values", async () => {
    const { code, output } = await redeploy();
    expect(output).toContain(CURRENT);
    expect(output).toMatch(/^orders\/web +1 +current$/m);
    expect(code).toBe(0);
    expect(recorded.bodies("UpdateService")).toEqual([]);
  });

  it("names exactly what holds the old value after put-secret-value by hand", async () => {
    // WHEN
    await putVendorToken(scenario.stores, "canary-by-hand");

    // THEN
    expect((await stale()).map(told)).toEqual([
      ["worker", "worker", "variable", "VENDOR_TOKEN", `secret ${ORDERS.vendor} · token`],
    ]);
    const { code, output } = await redeploy(["--dry-run"]);
    expect(output).toMatch(
      /^orders\/worker +worker +variable +VENDOR_TOKEN +secret orders\/vendor · token +\S+Z +1 of 1 tasks$/m,
    );
    expect(output.match(/1 of 1 tasks/g)).toHaveLength(1);
    expect(output).toMatch(/^orders\/worker +1 +WOULD REDEPLOY$/m);
    expect(output).not.toContain("canary");
    expect(code).toBe(2);
    expect(recorded.bodies("UpdateService")).toEqual([]);
  });

  it("makes a new deployment of it and of no other, and leaves nothing old", async () => {
    // GIVEN
    const before = await deploymentIds(scenario.clients);

    // WHEN
    const { code, output } = await redeploy();

    // THEN
    expect(output).toMatch(/^orders\/worker +1 +redeployed$/m);
    expect(output).toMatch(/^orders\/web +1 +current$/m);
    expect(output).toContain(CURRENT);
    expect(code).toBe(0);
    expect(recorded.bodies("UpdateService")).toEqual([
      expect.objectContaining({ service: "worker", forceNewDeployment: true }),
    ]);
    const after = await deploymentIds(scenario.clients);
    expect(after["web"]).toEqual(before["web"]);
    expect(after["worker"]).not.toEqual(before["worker"]);
    expect(await stale()).toEqual([]);
    expect((await redeploy(["--dry-run"])).code).toBe(0);
  });

  it("prints its result as data", async () => {
    await putApiKey(scenario.stores, "canary-second");
    const { code, output } = await redeploy(["--service", "web", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(output.slice(output.indexOf("{")))).toEqual({
      schema: "ecs-secrets/redeploy/1",
      verdict: "current",
      services: [
        expect.objectContaining({
          service: "web",
          outcome: "redeployed",
          stale: [
            expect.objectContaining({ target: "API_KEY", source: "parameter /orders/api-key" }),
          ],
          unclear: [],
        }),
      ],
    });
  });

  it.each([
    ["an environment", () => environment(), "DescribeServices"],
    ["a cluster", () => ["--cluster", ORDERS.cluster, "--region", TARGET.region], "ListServices"],
  ])("needs what its policy for %s allows, and no less", async (_what, selected, operation) => {
    // GIVEN
    const { output } = await run(["redeploy", ...selected(), "--print-policy"]);
    await putApiKey(scenario.stores, `canary-${operation}`);

    // WHEN
    expect((await run(["redeploy", ...selected()])).code).toBe(0);

    // THEN
    expect(recorded.bodies(operation)).not.toEqual([]);
    const wanted = recorded.permissions(TARGET.account);
    expect(refusedBy(output, wanted)).toEqual([]);
    const { Statement } = JSON.parse(output) as PolicyJson;
    const used = new Set(wanted.map(({ action }) => action));
    const unused = Statement.flatMap(({ Action }) => Action).filter((action) => !used.has(action));
    // This application has no environment file.
    expect(unused).toEqual(["s3:ListBucket"]);
    for (const dropped of Statement.filter(({ Action }) => !Action.includes("s3:ListBucket"))) {
      const rest = { Version: "2012-10-17", Statement: Statement.filter((own) => own !== dropped) };
      expect(refusedBy(JSON.stringify(rest), wanted)).not.toEqual([]);
    }
  });

  it("goes on where AWS throttles it", async () => {
    await putApiKey(scenario.stores, "canary-third");
    const throttled = new Set<string>();
    answer = ({ service, operation }) => {
      if (service === "sts" || throttled.has(operation)) return undefined;
      throttled.add(operation);
      return awsError("ThrottlingException");
    };
    const { code, output } = await redeploy(["--service", "web"]);
    expect(output).toMatch(/^orders\/web +1 +redeployed$/m);
    expect(code).toBe(0);
    expect(throttled.size).toBeGreaterThan(5);
    expect(recorded.bodies("UpdateService")).toHaveLength(2);
  });

  it("ends at once on Ctrl-C while it still looks", async () => {
    answer = ({ operation }) =>
      operation === "ListTasks" ? awsError("ThrottlingException") : undefined;
    const command = start(["redeploy", ...environment()]);
    await command.printed(/^ {2}web$/m);
    const interrupted = Date.now();
    command.interrupt();
    expect(await command.ended).toMatchObject({ code: 1, output: expect.stringMatching("Inter") });
    expect(Date.now() - interrupted).toBeLessThan(10_000);
  });

  it("leaves the deployment running on Ctrl-C, and says so", async () => {
    // GIVEN
    await putApiKey(scenario.stores, "canary-fourth");
    answer = rollingOut(recorded, { rolloutState: "IN_PROGRESS", runningCount: 0 });

    // WHEN
    const command = start(["redeploy", ...environment(), "--service", "web"]);
    await command.printed(/web: 0 of 1 new tasks run/);
    command.interrupt();
    const { code, output } = await command.ended;

    // THEN
    expect(output).toMatch(/^orders\/web +1 +LEFT RUNNING +its deployment goes on$/m);
    expect(output).toMatch(/^Next: web: run the same command again/m);
    expect(output).not.toMatch(/\n +at |node:internal/);
    expect(code).toBe(3);
  });

  it("says that it was rolled back, and where to look", async () => {
    await putApiKey(scenario.stores, "canary-fifth");
    const why = "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.";
    answer = rollingOut(recorded, { rolloutState: "IN_PROGRESS", rolloutStateReason: why });
    const { code, output } = await redeploy(["--service", "web"]);
    expect(output).toMatch(/^orders\/web +1 +ROLLED BACK +.*rolling back to deploymentId/m);
    expect(output).toContain("npm run ecs-secrets -- doctor --cluster orders --service web");
    expect(code).toBe(2);
  });

  it("cannot tell where it may not look, and says why", async () => {
    answer = ({ operation }) =>
      operation === "DescribeParameters" ? awsError("AccessDeniedException") : undefined;
    const { code, output } = await redeploy(["--service", "web"]);
    expect(output).toMatch(/API_KEY .*unknown MAYBE: AccessDeniedException as planned/);
    expect(output).toMatch(/^orders\/web +1 +UNCLEAR$/m);
    expect(code).toBe(3);
    expect(recorded.bodies("UpdateService")).toEqual([]);
  });

  it.each<[string, string[], string, Answer | undefined]>([
    ["neither environment nor cluster", ["--app", "false"], "could not be synthesized", undefined],
    [
      "another account",
      ["--cluster", `arn:aws:ecs:${TARGET.region}:999999999999:cluster/orders`],
      `The credentials are for account ${TARGET.account}, wanted 999999999999.`,
      undefined,
    ],
    ["a wrong number", ["--cluster", "orders", "--concurrency", "0"], "from 1 to", undefined],
    [
      "a missing permission",
      ["--cluster", "orders", "--region", TARGET.region],
      "--print-policy",
      (request: AwsRequest) =>
        request.operation === "ListServices" ? awsError("AccessDeniedException") : undefined,
    ],
  ])("is unusable with %s", async (_what, flags, message, planned) => {
    answer = planned;
    const { code, output } = await run(["redeploy", ...flags]);
    expect(output).toContain(message);
    expect(output).not.toMatch(/\n +at |node:internal/);
    expect(code).toBe(1);
  });

  function start(args: readonly string[]): Command {
    // Not through npm, which tells its own exit code after Ctrl-C, nor tsx, which then ends a busy program at once.
    const program = ["--conditions=source", "--import", "tsx", "cli/src/main.ts"];
    return new Command(process.execPath, [...program, ...args], {
      cwd: PROJECT,
      env: { ...process.env, ...scenario.aws.env, AWS_ENDPOINT_URL: recorded.endpoint },
    });
  }

  function run(args: readonly string[]): Promise<Ended> {
    return start(args).ended;
  }

  function redeploy(flags: readonly string[] = []): Promise<Ended> {
    return run(["redeploy", ...environment(), ...flags]);
  }

  /** The scenario as an environment of an app. */
  function environment(): readonly string[] {
    const program = path.join(folder, "app.js");
    const source = path.join(scenario.stackDirectory, "..", "..");
    const copy = `require("node:fs").cpSync(${JSON.stringify(source)}, process.env.CDKTF_OUTDIR, { recursive: true });`;
    writeFileSync(program, copy);
    return ["scenario", "--app", `${process.execPath} ${program}`];
  }

  async function stale(): Promise<readonly StaleUse[]> {
    const services = await findServices(scenario.clients, { cluster: ORDERS.cluster });
    const reports = await Promise.all(
      services.map((service) => findStale(scenario.clients, service)),
    );
    return reports.flatMap((report) => [...report.stale, ...report.unclear]);
  }
});

interface PolicyJson {
  readonly Statement: readonly { readonly Action: string[]; readonly Resource: string[] }[];
}

function told({ service, container, way, target, source }: StaleUse): readonly string[] {
  return [service.serviceName, container, way, target, source];
}
