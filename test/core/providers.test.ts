import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { DataAwsSqsQueue } from "@cdktf/provider-aws/lib/data-aws-sqs-queue";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Aspects, TerraformResource, TerraformVariable, type TerraformStack } from "cdktf";
import { AwsTarget, SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { Construct } from "constructs";
import { ACCOUNT, bareStack, synth, testStack } from "../support/synth";

/** What is below a target of eu-west-1, whose provider is an alias. */
function west(stack: TerraformStack): {
  readonly scope: Construct;
  readonly provider: AwsProvider;
} {
  const provider = new AwsProvider(stack, "aws-west", { alias: "west", region: "eu-west-1" });
  const scope = new Construct(stack, "west");
  AwsTarget.define(scope, { account: ACCOUNT, region: "eu-west-1", provider });
  return { scope, provider };
}

describe("the provider of a target", () => {
  it("makes every resource, data source and ephemeral resource below it, the user's included", () => {
    // GIVEN
    const stack = testStack();
    const { scope } = west(stack);
    new EncryptionKey(stack, "key");
    // WHEN
    new SecretsManagerSecret(scope, "db", {
      secretName: "orders/db",
      encryptionKey: new EncryptionKey(scope, "key"),
      value: SecretValue.generated(),
      revision: 1,
    });
    new SqsQueue(scope, "queue");
    new DataAwsSqsQueue(scope, "found", { name: "jobs" });
    // THEN
    const { json } = synth(stack);
    const below: [string, unknown][] = [];
    for (const kind of ["resource", "data", "ephemeral"]) {
      for (const [type, blocks] of Object.entries(json[kind] as Record<string, object>)) {
        for (const [name, block] of Object.entries(blocks)) {
          const { provider } = block as { provider?: string };
          if (!name.startsWith("west_")) expect(provider).toBeUndefined();
          else below.push([type, provider]);
        }
      }
    }
    expect(below.map(([type]) => type).sort()).toEqual([
      "aws_kms_key",
      "aws_secretsmanager_random_password",
      "aws_secretsmanager_secret",
      "aws_secretsmanager_secret_version",
      "aws_sqs_queue",
      "aws_sqs_queue",
    ]);
    for (const [, provider] of below) expect(provider).toBe("aws.west");
  });

  it("leaves resources with a provider of their own, and those of other providers, alone", () => {
    const stack = testStack();
    const { scope } = west(stack);
    const provider = new AwsProvider(stack, "aws-south", { alias: "south", region: "eu-south-1" });
    new SqsQueue(scope, "queue", { provider });
    new TerraformResource(scope, "other", { terraformResourceType: "random_pet" });
    const { json } = synth(stack);
    expect(JSON.stringify(json["resource"])).toContain('"provider":"aws.south"');
    expect(JSON.stringify(json["resource"])).not.toContain('"aws.west"');
  });

  it("is that of the nearest target, and reaches what an Aspect adds", () => {
    const stack = testStack();
    const { scope } = west(stack);
    const provider = new AwsProvider(stack, "aws-south", { alias: "south", region: "eu-south-1" });
    const south = new Construct(scope, "south");
    AwsTarget.define(south, { account: ACCOUNT, region: "eu-south-1", provider });
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === south) new SqsQueue(south, "queue");
      },
    });
    expect(Object.values(synth(stack).resources("aws_sqs_queue"))).toMatchObject([
      { provider: "aws.south" },
    ]);
  });
});

describe("a target's Region", () => {
  const message =
    "must be the Region of the provider that makes what is below, got eu-west-1 (the provider's is eu-central-1). Give the target a provider of its Region";

  it("is refused where its provider has another one", () => {
    const stack = bareStack();
    const provider = new AwsProvider(stack, "aws", { region: "eu-central-1", alias: "here" });
    const define = () =>
      AwsTarget.define(stack, { account: ACCOUNT, region: "eu-west-1", provider });
    expect(define).toThrow(`test: \`region\` ${message}`);
  });

  it.each(["before", "after"])("is refused where the stack's provider, made %s it, has", (when) => {
    const stack = bareStack();
    const make = () => new AwsProvider(stack, "aws", { region: "eu-central-1" });
    if (when === "before") make();
    const west = new Construct(stack, "west");
    AwsTarget.define(west, { account: ACCOUNT, region: "eu-west-1" });
    if (when === "after") make();
    expect(west.node.validate()).toEqual([
      expect.stringContaining(`\`AwsTarget.region\` ${message}`),
    ]);
  });

  it.each(["the stack's own", "its own"])(
    "is refused where an override moves %s provider",
    (whose) => {
      const stack = bareStack();
      const alias = whose === "its own" ? "here" : undefined;
      const made = new AwsProvider(stack, "aws", { region: "eu-west-1", alias });
      const scope = new Construct(stack, "west");
      const provider = alias === undefined ? undefined : made;
      AwsTarget.define(scope, { account: ACCOUNT, region: "eu-west-1", provider });
      expect(scope.node.validate()).toEqual([]);
      made.addOverride("region", "eu-central-1");
      expect(scope.node.validate()).toEqual([
        expect.stringContaining(`\`AwsTarget.region\` ${message}`),
      ]);
      made.addOverride("region", "${var.region}");
      expect(scope.node.validate()).toEqual([]);
    },
  );

  it("is not judged where the provider's is known to Terraform alone, or not given", () => {
    const stack = bareStack();
    const region = new TerraformVariable(stack, "region", { type: "string" }).stringValue;
    const unknown = new AwsProvider(stack, "unknown", { region, alias: "unknown" });
    new AwsProvider(stack, "aws");
    AwsTarget.define(new Construct(stack, "a"), {
      account: ACCOUNT,
      region: "eu-west-1",
      provider: unknown,
    });
    AwsTarget.define(new Construct(stack, "b"), { account: ACCOUNT, region: "eu-west-1" });
    expect(stack.node.findAll().flatMap(({ node }) => node.validate())).toEqual([]);
  });
});

describe("a resource of the modules", () => {
  interface Made {
    readonly stack: TerraformStack;
    readonly secret: TerraformResource;
    readonly west: AwsProvider;
  }
  function made(): Made {
    const stack = testStack();
    const { provider } = west(stack);
    const { node } = new SecretsManagerSecret(stack, "db", {
      secretName: "orders/db",
      encryptionKey: new EncryptionKey(stack, "key"),
      value: SecretValue.generated(),
      revision: 1,
    });
    return { stack, secret: node.defaultChild as TerraformResource, west: provider };
  }

  it.each<[string, (made: Made) => void]>([
    [
      "an Aspect gives",
      ({ stack, secret, west: provider }) =>
        Aspects.of(stack).add({
          visit: (node) => {
            if (node === secret) secret.provider = provider;
          },
        }),
    ],
    ["an override gives", ({ secret }) => secret.addOverride("provider", "aws.west")],
    [
      "the stack gives",
      ({ stack, secret }) =>
        stack.addOverride(
          `resource.${secret.terraformResourceType}.${secret.friendlyUniqueId}.provider`,
          "aws.west",
        ),
    ],
    [
      "has no provider, but a Region that an override gives",
      ({ secret }) => secret.addOverride("region", "eu-west-1"),
    ],
  ])("is refused in another Region than its target's: %s it", (_, change) => {
    const all = made();
    expect(() => synth(all.stack)).not.toThrow();
    change(all);
    expect(() => synth(all.stack)).toThrow(
      "test/db/secret: `provider` must be the Region of the provider that makes what is below, got eu-central-1 (the provider's is eu-west-1). ",
    );
  });

  it("may have another provider of its Region, and your own beside it one of any", () => {
    const { stack, secret, west: provider } = made();
    const tagged = new AwsProvider(stack, "tagged", { alias: "tagged", region: "eu-central-1" });
    secret.provider = tagged;
    new SqsQueue(secret.node.scope as Construct, "queue", { provider });
    expect(() => synth(stack)).not.toThrow();
  });
});
