import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { refuseLinksIn, refuseOtherFiles } from "../../../../cli/src/review/run/stack-folder";

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

describe("refuseLinksIn", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "links-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  const linked = (link: string): string => {
    const outdir = mkdtempSync(path.join(folder, "cdktf.out-"));
    mkdirSync(path.dirname(path.join(outdir, link)), { recursive: true });
    symlinkSync("/nowhere", path.join(outdir, link));
    return outdir;
  };

  it.each([
    "manifest.json",
    "stacks/dev",
    "stacks/dev/cdk.tf.json",
    "stacks/dev/assets",
    "stacks/dev/assets/file/0A1B/orders.env",
    "stacks/dev/.terraform",
    "stacks/dev/.terraform/terraform.tfstate",
    "stacks/dev/.terraform/providers",
  ])("refuses what would be written through: %s", async (link) => {
    const outdir = linked(link);
    await expect(refuseLinksIn(outdir)).rejects.toMatchObject({
      message: `${outdir} is refused.`,
      reason: `${JSON.stringify(path.join(outdir, link))} is a symbolic link, and what is synthesized would be written where it leads.`,
    });
  });

  it.each([
    // As a cache or a mirror of providers has Terraform make it.
    "stacks/dev/.terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64",
    "stacks/dev/.terraform/modules/vpc",
    // Where the lock file is kept in git.
    "stacks/dev/.terraform.lock.hcl",
  ])("takes what is written through by nobody: %s", async (link) => {
    await expect(refuseLinksIn(linked(link))).resolves.toBeUndefined();
  });

  it("takes a folder that is not there", async () => {
    await expect(refuseLinksIn(path.join(folder, "none"))).resolves.toBeUndefined();
  });
});
