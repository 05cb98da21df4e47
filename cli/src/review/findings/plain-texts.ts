import { findSecret, judgedArguments, unknownOf } from "../../../../modules/facts";
import {
  namesSource,
  type TaskDefinition,
  taskDefinitionsAfter,
  taskDefinitionsBefore,
} from "../containers";
import {
  configurationOf,
  constantOf,
  hidesUserData,
  holdsExpression,
  isAllowed,
  isSecretName,
  isWritten,
  listIn,
  objectIn,
  own,
  ownPath,
  type ResourceChange,
  type StackInput,
  textIn,
  type Values,
} from "../plan";
import { clearTexts } from "./clear-texts";
import type { FindingRule } from "./finding-rule";

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
  /** Judged in place of the value: an argument and its option. @default - the value */
  readonly judged?: string;
}

/** Every plain text that looks secret, before or after a plan, but for those that the code allows. */
export function plainSecrets(input: StackInput, when: "before" | "after"): readonly PlainSecret[] {
  const known = found.get(input) ?? findPlainSecrets(input);
  found.set(input, known);
  return known[when];
}

type BothSides = Readonly<Record<"before" | "after", readonly PlainSecret[]>>;

/** Findings and the guard of the report ask for the same. */
const found = new WeakMap<StackInput, BothSides>();

function findPlainSecrets(input: StackInput): BothSides {
  const sides: Record<"before" | "after", PlainSecret[]> = { before: [], after: [] };
  for (const when of ["before", "after"] as const) {
    const definitions =
      when === "before" ? taskDefinitionsBefore(input) : taskDefinitionsAfter(input);
    for (const definition of definitions) {
      for (const text of textsOfTask(definition)) {
        sides[when].push(...judge(input, definition.change, text, definition.recovered));
      }
    }
  }
  for (const change of input.plan.changes) {
    if (change.mode !== "managed" || change.deposed !== undefined) continue;
    // Most texts of a resource are the same before and after: each is judged once.
    const harmless = new Map<string, string | undefined>();
    for (const when of ["before", "after"] as const) {
      for (const text of textsOfResource(change, shownValues(input, change, when), when)) {
        const { name, value, judged = value } = text;
        if (harmless.has(judged) && harmless.get(judged) === name) continue;
        const secret = judge(input, change, text, false);
        sides[when].push(...secret);
        if (secret.length === 0) harmless.set(judged, name);
      }
    }
  }
  return sides;
}

/** An expression in a container definition that stands in the configuration: its value is not known yet. */
const EXPRESSION = /\$\{([^}]*)\}/g;

function judge(
  { plan }: StackInput,
  change: ResourceChange,
  { subject, place, field, name, value, judged = value }: PlainText,
  recovered: boolean,
): readonly PlainSecret[] {
  const known = recovered
    ? judged.replace(EXPRESSION, (_all, it: string) => unknownOf(it))
    : judged;
  if (findSecret(known, name) === undefined || isAllowed(plan, change.address, field)) return [];
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
    const listed = (path: string): readonly PlainText[] => {
      const all = listIn(ownPath(definition, ...path.split(".")));
      return judgedArguments(all.map((part) => textIn(part) ?? "")).map((judged, at) => ({
        ...text(`Part ${at} of the ${path}`, `${path}[${at}]`, `${path}[${at}]`, all[at]),
        judged,
      }));
    };
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
      ...named(
        "The router's option",
        "firelensConfiguration.options",
        ownPath(definition, "firelensConfiguration", "options"),
      ),
      ...listed("command"),
      ...listed("healthCheck.command"),
      ...listed("entryPoint"),
    ];
  });
}

/** Of an instance, a plan shows a digest of the user data; what is written there stands in the configuration. */
function shownValues(
  { plan }: StackInput,
  change: ResourceChange,
  when: "before" | "after",
): Values | undefined {
  const values = change[when];
  if (when === "before" || values === undefined || !hidesUserData(change)) return values;
  const written = constantOf(configurationOf(plan, change)?.expressions["user_data"]);
  return textIn(written) === undefined ? values : { ...values, user_data: written };
}

function textsOfResource(
  change: ResourceChange,
  values: Values | undefined,
  when: "before" | "after",
): readonly PlainText[] {
  const { label, type, beforeSensitive, afterSensitive } = change;
  // A mark that goes with this plan hides nothing of what the plan writes.
  const marks = when === "before" ? [beforeSensitive, afterSensitive] : [afterSensitive];
  return clearTexts(type, values, marks).map(({ what, path, value, name, judged }) => ({
    subject: `${label}/${path.map(showable).join(".")}`,
    place: `The ${what} ${showable(path.at(-1))} of ${label}`,
    field: path.join("."),
    ...(name === undefined ? {} : { name }),
    ...(judged === undefined ? {} : { judged }),
    value,
  }));
}

function showable(name = ""): string {
  return /^[A-Za-z0-9_.-]{1,255}$/.test(name) ? name : "with a name that cannot be shown";
}

export const plaintextSecret: FindingRule = {
  id: "PLAINTEXT-SECRET",
  severity: "high",
  title:
    "A plain text that everyone with a look at the resource reads holds what looks like a secret",
  find: ({ input }) => {
    const before = new Set(
      plainSecrets(input, "before").map(({ subject, value }) => `${subject}=${value}`),
    );
    return plainSecrets(input, "after")
      .filter(({ change }) => isWritten(change))
      .map(({ subject, place, value }) => ({
        subject,
        text: `${place} looks like a secret and stands there in plain text.`,
        remedy:
          "Store it in Secrets Manager or Parameter Store and refer to it there; the value that was here is to be changed.",
        before: before.has(`${subject}=${value}`),
      }));
  },
};

/** Every text that is taken for a secret here, so that no other part of the report shows it. */
export function plainTexts(
  input: StackInput,
): readonly { readonly name: string; readonly value: string }[] {
  return (["before", "after"] as const).flatMap((when) =>
    plainSecrets(input, when)
      .filter(({ open }) => !open)
      .map(({ subject, value }) => ({ name: subject, value })),
  );
}

export const valueAsReference: FindingRule = {
  id: "VALUE-AS-REFERENCE",
  severity: "high",
  title: "What should name a secret is neither an ARN nor a known name: it may be the value itself",
  find: ({ input }) => {
    const before = new Set(
      taskDefinitionsBefore(input)
        .flatMap((definition) => suspects(definition, input))
        .map(({ subject, value }) => `${subject}=${value}`),
    );
    return taskDefinitionsAfter(input)
      .filter(({ change }) => isWritten(change))
      .flatMap((definition) => suspects(definition, input))
      .map(({ subject, field, named, value }) => ({
        subject,
        text: `${field} is neither an ARN nor the name of a ${named} that this plan knows. If it is the value itself, it stands in the task definition in plain text.`,
        remedy: "Name the secret by its ARN; a value that was here is to be changed.",
        ...(findSecret(value) === undefined ? { severity: "medium" } : {}),
        before: before.has(`${subject}=${value}`),
      }));
  },
};

/** Every text of these that looks like a value, so that no other part of the report shows it. */
export function misplacedValues(
  input: StackInput,
): readonly { readonly name: string; readonly value: string }[] {
  return [...taskDefinitionsBefore(input), ...taskDefinitionsAfter(input)]
    .flatMap((definition) => suspects(definition, input))
    .filter(({ value }) => findSecret(value) !== undefined)
    .map(({ subject, value }) => ({ name: subject, value }));
}

interface Suspect {
  readonly subject: string;
  /** Where it stands, as in `The valueFrom of DB_PASSWORD of the container web`. */
  readonly field: string;
  /** What should be named there. */
  readonly named: "parameter" | "secret";
  /** Only to be compared. */
  readonly value: string;
}

function suspects(
  { family, containers = [], recovered }: TaskDefinition,
  { plan }: StackInput,
): readonly Suspect[] {
  return containers.flatMap((definition) => {
    const container = showable(textIn(own(definition, "name")));
    const references = [
      ...listIn(definition["secrets"]),
      ...listIn(ownPath(definition, "logConfiguration", "secretOptions")),
    ];
    const of = (value: string, target: string, about: Pick<Suspect, "field" | "named">) =>
      value === "" || (recovered && holdsExpression(value)) || namesSource(value, plan)
        ? []
        : [{ subject: `${family}/${container}/${target}`, value, ...about }];
    // Any name of a secret is a login for a registry; what looks like a value is none.
    const login =
      textIn(ownPath(definition, "repositoryCredentials", "credentialsParameter")) ?? "";
    const isLogin = isSecretName(login, plan) || findSecret(login) === undefined;
    return [
      ...references.flatMap((reference): readonly Suspect[] => {
        const target = showable(textIn(own(reference, "name")));
        const field = `The valueFrom of ${target} of the container ${container}`;
        return of(textIn(own(reference, "valueFrom")) ?? "", target, { field, named: "parameter" });
      }),
      ...of(isLogin ? "" : login, "registry login", {
        field: `The login for the registry of the container ${container}`,
        named: "secret",
      }),
    ];
  });
}
