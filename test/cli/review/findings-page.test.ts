import { readFileSync } from "node:fs";
import { FINDINGS_PAGE, findingsPage } from "../../../docs/findings-table";

it("docs/findings.md says what the code looks for (`npm run docs`)", () => {
  expect(readFileSync(FINDINGS_PAGE, "utf8")).toBe(findingsPage());
});
