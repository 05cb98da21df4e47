import { join } from "node:path";
import ts from "typescript";

const ROOT = join(__dirname, "../../..");
/** Where a consumer's file would stand; it exists in memory only. */
const FILE = join(ROOT, "test/ecs/delivery/consumer.ts");

const IMPORTS = `
import { TerraformStack, App } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, LogDriver, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
const stack = new TerraformStack(new App(), "types");
const image = ContainerImage.fromRegistry("registry.example.com/orders:1.8");
const encryptionKey = new EncryptionKey(stack, "key");
const task = new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512 });
const parameterName = "/orders/api-key";
`;

const REFERENCED = `
const value = SecretValue.fromVariable("api_key");
const parameter = new SecureStringParameter(stack, "p", { parameterName, encryptionKey, value, revision: 1 });
task.addContainer("web", { image, secrets: { API_KEY: SecretReference.fromSsmParameter(parameter) } });
`;

describe("a value where only a reference is allowed", () => {
  const snippets: Readonly<Record<string, string>> = {
    reference: REFERENCED,
    text: `task.addContainer("web", { image, secrets: { API_KEY: "s3cr3t" } });`,
    arn: `task.addContainer("web", { image, secrets: { API_KEY: encryptionKey.keyArn } });`,
    value: `new SecureStringParameter(stack, "p", { parameterName, encryptionKey, value: "s3cr3t", revision: 1 });`,
    tokenless: `LogDriver.splunk({ url: "https://splunk.example.com:8088" });`,
    tokenText: `LogDriver.splunk({ url: "https://splunk.example.com:8088", token: "s3cr3t" });`,
    option: `LogDriver.firelens({ secretOptions: { apikey: "s3cr3t" } });`,
    credentials: `ContainerImage.fromRegistry("example.com/orders", { credentials: "ci:s3cr3t" });`,
    registryPassword: `SecretValue.registryCredentials("ci", "s3cr3t");`,
    unrevised: `new SecureStringParameter(stack, "p", { parameterName, encryptionKey, value: SecretValue.generated() });`,
  };
  const diagnostics = compile(snippets);

  it("compiles with a reference", () => {
    expect(diagnostics["reference"]).toEqual([]);
  });

  it.each([
    ["text", "Type 'string' is not assignable to type 'SecretReference'."],
    ["arn", "Type 'string' is not assignable to type 'SecretReference'."],
    ["value", "Type 'string' is not assignable to type 'WrittenValue'."],
    ["tokenless", "Property 'token' is missing"],
    ["tokenText", "Type 'string' is not assignable to type 'SecretReference'."],
    ["option", "Type 'string' is not assignable to type 'SecretReference'."],
    ["credentials", "Type 'string' is not assignable to type 'SecretReference'."],
    ["registryPassword", "'string' is not assignable to parameter of type 'WrittenValue'."],
    ["unrevised", "Property 'revision' is missing"],
  ])("does not compile with %s", (snippet, message) => {
    expect(diagnostics[snippet]).toHaveLength(1);
    expect(diagnostics[snippet]?.[0]).toContain(message);
  });
});

/** What the compiler says about each snippet, with the project's own settings. */
function compile(snippets: Readonly<Record<string, string>>): Record<string, readonly string[]> {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), (path) =>
    ts.sys.readFile(path),
  ) as { config: { compilerOptions: unknown } };
  const parsed = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const host = ts.createCompilerHost(parsed.options);
  const files = new Map(
    Object.entries(snippets).map(([name, text]) => [
      FILE.replace(/\.ts$/, `-${name}.ts`),
      `${IMPORTS}${text}\nexport { LogDriver, SecretReference, SecretValue, SecureStringParameter, parameterName };\n`,
    ]),
  );
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists.call(host, path);
  host.readFile = (path) => files.get(path) ?? readFile.call(host, path);
  host.getSourceFile = (path, options) => {
    const text = files.get(path);
    return text === undefined
      ? getSourceFile.call(host, path, options)
      : ts.createSourceFile(path, text, options);
  };
  const options = { ...parsed.options, noUnusedLocals: false };
  const program = ts.createProgram([...files.keys()], options, host);
  return Object.fromEntries(
    Object.keys(snippets).map((name) => {
      const source = program.getSourceFile(FILE.replace(/\.ts$/, `-${name}.ts`));
      const found = ts.getPreEmitDiagnostics(program, source);
      return [name, found.map((one) => ts.flattenDiagnosticMessageText(one.messageText, "\n"))];
    }),
  );
}
