import { EcsService as ServiceResource } from "@cdktf/provider-aws/lib/ecs-service";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Aspects, TerraformResource, type TerraformStack } from "cdktf";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogDriver, SecretReference } from "cdktf-ecs-secrets/ecs";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { keepLifecycle } from "../../modules/core/internal";
import { Secrets, serviceIn } from "../ecs/support/fixtures";
import { synth, testStack } from "../support/synth";

/** Everything that the modules make with a lifecycle. */
function everything(): TerraformStack {
  const stack = testStack();
  const secrets = new Secrets(stack);
  new SecretsBucket(stack, "bucket", { bucketName: "example-orders", encryptionKey: secrets.key });
  serviceIn(
    stack,
    {},
    {
      logging: LogDriver.awsLogs(),
      secrets: {
        A: SecretReference.fromSsmParameter(secrets.parameter("a")),
        B: SecretReference.fromSecretsManager(secrets.secret("b")),
      },
    },
  );
  return stack;
}

interface Lifecycle {
  readonly create_before_destroy?: boolean;
  readonly ignore_changes?: readonly string[];
}

function resourcesOf(stack: TerraformStack): readonly TerraformResource[] {
  return stack.node.findAll().filter((node) => TerraformResource.isTerraformResource(node));
}

function lifecycleOf(resource: TerraformResource): Lifecycle {
  const { terraformResourceType: type, friendlyUniqueId: id } = resource;
  const rendered = resource.toTerraform() as {
    readonly resource: Record<string, Record<string, { readonly lifecycle?: Lifecycle }>>;
  };
  return rendered.resource[type]?.[id]?.lifecycle ?? {};
}

const needing = (name: keyof Lifecycle): string[] =>
  resourcesOf(everything())
    .filter((resource) => lifecycleOf(resource)[name] !== undefined)
    .map(({ node }) => node.path.replace(/^test\//, ""));

const find = (stack: TerraformStack, path: string): TerraformResource =>
  path
    .split("/")
    .reduce<TerraformStack | TerraformResource>(
      (scope, id) => scope.node.findChild(id) as TerraformResource,
      stack,
    ) as TerraformResource;

describe("a lifecycle of the modules", () => {
  it("is on what writes values", () => {
    expect(needing("create_before_destroy")).toEqual(
      expect.arrayContaining(["b/version", "a/written", "a/value-guard", "values-given"]),
    );
    expect(needing("ignore_changes")).toEqual(expect.arrayContaining(["b/version", "a/written"]));
  });

  it.each(needing("create_before_destroy"))("is not taken from %s by an override", (path) => {
    const stack = everything();
    find(stack, path).addOverride("lifecycle.create_before_destroy", false);
    expect(() => synth(stack)).toThrow(/got one without create_before_destroy.*\[lifecycle-kept\]/);
  });

  it.each(needing("create_before_destroy"))("stays on %s when another one is set", (path) => {
    const stack = everything();
    const resource = find(stack, path);
    resource.lifecycle = { preventDestroy: true };
    synth(stack);
    expect(lifecycleOf(resource)).toMatchObject({
      create_before_destroy: true,
      prevent_destroy: true,
    });
    resource.lifecycle = { createBeforeDestroy: false };
    expect(() => synth(stack)).toThrow("got one without create_before_destroy");
  });

  it.each(needing("ignore_changes"))("ignores in %s what it has to", (path) => {
    const stack = everything();
    find(stack, path).addOverride("lifecycle.ignore_changes", undefined);
    expect(() => synth(stack)).toThrow(/got one without ignore_changes of \w+/);
  });

  it("keeps protection, and lets it be lifted by name", () => {
    const stack = testStack();
    const key = new EncryptionKey(stack, "key", { deletionProtection: true });
    const resource = key.node.defaultChild as KmsKey;
    resource.lifecycle = { ignoreChanges: ["description"] };
    expect(synth(stack).only("aws_kms_key")["lifecycle"]).toMatchObject({
      prevent_destroy: true,
      ignore_changes: ["description"],
    });
    resource.lifecycle = { preventDestroy: false };
    expect(synth(stack).only("aws_kms_key")["lifecycle"]).toMatchObject({ prevent_destroy: false });
  });

  it("adds conditions to the service's own, each once", () => {
    const stack = testStack();
    const resource = serviceIn(stack).node.defaultChild as ServiceResource;
    const own = resource.lifecycle?.postcondition ?? [];
    expect(own).toHaveLength(1);
    const more = { condition: "${self.desired_count > 0}", errorMessage: "It has no tasks." };
    resource.lifecycle = { ...resource.lifecycle, postcondition: [...own, more] };
    resource.lifecycle = { postcondition: [more] };
    const { lifecycle } = synth(stack).only("aws_ecs_service") as {
      readonly lifecycle: { readonly postcondition: readonly object[] };
    };
    expect(lifecycle.postcondition).toHaveLength(2);
  });

  it("may be one that ignores everything", () => {
    const stack = testStack();
    const key = keepLifecycle(
      new KmsKey(stack, "key", { lifecycle: { ignoreChanges: ["description"] } }),
    );
    key.lifecycle = { ignoreChanges: "all" };
    expect(synth(stack).only("aws_kms_key")["lifecycle"]).toEqual({ ignore_changes: "all" });
  });

  it("is of one resource alone, not of all of its class", () => {
    // GIVEN
    const stack = testStack();
    const secrets = new Secrets(stack);
    const [one, other] = ["a", "b"].map(
      (id) => secrets.parameter(id).node.defaultChild as TerraformResource,
    );
    // WHEN
    if (one) one.lifecycle = { ignoreChanges: ["description"] };
    // THEN
    expect(one && lifecycleOf(one)).toMatchObject({
      create_before_destroy: true,
      ignore_changes: ["description"],
    });
    expect(other && lifecycleOf(other)).not.toHaveProperty("ignore_changes");
  });

  it("is nothing where none was given", () => {
    const stack = testStack();
    const key = keepLifecycle(new KmsKey(stack, "key"));
    key.lifecycle = { createBeforeDestroy: true };
    key.lifecycle = { createBeforeDestroy: false };
    expect(synth(stack).only("aws_kms_key")["lifecycle"]).toEqual({ create_before_destroy: false });
  });
});

describe("a name of the modules", () => {
  const PLACES = [
    ["a/parameter", "name"],
    ["b/secret", "name"],
    ["bucket/bucket", "bucket"],
    ["web/task/web/logs/group", "name"],
    ["cluster/cluster", "name"],
    ["web/task/task-definition", "family"],
  ] as const;

  it.each(PLACES)("of %s is refused when an override changes its %s", (path, attribute) => {
    const stack = everything();
    find(stack, path).addOverride(attribute, "renamed");
    expect(() => synth(stack)).toThrow(/`\w+` must stay what the construct was given.*"renamed"/s);
  });

  it.each(PLACES)("of %s is refused when an Aspect changes its %s", (path, attribute) => {
    const stack = everything();
    const resource = find(stack, path);
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === resource) Reflect.set(resource, attribute, "renamed");
      },
    });
    expect(() => synth(stack)).toThrow(/name-kept/);
  });

  it("may be set to itself, and others may change", () => {
    const stack = everything();
    find(stack, "b/secret").addOverride("name", "orders/b");
    find(stack, "web/service").addOverride("name", "renamed");
    expect(() => synth(stack)).not.toThrow();
  });
});

describe("what a value is written with", () => {
  const OF_PARAMETER = [
    ["tier", "Advanced"],
    ["description", "another"],
    ["key_id", "alias/aws/ssm"],
    ["type", "String"],
    ["allowed_pattern", "x"],
    ["overwrite", true],
    ["value", "typed-here"],
    ["insecure_value", "typed-here"],
    ["value_wo", "typed-here"],
    ["value_wo_version", 7],
  ] as const;
  const OF_VERSION = [
    ["secret_id", "orders/other"],
    ["secret_string", "typed-here"],
    ["secret_binary", "dHlwZWQtaGVyZQ=="],
    ["secret_string_wo", "typed-here"],
    ["secret_string_wo_version", 7],
  ] as const;
  const ARGUMENTS = [
    ...OF_PARAMETER.map((one) => ["a/parameter", ...one] as const),
    ...OF_VERSION.map((one) => ["b/version", ...one] as const),
  ];
  const refusal = (name: string) => new RegExp(`got another ${name}\\..*write-kept`, "s");
  const camelCase = (name: string) =>
    name.replace(/_(.)/g, (_, first: string) => first.toUpperCase());

  it.each(ARGUMENTS)("is refused where an override changes that of %s: %s", (path, name, value) => {
    const stack = everything();
    find(stack, path).addOverride(name, value);
    expect(() => synth(stack)).toThrow(refusal(name));
  });

  it.each(ARGUMENTS)("is refused where an Aspect changes that of %s: %s", (path, name, value) => {
    const stack = everything();
    const resource = find(stack, path);
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === resource) Reflect.set(resource, camelCase(name), value);
      },
    });
    expect(() => synth(stack)).toThrow(refusal(name));
  });

  it.each(ARGUMENTS)("is refused where the stack overrides that of %s: %s", (path, name, value) => {
    const stack = everything();
    const { terraformResourceType: type, friendlyUniqueId: id } = find(stack, path);
    stack.addOverride(`resource.${type}.${id}.${name}`, value);
    expect(() => synth(stack)).toThrow(refusal(name));
  });

  it("never shows in the message", () => {
    const stack = everything();
    find(stack, "a/parameter").addOverride("value", "typed-here");
    expect(() => synth(stack)).toThrow(/^(?!.*typed-here).*write-kept/s);
  });

  it("is refused where an Aspect changes two of it", () => {
    const stack = everything();
    const resource = find(stack, "a/parameter");
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === resource) Object.assign(resource, { tier: "Advanced", keyId: "alias/other" });
      },
    });
    expect(() => synth(stack)).toThrow("got another key_id and tier.");
  });

  it("may be set to itself, and what else there is may change", () => {
    const stack = everything();
    find(stack, "a/parameter").addOverride("type", "SecureString");
    find(stack, "a/parameter").addOverride("tags", { team: "orders" });
    const { terraformResourceType: type, friendlyUniqueId: id } = find(stack, "b/version");
    stack.addOverride(`resource.${type}.${id}.version_stages`, ["AWSCURRENT"]);
    expect(() => synth(stack)).not.toThrow();
  });
});

describe("the address of a resource", () => {
  it("is not changed without a word", () => {
    // GIVEN
    const stack = testStack();
    const key = new EncryptionKey(stack, "key");
    // WHEN
    (key.node.defaultChild as TerraformResource).overrideLogicalId("adopted");
    // THEN
    expect(() => synth(stack)).toThrow(
      /test\/key\/key: `overrideLogicalId` must not be called of a resource of a construct.*got adopted, which stays key_\w+\. Where .*\[address-kept\]/,
    );
  });

  it("may be taken back, and that of your own resources is yours", () => {
    // GIVEN
    const stack = testStack();
    const key = new EncryptionKey(stack, "key");
    const own = new KmsKey(stack, "own");
    // WHEN
    (key.node.defaultChild as TerraformResource).overrideLogicalId("adopted");
    (key.node.defaultChild as TerraformResource).resetOverrideLogicalId();
    own.overrideLogicalId("mine");
    // THEN
    expect(Object.keys(synth(stack).resources("aws_kms_key"))).toContain("mine");
  });
});
