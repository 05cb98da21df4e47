import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findTerraform } from "../../../cli/src/terraform";
import { UserError } from "../../../cli/src/user-error";
import { describeWith } from "../../support/requires";

jest.setTimeout(30_000);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "ecs-secrets-test-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a script on a PATH of its own that prints a version in both forms. */
function fake(name: string, version: string, headline = `Terraform v${version}`): void {
  const script = [
    "#!/bin/sh",
    `[ "$2" = "-json" ] || { echo "${headline}"; exit 0; }`,
    'echo "Warning: something about the configuration"',
    `echo '{ "terraform_version": "${version}" }'`,
  ];
  writeFileSync(path.join(folder, name), script.join("\n"), { mode: 0o755 });
}

describe("findTerraform", () => {
  it("says what to install when there is none on PATH", async () => {
    const error: unknown = await findTerraform({ PATH: folder }).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      message: "Terraform was not found.",
      reason: "Neither `terraform` nor `tofu` is an executable file on PATH.",
      remedy: expect.arrayContaining([expect.stringContaining("install Terraform >= 1.11")]),
    });
  });

  it("refuses a Terraform that is too old", async () => {
    fake("terraform", "1.10.5");
    await expect(findTerraform({ PATH: folder })).rejects.toThrow(
      "Terraform 1.10.5 is too old: 1.11 or newer is needed.",
    );
  });

  it("refuses an OpenTofu that is too old, whatever its file is called", async () => {
    fake("terraform", "1.9.1", "OpenTofu v1.9.1");
    await expect(findTerraform({ PATH: folder })).rejects.toThrow("OpenTofu 1.9.1 is too old");
  });

  it("takes OpenTofu where there is no Terraform", async () => {
    fake("tofu", "1.11.2", "OpenTofu v1.11.2");
    await expect(findTerraform({ PATH: folder })).resolves.toEqual({
      path: path.join(folder, "tofu"),
      product: "tofu",
      version: "1.11.2",
    });
  });

  it("prefers the binary that TERRAFORM_BINARY_NAME names, by name or by path", async () => {
    fake("terraform", "1.12.0");
    fake("terraform-next", "1.14.0");
    for (const name of ["terraform-next", path.join(folder, "terraform-next")]) {
      const found = await findTerraform({ PATH: folder, TERRAFORM_BINARY_NAME: name });
      expect(found).toMatchObject({ version: "1.14.0", product: "terraform" });
    }
  });

  it("does not fall back when the binary that was named is missing", async () => {
    fake("terraform", "1.12.0");
    await expect(
      findTerraform({ PATH: folder, TERRAFORM_BINARY_NAME: "nonesuch" }),
    ).rejects.toThrow('The Terraform binary "nonesuch" was not found.');
  });

  it("says what a wrapper says that finds no Terraform", async () => {
    const script = "#!/bin/sh\necho 'No version is set for command terraform' >&2\nexit 126\n";
    writeFileSync(path.join(folder, "terraform"), script, { mode: 0o755 });
    await expect(findTerraform({ PATH: folder })).rejects.toMatchObject({
      reason: expect.stringContaining(": No version is set for command terraform."),
    });
  });

  it("is not taken in by arguments of the user's", async () => {
    const script = '#!/bin/sh\necho "{\\"terraform_version\\": \\"1.12.0$TF_CLI_ARGS\\"}"\n';
    writeFileSync(path.join(folder, "terraform"), script, { mode: 0o755 });
    const env = { PATH: folder, TF_CLI_ARGS: "-lock-timeout=1s", TF_DATA_DIR: "x" };
    expect(await findTerraform(env)).toMatchObject({ version: "1.12.0" });
  });

  it("says when the binary is something else", async () => {
    writeFileSync(path.join(folder, "terraform"), "#!/bin/sh\necho hello\n", { mode: 0o755 });
    await expect(findTerraform({ PATH: folder })).rejects.toThrow(
      "is not a Terraform-compatible binary",
    );
  });
});

describeWith("findTerraform on this machine", ["terraform"], () => {
  it("finds the real one, also when TF_CLI_CONFIG_FILE names a file that is not there", async () => {
    const missing = path.join(folder, "nonesuch.rc");
    const found = await findTerraform({ ...process.env, TF_CLI_CONFIG_FILE: missing });
    expect(found.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(path.isAbsolute(found.path)).toBe(true);
  });
});
