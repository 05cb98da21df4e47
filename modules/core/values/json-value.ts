import { Construct } from "constructs";
import { looksSecret } from "../../facts";
import { findSecret } from "../find-secret";
import { PlainText } from "../plain-text";
import { allowPlainText } from "../plain-text-allowances";
import { defineRule, isUnresolved } from "../rule";
import { hclString, terraformText, textOf } from "../terraform-json";
import type { SecretShape, WrittenValue } from "./written-value";

/** Fields of a JSON secret: text that is no secret (a user name, a host), or a value. */
export type JsonFields = Readonly<Record<string, string | WrittenValue>>;

const jsonFields = defineRule<{ readonly literals: readonly string[]; readonly values: number }>({
  id: "value-json-fields",
  demands: "hold at least one field that is a SecretValue",
  source: "decision 11",
  remedy: "Use SecretValue.generated() or SecretValue.fromVariable() for the secret part.",
  broken: ({ literals, values }) =>
    values === 0 && (literals.length === 0 ? "no field" : `only literals (${literals.join(", ")})`),
});

const jsonLiteral = defineRule<{ readonly field: string; readonly text: string }>({
  id: "value-json-literal",
  demands: "hold no literal that looks secret, by its name or by itself",
  source: "decision 11",
  remedy: "Use SecretValue.fromVariable() or SecretValue.generated() for it.",
  broken: ({ field, text }) => {
    const found = looksSecret(field) ? "a literal" : findSecret(text);
    return found !== undefined && `${found} in field ${JSON.stringify(field)}`;
  },
});

const jsonNesting = defineRule<string>({
  id: "value-json-nesting",
  demands: "hold text in every field, because ECS reads top-level strings only",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
  remedy: "Move the fields of the inner SecretValue.json() up.",
  broken: (field) => `JSON in field ${JSON.stringify(field)}`,
});

/** One JSON object made of literals and values. */
export class JsonValue implements WrittenValue {
  public readonly kind = "written";
  public readonly shape: SecretShape;
  public readonly drawsAnew: boolean;
  public readonly variables: readonly string[];
  public readonly leastBytes: number;
  public readonly literal: string;

  private readonly fields: JsonFields;

  public constructor(given: JsonFields) {
    const read = Object.entries(given).map(([name, field]) => [name, fieldOf(field)] as const);
    const fields: JsonFields = Object.fromEntries(read);
    this.fields = fields;
    const keys = Object.keys(fields).sort();
    const literals = keys.filter((key) => typeof fields[key] === "string");
    const emptyKeys = literals.filter((key) => PlainText.replace(String(fields[key])) === "");
    this.shape = { kind: "json", keys, emptyKeys };
    const values = Object.values(fields).filter((field) => typeof field !== "string");
    this.drawsAnew = values.some(({ drawsAnew }) => drawsAnew);
    this.variables = [...new Set(values.flatMap(({ variables }) => variables))].sort();
    const known = Object.entries(fields).map(([name, field]) => [name, knownText(field)]);
    this.literal = JSON.stringify(Object.fromEntries(known));
    this.leastBytes = values.reduce(
      (bytes, { leastBytes }) => bytes + leastBytes,
      Buffer.byteLength(this.literal),
    );
  }

  public bind(scope: Construct): string {
    const names = Object.keys(this.fields).sort();
    const literals = names.filter((name) => typeof this.fields[name] === "string");
    jsonFields.enforce(scope, "value", { literals, values: names.length - literals.length });
    const parts = names.map((name) => `${hclString(name)} = ${this.bindField(scope, name)}`);
    return `jsonencode({ ${parts.join(", ")} })`;
  }

  private bindField(scope: Construct, name: string): string {
    const field = this.fields[name] ?? "";
    if (typeof field === "string") {
      jsonLiteral.enforce(scope, "value", { field: name, text: field });
      allowPlainText(scope, "value", `value.${name}`, field);
      // A number or a boolean becomes text, as which ECS reads it.
      return hclString(terraformText(field));
    }
    if (field.shape.kind === "json") jsonNesting.enforce(scope, "value", name);
    const id = name.replace(/[^A-Za-z0-9_-]/g, (other) => `.${other.charCodeAt(0).toString(16)}.`);
    return field.bind(new Construct(scope, `field-${id}`));
  }
}

/** A text of any token, or the value that it is. */
function fieldOf(field: string | WrittenValue): string | WrittenValue {
  return typeof field === "object" && "bind" in field ? field : textOf(field);
}

function knownText(field: string | WrittenValue): string {
  return typeof field === "string" && !isUnresolved(field) ? field : "";
}

const registryUserName = defineRule<string>({
  id: "value-registry-user-name",
  demands: "have a user name that is not empty",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html",
  remedy: "Registries that know tokens only say which name goes with them.",
  broken: (name) => name === "",
});

/** What ECS reads to pull from a private registry: `{ "username": …, "password": … }`. */
export class RegistryCredentials extends JsonValue {
  public constructor(
    private readonly userName: string | WrittenValue,
    password: WrittenValue,
  ) {
    super({ username: userName, password });
  }

  public override bind(scope: Construct): string {
    if (typeof this.userName === "string") registryUserName.enforce(scope, "value", this.userName);
    return super.bind(scope);
  }
}
