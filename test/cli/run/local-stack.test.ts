import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  expectFound,
  expectProvider,
  forgetDigests,
  resourcesIn,
} from "../../../cli/src/run/local-stack";
import type { RunResult } from "../../../cli/src/terraform";
import type { UserError } from "../../../cli/src/user-error";

/** A command of Terraform that failed with an error. */
function failed(command: string, summary: string): RunResult {
  return {
    command,
    exitCode: 1,
    ok: false,
    aborted: false,
    diagnostics: [{ severity: "error", summary, detail: "" }],
    output: summary,
    seconds: 1,
  };
}

function errorOf(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    return error as UserError;
  }
  throw new Error("it was not refused");
}

describe("expectFound", () => {
  const said =
    "operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: 1";

  it.each([
    ["plan", "no matching EC2 VPC found"],
    [
      "apply",
      `creating ECS Service (web): ${said}, api error InvalidSubnetID.NotFound: The subnet`,
    ],
    ["apply", `creating S3 Object: ${said}, api error NoSuchBucket: The bucket`],
  ])("says of a %s that lacks something how it is made: %s", (command, summary) => {
    const { remedy } = errorOf(() => expectFound(failed(command, summary)));
    expect(remedy).toEqual([
      "a local AWS is empty; make what exists in AWS with the `setUp` of a file: --setup <file>",
      "an example of one: cli/README.md, local",
    ]);
    expect(existsSync("cli/README.md")).toBe(true);
  });

  it("leaves what is wrong otherwise to Terraform", () => {
    const { remedy } = errorOf(() => expectFound(failed("apply", "Invalid index")));
    expect(remedy[0]).toContain("correct what Terraform names above");
  });
});

describe("expectProvider", () => {
  it.each(["Failed to query available provider packages", "Failed to install provider"])(
    "says how to bring a provider: %s",
    (summary) => {
      const error = errorOf(() => expectProvider(failed("init", summary)));
      expect(error.message).toBe("Terraform could not install the AWS provider.");
    },
  );

  it.each([
    "Invalid provider configuration",
    "Duplicate provider configuration",
    "Missing newline",
  ])("leaves a configuration that is wrong to Terraform: %s", (summary) => {
    const error = errorOf(() => expectProvider(failed("init", summary)));
    expect(error.message).toBe("`terraform init` failed with exit code 1.");
    expect(error.reason).toBe(summary);
  });
});

describe("resourcesIn", () => {
  const stored = (attributes: object, more: object = {}): object => ({ attributes, ...more });

  it("are those of the root module, each instance for itself", () => {
    // GIVEN
    const state = {
      version: 4,
      resources: [
        { mode: "managed", type: "aws_ecs_service", name: "web", instances: [stored({ id: "w" })] },
        { mode: "data", type: "aws_vpc", name: "vpc", instances: [stored({ id: "v" })] },
        {
          mode: "managed",
          type: "aws_subnet",
          name: "each",
          instances: [stored({ id: "a" }, { index_key: 0 }), stored({ id: "b" }, { index_key: 1 })],
        },
        {
          module: "module.other",
          mode: "managed",
          type: "aws_subnet",
          name: "other",
          instances: [stored({ id: "o" })],
        },
      ],
    };
    // WHEN / THEN
    expect(resourcesIn(state)).toEqual([
      { type: "aws_ecs_service", mode: "managed", values: { id: "w" } },
      { type: "aws_vpc", mode: "data", values: { id: "v" } },
      { type: "aws_subnet", mode: "managed", values: { id: "a" } },
      { type: "aws_subnet", mode: "managed", values: { id: "b" } },
    ]);
  });

  it.each([[undefined], [{}], [{ version: 4, resources: [{}] }]])("are none in %j", (state) => {
    expect(resourcesIn(state)).toEqual([]);
  });
});

describe("forgetDigests", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lock-file-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("leaves each provider with its version and its constraints, and without digests", async () => {
    // GIVEN
    const file = path.join(folder, ".terraform.lock.hcl");
    const provider = (name: string, digests: string): string =>
      `provider "registry.terraform.io/hashicorp/${name}" {\n  version     = "5.100.0"\n  constraints = "5.100.0"\n${digests}}\n`;
    const digests = '  hashes = [\n    "h1:a/b+c=",\n    "zh:0123",\n  ]\n';
    writeFileSync(file, `# kept\n\n${provider("aws", digests)}\n${provider("null", digests)}`);
    // WHEN
    await forgetDigests(file);
    // THEN
    expect(readFileSync(file, "utf8")).toBe(
      `# kept\n\n${provider("aws", "")}\n${provider("null", "")}`,
    );
  });

  it("makes no lock file where a stack needs no provider", async () => {
    const file = path.join(folder, ".terraform.lock.hcl");
    await forgetDigests(file);
    expect(existsSync(file)).toBe(false);
  });
});
