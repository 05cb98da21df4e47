import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findTerraform } from "../../../cli/src/terraform";
import { describeWith } from "../../support/requires";
import { find, home, root, unpacked } from "./mirror-places";

describe("a folder of Terraform's own that others may write to", () => {
  const folders: [string, () => string][] = [
    ["in the home", () => path.join(home, ".terraform.d", "plugins")],
    ["the XDG data home", () => path.join(home, ".local", "share", "terraform", "plugins")],
    ["an XDG data folder", () => path.join(root, "data", "terraform", "plugins")],
  ];

  it.each(folders)("is kept from Terraform: %s", async (_, folder) => {
    if (process.platform !== "linux") return;
    unpacked(folder(), "5.100.0");
    chmodSync(folder(), 0o777);

    const source = await find();

    expect(source).toMatchObject({ kind: "registry" });
    expect(source.description).toContain(`every user may write to "${folder()}"`);
    expect(readFileSync(source.cliConfigFile ?? "", "utf8")).toBe(
      "provider_installation {\n  direct {\n  }\n}\n",
    );
  });

  it("is kept from Terraform before there is a provider in it", async () => {
    if (process.platform !== "linux") return;
    const folder = path.join(home, ".terraform.d", "plugins");
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o777);
    expect((await find()).cliConfigFile).toBeDefined();
    chmodSync(folder, 0o755);
    expect((await find()).cliConfigFile).toBeUndefined();
  });

  it("keeps the providers of the others", async () => {
    if (process.platform !== "linux") return;
    const folder = path.join(home, ".terraform.d", "plugins");
    unpacked(folder, "5.100.0");
    chmodSync(folder, 0o777);
    const trusted = path.join(root, "data", "terraform", "plugins");
    mkdirSync(path.join(trusted, "example.com", "orders", "shop", "1.0.0"), { recursive: true });
    unpacked(trusted, "4.0.0");

    const text = readFileSync((await find()).cliConfigFile ?? "", "utf8");

    expect(text).toContain(`path    = ${JSON.stringify(trusted)}`);
    expect(text).not.toContain(folder);
    expect(text).toContain('include = ["example.com/orders/shop"]');
    expect(text).toContain('exclude = ["example.com/orders/shop"]');
  });

  it.each([
    ["TF_CLI_CONFIG_FILE", () => path.join(root, "own.rc")],
    ["the file in the home", () => path.join(home, ".terraformrc")],
    ["a further file in the home", () => path.join(home, ".terraform.d", "more.tfrc")],
  ])("is refused where %s leaves it to Terraform", async (name, file) => {
    if (process.platform !== "linux") return;
    const folder = path.join(home, ".terraform.d", "plugins");
    unpacked(folder, "5.100.0");
    writeFileSync(file(), 'plugin_cache_dir = "cache"\n');
    const env = name.startsWith("TF_") ? { TF_CLI_CONFIG_FILE: file() } : {};
    expect((await find(env)).kind).not.toBe("registry");
    chmodSync(folder, 0o777);

    await expect(find(env)).rejects.toMatchObject({
      message: `The provider mirror "${folder}" is refused.`,
      reason: expect.stringContaining(`every user may write to "${folder}"`),
      remedy: expect.arrayContaining([
        `or say in ${file()} where providers come from: provider_installation { direct {} }`,
      ]),
    });

    writeFileSync(file(), "provider_installation { direct {} }\n");
    expect(await find(env)).toMatchObject({ kind: "user-config" });
  });

  it("leaves all files of the home to Terraform where one beside the first decides", async () => {
    if (process.platform === "win32") return;
    mkdirSync(path.join(home, ".terraform.d"));
    writeFileSync(path.join(home, ".terraformrc"), 'plugin_cache_dir = "cache"\n');
    const more = path.join(home, ".terraform.d", "more.tfrc.json");
    writeFileSync(more, '{"provider_installation": [{"direct": {}}]}');
    unpacked(path.join(root, "prefix"), "5.100.0");
    expect(await find({}, [path.join(root, "prefix")])).toEqual({
      kind: "user-config",
      description: "the provider comes from where more.tfrc.json says",
    });
  });
});

describeWith("Terraform beside a folder of its own that others may write to", ["terraform"], () => {
  // No registry has it.
  const version = "5.100.999";

  async function init(cliConfigFile?: string): Promise<string> {
    const directory = path.join(root, "stack");
    mkdirSync(directory);
    const required_providers = { aws: { source: "hashicorp/aws", version } };
    const stack = JSON.stringify({ terraform: { required_providers } });
    writeFileSync(path.join(directory, "main.tf.json"), stack);
    const { path: binary } = await findTerraform();
    const env = { PATH: process.env["PATH"], HOME: home, CHECKPOINT_DISABLE: "1" };
    const { stdout } = spawnSync(binary, ["init", "-no-color", "-input=false"], {
      cwd: directory,
      env: {
        ...env,
        ...(cliConfigFile === undefined ? {} : { TF_CLI_CONFIG_FILE: cliConfigFile }),
      },
      encoding: "utf8",
    });
    return stdout;
  }

  beforeEach(() => {
    const folder = path.join(home, ".terraform.d", "plugins");
    unpacked(folder, version);
    chmodSync(folder, 0o777);
  });

  it("takes the provider from it, left to itself", async () => {
    expect(await init()).toContain(`Installed hashicorp/aws v${version}`);
  });

  it("does not with the configuration that is written", async () => {
    const { cliConfigFile } = await find({}, [], version);
    const said = await init(cliConfigFile);
    expect(said).toContain("Finding hashicorp/aws");
    expect(said).not.toContain("Installed");
  }, 60_000);
});
