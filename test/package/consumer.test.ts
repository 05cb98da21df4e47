import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(__dirname, "../..");
const PEERS = ["cdktf", "constructs", "@cdktf/provider-aws"];
const APP = `
import { App, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import * as everything from "cdktf-ecs-secrets";

const app = new App();
const stack = new TerraformStack(app, "consumer");
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
new SecureStringParameter(stack, "parameter", {
  parameterName: "/consumer/parameter",
  encryptionKey: new EncryptionKey(stack, "key"),
  value: SecretValue.generated(),
  revision: 1,
});
app.synth();
console.log(Object.keys(everything).length > 20);
`;

let directory = "";

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "consumer-"));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

test("the packed module set works for a consumer that has only its peers", () => {
  // GIVEN the tarball that would be published, unpacked beside the peers
  run("npm", ["pack", "--silent", "--pack-destination", directory], root);
  const tarball = readdirSync(directory).find((name) => name.endsWith(".tgz")) ?? "";
  const modules = path.join(directory, "node_modules");
  mkdirSync(path.join(modules, "@cdktf"), { recursive: true });
  run("tar", ["-xzf", tarball], directory);
  run("mv", ["package", path.join(modules, "cdktf-ecs-secrets")], directory);
  for (const peer of PEERS)
    symlinkSync(path.join(root, "node_modules", peer), path.join(modules, peer));
  writeFileSync(path.join(directory, "main.ts"), APP);
  writeFileSync(path.join(directory, "package.json"), JSON.stringify({ name: "consumer" }));
  // WHEN it is type checked and compiled with nothing but the published files, and run
  const tsc = path.join(root, "node_modules/.bin/tsc");
  const options =
    "--strict --skipLibCheck --module node16 --moduleResolution node16 --target es2022";
  run(tsc, ["main.ts", "--preserveSymlinks", ...options.split(" ")], directory);
  const output = run(process.execPath, ["--preserve-symlinks", "main.js"], directory);
  // THEN
  expect(output.trim()).toBe("true");
  expect(readdirSync(path.join(directory, "cdktf.out", "stacks"))).toEqual(["consumer"]);
  const packed = readdirSync(path.join(modules, "cdktf-ecs-secrets"), { recursive: true }).map(
    String,
  );
  expect(packed.filter((file) => /^(cli|test|environments|node_modules)/.test(file))).toEqual([]);
}, 180_000);
