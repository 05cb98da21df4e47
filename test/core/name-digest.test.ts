import { Fn, TerraformLocal, TerraformVariable, Token, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { synth, testStack } from "../support/synth";

/** A name of one last part, in a stack with a variable. */
type NameOf = (stack: TerraformStack, part: string, variable: string) => string;

const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** Where Terraform has what has this name, and what the code is said to begin. */
function addresses(nameOf: NameOf, part: string, variable = "stage"): readonly string[] {
  const stack = testStack();
  const { stringValue } = new TerraformVariable(stack, variable, { type: "string" });
  const name = nameOf(stack, part, stringValue);
  const encryptionKey = EncryptionKey.fromKeyArn(stack, "key", KEY_ARN);
  const value = { value: SecretValue.fromVariable("token"), revision: 1 };
  new SecureStringParameter(stack, "parameter", { parameterName: name, encryptionKey, ...value });
  new SecretsManagerSecret(stack, "secret", { secretName: name, encryptionKey, ...value });
  new LogGroup(stack, "logs", { logGroupName: name });
  const { json } = synth(stack);
  const { terraform_data: data, ...resources } = json["resource"] as Record<
    string,
    Record<string, object>
  >;
  return [
    ...Object.values(resources).flatMap((named) => Object.keys(named)),
    JSON.stringify(data?.["replacements-begun"]),
  ].sort();
}

const format: NameOf = (_stack, part, variable) => Fn.format("/%s/%s", [variable, part]);
const local: NameOf = (stack, part) => new TerraformLocal(stack, "name", `/shop/${part}`).asString;

const MADE_OF: readonly (readonly [string, NameOf])[] = [
  ["a function", format],
  ["a function in a text", (...of) => `/eu/${format(...of)}`],
  [
    "a function of a function",
    (_stack, part, variable) => Fn.lower(Fn.join("/", [variable, Fn.upper(part)])),
  ],
  ["a local", local],
  ["a local in a text", (...of) => `/eu/${local(...of)}`],
  [
    "a local of a local",
    (...of) => new TerraformLocal(of[0], "more", `/eu${local(...of)}`).asString,
  ],
  ["a local of a function", (...of) => new TerraformLocal(of[0], "name", format(...of)).asString],
  ["a function of a local", (...of) => Fn.lower(local(...of))],
  [
    "a local that is a list",
    (stack, part) => {
      const list = new TerraformLocal(stack, "names", ["/shop/other", `/shop/${part}`]);
      return Fn.element(list.asList, 1);
    },
  ],
  ["a variable and a text", (_stack, part, variable) => `/${variable}/${part}`],
  ["a text", (_stack, part) => `/shop/${part}`],
];

describe("an address that changes with a name", () => {
  it.each(MADE_OF)("does where the code of %s says another one", (_what, nameOf) => {
    const [one, other] = [addresses(nameOf, "one"), addresses(nameOf, "other")];
    expect(one).toEqual(addresses(nameOf, "one"));
    expect(one).toHaveLength(other.length);
    // The alias of none, and all else.
    expect(one.filter((address) => other.includes(address))).toEqual([]);
  });

  it.each(MADE_OF)("does not where only a variable is called otherwise: %s", (_what, nameOf) => {
    expect(addresses(nameOf, "one", "environment")).toEqual(addresses(nameOf, "one"));
  });

  it.each<[string, NameOf]>([
    [
      "a local that is a map",
      (stack, part) => {
        const map = new TerraformLocal(stack, "names", { [part]: "/other", key: "/shop/key" });
        return Fn.lookup(map.asStringMap, "key") as unknown as string;
      },
    ],
    [
      "a local that is a list",
      (stack, part) => Fn.element(new TerraformLocal(stack, "all", ["/a", `/${part}`]).asList, 0),
    ],
    [
      "a map in the code",
      (_stack, part) => Fn.lookup({ [part]: "/other", key: "/shop/key" }, "key") as string,
    ],
    [
      "the other branch of a condition",
      (_stack, part, variable) =>
        Token.asString(Fn.conditional(variable, "/prod/key", `/dev/${part}`)),
    ],
  ])("stays where only something else changes in %s", (_what, nameOf) => {
    expect(addresses(nameOf, "one")).toEqual(addresses(nameOf, "other"));
  });

  it("does not depend on what else is in the stack", () => {
    const more: NameOf = (stack, part, variable) => {
      Fn.format("%s", [Fn.lower(variable)]);
      return format(stack, part, variable);
    };
    expect(addresses(more, "one")).toEqual(addresses(format, "one"));
  });

  it("is found where a local refers to itself, or to none", () => {
    const circle: NameOf = (stack) => {
      const name = new TerraformLocal(stack, "name", "x");
      name.expression = `/shop/${name.asString}`;
      return name.asString;
    };
    expect(addresses(circle, "").length).toBeGreaterThan(3);
  });

  it("changes with the name of a role, for its policies, too", () => {
    const policies = (part: string): readonly string[] => {
      const stack = testStack();
      const variable = new TerraformVariable(stack, "stage", { type: "string" });
      const role = new TaskRole(stack, "role", {
        roleName: Fn.join("-", [variable.stringValue, part]),
      });
      role.addToPolicy("more", {
        actions: ["s3:GetObject"],
        resources: ["arn:aws:s3:::example/*"],
      });
      const { resources } = synth(stack);
      return [
        ...Object.keys(resources("aws_iam_role")),
        ...Object.keys(resources("aws_iam_role_policy")),
      ];
    };
    expect(policies("one")).toHaveLength(2);
    expect(policies("one").filter((address) => policies("other").includes(address))).toEqual([]);
  });
});
