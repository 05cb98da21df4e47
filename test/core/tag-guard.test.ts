import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { Instance } from "@cdktf/provider-aws/lib/instance";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Aspects, TerraformStack, TerraformVariable, Token } from "cdktf";
import { AwsTarget, PlainText } from "cdktf-ecs-secrets/core";
import { plainTextReason } from "../../modules/core/plain-text-allowances";
import { tagCharacters, tagCount, tagLimits, tagPlainText } from "../../modules/core/tag-guard";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import { EcsCluster, EcsService, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { PermissionsBoundary, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { ManagedRotation, SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { itHoldsAtItsBoundaries } from "../ecs/support/boundaries";
import { bareStack, synth, testStack } from "../support/synth";

const INSTEAD =
  'Make it a SecretsManagerSecret or SecureStringParameter, and let its reader have a SecretReference; what is no secret is written PlainText.of("…", { reason: "…" }). [tag-plain-text]';
const DEMANDS =
  "must hold no secret: tags stand in bills, in Terraform's state and in every list of resources";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const ROLE = "arn:aws:iam::123456789012:role/orders";

const importedParameter = (stack: TerraformStack) =>
  SecureStringParameter.fromParameterAttributes(stack, "parameter", { parameterName: "/orders" });

const importedSecret = (stack: TerraformStack, name = "orders") => {
  const secretArn = `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;
  AwsTarget.define(stack, { account: "123456789012", region: "eu-central-1" });
  return SecretsManagerSecret.fromSecretAttributes(stack, "secret", { secretArn });
};

/** In a stack of its own, so that the secret's is not the one that is looked at. */
const managedRotation = (stack: TerraformStack) => {
  const secret = importedSecret(new TerraformStack(stack.node.root, "other"), "rds!orders");
  return new ManagedRotation(stack, "rotation", { secret, afterDays: 7 });
};

const importedService = (stack: TerraformStack) => {
  const cluster = EcsCluster.fromClusterName(
    new TerraformStack(stack.node.root, "other"),
    "cluster",
    "orders",
  );
  const attributes = { cluster, serviceName: "web", references: [] };
  return EcsService.fromServiceAttributes(stack, "service", attributes);
};

describe("tags", () => {
  it("of a module's resource hold no secret, under whatever name", () => {
    // GIVEN
    const stack = testStack();
    new EncryptionKey(stack, "key", { tags: { "db-password": "hunter2", team: "orders" } });
    // WHEN
    const synthesizing = () => synth(stack);
    // THEN
    expect(synthesizing).toThrow(
      `test/key/key: \`tags.db-password\` ${DEMANDS}, got a text of 7 characters, whose name says that it is secret. ${INSTEAD}`,
    );
    expect(synthesizing).not.toThrow(/hunter2/);
  });

  it("hold no secret by its shape either", () => {
    const stack = testStack();
    const value = "postgres://orders:hunter2@db";
    new EcsCluster(stack, "cluster", { tags: { source: value } });

    expect(() => synth(stack)).toThrow(
      "`tags.source` must hold no secret: tags stand in bills, in Terraform's state and in every list of resources, got a text of 28 characters, with the password of a user.",
    );
  });

  const SECRET = { "db-password": "hunter2" };
  it.each<[string, (stack: TerraformStack, tags: Readonly<Record<string, string>>) => unknown]>([
    ["volume_tags", (stack, volumeTags) => new Instance(stack, "own", { volumeTags })],
    [
      "root_block_device.tags",
      (stack, tags) => new Instance(stack, "own", { rootBlockDevice: { tags } }),
    ],
    [
      "tag_specifications.tags",
      (stack, tags) =>
        new LaunchTemplate(stack, "own", {
          tags: { team: "orders" },
          tagSpecifications: [{ resourceType: "instance", tags }],
        }),
    ],
    [
      "tag",
      (stack, tags) =>
        new AutoscalingGroup(stack, "own", {
          minSize: 1,
          maxSize: 1,
          tag: Object.entries(tags).map(([key, value]) => ({
            key,
            value,
            propagateAtLaunch: true,
          })),
        }),
    ],
    ["volume_tags", (stack, tags) => new Instance(stack, "own").addOverride("volume_tags", tags)],
  ])("in %s of your own resource hold no secret", (prop, make) => {
    const stack = testStack();
    make(stack, SECRET);
    expect(() => synth(stack)).toThrow(`test/own: \`${prop}.db-password\` ${DEMANDS}`);
    const harmless = testStack();
    make(harmless, { team: "orders" });
    expect(() => synth(harmless)).not.toThrow();
    const allowed = testStack();
    make(allowed, {
      "db-password": PlainText.of("hunter2", { reason: "the sandbox is local and empty" }),
    });
    expect(JSON.stringify(synth(allowed).variables)).toContain(`${prop}.db-password`);
  });

  it("of the provider are held against the same rule", () => {
    const stack = testStack({ defaultTags: { apiKey: "k3y", team: "orders" } });

    expect(() => synth(stack)).toThrow(`test/aws: \`defaultTags.apiKey\` ${DEMANDS}`);
  });

  it("of resources of your own, and from an aspect or an override, too", () => {
    // GIVEN
    const stack = testStack();
    const key = new KmsKey(stack, "own", { tags: { token: "a" } });
    const other = new KmsKey(stack, "other");
    // WHEN
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === key) key.tags = { token: "b", secret: "c" };
      },
    });
    other.addOverride("tags.credentials", "d");
    // THEN
    expect(() => synth(stack)).toThrow(
      /test\/own: `tags\.token`[^]*test\/own: `tags\.secret`[^]*test\/other: `tags\.credentials`/,
    );
  });

  it("are looked at where the provider is your own", () => {
    const stack = bareStack();
    new AwsProvider(stack, "aws", { region: "eu-central-1" });
    AwsTarget.define(stack, { account: "123456789012", region: "eu-central-1" });
    new EncryptionKey(stack, "key", { tags: { secret: "x" } });

    expect(() => synth(stack)).toThrow("test/key/key: `tags.secret`");
  });

  it.each<[string, (stack: TerraformStack) => unknown]>([
    ["LogGroup", (stack) => new LogGroup(stack, "logs")],
    ["NetworkLookup", (stack) => new NetworkLookup(stack, "network")],
    ["an imported key", (stack) => EncryptionKey.fromKeyArn(stack, "key", KEY)],
    ["an imported role", (stack) => TaskRole.fromRoleArn(stack, "role", ROLE)],
    ["a role", (stack) => new TaskRole(stack, "role")],
    ["an imported parameter", (stack) => importedParameter(stack)],
    ["an imported secret", (stack) => importedSecret(stack)],
    [
      "an imported bucket",
      (stack) => SecretsBucket.fromBucketAttributes(stack, "bucket", { bucketName: "orders" }),
    ],
    ["a managed rotation", (stack) => managedRotation(stack)],
    ["an imported service", (stack) => importedService(stack)],
    [
      "a boundary",
      (stack) => PermissionsBoundary.of(stack).apply("arn:aws:iam::123456789012:policy/limit"),
    ],
    ["a cluster", (stack) => new EcsCluster(stack, "cluster")],
    ["an imported cluster", (stack) => EcsCluster.fromClusterName(stack, "cluster", "orders")],
    [
      "a task definition",
      (stack) => new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512 }),
    ],
  ])("are looked at where the provider is your own and there is but %s", (_what, make) => {
    // GIVEN
    const stack = bareStack();
    new AwsProvider(stack, "aws", { region: "eu-central-1" });
    new KmsKey(stack, "own", { tags: { secret: "x" } });
    expect(() => synth(stack)).not.toThrow();
    // WHEN
    make(stack);
    // THEN
    expect(() => synth(stack)).toThrow("test/own: `tags.secret`");
  });

  it("are looked at once, however many constructs there are", () => {
    const stack = bareStack();
    new AwsProvider(stack, "aws", { region: "eu-central-1" });
    new LogGroup(stack, "a", { tags: { secret: "x" } });
    new LogGroup(stack, "b");

    expect(stack.node.validate()).toHaveLength(1);
  });

  it("that only Terraform knows are judged by their name", () => {
    // GIVEN
    const stack = testStack();
    const value = new TerraformVariable(stack, "v", { type: "string" }).stringValue;
    const all = Token.asStringMap(new TerraformVariable(stack, "m", {}).value);
    new EncryptionKey(stack, "a", { tags: { team: value } });
    new KmsKey(stack, "b", { tags: all });
    expect(() => synth(stack)).not.toThrow();
    // WHEN
    new EncryptionKey(stack, "c", { tags: { password: value } });
    // THEN
    expect(() => synth(stack)).toThrow("test/c/key: `tags.password`");
  });

  it("that are no secret say so, and arrive in AWS as they are", () => {
    // GIVEN
    const stack = testStack({
      defaultTags: { "session-token": PlainText.of("sid", { reason: "the cookie's name" }) },
    });
    const token = PlainText.of("cost ${a}", { reason: "the name of a budget" });
    // WHEN
    new EncryptionKey(stack, "key", { tags: { token } });
    // THEN
    const { only, providers } = synth(stack);
    expect(only("aws_kms_key")["tags"]).toEqual({ token: "cost $${a}" });
    expect(providers("aws")[0]?.["default_tags"]).toEqual([{ tags: { "session-token": "sid" } }]);
  });

  it("need a reason for that", () => {
    const stack = testStack();
    new EncryptionKey(stack, "key", { tags: { token: PlainText.of("x", { reason: " ok " }) } });

    expect(() => synth(stack)).toThrow(
      'test/key/key: `tags.token` must say in 10 characters or more why it is no secret, got " ok ".',
    );
  });
});

describe("the characters of a tag", () => {
  it("are those of the service", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    new EcsCluster(stack, "cluster", { tags: { note: "one, two" } });
    new KmsKey(stack, "own", { tags: { note: "one, two" } });
    new SsmParameter(stack, "parameter", {
      name: "/a",
      type: "String",
      value: "b",
      tags: { note: "one, two" },
    });
    // THEN
    expect(() => synth(stack)).toThrow(/test\/cluster\/cluster: `tags\.note`.*\[tag-characters\]/);
    expect(() => synth(stack)).toThrow(/test\/parameter: `tags\.note`.*\[tag-characters\]/);
    expect(() => synth(stack)).not.toThrow("test/own");
  });

  it("may be Terraform's", () => {
    const stack = testStack();
    const team = new TerraformVariable(stack, "team", { type: "string" }).stringValue;
    new EcsCluster(stack, "cluster", { tags: { team: `team ${team}` } });

    expect(() => synth(stack)).not.toThrow();
  });
});

describe("the rule of tags", () => {
  itHoldsAtItsBoundaries(
    "modules/core/tag-guard.ts",
    { tagCharacters, tagCount, tagLimits, tagPlainText },
    {
      tagCharacters: {
        accepted: [
          { key: "größe:team/a=b+c-d@e_f.g h", value: "" },
          { key: "a", value: "日本 1" },
        ],
        refused: [
          [{ key: "a#b", value: "" }, "a#b"],
          [{ key: "note", value: "one, two" }, "note"],
        ],
      },
      tagCount: { accepted: [0, 50], refused: [[51, "51"]] },
      tagLimits: {
        accepted: [
          { key: "a".repeat(128), value: "b".repeat(256) },
          { key: "my-aws:team", value: "" },
        ],
        refused: [
          [{ key: "aws:team", value: "orders" }, '"aws:team"'],
          [{ key: "AWS:team", value: "orders" }, '"AWS:team"'],
          [{ key: "", value: "orders" }, '""'],
          [{ key: "a".repeat(129), value: "" }, JSON.stringify("a".repeat(129))],
          [{ key: "team", value: "b".repeat(257) }, "257 characters"],
        ],
      },
      tagPlainText: {
        accepted: [
          { key: "team", value: "orders" },
          { key: "secret", value: "true" },
        ],
        refused: [
          [
            { key: "secret", value: "x" },
            "a text of 1 character, whose name says that it is secret",
          ],
        ],
      },
    },
  );
});

describe("what AWS itself refuses of tags", () => {
  it("is refused of any resource of AWS, and of default tags", () => {
    const stack = bareStack();
    const defaultTags = [{ tags: { "aws:owner": "x" } }];
    new AwsProvider(stack, "aws", { region: "eu-central-1", defaultTags });
    AwsTarget.define(stack, { account: "123456789012", region: "eu-central-1" });
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`tag-${at}`, "x"]));
    new LogGroup(stack, "logs", { tags: many });
    new KmsKey(stack, "key", { tags: { "aws:team": "orders" } });
    expect(() => synth(stack)).toThrow(/`tags` must be at most 50, got 51[\s\S]*\[tag-count\]/);
    expect(() => synth(stack)).toThrow(/`tags.aws:team` must have a key[\s\S]*\[tag-limits\]/);
    expect(() => synth(stack)).toThrow("`defaultTags.aws:owner`");
  });
});

describe("the rule of reasons", () => {
  itHoldsAtItsBoundaries(
    "modules/core/plain-text-allowances.ts",
    { plainTextReason },
    {
      plainTextReason: {
        accepted: ["0123456789"],
        refused: [
          ["012345678", '"012345678"'],
          ["         .          ", '"         .          "'],
        ],
      },
    },
  );
});
