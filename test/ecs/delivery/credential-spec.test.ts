import { TerraformVariable } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { CredentialSpec, SecretReference } from "cdktf-ecs-secrets/ecs";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { synth, testStack, type Attributes, type Synthesized } from "../../support/synth";
import { containerOf, image, Secrets, taskIn } from "../support/fixtures";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const USER = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:domain/user-AbCdEf";
const EC2 = { compatibility: "EC2" } as const;

class World {
  public readonly stack = testStack();
  public readonly bucket = SecretsBucket.fromBucketAttributes(this.stack, "bucket", {
    bucketName: "specs",
    encryptionKeyArn: KEY,
  });
  public readonly user = SecretReference.fromSecretsManager(
    SecretsManagerSecret.fromSecretAttributes(this.stack, "user", {
      secretArn: USER,
      encryptionKeyArn: KEY,
    }),
  );

  public parameter(parameterArn = "arn:aws:ssm:eu-central-1:123456789012:parameter/spec") {
    const attributes = { parameterArn };
    return SecureStringParameter.fromParameterAttributes(this.stack, "parameter", attributes);
  }

  public add(credentialSpec: CredentialSpec | undefined, task = {}): void {
    taskIn(this.stack, task).addContainer("web", { image, credentialSpec });
  }
}

/** Actions on resources that roles are allowed, sorted. */
function grants(synthesized: Synthesized): readonly string[] {
  const policies: Attributes[] = Object.values(synthesized.resources("aws_iam_role_policy"));
  return policies
    .flatMap(({ policy }) => {
      const { Statement } = JSON.parse(String(policy)) as {
        readonly Statement: readonly { Action: string; Resource: string }[];
      };
      return Statement.map(({ Action, Resource }) => `${Action} ${Resource}`);
    })
    .sort();
}

describe("a credential specification", () => {
  it("is none by default", () => {
    const world = new World();
    world.add(undefined);
    expect(containerOf(world.stack)).not.toHaveProperty("credentialSpecs");
    expect(synth(world.stack).resources("aws_iam_role")).toEqual({});
  });

  it("in a bucket is read by the execution role, with the user that it names", () => {
    const { stack, bucket, user, ...world } = new World();
    void world;
    const spec = CredentialSpec.fromBucket(bucket, "web/spec.json", { domainUser: user });
    taskIn(stack).addContainer("web", { image, credentialSpec: spec });
    expect(containerOf(stack)["credentialSpecs"]).toEqual([
      "credentialspecdomainless:arn:aws:s3:::specs/web/spec.json",
    ]);
    expect(grants(synth(stack))).toEqual([
      `kms:Decrypt ${KEY}`,
      `kms:Decrypt ${KEY}`,
      "s3:GetBucketLocation arn:aws:s3:::specs",
      "s3:GetObject arn:aws:s3:::specs/web/spec.json",
      `secretsmanager:GetSecretValue ${USER}`,
    ]);
  });

  it("in a parameter is one where the instance has joined the domain", () => {
    const world = new World();
    world.add(CredentialSpec.fromSsmParameter(world.parameter()), EC2);
    const arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/spec";
    expect(JSON.stringify(synth(world.stack).only("aws_ecs_task_definition"))).toContain(
      `credentialspec:${arn}`,
    );
    expect(grants(synth(world.stack))).toEqual([`ssm:GetParameters ${arn}`]);
  });

  it("may be a token, and redeploys with the revision of what it reads", () => {
    const { stack, bucket } = new World();
    const secret = new Secrets(stack);
    const key = new TerraformVariable(stack, "key-name", { type: "string" }).stringValue;
    const domainUser = new SecretsManagerSecret(stack, "domain-user", {
      secretName: "domain/other",
      encryptionKey: secret.key,
      value: SecretValue.json({
        username: "web",
        password: SecretValue.generated(),
        domainName: "contoso.com",
      }),
      revision: 7,
    });
    const spec = CredentialSpec.fromBucket(bucket, key, {
      domainUser: SecretReference.fromSecretsManager(domainUser),
    });
    const container = taskIn(stack).addContainer("web", { image, credentialSpec: spec });
    expect(containerOf(stack)["credentialSpecs"]).toEqual([
      expect.stringMatching(/^\$\{local\./) as string,
    ]);
    expect(container.references.map(({ revision }) => revision?.revision)).toEqual(["7"]);
    expect(container.dependables.length).toBeGreaterThan(0);
  });

  it.each<[string, (world: World) => CredentialSpec, object, string]>([
    [
      "without a user of the domain on Fargate",
      ({ bucket }) => CredentialSpec.fromBucket(bucket, "spec.json"),
      {},
      "test/task/web: `credentialSpec` must name a user of the domain on Fargate, which joins no domain itself, got none on Fargate. Set `domainUser` to the secret that the specification names as its CredentialArn. [ecs-credential-spec-joined]",
    ],
    [
      "with a part of a secret as its user",
      ({ stack, bucket }) =>
        CredentialSpec.fromBucket(bucket, "spec.json", {
          domainUser: SecretReference.fromSecretsManager(new Secrets(stack).secret("db"), {
            jsonKey: "password",
          }),
        }),
      {},
      "got a part or a version of one.",
    ],
    [
      "with a user without a domain",
      ({ stack, bucket }) =>
        CredentialSpec.fromBucket(bucket, "spec.json", {
          domainUser: SecretReference.fromSecretsManager(new Secrets(stack).secret("db")),
        }),
      {},
      "got JSON without domainName.",
    ],
    [
      "in a parameter of another Region",
      (world) =>
        CredentialSpec.fromSsmParameter(
          world.parameter("arn:aws:ssm:eu-west-1:123456789012:parameter/spec"),
        ),
      EC2,
      "[ecs-credential-spec-place]",
    ],
    [
      "on an old platform",
      ({ bucket, user }) => CredentialSpec.fromBucket(bucket, "spec.json", { domainUser: user }),
      { platformVersion: "1.3.0" },
      "got 1.3.0, but a credential specification needs 1.4.0",
    ],
    [
      "with a wildcard in its key",
      ({ bucket, user }) => CredentialSpec.fromBucket(bucket, "web/*", { domainUser: user }),
      {},
      "[s3-object-key]",
    ],
    [
      "with a setting that it does not have",
      ({ bucket, user }) =>
        CredentialSpec.fromBucket(bucket, "spec.json", { domainuser: user } as object),
      {},
      "Did you mean `credentialSpec.domainUser`?",
    ],
  ])("is refused %s", (_how, spec, task, message) => {
    const world = new World();
    expect(() => world.add(spec(world), task)).toThrow(message);
  });
});
