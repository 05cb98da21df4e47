import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AwsClients } from "../../cli/src/aws";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { jsonAnswer, readJson, type AwsRequest } from "../../cli/src/local-aws/quirk";
import { Command, type Ended } from "../support/command";
import { doctorPermissionsOf, refusedByIam } from "../support/doctor-permissions";
import { TARGET } from "../support/local-scenario";
import { awsError, RecordedCalls, type Answer } from "../support/recorded-calls";
import { describeWith } from "../support/requires";
import { CANARY, DoctorBaseline } from "./doctor-baseline";
import { FAULTS } from "./doctor-faults";

jest.setTimeout(300_000);

const PROJECT = path.resolve(__dirname, "..", "..");

interface Report {
  readonly schema: string;
  readonly verdict: string;
  readonly services: readonly {
    readonly failedStarts: readonly { readonly cause: string; readonly explainedBy: string[] }[];
  }[];
  readonly findings: readonly {
    readonly check: string;
    readonly state: string;
    readonly permission?: string;
  }[];
}

describeWith("ecs-secrets doctor", ["emulator"], () => {
  let aws: LocalAws;
  let clients: AwsClients;
  let recorded: RecordedCalls;
  let answer: Answer | undefined;

  beforeAll(async () => {
    const env = { ...process.env, AWS_ENDPOINT_URL: "" };
    aws = await startLocalAws({ accountId: TARGET.account, region: TARGET.region, env });
    clients = new AwsClients(aws.clientConfig);
    recorded = await RecordedCalls.start(aws.endpoint, (request) => answer?.(request));
    const made = [await DoctorBaseline.create(clients, "healthy")];
    for (const [cluster, name] of Object.entries(ILL)) {
      made.push(await DoctorBaseline.create(clients, cluster, FAULTS[name]));
    }
    await sleep(1_500);
    for (const baseline of made) await baseline.start();
  }, 300_000);

  beforeEach(() => {
    answer = undefined;
    recorded.requests.length = 0;
  });

  afterAll(async () => {
    await recorded.stop();
    clients.destroy();
    await aws.stop();
  }, 300_000);

  it("says that nothing is wrong, and ends with 0", async () => {
    const { code, output } = await doctor("healthy");
    expect(output).toContain("Nothing is wrong with 1 service, 8 secrets.");
    expect(code).toBe(0);
  });

  it("shows a table with what to type, and ends with 2", async () => {
    const { code, output } = await doctor("no-secret");
    expect(output).toMatch(/^SERVICE +CONTAINER +TARGET +CHECK +FINDING$/m);
    expect(output).toMatch(
      /^no-secret\/web +web +DB +secret-missing +there is no secret no-secret\/db/m,
    );
    expect(output).toMatch(/^ {2}secret-missing: .*aws secretsmanager list-secrets --region/m);
    expect(output).toContain("2 problems, 0 not known: 1 service, 8 secrets.");
    expect(code).toBe(2);
  });

  it("reads no value unless it is told to, and shows none", async () => {
    // WHEN
    const without = await doctor("no-json-key", ["--json"]);
    const reads = recorded.requests.filter(readsValue);
    recorded.requests.length = 0;
    const withValues = await doctor("no-json-key", ["--json", "--read-values"]);

    // THEN
    expect(reads).toEqual([]);
    expect(report(without)).toMatchObject({ schema: "ecs-secrets/doctor/1", verdict: "fine" });
    expect(without.code).toBe(0);
    expect(recorded.requests.filter(readsValue).length).toBeGreaterThan(0);
    const { findings, verdict } = report(withValues);
    expect([verdict, findings.map(({ check }) => check)]).toEqual([
      "problems",
      ["json-key-missing"],
    ]);
    expect(withValues.code).toBe(2);
    const table = await doctor("no-json-key", ["--read-values"]);
    for (const { output } of [without, withValues, table]) expect(output).not.toContain(CANARY);
  });

  it.each([
    ["without values", []],
    ["with values", ["--read-values"]],
  ])("needs nothing but what its policy allows, %s", async (_what, flags) => {
    // GIVEN
    const policy = (await doctor("healthy", [...flags, "--print-policy"])).output;
    expect(recorded.requests).toEqual([]);

    // WHEN
    for (const cluster of ["healthy", ...Object.keys(ILL)]) await doctor(cluster, flags);

    // THEN
    const wanted = recorded.requests.flatMap((call) => doctorPermissionsOf(call, TARGET.account));
    const policies = ["healthy", ...Object.keys(ILL)].map((cluster) =>
      policy.replaceAll("/healthy", `/${cluster}`),
    );
    const refused = policies.map((one) =>
      refusedByIam(one, wanted).map((item) => JSON.stringify(item)),
    );
    const byAll = refused.reduce((rest, one) => rest.filter((item) => one.includes(item)));
    expect(byAll).toEqual([]);
    const used = new Set(wanted.map(({ action }) => action));
    const unused = actionsOf(policy).filter((action) => !used.has(action));
    // The stores ask KMS, in the caller's name.
    expect(unused).toEqual(flags.length > 0 ? ["kms:Decrypt"] : []);
    const values = ["secretsmanager:GetSecretValue", "ssm:GetParameters", "s3:GetObject"];
    expect(actionsOf(policy).some((action) => values.includes(action))).toBe(flags.length > 0);
  });

  it.each([
    ["iam", "GetRole", "iam:GetRole", ["role-missing"]],
    ["kms", "GetKeyPolicy", "kms:GetKeyPolicy", ["decrypt-permission"]],
    ["kms", "DescribeKey", "kms:DescribeKey", ["key-missing"]],
    [
      "secretsmanager",
      "GetResourcePolicy",
      "secretsmanager:GetResourcePolicy",
      ["read-permission"],
    ],
    ["secretsmanager", "DescribeSecret", "secretsmanager:DescribeSecret", ["secret-missing"]],
    ["ssm", "DescribeParameters", "ssm:DescribeParameters", ["secret-missing"]],
    ["ec2", "DescribeSubnets", "ec2:DescribeSubnets", ["no-network-path"]],
    ["ecs", "DescribeTaskDefinition", "ecs:DescribeTaskDefinition", ["task-definition"]],
    ["ecs", "ListServices", "ecs:DescribeServices", ["services"]],
    ["ecs", "ListTasks", "ecs:ListTasks", ["stale"]],
  ])(
    "cannot tell where %s:%s is not allowed, and ends with 3",
    async (service, operation, permission, checks) => {
      answer = (request) =>
        request.service === service && request.operation === operation
          ? refusal(service)
          : undefined;
      const ended = await doctor("healthy", ["--json"]);
      const { findings, verdict } = report(ended);
      expect([...new Set(findings.map(({ check }) => check))]).toEqual(checks);
      expect(new Set(findings.map(({ state }) => state))).toEqual(new Set(["unknown"]));
      expect(findings[0]?.permission).toBe(permission);
      expect([verdict, ended.code]).toEqual(["undecided", 3]);
    },
  );

  it("explains why a task did not start by what it found", async () => {
    const reason = `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`;
    answer = stopped(reason);
    const { code, output } = await doctor("no-secret");
    expect(output).toMatch(
      /^no-secret\/web: a task did not start \S+Z\n {2}ECS says: Resource.*\n {2}that is: Secrets Manager has no such secret\n {2}found: web DB · secret-missing: there is no secret no-secret\/db/m,
    );
    expect(code).toBe(2);
    const { services } = report(await doctor("no-secret", ["--json"]));
    expect(services[0]?.failedStarts).toEqual([
      expect.objectContaining({ explainedBy: ["secret-missing", "secret-missing"] }),
    ]);
  });

  it("explains a reason that is given, and shows nothing of it that could be a secret's", async () => {
    const reason =
      "ResourceInitializationError: \u001b[31minvalid character 'Q' looking for beginning of value";
    const { output } = await doctor("no-json-key", ["--stopped-reason", reason]);
    expect(output).toContain(
      "ECS says: ResourceInitializationError: [31minvalid character … looking for",
    );
    expect(output).toContain("run again with --read-values");
    expect(output).not.toContain("\u001b");
    expect(output).not.toContain("'Q'");
  });

  it("does not take a failed start for explained when nothing is found and tasks are missing", async () => {
    const reason = "ResourceInitializationError: something new";
    answer = (request) => stopped(reason)(request) ?? lacking(request);
    const ended = await doctor("healthy", ["--json"]);
    expect(report(ended).findings.map(({ check }) => check)).toEqual(["failed-start"]);
    expect(ended.code).toBe(3);
  });

  it.each([
    [
      "a cluster that is not there",
      ["--cluster", "nowhere", "--region", TARGET.region],
      "no cluster nowhere",
    ],
    [
      "another account",
      ["--cluster", `arn:aws:ecs:${TARGET.region}:999999999999:cluster/healthy`],
      "wanted 999999999999",
    ],
    ["neither environment nor cluster", ["--app", "false"], "could not be synthesized"],
  ])("is unusable with %s", async (_what, flags, message) => {
    const { code, output } = await run(flags);
    expect(output).toContain(message);
    expect(output).not.toMatch(/\n +at |node:internal/);
    expect(code).toBe(1);
  });

  function doctor(cluster: string, flags: readonly string[] = []): Promise<Ended> {
    return run(["--cluster", cluster, "--region", TARGET.region, ...flags]);
  }

  function run(flags: readonly string[]): Promise<Ended> {
    const tsx = [require.resolve("tsx/cli"), "--conditions", "source", "cli/src/main.ts"];
    const command = new Command(process.execPath, [...tsx, "doctor", ...flags], {
      cwd: PROJECT,
      env: { ...process.env, ...aws.env, AWS_ENDPOINT_URL: recorded.endpoint },
    });
    return command.ended;
  }
});

/** Cluster → the fault that is planted in it. */
const ILL = {
  "no-secret": "missing secret",
  "no-json-key": "missing JSON key",
  "with-boundary": "permissions boundary in the way",
} as const;

function report({ output }: Ended): Report {
  return JSON.parse(output.slice(output.indexOf("{"))) as Report;
}

function actionsOf(policy: string): readonly string[] {
  const { Statement } = JSON.parse(policy) as { Statement: { readonly Action: string[] }[] };
  return Statement.flatMap(({ Action }) => Action);
}

function readsValue({ service, operation, method, path: target }: AwsRequest): boolean {
  const { pathname, searchParams } = new URL(target, "http://localhost");
  const isObject = service === "s3" && /^\/[^/]+\/./.test(pathname) && searchParams.size >= 0;
  return ["GetSecretValue", "GetParameters"].includes(operation) || (isObject && method === "GET");
}

/** How a service says no. */
function refusal(service: string): ReturnType<Answer> {
  if (service === "iam" || service === "ec2") {
    const error = "<Code>AccessDenied</Code><Message>no</Message>";
    const body =
      service === "iam"
        ? `<ErrorResponse><Error>${error}</Error></ErrorResponse>`
        : `<Response><Errors><Error>${error.replace("AccessDenied", "UnauthorizedOperation")}</Error></Errors></Response>`;
    return { status: 403, headers: { "content-type": "text/xml" }, body: Buffer.from(body) };
  }
  return awsError("AccessDeniedException");
}

/** A task of every service that has stopped. */
function stopped(stoppedReason: string): Answer {
  const taskArn = `arn:aws:ecs:${TARGET.region}:${TARGET.account}:task/cluster/stopped`;
  return (request) => {
    const body = readJson(request);
    if (request.operation === "ListTasks" && body["desiredStatus"] === "STOPPED") {
      return jsonAnswer({ taskArns: [taskArn] }, "1.1");
    }
    if (request.operation !== "DescribeTasks" || !JSON.stringify(body).includes(taskArn)) {
      return undefined;
    }
    const stoppedAt = Date.now() / 1000;
    const task = { taskArn, stoppedReason, stoppedAt, stopCode: "TaskFailedToStart" };
    return jsonAnswer({ tasks: [{ ...task, lastStatus: "STOPPED" }] }, "1.1");
  };
}

/** The service, none of whose tasks runs. */
function lacking({ operation }: AwsRequest): ReturnType<Answer> {
  if (operation !== "DescribeServices") return undefined;
  const arn = `arn:aws:ecs:${TARGET.region}:${TARGET.account}`;
  const service = { serviceName: "web", status: "ACTIVE", desiredCount: 1, runningCount: 0 };
  const clusterArn = `${arn}:cluster/healthy`;
  const taskDefinition = `${arn}:task-definition/healthy:1`;
  return jsonAnswer({ services: [{ ...service, clusterArn, taskDefinition }] }, "1.1");
}
