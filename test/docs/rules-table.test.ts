import { readFileSync } from "node:fs";
import { RULES_PAGE, rulesPage } from "../../docs/rules-table";

it("docs/rules.md is what `npm run docs` makes of the registry", () => {
  expect(readFileSync(RULES_PAGE, "utf8")).toBe(rulesPage());
});
