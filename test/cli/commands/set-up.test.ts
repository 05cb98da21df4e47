import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { LocalAws } from "../../../cli/src/local-aws";
import { readSetUp } from "../../../cli/src/commands/set-up";

const folder = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const aws = {} as LocalAws;

/** Runs a set-up with this body. */
async function setUp(name: string, body: string): Promise<unknown> {
  const file = path.join(folder, `${name}.cjs`);
  writeFileSync(file, `module.exports.setUp = async () => { ${body} };\n`);
  return (await readSetUp(file))(aws);
}

describe("the set-up of a local AWS", () => {
  it("returns environment variables, or nothing", async () => {
    expect(await setUp("some", 'return { VPC_ID: "vpc-1" };')).toEqual({ VPC_ID: "vpc-1" });
    expect(await setUp("none", "")).toEqual({});
    expect(await setUp("null", "return null;")).toEqual({});
  });

  it("says in its own words why it failed", async () => {
    const failed = setUp("failing", 'throw new RangeError("no such vendor");');
    await expect(failed).rejects.toMatchObject({
      message: expect.stringMatching(/^`setUp` of .*failing\.cjs failed\.$/),
      reason: expect.stringContaining("no such vendor"),
    });
  });

  it.each([
    ["missing.mjs", "There is no such file or folder. (ENOENT)"],
    [".", "It is a folder."],
    ["https://example.com/set-up.mjs", "There is no such file or folder. (ENOENT)"],
    ["data:text/javascript,1", "There is no such file or folder. (ENOENT)"],
  ])("is a file, and no more is said than that it is none: %s", async (name, reason) => {
    await expect(readSetUp(name)).rejects.toMatchObject({
      message: `The file of --setup, ${name}, cannot be loaded.`,
      reason,
    });
  });

  it.each([
    ["number", "return { A: 3 };", "A is not a string."],
    ["text", 'return "A";', "It returned a string."],
    ["name", 'return { "A; rm -rf x": "v" };', '"A; rm -rf x" cannot be the name of one.'],
  ])("must not return another thing: a %s", async (name, body, reason) => {
    await expect(setUp(name, body)).rejects.toMatchObject({ reason });
  });
});
