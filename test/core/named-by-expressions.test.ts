import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Fn, TerraformLocal, TerraformVariable, Token, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { synth, testStack } from "../support/synth";

type Spelling = (stack: TerraformStack, name: string, id: string) => string;

/** A name in the code, written in every way that cdktf has for a text. */
const SPELLINGS: Readonly<Record<string, Spelling>> = {
  "a text": (_stack, name) => name,
  "a local": (stack, name, id) => new TerraformLocal(stack, id, name).asString,
  "a local of a local": (stack, name, id) => {
    const inner = new TerraformLocal(stack, `${id}-inner`, name).asString;
    return new TerraformLocal(stack, id, inner).asString;
  },
  "a part of a local": (stack, name, id) =>
    Token.asString(Fn.lookup(new TerraformLocal(stack, id, { name }).expression as never, "name")),
  "a variable with a default": (stack, name, id) =>
    new TerraformVariable(stack, id, { type: "string", default: name }).stringValue,
  "Fn.join": (_stack, name) => Fn.join("/", name.split("/")),
  "Fn.join of a local": (stack, name, id) => {
    const [first = "", ...rest] = name.split("/").filter(Boolean);
    const local = new TerraformLocal(stack, id, first).asString;
    return `${name.startsWith("/") ? "/" : ""}${Fn.join("/", [local, ...rest])}`;
  },
  "Fn.format": (_stack, name) => Fn.format("%s%s", [name.slice(0, 3), name.slice(3)]) as string,
  "an expression": (stack, name, id) => {
    const local = new TerraformLocal(stack, id, name.slice(1)).asString;
    return `${name.slice(0, 1)}${local}`;
  },
};

/** What only Terraform knows, by the same expression on both sides. */
const UNKNOWN: Readonly<Record<string, (stack: TerraformStack) => string>> = {
  "a variable": (stack) => new TerraformVariable(stack, "given", { type: "string" }).stringValue,
  "a local of a variable": (stack) =>
    new TerraformLocal(
      stack,
      "given-too",
      new TerraformVariable(stack, "given", { type: "string" }).stringValue,
    ).asString,
  "a function of a variable": (stack) => {
    const given = new TerraformVariable(stack, "given", { type: "string" }).stringValue;
    return Fn.replace(given, "_", "-");
  },
};

/** How a task definition that is written by hand has it. */
const PLACES: Readonly<Record<string, (arn: string) => object>> = {
  "JSON of the code": (valueFrom) => ({
    containerDefinitions: JSON.stringify([{ name: "web", secrets: [{ name: "A", valueFrom }] }]),
  }),
  "JSON of Terraform": (valueFrom) => ({
    containerDefinitions: Fn.jsonencode([{ name: "web", secrets: [{ name: "A", valueFrom }] }]),
  }),
  "JSON with escapes": (valueFrom) => ({
    containerDefinitions: JSON.stringify([{ secrets: [{ valueFrom }] }]).replaceAll("/", "\\/"),
  }),
};

const SSM = "arn:aws:ssm:eu-central-1:123456789012:parameter";
const SECRETS = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:";

const STORES = {
  parameter: {
    name: "/orders/dev/key",
    make: (stack: TerraformStack, parameterName: string) =>
      new SecureStringParameter(stack, "stored", { ...rest(stack), parameterName }),
    named: [(name: string) => name, (name: string) => `${SSM}${name}`],
    needed: /^aws_ssm_parameter\.stored_/,
  },
  secret: {
    name: "orders/dev/key",
    make: (stack: TerraformStack, secretName: string) =>
      new SecretsManagerSecret(stack, "stored", { ...rest(stack), secretName }),
    named: [
      (name: string) => `${SECRETS}${name}`,
      (name: string) => `${SECRETS}${name}-AbC1eF:password::`,
    ],
    needed: /^aws_secretsmanager_secret_version\.stored_/,
  },
} as const;

function rest(stack: TerraformStack) {
  return {
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.fromVariable("value"),
    revision: 1,
  };
}

function needsOf(stack: TerraformStack): unknown {
  return synth(stack).resources("aws_ecs_task_definition")["by-hand"]?.["depends_on"] ?? [];
}

function handWritten(stack: TerraformStack, place: string, arn: string): void {
  const written = PLACES[place]?.(arn) as { containerDefinitions: string };
  new EcsTaskDefinition(stack, "by-hand", { family: "by-hand", ...written });
}

describe.each(Object.entries(STORES))(
  "a %s that a task definition of the author names",
  (_, store) => {
    const { name, make, named, needed } = store;
    const rows = Object.keys(SPELLINGS).flatMap((made) =>
      Object.keys(SPELLINGS).flatMap((by) => Object.keys(PLACES).map((place) => [made, by, place])),
    ) as [string, string, string][];

    it.each(rows)("is called by %s, and named by %s in %s", (made, by, place) => {
      for (const arn of named) {
        const stack = testStack();
        make(stack, SPELLINGS[made]?.(stack, name, "one") ?? "");
        handWritten(stack, place, arn(SPELLINGS[by]?.(stack, name, "other") ?? ""));
        expect(needsOf(stack)).toEqual([expect.stringMatching(needed)]);
      }
    });

    const unknown = Object.keys(UNKNOWN).flatMap((by) =>
      Object.keys(PLACES)
        // A slash in an expression is no JSON's.
        .filter((place) => place !== "JSON with escapes")
        .map((place) => [by, place]),
    ) as [string, string][];

    it.each(unknown)("is called by %s that is named, too, in %s", (by, place) => {
      for (const arn of named) {
        const stack = testStack();
        const spelled = UNKNOWN[by]?.(stack) ?? "";
        make(stack, spelled);
        handWritten(stack, place, arn(spelled));
        expect(needsOf(stack)).toEqual([expect.stringMatching(needed)]);
      }
    });

    it("is no other one", () => {
      for (const other of Object.keys(SPELLINGS)) {
        const stack = testStack();
        make(stack, SPELLINGS["a local"]?.(stack, name, "one") ?? "");
        const spelled = SPELLINGS[other]?.(stack, `${name}-2`, "other") ?? "";
        handWritten(stack, "JSON of Terraform", named[1](spelled));
        expect([other, needsOf(stack)]).toEqual([other, []]);
      }
    });
  },
);
