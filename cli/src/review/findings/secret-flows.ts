import { findSecret } from "../../../../modules/facts";
import {
  hasMarks,
  holdsSecret,
  isObject,
  isPlainParameter,
  marksOf,
  own,
  parseJson,
  secretParts,
  withoutIndexes,
  type Plan,
} from "../plan";

/** Shorter values are told from no others. */
const SHORTEST = 8;

/** More references through references than anyone writes. */
const MOST_LEVELS = 20;

/**
 * Whether what a marked expression refers to is a secret. A mark alone does not say it: an expression is marked as a whole for
 * the name of a user in it, and of a secret that is JSON it may take the host.
 */
export class SecretFlows {
  /** By address, without indexes. */
  private readonly resources: ReadonlyMap<string, Held>;

  public constructor(private readonly plan: Plan) {
    const read = plan.priorState.resources
      .filter(({ mode }) => mode === "data")
      .map(({ address, type, values, sensitive }): [string, Held] => [
        withoutIndexes(address),
        { type, values, marks: sensitive },
      ]);
    const changed = plan.changes.map(({ address, type, after, afterSensitive }): [string, Held] => [
      withoutIndexes(address),
      { type, values: after, marks: afterSensitive },
    ]);
    this.resources = new Map([...read, ...changed]);
  }

  /** Whether all that a reference without indexes can stand for is secret. */
  public isSecret(reference: string, levels = MOST_LEVELS): boolean {
    const [, variable, path = ""] = /^var\.([\w-]+)(.*)$/.exec(reference) ?? [];
    if (variable !== undefined) return this.isSecretVariable(variable, path);
    const [, address = "", attribute = ""] = /^(.+)\.([a-z0-9_]+)$/.exec(reference) ?? [];
    const found = this.resources.get(address);
    if (found === undefined) return false;
    const { type, values, marks } = found;
    if (type === "aws_ssm_parameter" && isPlainParameter(own(values, "type"))) return false;
    const isKnown = holdsSecret(type, attribute);
    if (!isKnown && !hasMarks(marksOf(marks, attribute))) return false;
    const value = own(values, attribute);
    if (value !== undefined && value !== null) return isAllSecret(value, attribute);
    const configured = this.plan.configuration.resources.get(address);
    const expression = configured?.expressions[attribute];
    if (isKnown || configured === undefined || expression === undefined) return true;
    // What is made of something is as secret as that.
    return (
      levels > 0 &&
      configured
        .references(expression)
        .some((one) => this.isSecret(withoutIndexes(one), levels - 1))
    );
  }

  private isSecretVariable(name: string, path: string): boolean {
    const { variables, configuration } = this.plan;
    if (configuration.root.variables.get(name)?.sensitive !== true) return false;
    const steps = path.split(".").filter((step) => step !== "");
    const value = steps.reduce<unknown>((whole, step) => own(whole, step), variables.get(name));
    return value === undefined || value === null || isAllSecret(value, steps.at(-1) ?? name);
  }
}

/** What a plan holds of a resource. */
interface Held {
  readonly type: string;
  readonly values: unknown;
  readonly marks: unknown;
}

function isAllSecret(value: unknown, name: string): boolean {
  if (isObject(value)) {
    return Object.entries(value).every(([key, part]) => isAllSecret(part, key));
  }
  if (typeof value !== "string" || value.length < SHORTEST) return false;
  const parsed = /^\s*\{/.test(value) ? parseJson(value) : undefined;
  if (isObject(parsed)) {
    return Object.entries(parsed).every(
      ([key, part]) => typeof part === "string" && findSecret(part, key) !== undefined,
    );
  }
  return secretParts(value, name)[0]?.telling === true;
}
