import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readStackFile, synthesize, synthesizedStacks } from "../../../cli/src/run";
import { Transcript } from "../../../cli/src/ui";
import { InterruptedError, type UserError } from "../../../cli/src/user-error";

let outdir: string;

beforeEach(() => {
  outdir = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));
});

afterEach(() => rmSync(outdir, { recursive: true, force: true }));

function manifest(name: string, workingDirectory: string, dependencies?: readonly string[]): void {
  const stacks = { [name]: { name, workingDirectory, dependencies } };
  writeFileSync(path.join(outdir, "manifest.json"), JSON.stringify({ stacks }));
}

describe("synthesizedStacks", () => {
  it("reads names, folders and dependencies", async () => {
    manifest("dev", "stacks/dev", ["platform"]);
    expect(await synthesizedStacks(outdir)).toEqual([
      { name: "dev", directory: path.join(outdir, "stacks/dev"), dependencies: ["platform"] },
    ]);
  });

  it.each([
    ["../../x", "stacks/x"],
    ["a/b", "stacks/x"],
    ["\u001b[2Jdev", "stacks/x"],
    ["..", "stacks/x"],
    ["", "stacks/x"],
    ["dev", "../../outside"],
    ["dev", "stacks/../../outside"],
    ["dev", "/etc"],
    ["dev", "."],
    ["dev", "stacks/\u0000x"],
    ["dev", "stacks/two\nlines"],
    ["-rf", "stacks/x"],
    ["dev\u202e", "stacks/x"],
  ])("refuses the name %j in the folder %j", async (name, folder) => {
    manifest(name, folder);
    await expect(synthesizedStacks(outdir)).rejects.toMatchObject({
      message: `The manifest of ${outdir} is refused.`,
      reason: expect.not.stringContaining("\u001b"),
    });
  });
});

describe("a manifest", () => {
  it.each([
    ["one name", ["dev", "stacks/dev"], ["dev", "stacks/other"], 'are called "dev"'],
    ["one folder", ["dev", "stacks/dev"], ["other", "stacks/x/../dev"], "are in"],
  ])("is refused whose stacks have %s", async (_what, ...given) => {
    const [said, ...stacks] = [...given].reverse() as [string, ...string[][]];
    const listed = stacks.map(([name, workingDirectory]) => ({ name, workingDirectory }));
    writeFileSync(path.join(outdir, "manifest.json"), JSON.stringify({ stacks: { ...listed } }));
    await expect(synthesizedStacks(outdir)).rejects.toMatchObject({
      message: `The manifest of ${outdir} is refused.`,
      reason: expect.stringContaining(`Two stacks ${said}`),
    });
  });

  it("may name a folder that begins with dots", async () => {
    manifest("dev", "..dev");
    expect(await synthesizedStacks(outdir)).toHaveLength(1);
  });

  it("quotes no file that it leads to", async () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));
    writeFileSync(path.join(elsewhere, "private"), "canary of a file");
    symlinkSync(path.join(elsewhere, "private"), path.join(outdir, "manifest.json"));
    const refused = await synthesizedStacks(outdir).catch((error: unknown) => error);
    expect((refused as UserError).format()).not.toContain("canary");
    rmSync(path.join(outdir, "manifest.json"));
    mkdirSync(path.join(outdir, "stacks", "dev"), { recursive: true });
    const file = path.join(outdir, "stacks", "dev", "cdk.tf.json");
    symlinkSync(path.join(elsewhere, "private"), file);
    manifest("dev", "stacks/dev");
    await expect(synthesizedStacks(outdir)).rejects.toThrow("is refused");
    rmSync(elsewhere, { recursive: true });
  });

  it.each([
    ["no JSON", "{"],
    ["null", "null"],
    ["no stacks", "{}"],
    ["stacks that are none", '{"stacks":null}'],
    ["a list of stacks", '{"stacks":[1]}'],
  ])("that is %s is no synthesized app", async (_what, text) => {
    writeFileSync(path.join(outdir, "manifest.json"), text);
    await expect(synthesizedStacks(outdir)).rejects.toMatchObject({
      message: `There is no synthesized app in ${outdir}.`,
    });
  });

  it.each([
    ["nothing", null],
    ["a number", 3],
    ["a nameless one", { workingDirectory: "stacks/x" }],
    ["a name that is a number", { name: 3, workingDirectory: "stacks/x" }],
    ["no folder", { name: "dev" }],
  ])("is refused whose stack is %s", async (_what, stack) => {
    writeFileSync(path.join(outdir, "manifest.json"), JSON.stringify({ stacks: { dev: stack } }));
    await expect(synthesizedStacks(outdir)).rejects.toMatchObject({
      message: `The manifest of ${outdir} is refused.`,
    });
  });

  it("is refused where a link leads out of its folder, and followed where it leads there", async () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));
    mkdirSync(path.join(outdir, "stacks"));
    symlinkSync(elsewhere, path.join(outdir, "stacks", "dev"));
    manifest("dev", "stacks/dev");
    await expect(synthesizedStacks(outdir)).rejects.toThrow("is refused");
    const link = path.join(elsewhere, "link");
    rmSync(path.join(outdir, "stacks", "dev"));
    mkdirSync(path.join(outdir, "stacks", "dev"));
    symlinkSync(outdir, link);
    expect(await synthesizedStacks(link)).toHaveLength(1);
    rmSync(elsewhere, { recursive: true });
  });
});

describe("readStackFile", () => {
  it.each([
    ["no JSON", "{"],
    ["null", "null"],
    ["a list", "[]"],
    ["missing", undefined],
  ])("says which file cannot be read: %s", async (_what, text) => {
    if (text !== undefined) writeFileSync(path.join(outdir, "cdk.tf.json"), text);
    await expect(readStackFile(outdir)).rejects.toMatchObject({
      message: `The synthesized stack "${path.join(outdir, "cdk.tf.json")}" cannot be read.`,
    });
  });

  it("reads a provider that stands alone as one of a list", async () => {
    const aws = { region: "eu-west-1", allowed_account_ids: ["111111111111"] };
    for (const provider of [{ aws }, { aws: [aws] }]) {
      const variable = { b: { ephemeral: true }, a: { ephemeral: true }, c: {}, d: null };
      writeFileSync(path.join(outdir, "cdk.tf.json"), JSON.stringify({ provider, variable }));
      expect(await readStackFile(outdir)).toMatchObject({
        region: "eu-west-1",
        accountId: "111111111111",
        valueVariables: ["a", "b"],
        plainVariables: ["c", "d"],
      });
    }
  });

  it("takes what is not written as AWS does", async () => {
    writeFileSync(path.join(outdir, "cdk.tf.json"), '{"variable":null,"provider":3}');
    expect(await readStackFile(outdir)).toEqual({
      valueVariables: [],
      plainVariables: [],
      accountId: undefined,
      region: "us-east-1",
      providerVersion: ">= 5.88",
    });
  });
});

describe("synthesize", () => {
  it("ends the program with all that it started when it is interrupted", async () => {
    const controller = new AbortController();
    const running = synthesize({
      app: `sleep 60 & echo $! > ${path.join(outdir, "pid")}; wait`,
      outdir,
      transcript: new Transcript(),
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 300);
    const started = Date.now();
    await expect(running).rejects.toThrow(InterruptedError);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it("starts nothing once interrupted", async () => {
    const app = `touch ${path.join(outdir, "started")}`;
    const options = { app, outdir, transcript: new Transcript(), signal: AbortSignal.abort() };
    await expect(synthesize(options)).rejects.toThrow(InterruptedError);
    await expect(synthesizedStacks(outdir)).rejects.toThrow("There is no synthesized app");
  });

  it.each([
    ["exit 3", "`exit 3` ended with exit code 3 and printed nothing."],
    ["kill -KILL $$", "`kill -KILL $$` ended with SIGKILL and printed nothing."],
    ["echo boom >&2; exit 1", "boom"],
  ])("says how the program ended: %s", async (app, reason) => {
    const options = { app, outdir, transcript: new Transcript() };
    await expect(synthesize(options)).rejects.toMatchObject({
      message: "The app could not be synthesized.",
      reason,
    });
  });

  it.each(['{"app": ""}', '{"app": 3}', "null", "[]"])(
    "knows no app of a cdktf.json that is %s",
    async (text) => {
      writeFileSync(path.join(outdir, "cdktf.json"), text);
      const options = { folder: outdir, outdir, transcript: new Transcript() };
      await expect(synthesize(options)).rejects.toMatchObject({
        message: "cdktf.json does not say what the app is.",
        reason: "It has no `app`.",
      });
    },
  );

  it("says whether there is no cdktf.json, or none that can be read", async () => {
    const options = { folder: outdir, outdir, transcript: new Transcript() };
    await expect(synthesize(options)).rejects.toMatchObject({
      message: "There is no CDKTF app here.",
      reason: "This folder has no cdktf.json.",
    });
    mkdirSync(path.join(outdir, "cdktf.json"));
    await expect(synthesize(options)).rejects.toMatchObject({
      message: "cdktf.json does not say what the app is.",
      reason: "It is a folder. (EISDIR)",
    });
  });

  it("shows the beginning and the end of what an app says at length", async () => {
    const app = "seq 1 1000; echo last; exit 1";
    const options = { app, outdir, transcript: new Transcript() };
    const error = await synthesize(options).catch((thrown: unknown) => thrown);
    const { reason } = error as { readonly reason: string };
    expect(reason.split("\n")).toHaveLength(201);
    expect(reason).toMatch(/^1\n2\n[^]*\n100\n… 801 lines …\n902\n[^]*\nlast$/);
  });

  it.each([
    ["folder", "", "cannot be used."],
    ["file", "/manifest.json", "cannot be opened."],
  ])("says in a sentence that it cannot write a %s, and shows no stack", async (_, at, said) => {
    const call = at === "" ? "mkdir" : "open";
    const error = `Error: EACCES: permission denied, ${call} '${outdir}${at}'\n    at new App (x.js:1)`;
    writeFileSync(path.join(outdir, "error"), error);
    const app = `cat ${outdir}/error >&2; exit 1`;
    const failed = synthesize({ app, outdir, transcript: new Transcript() });
    await expect(failed).rejects.toMatchObject({
      message: `${outdir}${at} ${said}`,
      reason: "This user may not: permission denied. (EACCES)",
    });
  });

  it("shows all that an app says of a file of its own", async () => {
    const app = `echo "Error: EACCES: permission denied, open '/etc/shadow'" >&2; exit 1`;
    const failed = synthesize({ app, outdir, transcript: new Transcript() });
    await expect(failed).rejects.toMatchObject({
      message: "The app could not be synthesized.",
      reason: expect.stringContaining("/etc/shadow"),
    });
  });

  it("says when the app ends well and makes nothing", async () => {
    const options = { app: "true", outdir, transcript: new Transcript() };
    await expect(synthesize(options)).rejects.toMatchObject({
      message: "The app made no stacks.",
      reason: "`true` ended well, and wrote no manifest.json into CDKTF_OUTDIR.",
    });
  });
});
