import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { TerraformModule, TerraformResource, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { serviceIn } from "../ecs/support/fixtures";
import { synth, testStack } from "../support/synth";

interface Settings {
  readonly secretName?: string;
  readonly isRead?: boolean;
  readonly queue?: string;
}

/** A service that reads a secret, and what the app's author makes beside it. */
function application({ secretName = "own/db", isRead = true, queue = "jobs" }: Settings = {}) {
  const stack = testStack();
  const secret = new SecretsManagerSecret(stack, "db", {
    secretName,
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.fromVariable("db"),
    revision: 1,
  });
  const DB = SecretReference.fromSecretsManager(secret);
  serviceIn(stack, {}, { secrets: isRead ? { DB } : undefined });
  new SqsQueue(stack, queue, { name: queue });
  new Module(stack, "module", { source: "terraform-aws-modules/vpc/aws", version: "5.0.0" });
  return stack;
}

class Module extends TerraformModule {
  protected override synthesizeAttributes(): Record<string, unknown> {
    return {};
  }
}

type Resources = Readonly<Record<string, Readonly<Record<string, Waiting>>>>;

interface Waiting {
  readonly depends_on?: readonly string[];
  readonly input?: unknown;
  readonly triggers_replace?: readonly string[];
  readonly lifecycle?: unknown;
}

const resourcesOf = (stack: TerraformStack): Resources =>
  (synth(stack).json as { readonly resource: Resources }).resource;
const lastIn = (resources: Resources): Waiting | undefined =>
  resources["terraform_data"]?.["replacements-made"];

/** What is waited for by `depends_on`, with what that waits for. */
function waitedFor(resources: Resources): readonly string[] {
  const found = new Set(lastIn(resources)?.depends_on);
  for (const address of found) {
    const [type = "", name = ""] = address.split(".");
    for (const needed of resources[type]?.[name]?.depends_on ?? []) found.add(needed);
  }
  return [...found].sort();
}

describe("what goes under an address of its own", () => {
  it("waits for all that the stack makes, whoever makes it, and names nothing twice", () => {
    const resources = resourcesOf(application());
    const all = Object.entries(resources).flatMap(([type, blocks]) =>
      Object.keys(blocks).map((name) => `${type}.${name}`),
    );
    const theirs = all.filter((one) => !/^terraform_data\.replacements-/.test(one));
    expect(waitedFor(resources)).toEqual([...theirs, "module.module"].sort());
    const named = lastIn(resources)?.depends_on ?? [];
    expect(named).toContainEqual(expect.stringMatching(/^aws_ecs_service\./));
    // The service waits for it.
    expect(named).not.toContainEqual(expect.stringMatching(/^aws_iam_role_policy\./));
  });

  it("waits by a resource that changes whenever the library is to make something else than what was begun last", () => {
    const begunBy = (settings?: Settings): Waiting | undefined =>
      resourcesOf(application(settings))["terraform_data"]?.["replacements-begun"];
    expect(lastIn(resourcesOf(application()))?.input).toEqual({
      begun: "${terraform_data.replacements-begun.id}",
    });
    // A change that lacks its value begins nothing, and takes nothing away.
    expect(begunBy()).toEqual({
      triggers_replace: [expect.stringMatching(/^[0-9a-dfg]{64}$/) as string],
      depends_on: ["terraform_data.values-given"],
      lifecycle: { create_before_destroy: true },
    });
    expect(begunBy()).toEqual(begunBy({ queue: "others" }));
    for (const changed of [{ secretName: "own/other" }, { isRead: false }]) {
      expect(begunBy(changed)).not.toEqual(begunBy());
    }
  });

  it("waits for nothing that the author has wait for it", () => {
    // GIVEN
    const stack = application();
    const last = new SqsQueue(stack, "last", { name: "last" });
    const behind = new SqsQueue(stack, "behind", { name: "behind", dependsOn: [last] });
    last.dependsOn = stack.node
      .findAll()
      .filter((one) => TerraformResource.isTerraformResource(one))
      .filter((one) => one !== last && one !== behind)
      .map(({ fqn }) => fqn);

    // THEN
    const resources = resourcesOf(stack);
    const waited = waitedFor(resources);
    expect(waited).not.toContainEqual(expect.stringMatching(/^aws_sqs_queue\.(last|behind)/));
    expect(waited).toContainEqual(expect.stringMatching(/^aws_ecs_service\./));
  });

  it("waits by one that is not `create_before_destroy`: AWS makes no second service of one name", () => {
    expect(lastIn(resourcesOf(application()))).not.toHaveProperty("lifecycle");
  });

  it("is not waited for in a stack in which nothing has one", () => {
    const stack = testStack();
    SecretsManagerSecret.fromSecretAttributes(stack, "vendor", {
      secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:vendor-a1B2c3",
    });
    expect(synth(stack).resources("terraform_data")).toEqual({});
  });
});
