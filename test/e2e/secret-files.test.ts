import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import {
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import {
  SecretsManagerSecret,
  type SecretsManagerSecretContent,
} from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { canary } from "../../cli/src/leaks";
import { expectOk } from "../../cli/src/terraform";
import { Volumes, type InitContainer } from "../support/init-container";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";

const KEYSTORE = Buffer.from(Array.from({ length: 256 }, (_, byte) => 255 - byte));
const PEM = `-----BEGIN PRIVATE KEY-----\n${canary()}\n-----END PRIVATE KEY-----\n`;

jest.setTimeout(300_000);

describeWith("files of a task", ["terraform", "emulator", "provider", "aws"], () => {
  const scenario = localScenario();

  it("arrive byte by byte, when ECS runs what was registered", async () => {
    // GIVEN
    await scenario.synthesize(withFiles);
    expectOk(await scenario.terraform.apply({ variables: { tls_key: PEM } }));
    const { secretsManager } = scenario.stores;
    const keystore = { SecretId: "web/keystore", SecretBinary: KEYSTORE };
    await secretsManager.send(new PutSecretValueCommand(keystore));

    // WHEN
    const volumes = new Volumes();
    const run = await volumes.run(await registeredInitContainer(), scenario.aws.env);
    const read = volumes.files().map((file) => [file, volumes.read(file).toString("latin1")]);
    volumes.remove();

    // THEN
    expect(run).toMatchObject({ exitCode: 0 });
    expect(Object.fromEntries(read)).toEqual({
      "/app/keys/keystore": KEYSTORE.toString("latin1"),
      "/run/secrets/password": expect.stringMatching(/^.{32}$/),
      "/run/secrets/tls.key": Buffer.from(PEM).toString("latin1"),
    });
  });

  it("are verified, bytes as base64, and a second plan is clean", async () => {
    const deliveries = await scenario.verify();

    expect(deliveries.map(({ way, target, problem }) => [way, target, problem])).toEqual([
      ["file", "/app/keys/keystore", undefined],
      ["file", "/run/secrets/password", undefined],
      ["file", "/run/secrets/tls.key", undefined],
    ]);
    const [keystore, , tlsKey] = deliveries.map(({ value }) => value);
    expect([keystore, tlsKey]).toEqual([KEYSTORE.toString("base64"), PEM]);
    expect(expectOk(await scenario.terraform.plan()).planned).toEqual([]);
  });

  it.each([
    ["read-secrets", "no identity policy"],
    ["decrypt-secrets", "kms:Decrypt"],
  ])("are not delivered without the task role's %s", async (name, reason) => {
    // GIVEN
    const { iam } = scenario.clients;
    const { taskRoleArn = "" } = await registered();
    const RoleName = taskRoleArn.split("/").pop() ?? "";
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const PolicyName = PolicyNames.find((listed) => listed.startsWith(`${name}-`));
    const of = { RoleName, PolicyName };
    const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(of));
    await iam.send(new DeleteRolePolicyCommand(of));

    // WHEN
    const deliveries = await scenario.verify();

    // THEN
    const restored = { ...of, PolicyDocument: decodeURIComponent(PolicyDocument) };
    await iam.send(new PutRolePolicyCommand(restored));
    expect(deliveries).toHaveLength(3);
    for (const { problem } of deliveries) expect(problem).toContain(reason);
  });

  async function registered() {
    const request = new DescribeTaskDefinitionCommand({ taskDefinition: "web" });
    const { taskDefinition } = await scenario.clients.ecs.send(request);
    if (!taskDefinition) throw new Error("no task definition");
    return taskDefinition;
  }

  async function registeredInitContainer(): Promise<InitContainer> {
    const { containerDefinitions = [] } = await registered();
    const init = containerDefinitions.find(({ name }) => name === "web-secret-files");
    return { entryPoint: init?.entryPoint ?? [], command: init?.command ?? [] };
  }
});

function withFiles(stack: TerraformStack): void {
  const encryptionKey = new EncryptionKey(stack, "key", { deletionWindowDays: 7 });
  const secret = (id: string, content: SecretsManagerSecretContent): SecretReference => {
    const fixed = { secretName: `web/${id}`, encryptionKey, recoveryWindowDays: 0 };
    const made = new SecretsManagerSecret(stack, id, { ...fixed, ...content });
    return SecretReference.fromSecretsManager(made);
  };
  const tlsKey = new SecureStringParameter(stack, "tls-key", {
    parameterName: "/web/tls-key",
    encryptionKey,
    value: SecretValue.fromVariable("tls_key"),
    revision: 1,
  });
  const task = new TaskDefinition(stack, "web", { family: "web", cpu: 256, memoryMiB: 512 });
  task.addContainer("web", {
    image: ContainerImage.fromRegistry("registry.example.com/web:1"),
    user: "1000:1000",
    secretFiles: {
      "/run/secrets/tls.key": SecretReference.fromSsmParameter(tlsKey),
      "/run/secrets/password": secret("password", { value: SecretValue.generated(), revision: 1 }),
      "/app/keys/keystore": secret("keystore", { value: SecretValue.external() }),
    },
  });
}
