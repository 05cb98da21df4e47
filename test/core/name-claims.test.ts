import { App, TerraformStack } from "cdktf";
import { AwsTarget, deployToAws } from "cdktf-ecs-secrets/core";
import { EcsCluster, OneOffTask, ScheduledTask, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { DeletionProtection, TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { Construct } from "constructs";
import { ACCOUNT, bareStack, REGION, testStack } from "../support/synth";

type Make = (scope: Construct, id: string) => unknown;

const place = {
  subnetIds: ["subnet-0a1b2c3d4e5f60718"],
  securityGroupIds: ["sg-0a1b2c3d4e5f60718"],
};
const runIn = (scope: Construct, id: string) => ({
  ...place,
  cluster: EcsCluster.fromClusterName(scope, `${id}-cluster`, "orders"),
  taskDefinition: new TaskDefinition(scope, `${id}-task`, { cpu: 256, memoryMiB: 512 }),
});

/** What AWS has once of a name, by the prop that names it. */
const NAMED: Readonly<Record<string, Make>> = {
  roleName: (scope, id) => new TaskRole(scope, id, { roleName: "orders" }),
  alias: (scope, id) => new EncryptionKey(scope, id, { alias: "orders" }),
  logGroupName: (scope, id) => new LogGroup(scope, id, { logGroupName: "/orders" }),
  clusterName: (scope, id) => new EcsCluster(scope, id, { clusterName: "orders" }),
  bucketName: (scope, id) =>
    new SecretsBucket(scope, id, {
      bucketName: "orders-secrets",
      encryptionKey: new EncryptionKey(scope, `${id}-key`),
    }),
  scheduleName: (scope, id) =>
    new ScheduledTask(scope, id, {
      ...runIn(scope, id),
      schedule: "rate(1 day)",
      scheduleName: "orders",
    }),
  policyName: (scope, id) =>
    new DeletionProtection(scope, id, {
      policyName: "orders",
      protect: [new EncryptionKey(scope, `${id}-key`)],
    }),
};

/** What follows from the place of a construct, where nobody names it. */
const PLACED: Readonly<Record<string, Make>> = {
  roleName: (scope, id) => new TaskRole(scope, id),
  logGroupName: (scope, id) => new LogGroup(scope, id),
  clusterName: (scope, id) => new EcsCluster(scope, id),
  scheduleName: (scope, id) =>
    new ScheduledTask(scope, id, { ...runIn(scope, id), schedule: "rate(1 day)" }),
  id: (scope, id) => new OneOffTask(scope, id, runIn(scope, id)),
  "id of a part": (scope, id) =>
    new RedeployOnChange(scope, id, { encryptionKey: new EncryptionKey(scope, `${id}-key`) }),
};

const refusal = (prop: string, other: string): RegExp =>
  new RegExp(`\`${prop}\` must be the name of one .*got that of ${other}.*\\[aws-name-unique\\]`);

describe("a name that AWS has once", () => {
  it.each(Object.entries(NAMED))("is refused of a second: %s", (prop, make) => {
    const stack = testStack();
    make(stack, "one");
    expect(() => make(stack, "two")).toThrow(refusal(prop, "test/one"));
  });

  it.each(Object.entries(NAMED))("is refused of one of another stack: %s", (prop, make) => {
    const stack = testStack();
    make(stack, "one");
    const other = new TerraformStack(App.of(stack), "other");
    deployToAws(other, { account: ACCOUNT, region: REGION });
    expect(() => make(other, "two")).toThrow(refusal(prop, "test/one"));
  });

  it.each(Object.entries(NAMED))(
    "is taken in another account, or bucket's name: %s",
    (prop, make) => {
      const stack = testStack();
      make(stack, "one");
      const other = new TerraformStack(App.of(stack), "other");
      deployToAws(other, { account: "999988887777", region: REGION });
      if (prop === "bucketName")
        expect(() => make(other, "two")).toThrow(refusal(prop, "test/one"));
      else expect(() => make(other, "two")).not.toThrow();
    },
  );

  it.each(Object.entries(PLACED))(
    "is refused where two places make the same: %s",
    (_prop, make) => {
      const stack = testStack();
      make(new Construct(stack, "a"), "b");
      // Of a whole with parts, the first part that has a name.
      expect(() => make(stack, "a-b")).toThrow(/got that of test\/a\/b.*\[aws-name-unique\]/);
    },
  );

  it("is one of a role in any capitals, and another one of what has capitals elsewhere", () => {
    const stack = testStack();
    new TaskRole(stack, "one", { roleName: "orders" });
    expect(() => new TaskExecutionRole(stack, "two", { roleName: "Orders" })).toThrow("test/one");
    new LogGroup(stack, "logs", { logGroupName: "/orders" });
    expect(() => new LogGroup(stack, "more", { logGroupName: "/Orders" })).not.toThrow();
  });

  it("is another one in another Region, but for what has none", () => {
    const stack = testStack();
    const west = new Construct(stack, "west");
    AwsTarget.define(west, { account: ACCOUNT, region: "eu-west-1" });
    for (const prop of ["logGroupName", "roleName"]) NAMED[prop]?.(stack, prop);
    expect(() => NAMED["logGroupName"]?.(west, "logs")).not.toThrow();
    expect(() => NAMED["roleName"]?.(west, "role")).toThrow(refusal("roleName", "test/roleName"));
  });

  it.each(["alias", "roleName", "clusterName"])(
    "is held within a stack that does not say where it is deployed: %s",
    (prop) => {
      const stack = bareStack();
      NAMED[prop]?.(stack, "one");
      // From then on the stack asks its provider.
      AwsTarget.of(stack);
      expect(() => NAMED[prop]?.(stack, "two")).toThrow("[aws-name-unique]");
    },
  );

  it("is free again when the construct that had it is removed", () => {
    const stack = testStack();
    new TaskRole(stack, "one", { roleName: "orders" });
    stack.node.tryRemoveChild("one");
    expect(() => new TaskRole(stack, "two", { roleName: "orders" })).not.toThrow();
  });
});
