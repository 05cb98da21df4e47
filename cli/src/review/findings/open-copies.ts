import {
  configurationOf,
  hasMarks,
  hidesUserData,
  holdsSecret,
  isPlainParameter,
  isShown,
  isObject,
  listIn,
  marksOf,
  own,
  referencesIn,
  textIn,
  withoutIndexes,
  type ConfiguredModule,
  type Plan,
  type ResourceChange,
} from "../plan";
import { SecretFlows } from "./secret-flows";

/** A text that nothing marks, or that AWS shows whatever marks it. */
export interface Unmarked {
  readonly path: readonly string[];
  readonly text: string;
  /** Whether it is marked, which hides it in Terraform's output alone. @default false */
  readonly isMarked?: boolean;
}

/** A text in clear that holds a marked value. */
export interface Copy extends Unmarked {
  /** Where the value is marked. */
  readonly source: string;
}

/** Names of attributes and of variables; what else a key may be is not shown. */
export function shown(key: string): string {
  return /^[A-Za-z0-9_-]{1,64}$/.test(key) ? key : "…";
}

/** Whether it is the value of a parameter that is stored in clear: the provider marks those, too. */
export function isClearValue(
  type: string,
  values: ResourceChange["after"],
  attribute: string,
): boolean {
  const isValue = type === "aws_ssm_parameter" && /^(insecure_)?value$/.test(attribute);
  return isValue && isPlainParameter(values?.["type"]);
}

/**
 * What only the apply tells, is made of a secret, and is not marked, such as `nonsensitive(random_password.db.result)`, or stands
 * where AWS shows it whatever is marked.
 */
export class OpenCopies {
  private readonly changes: ReadonlyMap<string, ResourceChange>;
  private readonly modules: ReadonlyMap<string, ConfiguredModule>;
  private readonly flows: SecretFlows;

  public constructor(private readonly plan: Plan) {
    this.changes = new Map(plan.changes.map((one) => [withoutIndexes(one.address), one]));
    this.modules = modulesBelow(plan.configuration.root);
    this.flows = new SecretFlows(plan);
  }

  /** Attributes of a resource. */
  public in(change: ResourceChange): readonly Copy[] {
    const configured = configurationOf(this.plan, change);
    if (configured === undefined) return [];
    return Object.entries(configured.expressions).flatMap(([attribute, expression]) => {
      const isClear = isClearValue(change.type, change.after, attribute);
      const isSecret = !isClear && holdsSecret(change.type, attribute);
      if (isSecret || attribute.endsWith("_wo")) return [];
      const isHidden = attribute === "user_data" && hidesUserData(change);
      const marks = isClear ? undefined : own(change.afterSensitive, attribute);
      const isMarked = isShown(change.type, attribute) && hasMarks(marks);
      const open = openExpressions(
        expression,
        isHidden ? true : own(change.afterUnknown, attribute),
        isMarked ? undefined : marks,
      );
      return open.flatMap((one) =>
        this.copyOf(configured.references(one), [shown(attribute)], isMarked),
      );
    });
  }

  /** The output of the root module. */
  public ofOutput(name: string): readonly Copy[] {
    const change = this.plan.outputs.find((one) => one.name === name);
    if (change === undefined || !hasMarks(change.afterUnknown)) return [];
    if (hasMarks(change.afterSensitive)) return [];
    return this.copyOf(referencesIn(own(this.plan.configuration.root.outputs, name)), []);
  }

  private copyOf(
    references: readonly string[],
    path: readonly string[],
    isMarked = false,
  ): readonly Copy[] {
    const source = references
      .flatMap((reference) => this.behind(withoutIndexes(reference)))
      .find((reference) => (isMarked ? this.flows.isSecret(reference) : this.isSecret(reference)));
    return source === undefined ? [] : [{ path, text: "", source, isMarked }];
  }

  /** What the output of a module stands for, through modules in it. */
  private behind(reference: string, levels = MOST_LEVELS): readonly string[] {
    const [, prefix = "", name = "", output = ""] =
      /^((?:module\.[\w-]+\.)*)module\.([\w-]+)\.([\w-]+)$/.exec(reference) ?? [];
    const module = this.modules.get(`${prefix}module.${name}.`);
    if (module === undefined || levels === 0) return [reference];
    return referencesIn(own(module.outputs, output)).flatMap((one) =>
      this.behind(withoutIndexes(`${module.prefix}${one}`), levels - 1),
    );
  }

  private isSecret(reference: string): boolean {
    const [, variable] = /^var\.([\w-]+)/.exec(reference) ?? [];
    if (variable !== undefined) {
      return this.plan.configuration.root.variables.get(variable)?.sensitive === true;
    }
    const [, address = "", attribute = ""] = /^(.+)\.([a-z0-9_]+)$/.exec(reference) ?? [];
    const change = this.changes.get(address);
    if (change === undefined) return false;
    // A parameter may be one that is stored in clear, such as the id of an image.
    if (change.type === "aws_ssm_parameter" && textIn(change.after?.["type"]) !== "SecureString") {
      return false;
    }
    return holdsSecret(change.type, attribute) || own(change.afterSensitive, attribute) === true;
  }
}

/** More modules in modules than anyone writes. */
const MOST_LEVELS = 20;

function modulesBelow(root: ConfiguredModule): ReadonlyMap<string, ConfiguredModule> {
  const modules = new Map<string, ConfiguredModule>();
  const waiting = root.calls.map(({ module }) => module);
  for (const module of waiting) {
    modules.set(module.prefix, module);
    waiting.push(...module.calls.map((call) => call.module));
  }
  return modules;
}

/** The expressions of which something is not known and nothing is marked. */
function openExpressions(
  expression: unknown,
  unknown: unknown,
  marks: unknown,
): readonly unknown[] {
  if (!hasMarks(unknown)) return [];
  if (Array.isArray(expression)) {
    return expression.flatMap((part, at) =>
      openExpressions(
        part,
        unknown === true ? true : listIn(unknown)[at],
        marks === true ? true : listIn(marks)[at],
      ),
    );
  }
  if (!isObject(expression)) return [];
  if ("references" in expression) return hasMarks(marks) ? [] : [expression];
  if ("constant_value" in expression) return [];
  // A block that stands alone is not a list in the configuration, and one in the plan.
  const [inner, marked] = [unknown, marks].map((tree) =>
    Array.isArray(tree) && tree.length === 1 ? (tree[0] as unknown) : tree,
  );
  return Object.entries(expression).flatMap(([name, part]) =>
    openExpressions(part, marksOf(inner, name), marksOf(marked, name)),
  );
}
