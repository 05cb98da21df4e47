import { execFileSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  appendWhole,
  explainAny,
  explainFileError,
  makePrivateDirectory,
  readNamed,
  readText,
  writeTogether,
} from "../../cli/src/files";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("explainFileError", () => {
  it("says in one sentence what the system says of a file", async () => {
    const file = path.join(folder, "missing", "file");
    const error = await writeFile(file, "").catch(explainFileError);
    expect(error?.format()).toBe(
      [
        `${file} cannot be opened.`,
        "  Why: There is no such file or folder. (ENOENT)",
        "  Try: make it, or name another, and run the same command again",
      ].join("\n"),
    );
  });

  it.each(["ENOSPC", "EACCES", "EROFS", "EDQUOT"])("knows %s without a path, too", (code) => {
    const error = Object.assign(new Error(`${code}: x, write`), { code, syscall: "write" });
    expect(explainFileError(error)?.message).toBe("A file cannot be written.");
  });

  it("knows an error that is Node's own", async () => {
    const place = path.join(folder, "place");
    mkdirSync(place);
    const error = await rm(place).catch(explainFileError);
    expect(error?.reason).toBe("It is a folder. (EISDIR)");
  });

  it("leaves other errors alone", () => {
    expect(explainFileError(new Error("no"))).toBeUndefined();
    const refused = Object.assign(new Error("x"), { code: "ECONNREFUSED", syscall: "connect" });
    expect(explainFileError(refused)).toBeUndefined();
  });
});

describe("explainAny", () => {
  it("shows where an error came from that nobody foresaw, and not what it says", () => {
    const error = explainAny(new TypeError("CANARY"));
    expect(error.format()).toContain("TypeError, whose text is left out");
    expect(error.format()).toMatch(/ at .*files\.test/);
    expect(error.format()).not.toContain("CANARY");
    expect(explainAny("CANARY").format()).not.toContain("CANARY");
  });
});

describe("makePrivateDirectory", () => {
  it.each([
    ["missing", "There is no such file or folder. (ENOENT)"],
    ["file", "A part of its path is not a folder. (ENOTDIR)"],
  ])("says which folder cannot be used: %s", async (name, reason) => {
    writeFileSync(path.join(folder, "file"), "");
    const parent = path.join(folder, name);
    await expect(makePrivateDirectory(parent)).rejects.toMatchObject({
      message: `The folder for temporary files, ${parent}, cannot be used.`,
      reason,
      remedy: [expect.stringContaining("export TMPDIR=")],
    });
  });

  it("refuses a place whose name is more than a line", async () => {
    const parent = path.join(folder, "two\nlines");
    mkdirSync(parent);
    await expect(makePrivateDirectory(parent)).rejects.toMatchObject({
      message: "The folder for temporary files cannot be used.",
      reason: expect.stringContaining(String.raw`two\nlines`),
    });
  });
});

describe("readNamed", () => {
  it("reads a file and a pipe that somebody writes into later", async () => {
    const file = path.join(folder, "file");
    writeFileSync(file, "text");
    expect((await readNamed(file)).toString()).toBe("text");
    if (process.platform === "win32") return;
    const pipe = path.join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const reading = readNamed(pipe);
    setTimeout(() => void writeFile(pipe, "piped"), 200);
    expect((await reading).toString()).toBe("piped");
  });
});

describe("readText", () => {
  it("leaves out the mark that PowerShell begins with", async () => {
    const file = path.join(folder, "file");
    writeFileSync(file, '\ufeff{"version": 1}');
    expect(await readText(file)).toBe('{"version": 1}');
  });
});

describe("appendWhole", () => {
  it("names the file that it cannot write to", async () => {
    const file = path.join(folder, "missing", "summary");
    await expect(appendWhole(file, "text")).rejects.toMatchObject({
      message: `${file} cannot be opened.`,
    });
  });
});

describe("writeTogether", () => {
  it("makes the folder with those above it, and tries not for ever where there can be none", async () => {
    const out = path.join(folder, "a", "b", "c");
    await writeTogether(out, [{ name: "file", content: "1" }]);
    expect(readdirSync(out)).toEqual(["file"]);
    if (process.platform !== "linux") return;
    const nowhere = writeTogether("/proc/ecs-secrets/report", [{ name: "file", content: "1" }]);
    await expect(nowhere).rejects.toThrow("ENOENT");
  });

  it("takes no file for a folder", async () => {
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    await expect(writeTogether(file, [{ name: "x", content: "1" }])).rejects.toThrow(/EEXIST/);
  });

  it("lets all files appear, or none", async () => {
    const out = path.join(folder, "out");
    await writeTogether(out, [
      { name: "a", content: "1" },
      { name: "b", content: "2" },
    ]);
    expect(readdirSync(out)).toEqual(["a", "b"]);
    // The second cannot be written: its folder is missing.
    const failing = writeTogether(out, [
      { name: "a", content: "new" },
      { name: "missing/b", content: "new" },
    ]);
    await expect(failing).rejects.toThrow("ENOENT");
    expect(readdirSync(out)).toEqual(["a", "b"]);
    expect(readFileSync(path.join(out, "a"), "utf8")).toBe("1");
  });

  it("removes what a run left that was killed, and not what one is writing", async () => {
    const out = path.join(folder, "out");
    for (const name of [".writing-old", ".writing-new"]) {
      mkdirSync(path.join(out, name), { recursive: true });
      writeFileSync(path.join(out, name, "dev.tfplan"), "plan");
    }
    writeFileSync(path.join(out, ".writing-file"), "somebody's own");
    const past = new Date(Date.now() - 120_000);
    for (const name of [".writing-old", ".writing-file"])
      utimesSync(path.join(out, name), past, past);
    await writeTogether(out, [{ name: "a", content: "1" }]);
    expect(readdirSync(out).sort()).toEqual([".writing-file", ".writing-new", "a"]);
  });

  it("puts no file in the place of a folder, nor one of those before it", async () => {
    const out = path.join(folder, "out");
    mkdirSync(path.join(out, "b"), { recursive: true });
    const files = ["a", "b"].map((name) => ({ name, content: "1" }));
    await expect(writeTogether(out, files)).rejects.toMatchObject({
      message: `${path.join(out, "b")} cannot be written.`,
      reason: "It is a folder.",
    });
    expect(readdirSync(out)).toEqual(["b"]);
  });

  it.each(["link", "link/", "./link//", "link/.", "link/sub", "real/../link", "real/link/sub/x"])(
    "follows no link of the project: %s",
    async (out) => {
      const before = process.cwd();
      for (const name of ["real", "elsewhere"]) mkdirSync(path.join(folder, name));
      symlinkSync(path.join(folder, "elsewhere"), path.join(folder, "link"));
      symlinkSync(path.join(folder, "elsewhere"), path.join(folder, "real", "link"));
      process.chdir(folder);
      try {
        const files = [{ name: "a", content: "1" }];
        for (const given of [out, path.join(folder, out)]) {
          await expect(writeTogether(given, files)).rejects.toThrow(`${given} is refused.`);
        }
        // The link is not passed: its name is gone before anything is written.
        await writeTogether("link/../real/out", files);
      } finally {
        process.chdir(before);
      }
      expect(readdirSync(path.join(folder, "elsewhere"))).toEqual([]);
      expect(readdirSync(path.join(folder, "real", "out"))).toEqual(["a"]);
    },
  );

  it("writes through links above the project, and leaves what a hard link shares", async () => {
    const place = path.join(folder, "place");
    mkdirSync(path.join(place, "out"), { recursive: true });
    symlinkSync(place, path.join(folder, "above"));
    writeFileSync(path.join(folder, "shared"), "kept");
    linkSync(path.join(folder, "shared"), path.join(place, "out", "a"));
    await writeTogether(path.join(folder, "above", "out"), [{ name: "a", content: "new" }]);
    expect(readFileSync(path.join(place, "out", "a"), "utf8")).toBe("new");
    expect(readFileSync(path.join(folder, "shared"), "utf8")).toBe("kept");
  });

  it("follows no link, of the folder nor of a file", async () => {
    const elsewhere = path.join(folder, "elsewhere");
    mkdirSync(elsewhere);
    writeFileSync(path.join(elsewhere, "a"), "kept");
    symlinkSync(elsewhere, path.join(folder, "link"));
    const files = [{ name: "a", content: "new" }];
    await expect(writeTogether(path.join(folder, "link"), files)).rejects.toThrow("is refused");
    const out = path.join(folder, "out");
    mkdirSync(out);
    symlinkSync(path.join(elsewhere, "a"), path.join(out, "a"));
    await writeTogether(out, files);
    expect(readFileSync(path.join(elsewhere, "a"), "utf8")).toBe("kept");
    expect(readFileSync(path.join(out, "a"), "utf8")).toBe("new");
  });
});
