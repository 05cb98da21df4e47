import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(__dirname, "../..");

/** Pages that tell what happened, or what Terraform does, and not what to type. */
const NO_HOWTO =
  /^(CHANGELOG\.md|docs\/(api|decisions)\/.*|docs\/(changes|test-results|plan-review)\.md|cli\/README\.md)$/;

const pages = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((page) => page !== "" && !NO_HOWTO.test(page))
  .map((page) => [page, readFileSync(path.join(root, page), "utf8")] as const)
  .filter(([, text]) => text.includes("TF_VAR_"));

it("is known which pages tell how to pass a value to Terraform", () => {
  expect(pages.length).toBeGreaterThan(7);
});

it.each(pages)("%s says that TF_LOG shows it", (_, text) => {
  expect(text).toMatch(
    /TF_LOG[^]{0,90}\bDEBUG\b[^]{0,12}\bTRACE\b|at DEBUG and TRACE the provider logs/,
  );
});
