import { awsError, type RecordedCalls } from "../../support/recorded-calls";
import { withAws, type Operations } from "../aws/aws-stub";
import { type } from "./typed";

const PREFIX = "arn:aws:ecs:eu-central-1:123456789012";
const CLUSTER = ["--cluster", `${PREFIX}:cluster/orders`];

describe("--print-policy", () => {
  async function actionsOf(...words: readonly string[]): Promise<readonly string[]> {
    const { out, exitCode } = await type(...words, ...CLUSTER, "--print-policy");
    expect(exitCode).toBeUndefined();
    const { Statement } = JSON.parse(out) as { Statement: { Action: string[] }[] };
    return Statement.flatMap(({ Action }) => Action);
  }

  it("of doctor prints what it needs, and the right to read values only where it reads them", async () => {
    expect(await actionsOf("doctor")).toContain("ecs:DescribeServices");
    expect(await actionsOf("doctor")).not.toContain("secretsmanager:GetSecretValue");
    expect(await actionsOf("doctor", "--read-values")).toContain("secretsmanager:GetSecretValue");
  });

  it("of redeploy prints what it needs, for the named services only", async () => {
    expect(await actionsOf("redeploy")).toContain("ecs:UpdateService");
    const words = ["redeploy", ...CLUSTER, "--service", "web", "--print-policy"];
    const { out } = await type(...words);
    expect(out).toContain(`${PREFIX}:service/orders/web`);
    expect(out).not.toContain(":service/orders/*");
  });

  it.each(["doctor", "redeploy"])("of %s hides and reorders nothing", async (command) => {
    const words = [command, ...CLUSTER, "--service", "\u202eweb\u009b2J", "--print-policy"];
    const { out } = await type(...words);
    expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(JSON.parse(out)).toEqual(
      expect.objectContaining({ Statement: expect.any(Array) as unknown }),
    );
  });
});

/** The account of the caller, in the XML that STS answers. */
const identity = {
  status: 200,
  headers: { "content-type": "text/xml" },
  body: Buffer.from(
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/me</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  ),
};

/** A cluster with one service, whose one task was started at 100 with a parameter that was written at `writtenAt`. */
function clusterWith(writtenAt: number): Operations {
  const taskDefinitionArn = `${PREFIX}:task-definition/web:1`;
  const service = {
    serviceArn: `${PREFIX}:service/orders/web`,
    serviceName: "web",
    clusterArn: `${PREFIX}:cluster/orders`,
    status: "ACTIVE",
    taskDefinition: taskDefinitionArn,
    deployments: [],
  };
  const taskArn = `${PREFIX}:task/orders/1`;
  const secrets = [{ name: "KEY", valueFrom: "/key" }];
  return {
    GetCallerIdentity: () => identity,
    ListServices: () => ({ serviceArns: [service.serviceArn] }),
    DescribeServices: () => ({ services: [service] }),
    ListTasks: () => ({ taskArns: [taskArn] }),
    DescribeTasks: () => ({
      tasks: [{ taskArn, taskDefinitionArn, createdAt: 90.5, startedAt: 100.5 }],
    }),
    DescribeTaskDefinition: () => ({
      taskDefinition: { taskDefinitionArn, containerDefinitions: [{ name: "web", secrets }] },
    }),
    DescribeParameters: () => ({ Parameters: [{ Name: "/key", LastModifiedDate: writtenAt }] }),
  };
}

function typeAt(calls: RecordedCalls, command: string, ...words: readonly string[]) {
  return type(command, ...CLUSTER, "--endpoint-url", calls.endpoint, ...words);
}

describe("redeploy", () => {
  it.each([
    ["every task holds the current value", 50.5, 0, "current"],
    ["one holds an old value", 200.5, 2, "stale"],
    ["AWS does not tell", 95.5, 3, "undecided"],
  ])("ends, where %s, with its own exit code", async (_where, writtenAt, exitCode, verdict) => {
    await withAws(clusterWith(writtenAt), async (_clients, calls) => {
      const typed = await typeAt(calls, "redeploy", "--dry-run", "--json");
      expect(typed.error).toBeUndefined();
      expect(JSON.parse(typed.out)).toMatchObject({ verdict });
      expect(typed.exitCode).toBe(exitCode);
      expect(calls.bodies("UpdateService")).toEqual([]);
    });
  });

  it("counts as old, with --unclear, what may be", async () => {
    await withAws(clusterWith(95.5), async (_clients, calls) => {
      const { out, exitCode } = await typeAt(calls, "redeploy", "--dry-run", "--unclear");
      expect(out).toContain("WOULD REDEPLOY");
      expect(exitCode).toBe(2);
    });
  });
});

describe.each(["redeploy", "doctor"])("%s of a cluster that there is not", (command) => {
  const operations: Operations = {
    GetCallerIdentity: () => identity,
    ListServices: () => awsError("ClusterNotFoundException"),
  };
  const message = `There is no cluster ${PREFIX}:cluster/orders.`;

  it("says so, and what to type", async () => {
    await withAws(operations, async (_clients, calls) => {
      const { error, out } = await typeAt(calls, command);
      expect(error).toMatchObject({ name: "UserError", message, exitCode: 1 });
      expect(out).toBe("");
    });
  });

  it("says so in JSON, where JSON is wanted", async () => {
    await withAws(operations, async (_clients, calls) => {
      const { error, out } = await typeAt(calls, command, "--json");
      expect(error).toMatchObject({ message });
      const schema = `ecs-secrets/${command}/1`;
      expect(JSON.parse(out)).toMatchObject({ schema, verdict: "failed", message });
    });
  });
});

describe("the credentials of another account", () => {
  it("are refused", async () => {
    const body = Buffer.from(String(identity.body).replaceAll("123456789012", "999999999999"));
    const operations = { GetCallerIdentity: () => ({ ...identity, body }) };
    await withAws(operations, async (_clients, calls) => {
      const { error } = await typeAt(calls, "doctor");
      expect(error).toMatchObject({
        message: "The credentials are for account 999999999999, wanted 123456789012.",
      });
    });
  });
});
