import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command, type Ended } from "../support/command";
import { describeWith } from "../support/requires";

const PROJECT = path.resolve(__dirname, "..", "..");

/** A cluster in one stack, and two applications that run in it; their names sort before it. */
const APP = `
import { App, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";

const app = new App();
function stackOf(name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
  return stack;
}
const cluster = new EcsCluster(stackOf("platform"), "cluster");
for (const name of ["orders", "mails"]) {
  const stack = stackOf(name);
  const network = new NetworkLookup(stack, "network");
  const service = new EcsService(stack, "service", {
    cluster,
    subnetIds: network.subnetIds,
    securityGroupIds: network.securityGroupIds,
    assignPublicIp: true,
    cpu: 256,
    memoryMiB: 512,
  });
  const parameter = new SecureStringParameter(stack, "key", {
    parameterName: "/" + name + "/api-key",
    encryptionKey: new EncryptionKey(stack, "encryption"),
    value: SecretValue.fromVariable("api_key"),
    revision: 1,
  });
  service.addContainer("web", {
    image: ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37"),
    secrets: { API_KEY: SecretReference.fromSsmParameter(parameter) },
  });
}
app.synth();
`;

/** Makes what is there already; what it returns reaches the app. */
const SET_UP = `
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
export async function setUp({ clientConfig }) {
  const Value = "a-value-of-the-setup";
  await new SSMClient(clientConfig).send(
    new PutParameterCommand({ Name: "/there/already", Type: "SecureString", Value }),
  );
  return { FAMILY: "of-the-setup" };
}
`;

jest.setTimeout(480_000);

describeWith("ecs-secrets local with several stacks", ["terraform", "emulator", "provider"], () => {
  let folder: string;
  let temporary: string;

  beforeAll(() => {
    // Below the project, so that the app finds the modules.
    mkdirSync(path.join(PROJECT, ".cache"), { recursive: true });
    folder = mkdtempSync(path.join(PROJECT, ".cache", "local-stacks-"));
    temporary = path.join(folder, "temporary");
    mkdirSync(temporary);
    writeFileSync(path.join(folder, "main.ts"), APP);
    writeFileSync(path.join(folder, "setup.mjs"), SET_UP);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function local(...args: readonly string[]): Promise<Ended> {
    const app = `npx tsx --conditions source ${path.join(folder, "main.ts")}`;
    const program = ["--conditions=source", "--import", "tsx", "cli/src/main.ts", "local"];
    return new Command(process.execPath, [...program, ...args, "--app", app], {
      cwd: PROJECT,
      env: { ...process.env, AWS_ENDPOINT_URL: undefined, TMPDIR: temporary },
    }).ended;
  }

  it("applies all stacks of one deployment in order, and what one puts out the others read", async () => {
    const { code, output } = await local("--setup", path.join(folder, "setup.mjs"));
    const deployed = [...output.matchAll(/^✔ Deploy (\w+)/gm)].map(([, name]) => name);
    expect(deployed).toEqual(["platform", "mails", "orders"]);
    expect(output).toMatch(/^✔ Make what exists already/m);
    expect(output.match(/^secrets +1 of 1 delivered$/gm)).toHaveLength(2);
    expect(output.match(/^second plan +no changes$/gm)).toHaveLength(3);
    expect(output).toMatch(/^Every secret arrives\.$/m);
    expect(code).toBe(0);
    expect(readdirSync(temporary).filter((name) => !name.startsWith("tsx"))).toEqual([]);
  });
});
