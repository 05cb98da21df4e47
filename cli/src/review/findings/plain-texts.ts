import { findSecret, unknownOf } from "../../../../modules/facts";
import { taskDefinitionsAfter, taskDefinitionsBefore, type TaskDefinition } from "../containers";
import {
  holdsExpression,
  isAllowed,
  isObject,
  listIn,
  objectIn,
  own,
  ownPath,
  textIn,
  type ResourceChange,
  type StackInput,
  type Values,
} from "../plan";

/** A text in clear that looks secret, in a place that AWS shows to everyone who may describe the resource. */
export interface PlainSecret {
  readonly change: ResourceChange;
  /** Family, container and variable, or the address with the field: what a waiver names. */
  readonly subject: string;
  /** Where it stands, as in `The variable DB_PASSWORD of the container web`. */
  readonly place: string;
  /** Only to be compared and looked for. */
  readonly value: string;
  /** Whether the value is a text of the configuration that refers to what only the apply tells. */
  readonly open: boolean;
}

/** One text and where it stands. */
interface PlainText {
  readonly subject: string;
  readonly place: string;
  /** As an allowance of the code names it. */
  readonly field: string;
  /** Judged with the text. @default - the text stands for itself */
  readonly name?: string;
  readonly value: string;
}

/** Every plain text that looks secret, before or after a plan, but for those that the code allows. */
export function plainSecrets(input: StackInput, when: "before" | "after"): readonly PlainSecret[] {
  const definitions =
    when === "before" ? taskDefinitionsBefore(input) : taskDefinitionsAfter(input);
  const inTasks = definitions.flatMap((definition) =>
    textsOfTask(definition).flatMap((text) =>
      judge(input, definition.change, text, definition.recovered),
    ),
  );
  const inOthers = input.plan.changes
    .filter(({ mode, deposed }) => mode === "managed" && deposed === undefined)
    .flatMap((change) =>
      textsOfResource(change, change[when]).flatMap((text) => judge(input, change, text, false)),
    );
  return [...inTasks, ...inOthers];
}

/** An expression in a container definition that stands in the configuration: its value is not known yet. */
const EXPRESSION = /\$\{([^}]*)\}/g;

function judge(
  { plan }: StackInput,
  change: ResourceChange,
  { subject, place, field, name, value }: PlainText,
  recovered: boolean,
): readonly PlainSecret[] {
  const judged = recovered ? value.replace(EXPRESSION, (_all, it: string) => unknownOf(it)) : value;
  if (findSecret(judged, name) === undefined || isAllowed(plan, change.address, field)) return [];
  return [{ change, subject, place, value, open: recovered && holdsExpression(value) }];
}

function textsOfTask({ family, containers = [] }: TaskDefinition): readonly PlainText[] {
  return containers.flatMap((definition) => {
    const given = textIn(own(definition, "name")) ?? "";
    const container = showable(given);
    const text = (kind: string, label: string, path: string, value: unknown, name?: string) => ({
      subject: `${family}/${container}/${label}`,
      place: `${kind} of the container ${container}`,
      field: `${given}.${path}`,
      ...(name === undefined ? {} : { name }),
      value: textIn(value) ?? "",
    });
    const named = (kind: string, path: string, map: unknown): readonly PlainText[] =>
      Object.entries(objectIn(map)).map(([name, value]) =>
        text(
          `${kind} ${showable(name)}`,
          `${path}.${showable(name)}`,
          `${path}.${name}`,
          value,
          name,
        ),
      );
    const listed = (path: string): readonly PlainText[] =>
      listIn(definition[path]).map((value, at) =>
        text(`Part ${at} of the ${path}`, `${path}[${at}]`, `${path}[${at}]`, value),
      );
    return [
      ...listIn(definition["environment"]).map((entry) => {
        const name = textIn(own(entry, "name")) ?? "";
        const label = showable(name);
        const field = `environment.${name}`;
        return text(`The variable ${label}`, label, field, own(entry, "value"), name);
      }),
      ...named("The label", "dockerLabels", definition["dockerLabels"]),
      ...named(
        "The log option",
        "logConfiguration.options",
        ownPath(definition, "logConfiguration", "options"),
      ),
      ...listed("command"),
      ...listed("entryPoint"),
    ];
  });
}

function textsOfResource(change: ResourceChange, values: Values | undefined): readonly PlainText[] {
  if (values === undefined) return [];
  const { label, type } = change;
  const text = (what: string, field: string, value: unknown, name?: string): PlainText => ({
    subject: `${label}/${field.split(".").map(showable).join(".")}`,
    place: `${what} of ${label}`,
    field,
    ...(name === undefined ? {} : { name }),
    value: textIn(value) ?? "",
  });
  const tags = Object.entries(objectIn(values["tags"])).map(([key, value]) =>
    text(`The tag ${showable(key)}`, `tags.${key}`, value, key),
  );
  const read = TEXTS.get(type);
  return read === undefined ? tags : [...tags, ...read(values, text)];
}

type MakeText = (what: string, field: string, value: unknown, name?: string) => PlainText;

/** By type of resource, the texts that its readers get to see. */
const TEXTS: ReadonlyMap<string, (values: Values, text: MakeText) => readonly PlainText[]> =
  new Map([
    [
      "aws_lambda_function",
      (values, text) =>
        listIn(values["environment"]).flatMap((block) =>
          Object.entries(objectIn(own(block, "variables"))).map(([name, value]) =>
            text(`The variable ${showable(name)}`, `environment.${name}`, value, name),
          ),
        ),
    ],
    [
      "aws_codebuild_project",
      (values, text) =>
        listIn(values["environment"])
          .flatMap((block) => listIn(own(block, "environment_variable")))
          // PARAMETER_STORE and SECRETS_MANAGER hold names.
          .filter((entry) => isObject(entry) && (entry["type"] ?? "PLAINTEXT") === "PLAINTEXT")
          .map((entry) => {
            const name = textIn(own(entry, "name")) ?? "";
            return text(
              `The variable ${showable(name)}`,
              `environment.${name}`,
              own(entry, "value"),
              name,
            );
          }),
    ],
    [
      "aws_ssm_parameter",
      (values, text) => {
        const isPlain = values["type"] === "String" || values["type"] === "StringList";
        const name = textIn(values["name"])?.split("/").at(-1);
        return isPlain
          ? ["value", "insecure_value"].map((field) =>
              text("The value", field, values[field], name),
            )
          : [];
      },
    ],
    ...["aws_instance", "aws_launch_template", "aws_launch_configuration"].map(
      (type) =>
        [
          type,
          (values: Values, text: MakeText) =>
            ["user_data", "user_data_base64"].map((field) =>
              text("The user data", field, decoded(values[field])),
            ),
        ] as const,
    ),
  ]);

/** User data that is given as Base64, as it is meant. */
function decoded(value: unknown): unknown {
  if (typeof value !== "string" || !/^[A-Za-z0-9+/\s]{16,}={0,2}$/.test(value)) return value;
  const text = Buffer.from(value, "base64").toString();
  return text.includes("\ufffd") ? value : text;
}

function showable(name = ""): string {
  return /^[A-Za-z0-9_.-]{1,255}$/.test(name) ? name : "with a name that cannot be shown";
}
