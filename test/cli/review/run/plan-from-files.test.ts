import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { planFromFiles } from "../../../../cli/src/review/run/plan-files";
import { UserError } from "../../../../cli/src/user-error";
import { madePlan } from "../fixtures/made-plan";

describe("planFromFiles", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "plans-"));
  const [dev, prod] = ["dev", "prod"].map((name) => path.join(folder, name, "plan.json"));
  beforeAll(() => {
    for (const file of [dev ?? "", prod ?? ""]) {
      mkdirSync(path.dirname(file));
      writeFileSync(file, JSON.stringify(madePlan([])));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function refusal(...files: readonly string[]): Promise<string> {
    const error: unknown = await planFromFiles(files).catch((thrown: unknown) => thrown);
    if (error instanceof UserError) return `${error.exitCode} ${error.format()}`;
    throw new Error("it was not refused");
  }

  it("calls a stack as it is told, else as its file", async () => {
    const inputs = await planFromFiles([`dev=${dev}`, prod ?? ""]);
    expect(inputs.map(({ name }) => name)).toEqual(["dev", "plan"]);
  });

  it.each<[string, (text: string) => Buffer]>([
    ["UTF-8 with a mark", (text) => Buffer.from(`\ufeff${text}`)],
    ["UTF-16 as PowerShell writes it", (text) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 without a mark", (text) => Buffer.from(text, "utf16le")],
    [
      "UTF-16 with the other byte first",
      (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
    ],
  ])("reads %s", async (_what, encode) => {
    const file = path.join(folder, "encoded.json");
    writeFileSync(file, encode(JSON.stringify(madePlan([]))));
    const [input] = await planFromFiles([file]);
    expect(input?.plan.terraformVersion).toBe("1.11.4");
  });

  it.each([
    ["an empty file", Buffer.alloc(0), "It is empty."],
    ["a saved plan", Buffer.from("PK\u0003\u0004…"), "It is a saved plan"],
    ["a compressed one", gzipSync(JSON.stringify(madePlan([]))), "It is compressed"],
  ])("says what it was given in place of JSON: %s", async (_what, bytes, reason) => {
    const file = path.join(folder, "other.json");
    writeFileSync(file, bytes);
    expect(await refusal(file)).toContain(reason);
  });

  it("says what the system says of a file that it cannot read", async () => {
    expect(await refusal(folder)).toContain("It is a folder. (EISDIR)");
    expect(await refusal(path.join(folder, "no"))).toContain("no such file or folder. (ENOENT)");
  });

  it("refuses two of one name, which nobody could tell apart", async () => {
    const said = await refusal(dev ?? "", prod ?? "");
    expect(said).toMatch(/^1 Two plans are called "plan"\./);
    expect(said).toContain(`stack-1=${dev} stack-2=${prod}`);
  });

  it("refuses what is not there or no JSON as a plan that cannot be reviewed, without a word of it", async () => {
    expect(await refusal(path.join(folder, "nowhere.json"))).toMatch(/^3 .*cannot be read/);
    const broken = path.join(folder, "broken.json");
    writeFileSync(broken, '{"value": "hunter');
    const said = await refusal(broken);
    expect(said).toMatch(/^3 .*cannot be read/);
    expect(said).not.toContain("hunter");
  });

  it("reads a plan from the standard input, once", async () => {
    const stdin = (): Readable => Readable.from([Buffer.from(JSON.stringify(madePlan([])))]);
    const names = async (file: string): Promise<readonly string[]> =>
      (await planFromFiles([file], stdin())).map(({ name }) => name);
    expect(await names("-")).toEqual(["plan"]);
    expect(await names("dev=-")).toEqual(["dev"]);
    await expect(planFromFiles(["a=-", "b=-"], stdin())).rejects.toThrow("named twice");
  });

  const PLAN = JSON.stringify(madePlan([]));
  it.each([
    ["UTF-8 with a mark", Buffer.from(`\ufeff${PLAN}`)],
    ["UTF-16 as PowerShell writes it", Buffer.from(`\ufeff${PLAN}`, "utf16le")],
    ["UTF-16 without a mark", Buffer.from(PLAN, "utf16le")],
    ["UTF-16 in the other order", Buffer.from(`\ufeff${PLAN}`, "utf16le").swap16()],
    ["a wrapper's text before it", Buffer.from(`Initializing {"a" modules...\n\n${PLAN}\nDone.\n`)],
    ["a wrapper's text on its line", Buffer.from(`12:00:00.000 STDOUT [db] tofu: ${PLAN}\n`)],
    [
      "a wrapper's text before many lines",
      Buffer.from(`Run\n${JSON.stringify(madePlan([]), null, 2)}\nend`),
    ],
  ])("reads %s", async (_what, bytes) => {
    const file = path.join(folder, "other.json");
    writeFileSync(file, bytes);
    expect(await planFromFiles([file])).toMatchObject([{ plan: { terraformVersion: "1.11.4" } }]);
  });

  it("refuses several plans in one file, with what to do", async () => {
    const file = path.join(folder, "several.json");
    writeFileSync(file, `${PLAN}\n${PLAN}\n`);
    expect(await refusal(file)).toMatch(/^3 .*\n.*It holds 2 plans.*write each to its own/);
  });
});
