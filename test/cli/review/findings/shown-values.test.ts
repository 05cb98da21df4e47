import type { JsonObject } from "../../../../cli/src/json";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";
import { made, MARKED, VALUE } from "./marked-value";

describe("a marked value where AWS shows it, whatever is marked", () => {
  const TASK = "aws_ecs_task_definition.web";
  const DB: MadeChange = {
    address: "aws_db_instance.db",
    type: "aws_db_instance",
    actions: ["no-op"],
    before: { password: VALUE },
    after: { password: VALUE },
    sensitive: { password: true },
  };
  const definitions = (value: string): string =>
    JSON.stringify([{ name: "app", environment: [{ name: "A", value }] }]);
  const task = (value: string, more: Partial<MadeChange> = {}): MadeChange => ({
    address: TASK,
    type: "aws_ecs_task_definition",
    actions: ["create"],
    after: { family: "web", container_definitions: definitions(value) },
    // Of `jsonencode()` Terraform marks all for a part.
    sensitive: { container_definitions: true },
    ...more,
  });
  const said = (changes: readonly MadeChange[], more: JsonObject = {}): readonly string[] =>
    found("SECRET-COPIED", madeInput(changes, more)).map(
      ({ severity, subject, text }) => `${severity} ${subject}: ${text}`,
    );
  const read = (address: string, values: JsonObject, sensitive: JsonObject): JsonObject => {
    const [, type] = address.split(".");
    const resource = { address, mode: "data", type, values, sensitive_values: sensitive };
    return {
      prior_state: { format_version: "1.0", values: { root_module: { resources: [resource] } } },
    };
  };
  const variable = (value: unknown): JsonObject => ({
    variables: { db: { value } },
    configuration: { root_module: { variables: { db: { sensitive: true } }, resources: [] } },
  });
  const SECRET = "data.aws_secretsmanager_secret_version.db";
  const secret = (value: string): JsonObject =>
    read(SECRET, { secret_string: value }, { secret_string: true });

  it.each<[string, readonly MadeChange[], JsonObject, string]>([
    ["the password of a database", [DB], {}, "aws_db_instance.db.password"],
    ["a sensitive variable", [], variable(VALUE), "var.db"],
    ["a secret that was read", [], secret(VALUE), `${SECRET}.secret_string`],
    [
      "a part of a secret that was read",
      [],
      secret(JSON.stringify({ username: "orders-admin-1", password: VALUE })),
      `${SECRET}.secret_string`,
    ],
  ])("is found in a container: %s", (_what, changes, more, source) => {
    expect(said([...changes, task(`x ${VALUE}`)], more)).toEqual([
      `high ${TASK}: container_definitions.environment.value holds the value of ${source} in plain text: AWS shows it to everyone who may describe the resource, whatever Terraform marks.`,
    ]);
    // The order in which a plan lists them tells nothing.
    expect(said([task(VALUE), ...changes], more)).toHaveLength(1);
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    [
      "aws_lambda_function",
      { environment: [{ variables: { A: VALUE, B: "b" } }] },
      { environment: [{ variables: { A: true } }] },
      "environment.variables.A",
    ],
    [
      "aws_launch_template",
      { user_data: Buffer.from(`run ${VALUE}`).toString("base64") },
      { user_data: true },
      "user_data",
    ],
    ["aws_vpc", { tags: { note: VALUE } }, { tags: { note: true } }, "tags.note"],
  ])("is found in %s", (type, after, sensitive, place) => {
    expect(said([DB, made(type, after, { sensitive })])).toEqual([
      expect.stringContaining(`: ${place} holds the value of aws_db_instance.db.password`),
    ]);
  });

  it("is low where it stood there before", () => {
    const before = { family: "web", container_definitions: definitions(VALUE) };
    const again = task(VALUE, { actions: ["delete", "create"], before });
    expect(said([DB, again])).toEqual([expect.stringMatching(/^low /)]);
  });

  it.each<[string, readonly MadeChange[], JsonObject]>([
    ["the name of a user", [task("orders")], variable("orders")],
    [
      "the user of a secret that was read",
      [task("orders-admin-1")],
      secret(JSON.stringify({ username: "orders-admin-1", password: VALUE })),
    ],
    [
      "a parameter in clear",
      [task("web-team-2")],
      read("data.aws_ssm_parameter.team", { type: "String", value: "web-team-2" }, { value: true }),
    ],
    ["itself, in two of them", [task(VALUE), { ...task(VALUE), address: `${TASK}2` }], {}],
  ])("is none of what is marked for something else: %s", (_what, changes, more) => {
    expect(said(changes, more)).toEqual([]);
  });

  it("is none of a name that is marked for the user in it", () => {
    const named: MadeChange = {
      ...DB,
      after: { identifier: "orders-db-1" },
      before: { identifier: "orders-db-1" },
      sensitive: { identifier: true },
    };
    const configured = (expression: JsonObject): JsonObject => ({
      variables: { db: { value: "orders" } },
      configuration: {
        root_module: {
          variables: { db: { sensitive: true } },
          resources: [
            {
              address: DB.address,
              mode: "managed",
              type: DB.type,
              expressions: { identifier: expression },
            },
          ],
        },
      },
    });
    const changes = [named, task("orders-db-1")];
    expect(said(changes, configured({ references: ["var.db"] }))).toEqual([]);
    expect(said(changes, configured({}))).toHaveLength(1);
  });

  describe("and only the apply tells the containers", () => {
    const password = {
      ...MARKED,
      actions: ["create"],
      before: null,
      after: {},
      unknown: { result: true },
    };
    const open = (...references: readonly string[]): MadeChange =>
      task("", {
        after: { family: "web" },
        unknown: { container_definitions: true },
        expressions: { container_definitions: { references } },
      });
    /** The plan with its variables, beside what the changes configure. */
    const plan = (changes: readonly MadeChange[], value: unknown): readonly string[] => {
      const resources = changes
        .filter(({ expressions }) => expressions)
        .map(({ address, type, expressions }) => ({ address, mode: "managed", type, expressions }));
      return said(changes, {
        variables: value === undefined ? {} : { db: { value } },
        configuration: { root_module: { variables: { db: { sensitive: true } }, resources } },
      });
    };
    const NEW = ["aws_secretsmanager_secret.db.arn", "aws_secretsmanager_secret.db"];

    it("is what they are made of", () => {
      const made = ["random_password.db.result", "random_password.db"];
      expect(plan([password, open(...made, ...NEW)], undefined)).toEqual([
        expect.stringMatching(/^high .*container_definitions holds the value of random_password/),
      ]);
      expect(plan([open("var.db", ...NEW)], VALUE)).toHaveLength(1);
      expect(plan([open("var.db", ...NEW)], undefined)).toHaveLength(1);
      expect(
        plan([open("var.db.password", "var.db")], { user: "x", password: VALUE }),
      ).toHaveLength(1);
    });

    it("is through what else is made of it", () => {
      const between: MadeChange = {
        type: "aws_thing",
        address: "aws_thing.it",
        actions: ["create"],
        after: {},
        unknown: { note: true },
        sensitive: { note: true },
        expressions: { note: { references: ["random_password.db.result"] } },
      };
      expect(plan([password, between, open("aws_thing.it.note")], undefined)).toHaveLength(1);
      const harmless = { ...between, expressions: { note: { references: ["var.db"] } } };
      expect(plan([password, harmless, open("aws_thing.it.note")], "orders")).toEqual([]);
    });

    it("is none of a user's name, nor of a part of a secret that nobody knows", () => {
      expect(plan([open("var.db", ...NEW)], "orders")).toEqual([]);
      expect(plan([open("var.db.user", "var.db")], { user: "orders", password: VALUE })).toEqual(
        [],
      );
      const json = JSON.stringify({ username: "orders-admin-1", password: VALUE });
      const change = open(`${SECRET}.secret_string`, SECRET, ...NEW);
      const { expressions } = change;
      const configuration = {
        root_module: {
          resources: [{ address: TASK, mode: "managed", type: change.type, expressions }],
        },
      };
      expect(said([change], { ...secret(json), configuration })).toEqual([]);
      expect(said([change], { ...secret(VALUE), configuration })).toHaveLength(1);
    });
  });
});
