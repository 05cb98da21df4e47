import { isKnownTo } from "../../docs/fields/field-row";
import { FIELD_TABLES } from "../../docs/fields/tables";
import { readFields } from "../../docs/fields/read-fields";
import { version } from "@cdktf/provider-aws/package.json";

/** The provider's line that the tests run on: `npm run test:compat` runs them on the others, too. */
const LINE = Number(version.split(".")[0]);

describe.each(FIELD_TABLES)("every field of $title", ({ fields, rows, known }) => {
  const here = Object.entries(rows).flatMap(([field, row]) => (isKnownTo(LINE, row) ? field : []));

  it("has a row: a new version of the provider or of the SDK brings no field that nobody has looked at", () => {
    expect(readFields(fields)).toEqual([...here].sort());
  });

  it("that is a prop names one that the construct has", () => {
    const named = Object.values(rows).flatMap(({ kind, text }) =>
      kind === "prop" ? (/^`(\w+)/.exec(text)?.[1] ?? text) : [],
    );
    expect(Object.keys(known)).toEqual(expect.arrayContaining(named));
  });
});

describe("the reader of fields", () => {
  it("descends into what holds fields itself, and knows Terraform's own names", () => {
    const fields = readFields({
      module: "@cdktf/provider-aws/lib/ecs-task-definition",
      name: "EcsTaskDefinitionVolume",
    });
    expect(fields).toContain("efs_volume_configuration.authorization_config.access_point_id");
    expect(fields).not.toContain("efs_volume_configuration");
  });

  it("refuses an interface that is not there", () => {
    const fields = { module: "@cdktf/provider-aws/lib/ecs-service", name: "EcsServisConfig" };
    expect(() => readFields(fields)).toThrow(
      new Error("@cdktf/provider-aws/lib/ecs-service declares no EcsServisConfig"),
    );
  });
});
