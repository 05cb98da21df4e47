import type { IResolvable } from "cdktf";
import { Construct } from "constructs";
import { looksSecret } from "../../facts";
import { findSecret, PlainText } from "../plain-text";
import { allowPlainText } from "../plain-text-allowances";
import { flag, number, text } from "../prop-readers";
import {
  CHOICE,
  checkType,
  eitherType,
  kindOf,
  objectType,
  RECORD,
  recordOf,
  TEXT,
  type PropTable,
} from "../prop-types";
import { readObject } from "../props";
import { defineRule, enforceKnown, isUnresolved, isWhole } from "../rule";
import { EphemeralResource, EphemeralVariable } from "../terraform-block";
import { hclString, literalText, terraformText, textOf } from "../terraform-json";
import { isMissing, pathInStack } from "./write-guard";
import type { ExternalValue, SecretShape, WrittenValue } from "./written-value";

/** Where the value of a secret comes from. */
export type SecretValue = WrittenValue | ExternalValue;

/** Makes secret values. None of them takes the value itself, so it cannot reach Terraform's state or plan. */
export const SecretValue = {
  /**
   * The ephemeral variable `name`, given as `TF_VAR_<name>` to the apply that writes it.
   *
   * Plans, and applies that do not write it, need no value. An apply that would write an empty one fails before
   * this secret is touched, and names the variable.
   */
  fromVariable: (name: string): WrittenValue => new VariableValue(name),

  /** A random password that Secrets Manager draws; every write, so every new revision, draws another. */
  generated: (props?: GeneratedValueProps): WrittenValue => new GeneratedValue(props),

  /** One JSON object of texts that are no secrets and values that are. */
  json: (fields: JsonFields): WrittenValue => new JsonValue(fields),

  /** User name and password of a private registry, in the JSON that ECS reads when it pulls an image. */
  registryCredentials: (username: string | WrittenValue, password: WrittenValue): WrittenValue =>
    new RegistryCredentials(username, password),

  /** Terraform makes the secret; its value is set and rotated by other means. Secrets Manager only. */
  external: (): ExternalValue => ({ kind: "external", shape: { kind: "unknown" } }),
} as const;

const RESERVED = /^(count|depends_on|for_each|lifecycle|locals|providers|source|version)$/;

const variableName = defineRule<string>({
  id: "value-variable-name",
  demands:
    "be a Terraform variable name: a letter, then letters, digits, `_` or `-`, and no word that Terraform reserves",
  source: "https://developer.hashicorp.com/terraform/language/values/variables",
  remedy: "Environment variables carry it as TF_VAR_<name>, so lower case with `_` serves best.",
  // What is no name may be the value itself.
  broken: (name) => RESERVED.test(name) || (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name) && kindOf(name)),
});

/** A value from an ephemeral variable, with the guard against writing an empty one. */
class VariableValue implements WrittenValue {
  public readonly kind = "written";
  public readonly shape: SecretShape = { kind: "unknown" };
  public readonly drawsAnew = false;
  public readonly variables: readonly string[];
  public readonly leastBytes = 1;
  public readonly literal = "";

  public constructor(private readonly name: string) {
    this.variables = [name];
  }

  public bind(scope: Construct): string {
    checkType(scope, "value", CHOICE, this.name);
    variableName.enforce(scope, "value", this.name);
    if (!enforceKnown(scope, "value", this.name)) return hclString("");
    const description = `A secret value, written when its revision changes. Set TF_VAR_${this.name} then.`;
    const variable = EphemeralVariable.named(scope, this.name, description).expression;
    // A conversion that fails is Terraform's only way to raise an error inside an expression: it stops this resource
    // before the provider is called, so the state does not move and a retry with the value converges.
    const refusal = `tostring(tonumber(${hclString(`TF_VAR_${this.name} is not set, and this apply writes ${pathInStack(scope)}`)}))`;
    return `(terraform.applying && ${isMissing(this.name)} ? ${refusal} : ${variable})`;
  }
}

/** How a random password is drawn. */
export interface GeneratedValueProps {
  /** Characters, 8 to 4096. @default 32 */
  readonly length?: number;
  /** Characters that never occur in it, such as `"@/\\` for a connection string; at most 4096. @default - none */
  readonly excludeCharacters?: string;
  /** Letters and digits only. @default false */
  readonly excludePunctuation?: boolean | IResolvable;
}

const PROPS = {
  length: number,
  excludeCharacters: text,
  excludePunctuation: flag,
} satisfies PropTable<GeneratedValueProps>;

const GET_RANDOM_PASSWORD =
  "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html";

const generatedLength = defineRule<number>({
  id: "value-generated-length",
  demands: "be a whole number from 8 to 4096",
  source: GET_RANDOM_PASSWORD,
  remedy: "32 is the default.",
  broken: (length) => !isWhole(length, 8, 4096),
});

const generatedExclusion = defineRule<string>({
  id: "value-generated-exclusion",
  demands: "be at most 4096 characters",
  source: GET_RANDOM_PASSWORD,
  remedy: "Name each character once.",
  broken: (characters) => characters.length > 4096 && `${characters.length} characters`,
});

/** A random password from Secrets Manager; every write draws a new one. */
class GeneratedValue implements WrittenValue {
  public readonly kind = "written";
  public readonly shape: SecretShape = { kind: "text" };
  public readonly drawsAnew = true;
  public readonly variables = [];
  public readonly leastBytes: number;
  public readonly literal = "";

  public constructor(private readonly props: GeneratedValueProps = {}) {
    const { length = 32 } = recordOf(props);
    this.leastBytes = isUnresolved(length) ? 0 : length;
  }

  public bind(scope: Construct): string {
    const props = readObject(scope, "value", PROPS, this.props);
    const { length = 32, excludeCharacters, excludePunctuation } = props;
    generatedLength.enforce(scope, "value", length);
    generatedExclusion.enforce(scope, "value", excludeCharacters);
    const password = new EphemeralResource(scope, "generated", {
      type: "aws_secretsmanager_random_password",
      arguments: {
        password_length: length,
        exclude_characters: literalText(excludeCharacters),
        exclude_punctuation: excludePunctuation,
      },
    });
    return password.attribute("random_password");
  }
}

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
class JsonValue implements WrittenValue {
  public readonly kind = "written";
  public readonly shape: SecretShape;
  public readonly drawsAnew: boolean;
  public readonly variables: readonly string[];
  public readonly leastBytes: number;
  public readonly literal: string;

  private readonly fields: JsonFields;

  public constructor(private readonly given: JsonFields) {
    const read = Object.entries(recordOf(given)).map(
      ([name, field]) => [name, fieldOf(field)] as const,
    );
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
    checkType(scope, "value", RECORD, this.given);
    for (const [name, field] of Object.entries(this.given))
      checkType(scope, `value.${name}`, FIELD, field);
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

const FIELD = eitherType(objectType("a SecretValue", "bind"), TEXT);

/** A text of any token, or the value that it is; what is neither is refused where the value is stored. */
function fieldOf(field: string | WrittenValue): string | WrittenValue {
  if (!FIELD.has(field)) return "";
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
class RegistryCredentials extends JsonValue {
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
