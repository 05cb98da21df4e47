import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { explainFileError } from "../../cli/src/files";

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
