import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { explainFileError, writeTogether } from "../../cli/src/files";

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
        `${file} cannot be written.`,
        "  Why: There is no such file or folder. (ENOENT)",
        "  Try: make room, or give this user the right, and run the same command again",
      ].join("\n"),
    );
  });

  it.each(["ENOSPC", "EACCES", "EROFS", "EDQUOT"])("knows %s without a path, too", (code) => {
    const error = Object.assign(new Error(`${code}: x, write`), { code, syscall: "write" });
    expect(explainFileError(error)?.message).toBe("A file cannot be written.");
  });

  it("leaves other errors alone", () => {
    expect(explainFileError(new Error("no"))).toBeUndefined();
    const refused = Object.assign(new Error("x"), { code: "ECONNREFUSED", syscall: "connect" });
    expect(explainFileError(refused)).toBeUndefined();
  });
});

describe("writeTogether", () => {
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
