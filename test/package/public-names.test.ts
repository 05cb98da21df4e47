import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";

const root = path.resolve(__dirname, "../..");
const folders = readdirSync(path.join(root, "modules"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "facts")
  .map(({ name }) => name);

/** What an app can import and run, by the subpath that has it. A new name is added here on purpose: 40 at most. */
const PUBLIC: Readonly<Record<string, readonly string[]>> = {
  core: [
    "AwsTarget",
    "ModuleDefaults",
    "PlainText",
    "SecretValue",
    "ValidationError",
    "collectProblems",
    "defineRule",
    "deployToAws",
    "findRule",
    "terraformJson",
  ],
  ec2: ["NetworkLookup"],
  ecs: [
    "ContainerDefinition",
    "ContainerImage",
    "ContainerSecrets",
    "CredentialSpec",
    "EcsCluster",
    "EcsService",
    "LogDriver",
    "ObjectReference",
    "OneOffTask",
    "ScheduledTask",
    "SecretReference",
    "TaskDefinition",
    "Volume",
  ],
  iam: [
    "DeletionProtection",
    "EbsInfrastructureRole",
    "PermissionsBoundary",
    "TaskExecutionRole",
    "TaskRole",
  ],
  kms: ["EncryptionKey"],
  logs: ["LogGroup"],
  redeployment: ["RedeployOnChange"],
  s3: ["SecretsBucket"],
  secretsmanager: ["ManagedRotation", "SecretRotation", "SecretsManagerSecret"],
  ssm: ["SecureStringParameter"],
};

/** The names that a module has when it runs. */
async function namesOf(specifier: string): Promise<readonly string[]> {
  return Object.keys((await import(specifier)) as object).sort();
}

describe("the public names", () => {
  it.each(folders)("of %s are these", async (folder) => {
    expect(await namesOf(`cdktf-ecs-secrets/${folder}`)).toEqual(PUBLIC[folder]);
  });

  it("are 40 at most, all of them also in the package's root", async () => {
    const names = Object.values(PUBLIC).flat().sort();
    expect(names.length).toBeLessThanOrEqual(40);
    expect(await namesOf("cdktf-ecs-secrets")).toEqual(names);
  });

  it.each(["facts", "core/internal", "core/rule", "ecs/rules", "iam/internal", "package.json"])(
    "have no way to %s",
    (subpath) => {
      // By Node itself, as an installed package is resolved.
      const resolve = `try { require.resolve("cdktf-ecs-secrets/${subpath}"); console.log("open"); } catch (error) { console.log(error.code); }`;
      const output = execFileSync(process.execPath, ["--conditions=source", "--eval", resolve], {
        cwd: root,
        encoding: "utf8",
      });
      expect(output.trim()).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED");
    },
  );
});
