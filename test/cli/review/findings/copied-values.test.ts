import type { Finding } from "../../../../cli/src/review/model";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";
import { made, MARKED, VALUE } from "./marked-value";

function copiesIn(change: MadeChange, more: Record<string, unknown> = {}): readonly Finding[] {
  const findings = found("SECRET-COPIED", madeInput([MARKED, change], more));
  expect(JSON.stringify(findings)).not.toContain(VALUE);
  return findings;
}

describe("a marked value that stands in clear", () => {
  it.each<[string, Record<string, unknown>, string]>([
    ["user data", { user_data: `#!/bin/sh\ncurl -H ${VALUE} x` }, "user_data"],
    [
      "user data in Base64",
      { user_data_base64: Buffer.from(`run ${VALUE}`).toString("base64") },
      "user_data_base64",
    ],
    ["a tag", { tags: { note: VALUE }, tags_all: { note: VALUE } }, "tags.note"],
    ["a description", { description: `see ${VALUE}` }, "description"],
    ["a nested block", { environment: [{ variables: { DB: VALUE } }] }, "environment.variables.DB"],
    ["JSON", { definition: JSON.stringify([{ arg: `--x ${VALUE}` }]) }, "definition.arg"],
    ["a URL", { endpoint: `https://x?q=${encodeURIComponent(VALUE)}` }, "endpoint"],
  ])("is found in %s", (_where, after, place) => {
    expect(copiesIn(made("aws_thing", after))).toMatchObject([
      {
        severity: "high",
        subject: "aws_thing.it",
        address: "aws_thing.it",
        text: expect.stringMatching(
          new RegExp(
            `^${place.replaceAll(".", "\\.")} holds the value of random_password.db.result`,
          ),
        ) as string,
      },
    ]);
  });

  it("is found in a parameter that is stored in clear, whose value the provider marks", () => {
    const sensitive = { value: true };
    const values = { name: "/app/db", type: "String", value: VALUE };
    expect(copiesIn(made("aws_ssm_parameter", values, { sensitive }))).toHaveLength(1);
  });

  it("is found in an output, also of a part of it", () => {
    const output = (after: unknown, sensitive: unknown): Record<string, unknown> => ({
      output_changes: {
        login: {
          actions: ["create"],
          before: null,
          after,
          after_unknown: false,
          after_sensitive: sensitive,
        },
      },
    });
    const none = made("aws_thing", {});
    expect(copiesIn(none, output(VALUE, false))).toMatchObject([{ subject: "output.login" }]);
    expect(copiesIn(none, output({ user: "x", password: VALUE }, {}))).toHaveLength(1);
    expect(copiesIn(none, output(VALUE, true))).toEqual([]);
  });

  it("is low where it stood there before, and said apart from what is new", () => {
    const change = made(
      "aws_thing",
      { description: VALUE, tags: { note: VALUE } },
      { actions: ["update"], before: { description: VALUE } },
    );
    expect(copiesIn(change)).toMatchObject([
      { severity: "high", text: expect.stringMatching(/^tags\.note holds/) as string },
      { severity: "low", text: expect.stringMatching(/^description holds/) as string },
    ]);
  });

  it.each<[string, MadeChange]>([
    ["marked", made("aws_thing", { user_data: VALUE }, { sensitive: { user_data: true } })],
    ["where it belongs", made("aws_db_instance", { password: VALUE })],
    [
      "in what stays as it is",
      made("aws_thing", { note: VALUE }, { actions: ["no-op"], before: { note: VALUE } }),
    ],
    ["nowhere", made("aws_thing", { note: "hunter-two" })],
  ])("is no finding %s", (_where, change) => {
    expect(copiesIn(change)).toEqual([]);
  });

  it("is said once where it looks like a secret, too", () => {
    const after = {
      family: "shop",
      container_definitions: JSON.stringify([
        { name: "web", environment: [{ name: "DB_PASSWORD", value: VALUE }] },
      ]),
    };
    const change = made("aws_ecs_task_definition", after);
    expect(copiesIn(change)).toEqual([]);
    expect(found("PLAINTEXT-SECRET", madeInput([MARKED, change]))).toHaveLength(1);
  });

  it("is no user's name, host or Region that stands in a marked value", () => {
    const json = JSON.stringify({
      username: "orders-admin-1",
      host: "db.example.com",
      password: VALUE,
    });
    const version = made(
      "aws_secretsmanager_secret_version",
      { secret_string: json },
      { sensitive: { secret_string: true } },
    );
    const copy = {
      ...made("aws_thing", { user: "orders-admin-1", host: "db.example.com", note: VALUE }),
      address: "aws_thing.copy",
    };
    expect(found("SECRET-COPIED", madeInput([version, copy]))).toMatchObject([
      { text: expect.stringMatching(/^note holds/) as string },
    ]);
  });
});

describe("a value that is made by the apply", () => {
  const password: MadeChange = {
    ...MARKED,
    actions: ["create"],
    before: null,
    after: {},
    unknown: { result: true },
  };

  function copied(
    expressions: Record<string, unknown>,
    more: Partial<MadeChange>,
  ): readonly Finding[] {
    const instance = made("aws_instance", {}, { expressions, ...more });
    return found("SECRET-COPIED", madeInput([password, instance]));
  }

  const reference = { references: ["random_password.db.result", "random_password.db"] };

  it("is found where its mark was taken away", () => {
    expect(copied({ user_data: reference }, { unknown: { user_data: true } })).toMatchObject([
      { severity: "high", subject: "aws_instance.it" },
    ]);
  });

  it("is found in a parameter that is stored in clear, and in no other", () => {
    const parameter = (type: string): MadeChange =>
      made(
        "aws_ssm_parameter",
        { name: "/app/db", type },
        {
          expressions: { value: reference },
          unknown: { value: true },
          sensitive: { value: true },
        },
      );
    const said = (type: string): readonly Finding[] =>
      found("SECRET-COPIED", madeInput([password, parameter(type)]));
    expect(said("String")).toMatchObject([
      {
        severity: "high",
        text: expect.stringMatching(
          /^value holds the value of random_password.db.result/,
        ) as string,
      },
    ]);
    expect(said("SecureString")).toEqual([]);
  });

  it("is found in a block", () => {
    const expressions = { environment: [{ variables: reference }] };
    const unknown = { environment: [{ variables: { DB: true } }] };
    expect(copied(expressions, { unknown })).toHaveLength(1);
  });

  it("is found in the user data of an instance, of which a plan shows a digest only", () => {
    const expressions = { user_data: { references: ["var.password"] } };
    const instance = made("aws_instance", { user_data: "0123456789abcdef" }, { expressions });
    const more = (sensitive: boolean): Record<string, unknown> => ({
      configuration: {
        root_module: {
          variables: { password: { sensitive } },
          resources: [
            {
              address: "aws_instance.it",
              mode: "managed",
              type: "aws_instance",
              name: "it",
              expressions,
            },
          ],
        },
      },
    });
    expect(found("SECRET-COPIED", madeInput([instance], more(true)))).toHaveLength(1);
    expect(found("SECRET-COPIED", madeInput([instance], more(false)))).toEqual([]);
  });

  it("is none where it is marked and not shown, or where something else is open", () => {
    const unknown = { user_data: true };
    const hidden = { unknown: { password: true, note: true }, sensitive: { note: true } };
    expect(copied({ password: reference, note: reference }, hidden)).toEqual([]);
    const bcrypt = {
      references: ["aws_secretsmanager_secret.db.arn", "aws_secretsmanager_secret.db"],
    };
    expect(copied({ user_data: bcrypt }, { unknown })).toEqual([]);
    const map = { environment: [{ variables: reference }] };
    const open = { environment: [{ variables: { ARN: true, DB: true } }] };
    const marks = { environment: [{ variables: { DB: true } }] };
    expect(copied(map, { unknown: open, sensitive: marks })).toEqual([]);
  });

  it("is found in an output, through the output of a module", () => {
    const inModule = { ...password, address: "module.db.random_password.db" };
    const input = madeInput([inModule], {
      output_changes: { login: { actions: ["create"], before: null, after_unknown: true } },
      configuration: {
        root_module: {
          outputs: { login: { expression: { references: ["module.db.password", "module.db"] } } },
          module_calls: {
            db: { module: { outputs: { password: { sensitive: true, expression: reference } } } },
          },
        },
      },
    });
    expect(found("SECRET-COPIED", input)).toMatchObject([{ subject: "output.login" }]);
  });
});
