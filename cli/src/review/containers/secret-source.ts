import { parameterNameOf, parseArn } from "../../../../modules/facts";
import { holdsExpression, isObject, textIn, type StackInput } from "../plan";

/** Everything that names and ARNs of secrets are made of. */
const SHOWABLE = /^[A-Za-z0-9/_+=.@:-]{1,1200}$/;

const UNSHOWN = "a source that cannot be shown";

/**
 * What a `valueFrom` names, for people: `secret orders/dev/db · password`, `parameter /orders/dev/api-key`,
 * `object bucket/app.env`.
 */
export function describeSource(valueFrom: string, input: StackInput): string {
  const known = withoutExpressions(valueFrom, input);
  if (known.startsWith("secret ")) return known;
  return SHOWABLE.test(known) ? describeKnown(known) : UNSHOWN;
}

/** Puts in what the plan knows of the resources that a text refers to; a secret without an ARN yet has its name. */
function withoutExpressions(valueFrom: string, { plan }: StackInput): string {
  if (!holdsExpression(valueFrom)) return valueFrom;
  const [, type = "", name = "", attribute = "", rest = ""] =
    /^\$\{([a-z0-9_]+)\.([A-Za-z0-9_-]+)\.([a-z_]+)\}(.*)$/.exec(valueFrom) ?? [];
  const address = `${type}.${name}`;
  const after = plan.changes.find((change) => change.address === address)?.after;
  const value = isObject(after) ? after[attribute] : undefined;
  if (typeof value === "string") return `${value}${rest}`;
  const named = textIn(after?.["name"]);
  if (named === undefined || !SHOWABLE.test(`${named}${rest}`)) return UNSHOWN;
  if (type === "aws_ssm_parameter") return named;
  return type === "aws_secretsmanager_secret" ? `secret ${named}${selectors(rest)}` : UNSHOWN;
}

function describeKnown(valueFrom: string): string {
  const arn = parseArn(valueFrom);
  if (!arn) return `parameter ${valueFrom}`;
  const { service, region, account, resource } = arn;
  if (service === "s3") return `object ${resource}`;
  if (service === "ssm") return `parameter ${parameterNameOf(resource)}`;
  const [kind, id = "", ...more] = resource.split(":");
  if (service !== "secretsmanager" || kind !== "secret") return valueFrom;
  const named = id.replace(/-(?:[A-Za-z0-9]{6}|\?{6})$/, "");
  if (named === "") return `secret of ${account} in ${region}`;
  return `secret ${named}${selectors(`:${more.join(":")}`)}`;
}

/** `:json-key:version-stage:version-id`, its empty parts left out. */
function selectors(text: string): string {
  return text
    .split(":")
    .filter((part) => part !== "")
    .map((part) => ` · ${part}`)
    .join("");
}
