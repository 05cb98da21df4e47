import { placesOfShortValues, readPlan, taintedValues } from "../../../../cli/src/review/plan";

const HEAD = { format_version: "1.2", planned_values: {} };

function names(plan: object): Readonly<Record<string, string>> {
  const values = taintedValues(readPlan({ ...HEAD, ...plan }));
  return Object.fromEntries(values.map(({ name, value }) => [value, name]));
}

function change(type: string, change: object): object {
  const entry = {
    address: `${type}.x`,
    type,
    name: "x",
    change: { actions: ["update"], ...change },
  };
  return { resource_changes: [entry] };
}

describe("taintedValues", () => {
  it("takes what is marked before or after, on both sides", () => {
    const plan = change("some_thing", {
      before: { inner: { a: "old value a", b: "old value b" } },
      after: { inner: { a: "new value a", b: "new value b" } },
      before_sensitive: { inner: { a: true } },
      after_sensitive: false,
    });
    expect(names(plan)).toEqual({
      "old value a": "some_thing.x.inner.a",
      "new value a": "some_thing.x.inner.a",
    });
  });

  it("takes everything below a mark, numbers too", () => {
    const plan = change("some_thing", {
      after: { list: ["first value", { deep: 1234567890 }], plain: "harmless" },
      after_sensitive: { list: true },
    });
    expect(Object.keys(names(plan)).sort()).toEqual(["1234567890", "first value"]);
  });

  it.each([
    ["aws_secretsmanager_secret_version", "secret_string"],
    ["aws_ssm_parameter", "value"],
    ["random_password", "result"],
    ["aws_db_instance", "master_password"],
    ["tls_private_key", "private_key_pem"],
  ])("takes %s.%s without any mark", (type, attribute) => {
    const plan = change(type, { before: { [attribute]: "the old one" }, after: null });
    expect(names(plan)).toEqual({ "the old one": `${type}.x.${attribute}` });
  });

  it.each(["String", "StringList"])("leaves out the value of a parameter of type %s", (type) => {
    const values = { type, value: "a name to publish", insecure_value: "another one" };
    const plain = change("aws_ssm_parameter", {
      before: values,
      after: values,
      after_sensitive: { value: true },
    });
    const configured = {
      configuration: {
        root_module: {
          resources: [
            {
              address: "aws_ssm_parameter.x",
              type: "aws_ssm_parameter",
              expressions: {
                type: { constant_value: type },
                value: { constant_value: "written there" },
              },
            },
          ],
        },
      },
    };
    expect(names({ ...plain, ...configured })).toEqual({});
  });

  describe("what is made of a parameter in clear", () => {
    const PUBLISHED = "orders-execution";
    const parameter = (type: string, sensitive = true): object => ({
      address: "data.aws_ssm_parameter.role",
      mode: "data",
      type: "aws_ssm_parameter",
      values: { type, name: "/shared/role", value: PUBLISHED },
      sensitive_values: { value: sensitive },
    });
    /** A plan in which something of that value is marked. */
    const plan = (
      references: readonly string[],
      { type = "String", value = PUBLISHED, variables = {} } = {},
    ): object => {
      const role = {
        address: "aws_iam_role.x",
        mode: "managed",
        type: "aws_iam_role",
        name: "x",
        expressions: { name: { references } },
      };
      const out = { value, sensitive: true };
      return {
        ...change("aws_iam_role", { after: { name: value }, after_sensitive: { name: true } }),
        output_changes: { out: { after: value, after_sensitive: true } },
        planned_values: { outputs: { out } },
        prior_state: { values: { root_module: { resources: [parameter(type)] } } },
        configuration: {
          root_module: {
            variables,
            resources: [role],
            outputs: { out: { expression: { references } } },
            module_calls: {
              names: {
                module: {
                  outputs: { role: { expression: { references: ["var.role"] } } },
                },
              },
            },
          },
        },
      };
    };
    const DIRECT = ["data.aws_ssm_parameter.role.value", "data.aws_ssm_parameter.role"];

    it.each([
      ["by itself", DIRECT, PUBLISHED],
      ["within a text", [...DIRECT, "var.open"], `arn-of-${PUBLISHED}`],
      ["through a local", ["local.role"], PUBLISHED],
      ["through a module", ["module.names.role", "module.names"], PUBLISHED],
    ])("is no secret: %s", (_how, references, value) => {
      expect(names(plan(references, { value, variables: { open: {} } }))).toEqual({});
    });

    it.each<[string, readonly string[], { type?: string; value?: string; variables?: object }]>([
      ["a SecureString", DIRECT, { type: "SecureString" }],
      ["a secret variable, too", [...DIRECT, "var.pw"], { variables: { pw: { sensitive: true } } }],
      ["a local that holds something else", ["local.role"], { value: "something-else" }],
      ["nothing but a call of sensitive()", [], {}],
    ])("is a secret where it is of %s", (_what, references, more) => {
      expect(Object.keys(names(plan(references, more)))).toContain(more.value ?? PUBLISHED);
    });
  });

  describe("an output that another stack reads, which CDKTF marks", () => {
    const NAME = "orders-execution";
    const resource = (type: string, values: object, sensitive = {}): object => ({
      address: `${type}.x`,
      type,
      name: "x",
      change: { actions: ["create"], before: null, after: values, after_sensitive: sensitive },
    });
    const OUTPUT = "cross-stack-output-of-x";
    const made = [
      resource("aws_iam_role", { name: NAME, arn: "arn:of:it", path: "/orders/", unique_id: "" }),
      resource(
        "aws_thing",
        { name: "a marked name", value: "a secret" },
        { name: true, value: true },
      ),
      resource("aws_ssm_parameter", { name: "/a", type: "String", value: "a value in clear" }),
      resource("terraform_data", { id: "an id of Terraform", output: NAME }),
    ];
    const plan = (value: unknown, references: readonly string[], output = OUTPUT): object => ({
      resource_changes: made,
      output_changes: { [output]: { after: value, after_sensitive: true } },
      planned_values: { outputs: { [output]: { value, sensitive: true } } },
      configuration: {
        root_module: {
          variables: { pw: { sensitive: true }, prefix: {} },
          outputs: { [output]: { sensitive: true, expression: { references } } },
        },
      },
    });
    const isTainted = (planned: object): boolean =>
      Object.values(names(planned)).some((name) => name.startsWith("output."));
    const ROLE = ["aws_iam_role.x.name", "aws_iam_role.x"];

    it.each([
      ["a role's name", NAME, ROLE],
      ["its ARN", "arn:of:it", ["aws_iam_role.x.arn", "aws_iam_role.x"]],
      ["a list of names", [NAME, "arn:of:it"], ["aws_iam_role.x"]],
      ["a local that is a name", NAME, ["local.name"]],
    ])("taints nothing where it is %s", (_what, value, references) => {
      expect(isTainted(plan(value, references))).toBe(false);
    });

    it.each([
      ["made of a name and a secret text", "postgres://orders-execution:a secret", ROLE],
      ["of a file", "what it holds", ["path.module"]],
      ["another attribute than those that are names", "/orders/", ["aws_iam_role.x.path"]],
      ["a name that is marked", "a marked name", ["aws_thing.x.name", "aws_thing.x"]],
      ["a name, and made of a marked attribute", NAME, [...ROLE, "aws_thing.x.value"]],
      ["a name, and made of a secret variable", NAME, [...ROLE, "var.pw"]],
      ["a name, and made of what holds anything", NAME, ["terraform_data.x.output"]],
      ["a name that is none of AWS", "an id of Terraform", ["terraform_data.x.id"]],
      ["a list with something else", [NAME, "a secret"], ROLE],
      ["a constant", NAME, []],
      [
        "made of a parameter in clear and of what holds anything",
        "a value in clear, a secret",
        ["aws_ssm_parameter.x.value", "terraform_data.x.output"],
      ],
    ])("is a secret where it is %s", (_what, value, references) => {
      expect(isTainted(plan(value, references))).toBe(true);
    });

    it("is a secret where somebody else marked it", () => {
      expect(isTainted(plan(NAME, ROLE, "role"))).toBe(true);
    });

    it("taints nothing by what it was called where it goes, unless that is a secret", () => {
      const gone = (value: string): object => ({
        prior_state: {
          values: {
            outputs: { [OUTPUT]: { value, sensitive: true } },
            root_module: {
              resources: [
                {
                  address: "aws_thing.x",
                  type: "aws_thing",
                  values: { name: NAME, note: "a note", url: "a secret url" },
                  sensitive_values: { url: true },
                },
              ],
            },
          },
        },
        output_changes: { [OUTPUT]: { before: value, after: null, before_sensitive: true } },
      });
      expect(isTainted(gone(NAME))).toBe(false);
      for (const value of ["a note", "a secret url", "stands nowhere"]) {
        expect(isTainted(gone(value))).toBe(true);
      }
    });
  });

  it("takes the parts of a JSON text and the lines of a long one", () => {
    const plan = change("aws_ssm_parameter", {
      after: { value: '{"user":"orders-app","password":"hidden-in-json"}' },
    });
    expect(Object.keys(names(plan))).toEqual(
      expect.arrayContaining(["orders-app", "hidden-in-json"]),
    );
    const pem = change("tls_private_key", {
      after: { private_key_pem: "first row\nsecond row\n" },
    });
    expect(Object.keys(names(pem))).toEqual(expect.arrayContaining(["first row", "second row"]));
  });

  it("takes sensitive outputs, variables and credentials of providers", () => {
    const plan = {
      output_changes: { out: { after: "an output value", after_sensitive: true } },
      planned_values: { outputs: { planned: { sensitive: true, value: "a planned value" } } },
      variables: {
        secret: { value: "a sensitive variable" },
        region: { value: "eu-central-1" },
        undeclared: { value: "nobody knows this" },
      },
      configuration: {
        root_module: { variables: { secret: { sensitive: true }, region: {} } },
        provider_config: {
          aws: { expressions: { secret_key: { constant_value: "provider credential" } } },
        },
      },
    };
    expect(names(plan)).toEqual({
      "an output value": "output.out",
      "a planned value": "output.planned",
      "a sensitive variable": "var.secret",
      "nobody knows this": "var.undeclared",
      "provider credential": "provider.aws.secret_key",
    });
  });

  it("takes the password of a connection string", () => {
    const url = "postgres://orders:pass-in-url@db.internal/orders";
    const plan = change("aws_ssm_parameter", { after: { value: url } });
    expect(Object.keys(names(plan))).toEqual([url, "pass-in-url"]);
  });

  it("takes constants of the configuration, also those that only a module calls sensitive", () => {
    const version = "aws_secretsmanager_secret_version";
    const inner = {
      variables: { secret: { sensitive: true, default: "by default" }, open: { default: "plain" } },
      resources: [
        {
          address: `${version}.x`,
          type: version,
          expressions: { secret_string: { constant_value: "written there" } },
        },
      ],
    };
    const plan = {
      configuration: {
        root_module: {
          resources: [
            {
              address: "aws_ssm_parameter.x",
              type: "aws_ssm_parameter",
              expressions: {
                name: { constant_value: "/orders/key" },
                value_wo: { constant_value: "write-only" },
              },
            },
          ],
          module_calls: {
            db: {
              expressions: {
                secret: { constant_value: "given to it" },
                open: { constant_value: "plain, too" },
              },
              module: inner,
            },
          },
        },
      },
    };
    expect(names(plan)).toEqual({
      "write-only": "aws_ssm_parameter.x.value_wo",
      "given to it": "module.db.var.secret",
      "by default": "module.db.var.secret",
      "written there": `module.db.${version}.x.secret_string`,
    });
  });

  it("looks into modules, the prior state, drift and deferred changes", () => {
    const resource = (value: string): object => ({
      address: value,
      type: "aws_ssm_parameter",
      name: "it",
      values: { value },
      change: { actions: ["update"], after: { value } },
    });
    const plan = {
      resource_changes: [],
      planned_values: {
        root_module: {
          child_modules: [{ child_modules: [{ resources: [resource("planned deep")] }] }],
        },
      },
      prior_state: { values: { root_module: { resources: [resource("prior value")] } } },
      resource_drift: [resource("drifted value")],
      deferred_changes: [{ resource_change: resource("deferred value") }],
    };
    expect(Object.keys(names(plan)).sort()).toEqual([
      "deferred value",
      "drifted value",
      "planned deep",
      "prior value",
    ]);
  });

  it("makes nothing of a plan without values", () => {
    expect(names({})).toEqual({});
  });
});

describe("placesOfShortValues", () => {
  it("names the attributes whose values no search could find, without keys of maps", () => {
    const plan = change("some_thing", {
      after: { pin: "1234", map: { hunter2: "x" }, long: "long enough" },
      after_sensitive: { pin: true, map: true, long: true },
    });
    expect(placesOfShortValues(readPlan({ ...HEAD, ...plan }))).toEqual([
      "some_thing.x.map",
      "some_thing.x.pin",
    ]);
  });
});
