import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { liveTarget } from "../../../cli/src/live";

jest.setTimeout(30_000);

/** What cdktf writes, without cdktf: a program that synthesizes these stacks. */
function app(stacks: Readonly<Record<string, object>>): string {
  const file = path.join(folder, `app-${(programs += 1)}.js`);
  writeFileSync(
    file,
    `const { mkdirSync, writeFileSync } = require("node:fs");
    const stacks = ${JSON.stringify(stacks)};
    const out = process.env.CDKTF_OUTDIR;
    const manifest = { stacks: {} };
    for (const [name, stack] of Object.entries(stacks)) {
      manifest.stacks[name] = { name, workingDirectory: "stacks/" + name };
      mkdirSync(out + "/stacks/" + name, { recursive: true });
      writeFileSync(out + "/stacks/" + name + "/cdk.tf.json", JSON.stringify(stack));
    }
    writeFileSync(out + "/manifest.json", JSON.stringify(manifest));`,
  );
  return `${process.execPath} ${file}`;
}

let folder: string;
let programs = 0;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "live-target-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const provider = {
  aws: [{ region: "eu-west-1", allowed_account_ids: ["111111111111"] }],
};

const dev = {
  provider,
  data: { aws_ecs_cluster: { shared: { cluster_name: "shared" } } },
  resource: {
    aws_ecs_cluster: { cluster_C: { name: "orders" } },
    aws_ecs_service: {
      web: { name: "web", cluster: "${aws_ecs_cluster.cluster_C.arn}" },
      batch: { name: "batch", cluster: "${data.aws_ecs_cluster.shared.arn}" },
      worker: { name: "worker", cluster: "${aws_ecs_cluster.cluster_C.id}" },
      mailer: { name: "mailer", cluster: "arn:aws:ecs:eu-west-1:111111111111:cluster/mail" },
      plain: { name: "plain" },
    },
  },
};

describe("the services of an environment", () => {
  it("are those of its stack, with its Region and account", async () => {
    const selection = await liveTarget({
      app: app({ dev, other: { provider } }),
      stackName: "dev",
    });
    expect(selection).toEqual({
      region: "eu-west-1",
      accountId: "111111111111",
      targets: [
        { cluster: "arn:aws:ecs:eu-west-1:111111111111:cluster/mail", services: ["mailer"] },
        { cluster: "default", services: ["plain"] },
        { cluster: "orders", services: ["web", "worker"] },
        { cluster: "shared", services: ["batch"] },
      ],
    });
  });

  it("come with what else starts tasks, unless services are named", async () => {
    const others = {
      aws_scheduler_schedule: {
        nightly: { name: "nightly", target: { ecs_parameters: { task_count: 1 } } },
        queue: { name: "queue", target: { arn: "x" } },
      },
      aws_cloudwatch_event_target: {
        upload: { rule: "${aws_cloudwatch_event_rule.upload.name}", ecs_target: [{}] },
        topic: { rule: "topic" },
      },
      aws_lambda_invocation: {
        run: {
          "//": { metadata: { path: "dev/migration/run" } },
          function_name: "${aws_lambda_function.x.function_name}",
          input: '{"container":"a","run":{"cluster":"${a.b}","taskDefinition":"${c.d}"}}',
        },
        other: { function_name: "other", input: "{}" },
      },
    };
    const all = { ...dev, resource: { ...dev.resource, ...others } };
    const selection = await liveTarget({ app: app({ all }) });
    expect(selection.others).toEqual([
      "event rule upload",
      "one-off task dev/migration/run",
      "schedule nightly",
    ]);
    const narrowed = await liveTarget({ app: app({ all }), services: ["web"] });
    expect(narrowed.others).toBeUndefined();
  });

  it("may be narrowed by name, and moved to another Region", async () => {
    const options = { app: app({ dev }), services: ["worker", "batch"], region: "us-east-1" };
    expect(await liveTarget(options)).toEqual({
      region: "us-east-1",
      accountId: "111111111111",
      targets: [
        { cluster: "orders", services: ["worker"] },
        { cluster: "shared", services: ["batch"] },
      ],
    });
  });

  it.each([
    ["a service that it has not", { dev }, { services: ["wbe"] }, /no service wbe/],
    ["a stack that is not there", { dev }, { stackName: "qa" }, /Which environment/],
    ["no stack of several", { dev, qa: dev }, {}, /Which environment/],
    ["a stack without services", { dev: { provider } }, {}, /stack dev has no service/],
    [
      "a service whose name only Terraform knows",
      { dev: { provider, resource: { aws_ecs_service: { web: { name: "${var.name}" } } } } },
      {},
      /service web of dev cannot be found/,
    ],
    [
      "a cluster that only Terraform knows",
      {
        dev: {
          provider,
          resource: { aws_ecs_service: { web: { name: "web", cluster: "${var.cluster}" } } },
        },
      },
      {},
      /service web of dev cannot be found/,
    ],
  ])("are refused for %s", async (_what, stacks, options, message) => {
    await expect(liveTarget({ app: app(stacks), ...options })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(message),
    });
  });

  it.each([null, [], "web", 1])("are refused by name where one is %j", async (web) => {
    const stack = { provider, resource: { aws_ecs_service: { web } } };
    await expect(liveTarget({ app: app({ dev: stack }) })).rejects.toMatchObject({
      message: "The service web of dev cannot be read.",
    });
  });

  it.each([null, [], "web", { aws_ecs_service: null }, { aws_ecs_service: [] }])(
    "are none where the resources are %j",
    async (resource) => {
      await expect(liveTarget({ app: app({ dev: { provider, resource } }) })).rejects.toMatchObject(
        { message: "The stack dev has no service." },
      );
    },
  );

  it("are refused where their cluster is no object", async () => {
    const web = { name: "web", cluster: "${aws_ecs_cluster.c.arn}" };
    const resource = { aws_ecs_service: { web }, aws_ecs_cluster: { c: null } };
    await expect(liveTarget({ app: app({ dev: { provider, resource } }) })).rejects.toMatchObject({
      message: "The service web of dev cannot be found by its name.",
    });
  });
});

describe("the services of a cluster", () => {
  const arn = "arn:aws:ecs:eu-west-1:111111111111:cluster/orders";

  it.each([
    ["by its name", { cluster: "orders" }, { targets: [{ cluster: "orders" }] }],
    [
      "by its ARN, which tells Region and account",
      { cluster: arn },
      { targets: [{ cluster: arn }], region: "eu-west-1", accountId: "111111111111" },
    ],
    [
      "by names, in a Region",
      { cluster: "orders", services: ["web"], region: "us-east-1" },
      { targets: [{ cluster: "orders", services: ["web"] }], region: "us-east-1" },
    ],
  ])("are found %s, without an app", async (_how, options, selection) => {
    expect(await liveTarget(options)).toEqual(selection);
  });

  it("are refused together with an environment", async () => {
    await expect(liveTarget({ cluster: "orders", stackName: "dev" })).rejects.toMatchObject({
      name: "UserError",
      message: "An environment or a cluster?",
    });
  });
});
