import type { Backend } from "../../environments/environment";
import { synth } from "../support/synth";
import { environment, existing, stackOf } from "./support/environment";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

/** The settings block `terraform` of an environment with this backend. */
function terraform(backend: Backend): Readonly<Record<string, unknown>> {
  return synth(stackOf(environment({ backend }))).terraform;
}

describe("the backend", () => {
  it("local: a file beside the project, by a relative path", () => {
    expect(terraform({ kind: "local" })["backend"]).toEqual({
      local: { path: "../../../terraform.test.tfstate" },
    });
  });

  it("s3: encrypted with a KMS key, locked by a lock file", () => {
    const backend: Backend = { kind: "s3", bucket: "state", region: "eu-west-1", kmsKeyArn: KEY };
    expect(terraform(backend)["backend"]).toEqual({
      s3: {
        bucket: "state",
        key: "orders/test.tfstate",
        region: "eu-west-1",
        kms_key_id: KEY,
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  it("cloud: one workspace of HCP Terraform", () => {
    const settings = terraform({ kind: "cloud", organization: "org", workspace: "orders-test" });
    expect(settings["cloud"]).toEqual({ organization: "org", workspaces: { name: "orders-test" } });
    expect(settings).not.toHaveProperty("backend");
  });

  it.each([
    ["dev", "local"],
    ["staging", "cloud"],
    ["production", "s3"],
  ])("of %s is %s", (name, kind) => {
    expect(existing(name).backend.kind).toBe(kind);
  });
});
