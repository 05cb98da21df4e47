import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipOf } from "../../../modules/ecs/run/zip";

const READ = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
[entry] = archive.infolist()
print(archive.testzip(), entry.filename, oct(entry.external_attr >> 16), archive.read(entry).decode())
`;

describe("the archive", () => {
  it("is what other programs read, with its bytes and its mode", () => {
    const directory = mkdtempSync(join(tmpdir(), "zip-"));
    const file = join(directory, "a.zip");
    writeFileSync(file, zipOf("index.js", Buffer.from("exports.a = 'ä';")));
    const read = execFileSync("python3", ["-c", READ, file], { encoding: "utf8" });
    rmSync(directory, { recursive: true });
    expect(read).toBe("None index.js 0o100644 exports.a = 'ä';\n");
  });

  it("is the same every time", () => {
    expect(zipOf("a", Buffer.from("b"))).toEqual(zipOf("a", Buffer.from("b")));
  });
});
