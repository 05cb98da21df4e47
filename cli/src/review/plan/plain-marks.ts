import { hasMarks, isObject, marksOf, own, textIn } from "../../json";
import { referencesIn, withoutIndexes, type ConfiguredModule } from "./configuration";
import type { Plan } from "./plan";

/** Types of parameters that are no secrets. What is typed there is judged as any plain text is. */
export function isPlainParameter(type: unknown): boolean {
  return type === "String" || type === "StringList";
}

/** Says of an attribute that it holds a secret value, whatever its marks. */
type HoldsSecret = (type: string, attribute: string) => boolean;

/** Something with values and marks, as changes and states have it. */
interface Marked {
  readonly address: string;
  readonly type: string;
  readonly values: unknown;
  readonly marks: readonly unknown[];
}

/** What something is made of. */
type Kind = "plain" | "secret" | "hidden" | "harmless";

/** References to what a plan's configuration does not hold: locals, and inputs of modules seen from their outputs. */
const HIDDEN = /(?:^|\.)(?:local|each|self|var)\.|(?:^|\.)module\.[\w-]+$/;

/** What no schema tells apart from a secret: it holds whatever it is given, or reads it from where nobody sees. */
const HOLDS_ANYTHING =
  /^(external|http|local_(sensitive_)?file|null_(resource|data_source)|terraform_(data|remote_state))$/;

/** What CDKTF calls an output that another stack of the app reads; it marks all of them. */
const BETWEEN_STACKS = /^cross-stack-output-/;

/** Attributes by which AWS and other stacks know a resource. */
const NAMES = ["arn", "bucket", "id", "key_id", "name", "repository_url", "url"];

/** More modules in modules than anyone writes. */
const MOST_LEVELS = 20;

/**
 * Marks that say nothing. Those that come of parameters stored in clear: the provider marks the value of every parameter, and
 * Terraform what is made of one, so the name of a role or an image that is published in a parameter of type String is no secret for
 * that. And those of CDKTF on a name or ARN that another stack reads.
 */
export class PlainMarks {
  private readonly resources = new Map<string, Marked[]>();
  private readonly modules = new Map<string, ConfiguredModule>();
  /** Addresses, without indexes, of parameters that are all stored in clear. */
  private readonly parameters: ReadonlySet<string>;
  private readonly values = new Set<string>();
  private readonly asked = new Set<string>();
  private names: ReadonlySet<string> | undefined;

  public constructor(
    private readonly plan: Plan,
    private readonly holdsSecret: HoldsSecret,
  ) {
    const all = everythingIn(plan);
    const parameters = all.filter(({ type }) => type === "aws_ssm_parameter");
    const secure = new Set(
      parameters.filter((one) => !isPlain(one)).map(({ address }) => withoutIndexes(address)),
    );
    this.parameters = new Set(
      parameters.map(({ address }) => withoutIndexes(address)).filter((one) => !secure.has(one)),
    );
    for (const one of all) {
      const key = withoutIndexes(one.address);
      const alike = this.resources.get(key);
      if (alike) alike.push(one);
      else this.resources.set(key, [one]);
    }
    for (const { values } of parameters.filter(isPlain)) {
      const [value, insecure] = ["value", "insecure_value"].map((name) =>
        textIn(own(values, name)),
      );
      for (const text of [value, insecure]) if (text) this.values.add(text);
    }
    const waiting = [plan.configuration.root];
    for (const module of waiting) {
      this.modules.set(module.prefix, module);
      waiting.push(...module.calls.map((call) => call.module));
    }
  }

  /** The marks of a resource without those that come of parameters stored in clear. */
  public without(address: string, values: unknown, marks: unknown): unknown {
    if (this.parameters.size === 0 || !isObject(marks)) return marks;
    const left = Object.entries(marks).filter(
      ([attribute, mark]) => !hasMarks(mark) || !this.explains(address, attribute, values),
    );
    return Object.fromEntries(left);
  }

  /**
   * Whether an output of the root module is marked for nothing else. What one is made of a plan does not tell: of functions and
   * texts it names the references alone. So one between stacks counts as a name where something in AWS is called so, unmarked.
   */
  public explainsOutput(name: string, value: unknown): boolean {
    const expression = own(this.plan.configuration.root.outputs, name);
    const references = referencesIn(expression);
    if (this.explained(references, value)) return true;
    if (!BETWEEN_STACKS.test(name) || this.kindsOf(references).has("secret")) return false;
    // One that goes has no expression any more.
    return (expression === undefined || references.length > 0) && this.areNames(value);
  }

  private areNames(value: unknown): boolean {
    if (Array.isArray(value)) return value.length > 0 && value.every((one) => this.areNames(one));
    this.names ??= this.namesOfAll();
    return typeof value === "string" && this.names.has(value);
  }

  private namesOfAll(): ReadonlySet<string> {
    return new Set(
      everythingIn(this.plan)
        .filter(({ type }) => type.startsWith("aws_"))
        .flatMap(({ type, values, marks }) =>
          NAMES.flatMap((attribute) => {
            const isMarked = marks.some((tree) => hasMarks(marksOf(tree, attribute)));
            const value = textIn(own(values, attribute));
            return value && !isMarked && !this.holdsSecret(type, attribute) ? value : [];
          }),
        ),
    );
  }

  private explains(address: string, attribute: string, values: unknown): boolean {
    const configured = this.plan.configuration.resources.get(withoutIndexes(address));
    const expression = configured?.expressions[attribute];
    if (!configured || expression === undefined) return false;
    if (this.holdsSecret(configured.type, attribute)) return false;
    return this.explained(configured.references(expression), own(values, attribute));
  }

  /** Whether something is made of a parameter in clear, and of nothing that is secret. */
  private explained(references: readonly string[], value: unknown): boolean {
    const kinds = this.kindsOf(references);
    if (kinds.has("secret")) return false;
    // What stands in a local no plan says: its value does, where it is the parameter's own.
    if (kinds.has("hidden")) return typeof value === "string" && this.values.has(value);
    return kinds.has("plain");
  }

  private kindsOf(references: readonly string[]): ReadonlySet<Kind> {
    const behind = this.behind(references.map(withoutIndexes));
    return new Set(behind.map((reference) => this.kindOf(reference)));
  }

  private kindOf(reference: string): Kind {
    const [, variable] = /^var\.([\w-]+)/.exec(reference) ?? [];
    if (variable !== undefined) {
      const declared = this.plan.configuration.root.variables.get(variable);
      return declared?.sensitive === false ? "harmless" : "secret";
    }
    if (HIDDEN.test(reference)) return "hidden";
    if (this.parameters.has(reference)) return "plain";
    const [, address = "", attribute = ""] = /^(.+)\.([\w-]+)$/.exec(reference) ?? [];
    if (this.parameters.has(address)) return "plain";
    const found = this.resources.get(address) ?? [];
    if (found.some(({ type }) => HOLDS_ANYTHING.test(type))) return "secret";
    const isSecret = found.some(
      ({ type, marks }) =>
        this.holdsSecret(type, attribute) ||
        marks.some((tree) => hasMarks(marksOf(tree, attribute))),
    );
    if (!isSecret) return "harmless";
    if (this.asked.has(reference)) return "secret";
    this.asked.add(reference);
    try {
      return found.every(({ values }) => this.explains(address, attribute, values))
        ? "plain"
        : "secret";
    } finally {
      this.asked.delete(reference);
    }
  }

  /** References, those to outputs of modules followed, and without those that others begin with. */
  private behind(references: readonly string[], levels = MOST_LEVELS): readonly string[] {
    const longest = references.filter(
      (one) => !references.some((other) => other.startsWith(`${one}.`)),
    );
    return longest.flatMap((reference) => {
      const [, prefix = "", name = "", output = ""] =
        /^((?:module\.[\w-]+\.)*)module\.([\w-]+)\.([\w-]+)$/.exec(reference) ?? [];
      const module = this.modules.get(`${prefix}module.${name}.`);
      if (module === undefined || levels === 0) return [reference];
      const inside = referencesIn(own(module.outputs, output));
      return this.behind(
        inside.map((one) => `${module.prefix}${withoutIndexes(one)}`),
        levels - 1,
      );
    });
  }
}

function isPlain({ values }: Marked): boolean {
  return isPlainParameter(own(values, "type"));
}

/** Every resource of a plan on both sides, and the data sources that were read. */
function everythingIn({ changes, priorState, plannedState }: Plan): readonly Marked[] {
  const changed = changes.flatMap((change) =>
    [change.before, change.after].flatMap((values): Marked[] => {
      const { address, type, beforeSensitive, afterSensitive } = change;
      return values ? [{ address, type, values, marks: [beforeSensitive, afterSensitive] }] : [];
    }),
  );
  const read = [...priorState.resources, ...plannedState.resources].map(
    ({ address, type, values, sensitive }) => ({ address, type, values, marks: [sensitive] }),
  );
  return [...changed, ...read];
}
