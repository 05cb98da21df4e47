import { readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.join(__dirname, "../..");
const PAGE = readFileSync(path.join(ROOT, "docs/first-run.md"), "utf8");

/** What an example synthesizes to. */
function golden(name: string): string {
  const folder = path.join(ROOT, "test/golden/apps", name, "stacks", name);
  return readFileSync(path.join(folder, "cdk.tf.json"), "utf8");
}

describe("docs/first-run.md", () => {
  it.each(["redeploy-on-change", "secret-files"])("calls what %s makes by its name", (example) => {
    const made = golden(example);
    const names = new Set(
      [...PAGE.matchAll(new RegExp(`(?<![\\w/])${example}-[a-z][a-z-]+`, "g"))].map(
        ([name]) => name,
      ),
    );
    expect(names.size).toBeGreaterThan(1);
    expect([...names].filter((name) => !made.includes(`"${name}"`))).toEqual([]);
  });

  it.each(["example/orders/db", "/run/secrets/license.txt"])("knows %s from an example", (name) => {
    expect(PAGE).toContain(name);
    expect(golden("redeploy-on-change") + golden("secret-files")).toContain(name);
  });

  it("has a command for each question, and says what either answer means", () => {
    const questions = PAGE.split(/^## \d+\. /m).slice(1);
    expect(questions).toHaveLength(11);
    for (const question of questions) {
      expect(question.split("## ")[0]?.match(/^- /gm)?.length).toBeGreaterThanOrEqual(2);
    }
    // The fifth is answered by the commands before the first.
    expect(questions.filter((question) => !question.includes("```sh"))).toHaveLength(1);
  });
});
