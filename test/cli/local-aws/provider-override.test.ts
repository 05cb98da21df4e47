import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { providerOverride, writeProviderOverride } from "../../../cli/src/local-aws";

const LOCAL = { skip_metadata_api_check: "true", s3_use_path_style: true, max_retries: 3 };

describe("providerOverride", () => {
  it("adds what only the local AWS needs, and neither endpoints nor skipped validation", () => {
    const override = providerOverride({ provider: { aws: [{ region: "eu-central-1" }] } });
    expect(override).toEqual({ provider: { aws: [LOCAL] } });
  });

  it("covers every configuration of the provider, by its alias", () => {
    const aws = [{ region: "eu-central-1" }, { region: "us-east-1", alias: "global" }];
    expect(providerOverride({ provider: { aws } })).toEqual({
      provider: { aws: [LOCAL, { alias: "global", ...LOCAL }] },
    });
  });

  it("drops what leads to somebody's credentials", () => {
    const aws = [{ profile: "production", assume_role: [{ role_arn: "arn:aws:iam::1:role/x" }] }];
    expect(providerOverride({ provider: { aws } })).toEqual({
      provider: {
        aws: [
          {
            ...LOCAL,
            profile: null,
            dynamic: { assume_role: [{ for_each: [], content: [{}] }] },
          },
        ],
      },
    });
  });

  it.each([
    "access_key",
    "secret_key",
    "token",
    "http_proxy",
    "https_proxy",
    "use_fips_endpoint",
    "custom_ca_bundle",
  ])("drops what leads past the local AWS: %s", (name) => {
    const override = providerOverride({ provider: { aws: { [name]: "CANARY" } } });
    expect(override).toEqual({ provider: { aws: [{ ...LOCAL, [name]: null }] } });
  });

  it("drops the endpoints of single services", () => {
    const aws = [{ endpoints: [{ ssm: "https://vpce-1.ssm.eu-central-1.vpce.amazonaws.com" }] }];
    expect(providerOverride({ provider: { aws } })).toEqual({
      provider: { aws: [{ ...LOCAL, dynamic: { endpoints: [{ for_each: [], content: [{}] }] } }] },
    });
  });

  it.each([
    ["the only one", { provider: { aws: { profile: "p" } } }, { ...LOCAL, profile: null }],
    ["none", {}, LOCAL],
    ["a list of none", { provider: { aws: [] } }, LOCAL],
  ])("covers a configuration that is %s", (_what, stack, expected) => {
    expect(providerOverride(stack)).toEqual({ provider: { aws: [expected] } });
  });

  it.each([
    ["S3", { backend: { s3: { bucket: "state" } } }],
    ["HCP Terraform", { cloud: { organization: "example" } }],
    ["the folder of the app", { backend: { local: { path: "/app/terraform.dev.tfstate" } } }],
    ["a folder above", { backend: { local: { path: "../../../terraform.dev.tfstate" } } }],
  ])("replaces a backend in %s by a local one", (_, terraform) => {
    expect(providerOverride({ terraform })).toHaveProperty("terraform", { backend: { local: {} } });
  });

  it.each([
    ["a local backend", { backend: { local: { path: "terraform.tfstate" } } }],
    ["no backend", {}],
  ])("leaves %s alone", (_, terraform) => {
    expect(providerOverride({ terraform })).not.toHaveProperty("terraform");
  });

  it("lets buckets be destroyed with what the emulator logs into them", () => {
    const resource = { aws_s3_bucket: { logs: { bucket: "logs" }, files: {} }, aws_kms_key: {} };
    expect(providerOverride({ resource })).toHaveProperty("resource", {
      aws_s3_bucket: { files: { force_destroy: true }, logs: { force_destroy: true } },
    });
  });
});

describe("writeProviderOverride", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "ecs-secrets-test-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("writes beside the stack and leaves the stack as it is", async () => {
    const stack = path.join(folder, "cdk.tf.json");
    const text = '{"provider":{"aws":[{"region":"eu-central-1"}]}}';
    writeFileSync(stack, text);
    const file = await writeProviderOverride(folder);
    expect(file).toBe(path.join(folder, "local_override.tf.json"));
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ provider: { aws: [LOCAL] } });
    expect(readFileSync(stack, "utf8")).toBe(text);
  });

  it.each<[string, object, object, string, string]>([
    [
      "cdktf's default",
      { local: { path: "/app/terraform.platform.tfstate" } },
      { backend: "local", config: { path: "/app/terraform.platform.tfstate" } },
      "cross-stack-reference-input-platform",
      "../platform/terraform.tfstate",
    ],
    [
      "S3",
      { s3: { bucket: "states", key: "platform" } },
      { backend: "s3", config: { bucket: "states", key: "platform" } },
      "by-hand",
      "../platform/terraform.tfstate",
    ],
    [
      "S3, looked up without what is about writing",
      { s3: { bucket: "states", key: "platform", encrypt: true } },
      { backend: "s3", config: { bucket: "states", key: "platform" } },
      "by-hand",
      "../platform/terraform.tfstate",
    ],
    [
      "a file beside the stack",
      { local: { path: "own.tfstate" } },
      { backend: "local", config: { path: "/before/it/was/set" } },
      "cross-stack-reference-input-platform",
      "../platform/own.tfstate",
    ],
  ])(
    "reads the state of another stack that is kept in %s where the local run keeps it",
    async (_, backend, lookup, id, file) => {
      const app = ["platform", "web"].map((name) => ({ name, directory: path.join(folder, name) }));
      const other = { "not-of-the-app": { backend: "s3", config: { bucket: "network" } } };
      const contents = [
        { terraform: { backend } },
        { data: { terraform_remote_state: { [id]: lookup, ...other } } },
      ];
      for (const [index, { directory }] of app.entries()) {
        mkdirSync(directory);
        writeFileSync(path.join(directory, "cdk.tf.json"), JSON.stringify(contents[index]));
      }
      const written = await writeProviderOverride(path.join(folder, "web"), app);
      expect(JSON.parse(readFileSync(written, "utf8"))).toHaveProperty("data", {
        terraform_remote_state: { [id]: { backend: "local", config: { path: file } } },
      });
    },
  );

  it.each([
    ["is missing", undefined],
    ["is not JSON", "{"],
    ["is not an object", "[]"],
  ])("says what to do when the stack %s", async (_, text) => {
    if (text !== undefined) writeFileSync(path.join(folder, "cdk.tf.json"), text);
    await expect(writeProviderOverride(folder)).rejects.toMatchObject({
      name: "UserError",
      remedy: ["synthesize it again: npx cdktf synth"],
    });
  });
});
