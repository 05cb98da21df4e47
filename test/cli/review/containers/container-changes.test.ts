import { containerChanges } from "../../../../cli/src/review/containers";
import type { ContainerChange } from "../../../../cli/src/review/model";
import type { StackInput } from "../../../../cli/src/review/plan";
import { stackInput } from "../fixtures/read-fixture";
import { madeInput, type MadeChange } from "../fixtures/made-plan";

const TYPE = "aws_ecs_task_definition";
const ARN = "arn:aws:secretsmanager:eu-central-1:111111111111:secret:shop/db-AbCdEf";

/** A new revision of a task definition with one container. */
function revision(before: object, after: object): StackInput {
  return madeInput([replaced([{ name: "web", ...before }], [{ name: "web", ...after }])]);
}

function replaced(before: readonly object[], after: readonly object[]): MadeChange {
  return {
    type: TYPE,
    actions: ["delete", "create"],
    before: definition(before),
    after: definition(after),
  };
}

function definition(containers: readonly object[]): Record<string, unknown> {
  return {
    family: "shop",
    network_mode: "awsvpc",
    container_definitions: JSON.stringify(containers),
  };
}

/** What changes of the container `web`. */
function changesOf(input: StackInput): readonly string[] {
  return containerChanges(input).flatMap(({ changes }) => changes);
}

describe("containers of real plans", () => {
  it("are compared by name: tags, and names of variables and secrets", () => {
    const web = containerChanges(stackInput("hand-written"));
    expect(web).toEqual<ContainerChange[]>([
      {
        taskDefinition: "shop-unknown",
        container: "all",
        difference: "added",
        changes: [
          "cannot prove what changes: known only at apply, from aws_secretsmanager_secret.db.arn",
        ],
      },
      {
        taskDefinition: "shop-web",
        container: "sidecar",
        difference: "removed",
        changes: ["image 1"],
      },
      {
        taskDefinition: "shop-web",
        container: "web",
        difference: "changed",
        changes: [
          "image 1.7 → 1.8",
          "secret VENDOR from secret shop/vendor · token added",
          "variable DB_PASSWORD added",
          "variable OLD removed",
        ],
      },
    ]);
  });

  it("are recovered from the synthesized configuration, where a new secret's ARN is not known yet", () => {
    const [web] = containerChanges(stackInput("cdktf"));
    expect(web).toMatchObject({ taskDefinition: "orders-dev-web", difference: "added" });
    expect(web?.changes).toContain("secret DB_PASSWORD from secret orders/dev/db · password");
  });

  it("cannot be recovered without it, and are not shown as removed", () => {
    const { name, plan } = stackInput("cdktf");
    const [web] = containerChanges({ name, plan });
    expect(web).toMatchObject({ container: "all", difference: "added" });
    expect(web?.changes[0]).toMatch(/^cannot prove what changes: known only at apply, from aws_/);
  });
});

describe("a new revision that says the same", () => {
  it.each([
    [{ essential: true, cpu: 0, environment: [], mountPoints: [], volumesFrom: [] }, {}],
    [{ systemControls: [], interactive: false, privileged: false, command: null }, {}],
    [
      { portMappings: [{ containerPort: 80, hostPort: 80, protocol: "tcp" }] },
      { portMappings: [{ containerPort: 80 }] },
    ],
    [
      {
        environment: [
          { name: "A", value: "1" },
          { name: "B", value: "2" },
        ],
      },
      {
        environment: [
          { value: "2", name: "B" },
          { value: "1", name: "A" },
        ],
      },
    ],
    [
      { portMappings: [{ containerPort: 80 }, { containerPort: 81 }] },
      { portMappings: [{ containerPort: 81 }, { containerPort: 80 }] },
    ],
    [{ image: "shop" }, { image: "shop:latest" }],
    [{ image: "r:5000/shop" }, { image: "r:5000/shop:latest" }],
    [
      { healthCheck: { command: ["CMD", "x"], interval: 30, retries: 3, timeout: 5 } },
      { healthCheck: { command: ["CMD", "x"] } },
    ],
    [
      { mountPoints: [{ sourceVolume: "a", containerPath: "/a", readOnly: false }] },
      { mountPoints: [{ sourceVolume: "a", containerPath: "/a" }] },
    ],
  ])("has no change: %j and %j", (before, after) => {
    expect(containerChanges(revision(before, after))).toEqual([]);
    expect(containerChanges(revision(after, before))).toEqual([]);
  });
});

describe("a new revision that says something else", () => {
  it.each([
    ["essential", {}, { essential: false }, "essential added"],
    ["an order", { command: ["a", "b"] }, { command: ["b", "a"] }, "command changed"],
    ["a tag", { image: "r/shop:1" }, { image: "r/shop:2" }, "image 1 → 2"],
    ["a tag that is none", { image: "r/shop:1" }, { image: "r/shop:<b>" }, "image changed"],
    ["a repository", { image: "r/shop:1" }, { image: "q/shop:1" }, "image repository changed"],
    [
      "a registry with a port",
      { image: "r:5000/shop:1" },
      { image: "r:5000/shop:2" },
      "image 1 → 2",
    ],
    [
      "a digest",
      { image: "r/shop@sha256:aa" },
      { image: "r/shop@sha256:bb" },
      "image digest changed",
    ],
    [
      "a login in front of an image, which is no tag",
      { image: "user:made-up-1@r/shop" },
      { image: "user:made-up-2@r/shop" },
      "image changed",
    ],
    [
      "a variable",
      { environment: [{ name: "A", value: "made-up-1" }] },
      { environment: [{ name: "A", value: "made-up-2" }] },
      "variable A changed",
    ],
    [
      "a text that looks like an expression",
      { environment: [{ name: "A", value: "${HOME}" }] },
      { environment: [{ name: "A", value: "${PWD}" }] },
      "variable A changed",
    ],
    [
      "a source",
      { secrets: [{ name: "S", valueFrom: `${ARN}:user::` }] },
      { secrets: [{ name: "S", valueFrom: "/shop/db" }] },
      "secret S from secret shop/db · user → parameter /shop/db",
    ],
    [
      "a log option",
      { logConfiguration: { logDriver: "splunk", options: { "splunk-url": "a" } } },
      {
        logConfiguration: {
          logDriver: "splunk",
          options: { "splunk-url": "b" },
          secretOptions: [{ name: "splunk-token", valueFrom: ARN }],
        },
      },
      ["log option splunk-url changed", "secret log option splunk-token from secret shop/db added"],
    ],
    [
      "the login of a registry",
      {},
      { repositoryCredentials: { credentialsParameter: ARN } },
      "registry login from secret shop/db added",
    ],
    [
      "an environment file",
      {},
      { environmentFiles: [{ type: "s3", value: "arn:aws:s3:::shop-files/app.env" }] },
      "environment file object shop-files/app.env added",
    ],
    [
      "a name that cannot be shown",
      {},
      { environment: [{ name: "<img src=x>", value: "1" }] },
      "variable with a name that cannot be shown added",
    ],
  ])("names %s and no value", (_what, before, after, expected) => {
    expect(changesOf(revision(before, after))).toEqual([expected].flat());
  });

  it("pairs a task definition that only has another address, by its family", () => {
    const [web, worker] = [{ name: "web", image: "a:1" }, { name: "worker" }];
    const input = madeInput([
      {
        address: `${TYPE}.old`,
        type: TYPE,
        actions: ["delete"],
        before: definition([web]),
      },
      {
        address: `${TYPE}.new`,
        type: TYPE,
        actions: ["create"],
        after: definition([{ ...web, image: "a:2" }, worker]),
      },
    ]);
    expect(containerChanges(input)).toEqual([
      { taskDefinition: "shop", container: "web", difference: "changed", changes: ["image 1 → 2"] },
      { taskDefinition: "shop", container: "worker", difference: "added", changes: [] },
    ]);
  });

  it("says what only the apply tells of an expression", () => {
    const template =
      '[{"name":"web","image":"${var.repository}:1","environment":[{"name":"A","value":"${var.a}"}]}]';
    const before = definition([
      { name: "web", image: "shop:1", environment: [{ name: "A", value: "1" }] },
    ]);
    const { container_definitions, ...after } = before;
    void container_definitions;
    const input = madeInput([
      {
        type: TYPE,
        actions: ["delete", "create"],
        before,
        after,
        unknown: { container_definitions: true },
      },
    ]);
    const synthesized = { resource: { [TYPE]: { it: { container_definitions: template } } } };
    expect(changesOf({ ...input, synthesized })).toEqual([
      "image repository: known only at apply",
      "variable A: known only at apply",
    ]);
  });
});
