import { readFileSync } from "node:fs";
import { FIELDS_PAGE, fieldsPage } from "../../docs/fields-table";

it("docs/fields.md is what `npm run docs` makes of the rows", () => {
  expect(readFileSync(FIELDS_PAGE, "utf8")).toBe(fieldsPage());
});
