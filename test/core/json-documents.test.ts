import { Fn, TerraformVariable, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  EcsCluster,
  OneOffTask,
  ScheduledTask,
  SecretReference,
  TaskDefinition,
} from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import type { Group } from "../e2e/token-place";
import { GROUPS } from "../e2e/token-places";
import { CONTAINER_GROUPS } from "../e2e/token-places-containers";
import { image } from "../ecs/support/fixtures";
import { synth, testStack } from "../support/synth";

type Build = (stack: TerraformStack, text: string) => void;

/** Constructs that put texts of others into documents: policies, containers, inputs. */
const ACROSS: Readonly<Record<string, Build>> = {
  "an imported key and the accounts a secret is shared with": (stack, text) => {
    const encryptionKey = EncryptionKey.fromKeyArn(stack, "imported", text);
    const secret = new SecretsManagerSecret(stack, "shared", {
      secretName: "orders/shared",
      value: SecretValue.fromVariable("shared"),
      revision: 1,
      encryptionKey,
      sharedWith: [text],
      restrictTo: [],
      deployers: [TaskRole.fromRoleArn(stack, "deployer", text)],
    });
    const secrets = { DB: SecretReference.fromSecretsManager(secret) };
    taskOf(stack, text).addContainer("web", { image, secrets });
  },
  "kernel parameters and hosts by their names": (stack, text) => {
    const task = new TaskDefinition(stack, "task", {
      memoryMiB: 512,
      compatibility: "EC2",
      networkMode: "bridge",
    });
    const named = { [text]: text };
    task.addContainer("web", { image, systemControls: named, extraHosts: named });
  },
  "a schedule": (stack, text) => {
    const [cluster, taskDefinition] = [clusterOf(stack, text), taskOf(stack, text)];
    taskDefinition.addContainer("web", { image });
    new ScheduledTask(stack, "nightly", {
      ...NETWORK,
      cluster,
      taskDefinition,
      schedule: "rate(1 day)",
      deadLetterQueueArn: text,
    });
  },
  "a one-off task": (stack, text) => {
    const [cluster, taskDefinition] = [clusterOf(stack, text), taskOf(stack, text)];
    taskDefinition.addContainer("web", { image });
    new OneOffTask(stack, "once", { ...NETWORK, cluster, taskDefinition });
  },
};

const NETWORK = { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0a1b2c3d"] };

const clusterOf = (stack: TerraformStack, text: string) =>
  EcsCluster.fromClusterName(stack, "cluster", text);

function taskOf(stack: TerraformStack, text: string): TaskDefinition {
  return new TaskDefinition(stack, "task", {
    family: text,
    cpu: 256,
    memoryMiB: 512,
    executionRole: TaskExecutionRole.fromRoleArn(stack, "execution", text),
  });
}

const builds: readonly (readonly [string, Build])[] = [
  ...Object.entries<Group>({ ...GROUPS, ...CONTAINER_GROUPS })
    .filter(([name]) => name !== "provider")
    .map(([name, { build }]): readonly [string, Build] => [name, build]),
  ...Object.entries(ACROSS),
];

/** Every text that begins a document. */
function documentsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return /^[[{]/.test(value) ? [value] : [];
  return typeof value === "object" && value !== null
    ? Object.values(value).flatMap(documentsIn)
    : [];
}

function isJson(text: string): boolean {
  try {
    // What EventBridge puts in, in place of `<name>`, is JSON already.
    JSON.parse(text.replace(/:<\w+>/g, ":0"));
    return true;
  } catch {
    return false;
  }
}

/** A text of which Terraform's own expression holds quotes. */
function quoted(stack: TerraformStack): string {
  const map = new TerraformVariable(stack, "map", { type: "map(string)" });
  return Fn.lookup(map.value, "of", "no") as string;
}

describe.each(["alone", "inside a literal"])("a token with quotes in it, %s", (where) => {
  it.each(builds)("leaves the documents of %s JSON for every program", (_, build) => {
    // GIVEN
    const stack = testStack();
    const token = quoted(stack);
    // WHEN
    build(stack, where === "alone" ? token : `a-${token}-z`);
    // THEN
    const documents = documentsIn(synth(stack).json["resource"]);
    expect(documents.filter((text) => !isJson(text))).toEqual([]);
  });
});
