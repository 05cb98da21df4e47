import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { forgetDigests, resourcesIn } from "../../../cli/src/run/local-stack";

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
