import { parameterNameOf, parseArn } from "../../../../modules/facts";
import {
  changeAt,
  holdsExpression,
  isObject,
  isParameterName,
  textIn,
  type Plan,
  type StackInput,
} from "../plan";

/** Everything that names and ARNs of secrets are made of. */
const SHOWABLE = /^[A-Za-z0-9/_+=.@:-]{1,1200}$/;

/** What a `valueFrom` names, as reports show it, and which part and version of it. */
interface Source {
  readonly title: string;
  /** Key of the JSON, stage and id of the version, as far as they are given. */
  readonly selectors: readonly string[];
}

const STORES_OF_ARNS = ["secretsmanager", "ssm", "s3"];
const UNSHOWN: Source = { title: "a source that cannot be shown", selectors: [] };

/**
 * What a `valueFrom` names, as reports show it: `secret orders/dev/db · password`, `parameter /orders/dev/api-key`,
 * `object bucket/app.env`.
 */
export function describeSource(valueFrom: string, input: StackInput): string {
  const { title, selectors } = sourceOf(valueFrom, input);
  return [title, ...selectors].join(" · ");
}

/** The same without the part and version of a secret. */
export function titleOfSource(valueFrom: string, input: StackInput): string {
  return sourceOf(valueFrom, input).title;
}

/**
 * Whether a `valueFrom` names where a secret is. What is neither an ARN of a store nor the name of a parameter that is known
 * may be the value itself, put there by mistake.
 */
export function namesSource(valueFrom: string, plan: Plan): boolean {
  const arn = parseArn(valueFrom);
  if (arn) return STORES_OF_ARNS.includes(arn.service);
  return /^s3:\/\/[a-z0-9.-]{3,63}\/./.test(valueFrom) || isParameterName(valueFrom, plan);
}

/** Puts in what the plan knows of the resources that a text refers to; a secret without an ARN yet has its name. */
function sourceOf(valueFrom: string, { plan }: StackInput): Source {
  if (!holdsExpression(valueFrom)) return known(valueFrom, plan);
  const [, type = "", name = "", attribute = "", rest = ""] =
    /^\$\{([a-z0-9_]+)\.([A-Za-z0-9_-]+)\.([a-z_]+)\}(.*)$/.exec(valueFrom) ?? [];
  const address = `${type}.${name}`;
  const after = changeAt(plan, address)?.after;
  const value = isObject(after) ? after[attribute] : undefined;
  if (typeof value === "string") return known(`${value}${rest}`, plan);
  const named = textIn(after?.["name"]);
  if (named === undefined || !SHOWABLE.test(`${named}${rest}`)) return UNSHOWN;
  if (type === "aws_ssm_parameter") return known(named, plan);
  return type === "aws_secretsmanager_secret"
    ? { title: `secret ${named}`, selectors: given(rest.split(":")) }
    : UNSHOWN;
}

function known(valueFrom: string, plan: Plan): Source {
  const titled = (title: string): Source => ({ title, selectors: [] });
  if (!SHOWABLE.test(valueFrom) || !namesSource(valueFrom, plan)) return UNSHOWN;
  const arn = parseArn(valueFrom);
  if (!arn) return titled(`parameter ${valueFrom}`);
  const { service, region, account, resource } = arn;
  if (service === "s3") return titled(`object ${resource}`);
  if (service === "ssm") return titled(`parameter ${parameterNameOf(resource)}`);
  const [kind, id = "", ...selectors] = resource.split(":");
  if (service !== "secretsmanager" || kind !== "secret") return titled(valueFrom);
  const named = id.replace(/-(?:[A-Za-z0-9]{6}|\?{6})$/, "");
  if (named === "") return titled(`secret of ${account} in ${region}`);
  return { title: `secret ${named}`, selectors: given(selectors) };
}

/** `json-key:version-stage:version-id` without its empty parts. */
function given(selectors: readonly string[]): readonly string[] {
  return selectors.filter((part) => part !== "");
}
