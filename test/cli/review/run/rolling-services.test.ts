import { createServer, type Server } from "node:http";
import { withRolling } from "../../../../cli/src/review/run/rolling-services";
import { BEGUN, MADE_LAST } from "../../../../cli/src/review/plan";
import { madeInput, type MadeChange } from "../fixtures/made-plan";

const CLUSTER = "arn:aws:ecs:eu-central-1:123456789012:cluster/orders";

const service = (name: string): object => ({
  mode: "managed",
  type: "aws_ecs_service",
  address: `aws_ecs_service.${name}`,
  name,
  values: {
    id: `arn:aws:ecs:eu-central-1:123456789012:service/orders/${name}`,
    cluster: CLUSTER,
    name,
  },
});

/** A plan after an apply that began `begun`, and came to the end of what began as 1. */
function planned(begun: string, names: readonly string[]) {
  const type = "terraform_data";
  const changes: readonly MadeChange[] = [
    { address: BEGUN, type, actions: ["no-op"], before: { id: begun }, after: { id: begun } },
    { address: MADE_LAST, type, actions: ["update"], before: { input: { begun: "1" } }, after: {} },
  ];
  const resources = names.map(service);
  return madeInput(changes, { prior_state: { values: { root_module: { resources } } } });
}

// The local AWS is steady at once: what AWS says of a rollout is said by a server here, to the real client.
describe("the services that ECS still deploys", () => {
  let server: Server;
  let asked: { cluster?: string; services?: string[] }[] = [];
  let services: readonly object[] = [];
  let status = 200;
  const before = { ...process.env };
  const { signal } = new AbortController();

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        asked.push(JSON.parse(body) as (typeof asked)[number]);
        response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
        const refusal = { __type: "AccessDeniedException", message: "no" };
        response.end(JSON.stringify(status === 200 ? { services } : refusal));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : "";
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
  });

  beforeEach(() => {
    asked = [];
    status = 200;
  });

  afterAll(() => {
    process.env = before;
    server.closeAllConnections();
    server.close();
  });

  const described = (serviceName: string, more: object = {}): object => ({
    serviceName,
    status: "ACTIVE",
    deployments: [{ id: "1" }],
    runningCount: 2,
    desiredCount: 2,
    ...more,
  });

  it("are those with a second deployment, or fewer tasks than are wanted", async () => {
    services = [
      described("steady"),
      described("rolling", { deployments: [{ id: "1" }, { id: "2" }] }),
      described("starting", { runningCount: 1 }),
      described("other", { deploymentController: { type: "CODE_DEPLOY" }, deployments: [] }),
    ];
    const names = ["steady", "rolling", "starting", "other"];
    const { rolling } = await withRolling(planned("2", names), signal);
    expect(rolling).toEqual(["rolling", "starting"]);
    expect(asked).toEqual([{ cluster: CLUSTER, services: names }]);
  });

  it("are not known where AWS does not tell", async () => {
    status = 400;
    expect((await withRolling(planned("2", ["web"]), signal)).rolling).toBeUndefined();
  });

  it("are not asked for where the apply before came to its end", async () => {
    expect((await withRolling(planned("1", ["web"]), signal)).rolling).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it("end the command that is interrupted while it asks", async () => {
    const interrupted = AbortSignal.abort();
    await expect(withRolling(planned("2", ["web"]), interrupted)).rejects.toThrow(
      /Interrupted|half-done/,
    );
  });
});
