import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { refuseOtherFiles } from "../../../../cli/src/review/run/stack-folder";

describe("refuseOtherFiles", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));
    writeFileSync(path.join(directory, "cdk.tf.json"), "{}");
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it.each([
    "main.tf",
    "main.tf.json",
    "override.tf",
    "cdk_override.tf.json",
    "main.tofu",
    "main.tofu.json",
    "terraform.tfvars",
    "terraform.tfvars.json",
    "a.auto.tfvars",
    "a.auto.tfvars.json",
    "terraform.d",
    ".tool-versions",
    ".terraform-version",
    ".opentofu-version",
    "mise.toml",
    ".mise.local.toml",
  ])("refuses %s, which Terraform, OpenTofu or what starts them reads", async (file) => {
    writeFileSync(path.join(directory, file), "");
    await expect(refuseOtherFiles({ name: "dev", directory })).rejects.toMatchObject({
      message: "The folder of the stack dev holds more than what was synthesized.",
      reason: expect.stringContaining(`${path.sep}${file}"`),
    });
  });

  it("takes what cdktf and Terraform leave there, assets, and what neither reads", async () => {
    for (const folder of [".terraform", "assets"]) mkdirSync(path.join(directory, folder));
    const files = [".terraform.lock.hcl", "terraform.dev.tfstate", "plan", "other.tfvars"];
    for (const file of [...files, ".#main.tf", "main.tf~", "assets/main.tf"]) {
      writeFileSync(path.join(directory, file), "");
    }
    await expect(refuseOtherFiles({ name: "dev", directory })).resolves.toBeUndefined();
  });

  it("leaves a folder that is not there to whoever reads the stack", async () => {
    const missing = path.join(directory, "missing");
    await expect(refuseOtherFiles({ name: "dev", directory: missing })).resolves.toBeUndefined();
  });
});
