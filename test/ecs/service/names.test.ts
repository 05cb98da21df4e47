import { KEY_ARN } from "../../s3/support";
import { deployToAws, SecretValue, type DeployToAwsProps } from "cdktf-ecs-secrets/core";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { Fn, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { newApp, stackOf } from "../../support/app";
import { ACCOUNT, REGION, testStack, synth } from "../../support/synth";
import { image, serviceIn, taskIn } from "../support/fixtures";

const service = (scope: Construct, id: string, cluster: EcsCluster, serviceName = "orders") =>
  new EcsService(scope, id, {
    cluster,
    serviceName,
    subnetIds: ["subnet-1"],
    securityGroupIds: ["sg-1"],
    cpu: 256,
    memoryMiB: 512,
  });

describe("a name that AWS gives once", () => {
  it("is refused for a second service of a cluster, in whatever stack", () => {
    const app = newApp();
    const [one, two] = [stackOf(app, "one"), stackOf(app, "two")];
    const cluster = new EcsCluster(one, "cluster");
    service(one, "web", cluster);
    service(one, "other", cluster, "others");
    service(one, "elsewhere", new EcsCluster(one, "another"));
    expect(() => service(two, "api", cluster)).toThrow(
      /^two\/api: `serviceName` must be the name of one service of the cluster only, got that of one\/web, too\. .*\[ecs-service-name-unique\]$/,
    );
  });

  it("that is derived from two paths is told with what makes them one", () => {
    const stack = testStack();
    const cluster = new EcsCluster(stack, "cluster");
    const settings = { cluster, subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] };
    const unnamed = (id: string) =>
      new EcsService(stack, id, { ...settings, cpu: 256, memoryMiB: 512 });
    unnamed("web_api");
    expect(() => unnamed("web-api")).toThrow(
      "got that of test/web_api, too. Give one of them another `serviceName`. One that has none is called by its construct path, in which all but letters, digits and `-` becomes `-`. [ecs-service-name-unique]",
    );
  });

  it("is free again when the construct is removed", () => {
    const stack = testStack();
    const cluster = new EcsCluster(stack, "cluster");
    service(stack, "web", cluster);
    stack.node.tryRemoveChild("web");
    expect(() => service(stack, "api", cluster)).not.toThrow();
  });

  const stored = (stack: TerraformStack) => {
    const encryptionKey = new EncryptionKey(stack, "key");
    const value = { encryptionKey, value: SecretValue.generated(), revision: 1 };
    return {
      parameter: (id: string, parameterName: string) =>
        new SecureStringParameter(stack, id, { parameterName, ...value }),
      secret: (id: string, secretName: string) =>
        new SecretsManagerSecret(stack, id, { secretName, ...value }),
    };
  };

  it("is refused for a second parameter of a stack", () => {
    const { parameter } = stored(testStack());
    parameter("a", "/orders/a");
    parameter("b", "/orders/b");
    expect(() => parameter("c", "/orders/a")).toThrow(
      /^test\/c: `parameterName` must be .*, got that of test\/a, too\. .*\[ssm-parameter-name-unique\]$/,
    );
  });

  it.each<[string, (stack: TerraformStack) => void]>([
    ["parameter", (stack) => void stored(stack).parameter("a", "/orders/a")],
    ["secret", (stack) => void stored(stack).secret("a", "orders/a")],
  ])("is refused for a %s that another stack of the app still makes", (_what, make) => {
    const app = newApp();
    make(stackOf(app, "one"));
    expect(() => make(stackOf(app, "two"))).toThrow(
      /^two\/a: `(parameter|secret)Name` must be .* between stacks, got that of one\/a, too\. .*moves to another stack needs another name there/,
    );
  });

  it.each<[string, Partial<DeployToAwsProps>]>([
    ["another Region", { region: "eu-west-1" }],
    ["another account", { account: "210987654321" }],
    ["an account that only Terraform knows", { account: Fn.trimspace(ACCOUNT) }],
  ])("is free in %s", (_what, place) => {
    const app = newApp();
    const known = { account: ACCOUNT, region: REGION };
    for (const [name, target] of Object.entries({ one: known, two: { ...known, ...place } })) {
      const stack = new TerraformStack(app, name);
      deployToAws(stack, target);
      const { parameter, secret } = stored(stack);
      expect(() => [parameter("a", "/orders/a"), secret("b", "orders/a")]).not.toThrow();
    }
  });

  it("is refused for a second secret of a stack", () => {
    const { secret } = stored(testStack());
    secret("a", "orders/a");
    secret("b", "orders/b");
    expect(() => secret("c", "orders/a")).toThrow(
      /^test\/c: `secretName` must be .*, got that of test\/a, too\. .*\[secretsmanager-name-unique\]$/,
    );
  });
});

it("a target group is named by its ARN", () => {
  const loadBalancers = [
    { targetGroupArn: "my-target-group", containerName: "web", containerPort: 80 },
  ];
  expect(() => serviceIn(testStack(), { loadBalancers })).toThrow(
    /`loadBalancers\.targetGroupArn` must be the ARN .* got "my-target-group"\. .*\[ecs-target-group-arn\]$/,
  );
});

it.each(["", "my image"])("the image %j is refused", (name) => {
  const made = () =>
    taskIn(testStack()).addContainer("web", { image: ContainerImage.fromRegistry(name) });
  expect(made).toThrow(/^test\/task\/web: `image` must be .*\[ecs-image-name\]$/);
});

it.each([
  ["alias/aws/ssm", "/orders/a"],
  ["arn:aws:kms:eu-central-1:123456789012:alias/aws/secretsmanager", "/orders/b"],
])("AWS's own key %s needs nothing, says the message", (encryptionKeyArn, parameterName) => {
  const attributes = { parameterName, encryptionKeyArn };
  expect(() =>
    SecureStringParameter.fromParameterAttributes(testStack(), "imported", attributes),
  ).toThrow(/, AWS's own key, which needs nothing: leave it out\. .*\[kms-key-arn\]$/);
});

it("labels that constructs takes for one are two", () => {
  const stack = testStack();
  const { key } = { key: new EncryptionKey(stack, "key") };
  const labels = { "a/b": key.keyArn, "a--b": key.keyArn };
  expect(() => taskIn(stack).addContainer("web", { image, labels })).not.toThrow();
});

describe("the triggers of a service", () => {
  it("change with each of several secrets of one name", () => {
    // GIVEN
    const triggersWith = (ofParameter: number, ofSecret: number): unknown => {
      const stack = testStack();
      const encryptionKey = EncryptionKey.fromKeyArn(stack, "shared", KEY_ARN);
      const settings = { encryptionKey, value: SecretValue.generated() };
      const parameter = new SecureStringParameter(stack, "parameter", {
        ...settings,
        parameterName: "login",
        revision: ofParameter,
      });
      const secret = new SecretsManagerSecret(stack, "secret", {
        ...settings,
        secretName: "login",
        revision: ofSecret,
      });
      const secrets = {
        A: SecretReference.fromSecretsManager(secret),
        B: SecretReference.fromSsmParameter(parameter),
      };
      serviceIn(stack, {}, { secrets });
      return synth(stack).only("aws_ecs_service")["triggers"];
    };
    // THEN: that of a parameter also holds what its settings write.
    const states = [triggersWith(1, 1), triggersWith(2, 1), triggersWith(1, 2), triggersWith(2, 2)];
    const revisions = states.map((state) => JSON.stringify(state).replace(/\.[0-9a-f]+/g, ""));
    expect(revisions).toEqual(
      ["1, 1", "2, 1", "1, 2", "2, 2"].map((login) => JSON.stringify({ login })),
    );
  });
});
