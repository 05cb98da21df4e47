import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { scripts } from "../../package.json";

const ROOT = path.resolve(__dirname, "../..");
const TEXT = readFileSync(path.join(ROOT, "CONTRIBUTING.md"), "utf8");
const FILE = /^(modules|cli|environments|examples|test|docs|bench)\/[\w./-]*$/;
const code = [...TEXT.matchAll(/`([^`\n]+)`/g)].map(([, text = ""]) => text);

describe("CONTRIBUTING.md", () => {
  it("names only files and folders that there are", () => {
    const named = code.filter((text) => FILE.test(text));
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });

  it("names only commands that there are", () => {
    const named = code.flatMap((text) => /^npm run ([\w:-]+)/.exec(text)?.[1] ?? []);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
