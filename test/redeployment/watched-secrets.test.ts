import { TerraformVariable } from "cdktf";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  SecretReference,
} from "cdktf-ecs-secrets/ecs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { annotationsOf } from "../ecs/support/warnings";
import { synth, testStack } from "../support/synth";
import { patternsOf, Watched } from "./support";

const VENDOR = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:vendor-AbCdEf";

function imported(watched: Watched, id: string, secretArn: string): SecretsManagerSecret {
  return SecretsManagerSecret.fromSecretAttributes(watched.stack, id, {
    secretArn,
    encryptionKeyArn: `arn:aws:kms:${secretArn.split(":")[3] ?? "eu-central-1"}:123456789012:key/11111111-2222-3333-4444-555555555555`,
  }) as SecretsManagerSecret;
}

describe("what the rules of a service watch", () => {
  it("is every secret of every way of delivery, by name and by ARN", () => {
    // GIVEN
    const watched = new Watched(testStack());
    const { secrets } = watched;
    const secret = (id: string): SecretReference =>
      SecretReference.fromSecretsManager(secrets.secret(id));
    const web = watched.service("web", {
      image: ContainerImage.fromRegistry("registry.example.com/a:1", {
        credentials: SecretReference.fromSecretsManager(imported(watched, "vendor", VENDOR)),
      }),
      secrets: { B: secret("b"), A: secret("a"), KEY: ssm("api") },
      logging: LogDriver.splunk({ url: "https://splunk.example.com", token: secret("splunk") }),
      user: "1000",
      secretFiles: { "/run/secrets/file": secret("file") },
    });
    function ssm(id: string): SecretReference {
      return SecretReference.fromSsmParameter(secrets.parameter(id));
    }
    // WHEN
    watched.redeploy([web]);
    web.addContainer("late", {
      image: ContainerImage.fromRegistry("a:1"),
      secrets: { LATE: secret("late"), AGAIN: ssm("again") },
    });
    // THEN
    const patterns = patternsOf(watched.stack);
    const names = ["a", "b", "file", "late", "splunk"].map((id) => `orders/${id}`);
    expect(patterns["web-label"]).toEqual({
      source: ["aws.secretsmanager"],
      "detail-type": ["Secret Label Updated"],
      detail: { labelUpdated: ["AWSCURRENT"], name: [...names, "vendor"] },
    });
    expect(patterns["web-parameter"]).toEqual({
      source: ["aws.ssm"],
      "detail-type": ["Parameter Store Change"],
      detail: { name: ["/orders/again", "/orders/api"], operation: ["Create", "Update"] },
    });
    const trails = Object.keys(patterns).filter((name) => name.startsWith("web-trail"));
    const arns = trails.flatMap((name) => {
      const [{ responseElements }] = patterns[name]?.detail["$or"] as [
        { responseElements: { arn: string[] } },
      ];
      return responseElements.arn;
    });
    expect(arns).toEqual([
      ...["a", "b", "file", "late", "splunk"].map((id) =>
        expect.stringMatching(`^\\$\\{aws_secretsmanager_secret\\.${id}_secret_\\w+\\.arn\\}$`),
      ),
      VENDOR,
    ]);
  });

  it("is known in the first plan, but for the ARNs of new secrets", () => {
    const watched = new Watched(testStack());
    const { secrets } = watched;
    watched.web({ A: SecretReference.fromSecretsManager(secrets.secret("a")) });
    const rules = Object.values(synth(watched.stack).resources("aws_cloudwatch_event_rule"));
    const unknown = rules.filter(({ event_pattern: text }) => String(text).includes("${"));
    expect(unknown.map(({ name }) => name)).toEqual(["test-redeploy-changes-web-trail"]);
  });

  it("is one name for several keys of a secret, and the labels that move what is read", () => {
    // GIVEN
    const watched = new Watched(testStack());
    const a = watched.secrets.secret("a");
    const of = (selector: object): SecretReference =>
      SecretReference.fromSecretsManager(a, selector);
    // WHEN
    watched.web({
      NOW: of({ jsonKey: "password" }),
      USER: of({ jsonKey: "username" }),
      BEFORE: of({ versionStage: "AWSPREVIOUS" }),
      TEAM: of({ versionStage: "TEAM" }),
    });
    // THEN
    const { "web-label": label, "web-trail": trail } = patternsOf(watched.stack);
    expect(label?.detail).toEqual({ labelUpdated: ["AWSCURRENT", "TEAM"], name: ["orders/a"] });
    const moved = [{ exists: false }, "AWSCURRENT", "TEAM"];
    expect(trail?.detail["requestParameters"]).toEqual({
      versionStage: moved,
      versionStages: moved,
    });
  });

  it("is no pinned version: it never changes", () => {
    const watched = new Watched(testStack());
    const { secrets } = watched;
    const pinned = { versionId: "a1b2c3d4-5678-90ab-cdef-111111111111" };
    watched.web({
      A: SecretReference.fromSecretsManager(secrets.secret("a"), pinned),
      B: SecretReference.fromSsmParameter(secrets.parameter("b")),
    });
    expect(Object.keys(patternsOf(watched.stack))).toEqual(["web-parameter"]);
  });

  it.each([
    ["account", VENDOR.replace("123456789012", "999999999999"), "999999999999, eu-central-1"],
    ["Region", VENDOR.replace("eu-central-1", "us-east-1"), "123456789012, us-east-1"],
  ])("is no secret of another %s, which is said", (_, arn, place) => {
    // GIVEN
    const watched = new Watched(testStack());
    const own = SecretReference.fromSecretsManager(watched.secrets.secret("own"));
    const foreign = SecretReference.fromSecretsManager(imported(watched, "vendor", arn));
    // WHEN
    watched.web({ OWN: own, FOREIGN: foreign });
    // THEN
    expect(patternsOf(watched.stack)["web-label"]?.detail["name"]).toEqual(["orders/own"]);
    const said = annotationsOf(watched.stack).map(({ message }) => message);
    expect(said).toEqual([
      expect.stringContaining(
        `Nothing here tells when vendor changes: its events stay in account ${place}.`,
      ),
    ]);
  });

  it("is a parameter of another Region neither", () => {
    const watched = new Watched(testStack());
    const parameter = SecureStringParameter.fromParameterAttributes(watched.stack, "far", {
      parameterArn: "arn:aws:ssm:us-east-1:123456789012:parameter/far/key",
    });
    watched.web({
      FAR: SecretReference.fromSsmParameter(parameter),
      NEAR: SecretReference.fromSsmParameter(watched.secrets.parameter("near")),
    });
    expect(patternsOf(watched.stack)["web-parameter"]?.detail["name"]).toEqual(["/orders/near"]);
  });

  it("goes by the ARN where Terraform alone knows it", () => {
    const watched = new Watched(testStack());
    const known = (name: string): string =>
      new TerraformVariable(watched.stack, name, {}).stringValue;
    const parameter = SecureStringParameter.fromParameterAttributes(watched.stack, "far", {
      parameterArn: known("parameter"),
    });
    watched.web({
      A: SecretReference.fromSecretsManager(imported(watched, "vendor", known("secret"))),
      B: SecretReference.fromSsmParameter(parameter),
    });
    const patterns = patternsOf(watched.stack);
    expect(Object.keys(patterns).sort()).toEqual([
      "web-label-by-arn",
      "web-parameter-by-arn",
      "web-trail",
    ]);
    expect(patterns["web-label-by-arn"]).toMatchObject({
      resources: ["${var.secret}"],
      detail: { labelUpdated: ["AWSCURRENT"] },
    });
    expect(patterns["web-parameter-by-arn"]).toMatchObject({
      resources: ["${var.parameter}"],
      detail: { operation: ["Create", "Update"] },
    });
  });

  it("is what is listed for a service made elsewhere", () => {
    const watched = new Watched(testStack());
    const legacy = EcsService.fromServiceAttributes(watched.stack, "legacy", {
      cluster: EcsCluster.fromClusterName(watched.stack, "shared", "shared"),
      serviceName: "legacy",
      references: [SecretReference.fromSsmParameter(watched.secrets.parameter("api"))],
    });
    watched.redeploy([legacy]);
    const target = synth(watched.stack).only("aws_cloudwatch_event_target");
    expect(Object.keys(patternsOf(watched.stack))).toEqual(["legacy-parameter"]);
    expect(JSON.stringify(target["input_transformer"])).toContain(
      '\\"cluster\\":\\"shared\\",\\"event\\":<event>,\\"id\\":\\"test-legacy\\",\\"kind\\":<kind>,\\"service\\":\\"legacy\\"',
    );
  });
});

describe("many secrets", () => {
  const many = (count: number): Watched => {
    const watched = new Watched(testStack());
    const ids = Array.from({ length: count }, (_, index) => `secret-number-${100 + index}-long`);
    const references = ids.map((id) => [
      id.toUpperCase(),
      SecretReference.fromSecretsManager(watched.secrets.secret(id)),
    ]);
    watched.web(Object.fromEntries(references) as Record<string, SecretReference>);
    return watched;
  };

  it("are spread over rules that EventBridge takes, each secret once, in order", () => {
    // WHEN
    const patterns = patternsOf(many(70).stack);
    // THEN
    const names = Object.entries(patterns)
      .filter(([name]) => /^web-label(-\d)?$/.test(name))
      .sort()
      .map(([, { detail }]) => detail["name"] as readonly string[]);
    expect(names.length).toBe(2);
    expect(names.flat()).toEqual(
      Array.from({ length: 70 }, (_, index) => `orders/secret-number-${100 + index}-long`),
    );
    for (const pattern of Object.values(patterns)) {
      // The longest that the ARN of one of them can be when it is known.
      const arn = `arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/secret-number-100-long-AbCdEf`;
      const known = JSON.stringify(pattern).replace(/\$\{[^}]+\}/g, arn);
      expect(known.length).toBeLessThanOrEqual(2048);
    }
    expect(Object.keys(patterns).filter((name) => name.includes("trail"))).toHaveLength(14);
  });

  it("render the same whatever the order of their containers", () => {
    const [a, b] = [true, false].map((turned) => {
      const watched = new Watched(testStack());
      const ids = turned ? ["x", "y", "z"] : ["z", "y", "x"];
      for (const id of [...ids].sort()) watched.secrets.secret(id);
      const find = (id: string): SecretsManagerSecret =>
        watched.stack.node.findChild(id) as SecretsManagerSecret;
      const references = ids.map((id) => [id, SecretReference.fromSecretsManager(find(id))]);
      watched.web(Object.fromEntries(references) as Record<string, SecretReference>);
      return patternsOf(watched.stack);
    });
    expect(a).toEqual(b);
  });
});
