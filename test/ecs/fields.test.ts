import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isKnownTo } from "../../docs/fields/field-row";
import { FIELD_TABLES } from "../../docs/fields/tables";
import { readFields } from "../../docs/fields/read-fields";
import { version } from "@cdktf/provider-aws/package.json";

/** The provider's line that the tests run on: `npm run test:compat` runs them on the others, too. */
const LINE = Number(version.split(".")[0]);

const ECS = path.resolve(__dirname, "../../modules/ecs");

/** What the interfaces of the folder declare, props of props among it. */
const MEMBERS = new Set(
  readdirSync(ECS, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const source = readFileSync(path.join(ECS, file), "utf8");
      return [...source.matchAll(/^ +readonly (\w+)\??: /gm)].map(([, name]) => name);
    }),
);

describe.each(FIELD_TABLES)("every field of $title", ({ fields, rows, known }) => {
  const here = Object.entries(rows).flatMap(([field, row]) => (isKnownTo(LINE, row) ? field : []));

  it("has a row: a new version of the provider or of the SDK brings no field that nobody has looked at", () => {
    expect(readFields(fields)).toEqual([...here].sort());
  });

  it("that is a prop names one that the construct has, down to its last part", () => {
    const named = Object.values(rows).flatMap(({ kind, text }) =>
      kind === "prop" ? [text.replaceAll("`", "").split(".")] : [],
    );
    expect(Object.keys(known)).toEqual(expect.arrayContaining(named.map(([first]) => first)));
    expect(named.flat().filter((part) => !MEMBERS.has(part))).toEqual([]);
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
