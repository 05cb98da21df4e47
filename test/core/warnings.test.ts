import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { warn } from "../../modules/core/problems";

let outdir: string;

beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), "warnings-"));
});

afterEach(() => rmSync(outdir, { recursive: true, force: true }));

describe("warn", () => {
  it("leaves the message once in the manifest, with the construct's path and without a stack trace", () => {
    // GIVEN
    const app = new App({ outdir });
    const stack = new TerraformStack(app, "dev");

    // WHEN
    warn(stack, "mind the gap");
    warn(stack, "mind the gap");
    warn(stack, "and the door");
    app.synth();

    // THEN
    const manifest = readFileSync(join(outdir, "manifest.json"), "utf8");
    const { stacks } = JSON.parse(manifest) as {
      readonly stacks: Readonly<Record<string, { readonly annotations: unknown }>>;
    };
    expect(stacks["dev"]?.annotations).toEqual([
      { constructPath: "dev", level: "@cdktf/warn", message: "mind the gap" },
      { constructPath: "dev", level: "@cdktf/warn", message: "and the door" },
    ]);
    expect(manifest).not.toContain(__dirname);
  });
});
