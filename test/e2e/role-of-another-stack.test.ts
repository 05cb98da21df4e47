import { GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { IAMClient } from "@aws-sdk/client-iam";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import path from "node:path";
import { readRole } from "../../cli/src/delivery/role";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { decide, parsePolicy } from "../../cli/src/policy";
import { LocalStack, readStackFile } from "../../cli/src/run";
import { expectOk, findTerraform } from "../../cli/src/terraform";
import { Transcript } from "../../cli/src/ui";
import { describeWith } from "../support/requires";
import { ACCOUNT, REGION } from "../support/synth";

const STACKS = ["roles", "platform", "app"] as const;
type Name = (typeof STACKS)[number];

jest.setTimeout(300_000);

/** A secret, and the outputs by which the test finds it and its key. */
function secretIn(stack: TerraformStack, id: string): SecretsManagerSecret {
  const encryptionKey = new EncryptionKey(stack, `${id}-key`);
  const secret = new SecretsManagerSecret(stack, id, {
    secretName: `${stack.node.id}/${id}`,
    encryptionKey,
    value: SecretValue.generated(),
    revision: 1,
  });
  for (const [name, value] of Object.entries({
    secret: secret.secretArn,
    key: encryptionKey.keyArn,
  }))
    new TerraformOutput(stack, `${name}-of-${id}`, { value, staticId: true });
  return secret;
}

/** Roles in one stack, a shared secret in a second, and in a third the task with a secret of its own. */
function declare(stacks: Readonly<Record<Name, TerraformStack>>): void {
  const { roles, platform, app } = stacks;
  const executionRole = new TaskExecutionRole(roles, "execution", { roleName: "execution" });
  const taskRole = new TaskRole(roles, "task", { roleName: "task" });
  const shared = secretIn(platform, "shared");
  secretIn(platform, "other");
  const own = secretIn(app, "own");
  const task = new TaskDefinition(app, "web", {
    cpu: 256,
    memoryMiB: 512,
    executionRole,
    taskRole,
  });
  task.addContainer("web", {
    image: ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37"),
    user: "1000",
    secrets: {
      SHARED: SecretReference.fromSecretsManager(shared),
      OWN: SecretReference.fromSecretsManager(own),
    },
    secretFiles: { "/run/secrets/own": SecretReference.fromSecretsManager(own) },
  });
}

describeWith("roles of another stack", ["terraform", "emulator", "provider"], () => {
  let directory: string;
  let aws: LocalAws;
  const outputs: Record<string, string> = {};

  beforeAll(async () => {
    directory = await makePrivateDirectory();
    const target = { accountId: ACCOUNT, region: REGION };
    aws = await startLocalAws({ ...target, env: { ...process.env, AWS_ENDPOINT_URL: "" } });
    const app = new App({ outdir: directory });
    const made = STACKS.map((name) => {
      const stack = new TerraformStack(app, name);
      deployToAws(stack, { account: ACCOUNT, region: REGION });
      return [name, stack] as const;
    });
    declare(Object.fromEntries(made) as Record<Name, TerraformStack>);
    app.synth();
    const all = STACKS.map((name) => ({ name, directory: path.join(directory, "stacks", name) }));
    for (const stack of all) {
      const prepared = await LocalStack.prepare({
        terraform: await findTerraform(),
        stack,
        app: all,
        file: await readStackFile(stack.directory),
        aws,
        directory,
        transcript: new Transcript(),
      });
      await prepared.init();
      expectOk(await prepared.terraform.apply({ variables: {} }));
      Object.assign(outputs, await prepared.terraform.output());
    }
  });

  afterAll(async () => {
    await aws.stop();
    await removeDirectory(directory);
  });

  /** What AWS would say to a role, by the policies that IAM and KMS give back. */
  async function outcomes(roleName: string, name: string): Promise<readonly string[]> {
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/${roleName}`;
    const role = await readRole(new IAMClient(aws.clientConfig), roleArn);
    if (role.state !== "found" || role.value.identity.state !== "found")
      throw new Error(`${roleName} cannot be read back`);
    const [secret = "", key = ""] = [outputs[`secret-of-${name}`], outputs[`key-of-${name}`]];
    const { Policy } = await new KMSClient(aws.clientConfig).send(
      new GetKeyPolicyCommand({ KeyId: key, PolicyName: "default" }),
    );
    const policies = {
      identity: role.value.identity.value,
      key: parsePolicy(String(Policy)),
      sameAccount: true,
    };
    const principal = { arn: roleArn };
    const through = { "kms:ViaService": `secretsmanager.${REGION}.amazonaws.com` };
    const context = { ...through, "kms:EncryptionContext:SecretARN": secret };
    const read = { principal, action: "secretsmanager:GetSecretValue", resource: secret };
    const decrypt = { principal, action: "kms:Decrypt", resource: key };
    const elsewhere = { ...context, "kms:EncryptionContext:SecretARN": `${secret}-other` };
    return [read, { ...decrypt, context }, { ...decrypt, context: elsewhere }, decrypt].map(
      (request) => decide(request, policies).outcome,
    );
  }

  it.each([
    ["execution", "own"],
    ["execution", "shared"],
    ["task", "own"],
  ])("let the role %s read the secret %s, and decrypt nothing else", async (role, name) => {
    expect(await outcomes(role, name)).toEqual(["allowed", "allowed", "denied", "denied"]);
  });

  it.each([
    ["execution", "other"],
    ["task", "shared"],
    ["task", "other"],
  ])("do not let the role %s read the secret %s", async (role, name) => {
    expect(await outcomes(role, name)).toEqual(["denied", "denied", "denied", "denied"]);
  });
});
