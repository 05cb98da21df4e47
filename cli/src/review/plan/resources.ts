import { findSecret } from "../../../../modules/facts";
import { canonicalJson, hasMarks, isMarked, isObject, objectIn, own, textIn } from "../../json";
import type { Plan, ResourceChange } from "./plan";

const NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/;

/** Types of customer managed keys. */
const KEYS = [
  "aws_kms_key",
  "aws_kms_external_key",
  "aws_kms_replica_key",
  "aws_kms_replica_external_key",
];

/** Whether a resource holds a secret: a Secrets Manager secret or a SecureString parameter. */
export function isSecret({ mode, type, before, after }: ResourceChange): boolean {
  if (mode !== "managed") return false;
  if (type === "aws_secretsmanager_secret") return true;
  return type === "aws_ssm_parameter" && [before, after].some((values) => isSecure(values));
}

/** Whether it is a key whose loss takes everything that it encrypts. */
export function isKey({ mode, type }: ResourceChange): boolean {
  return mode === "managed" && KEYS.includes(type);
}

/** A secret or parameter as reports show it: `secret orders/dev/db`; its label where its name is not known. */
export function secretName(change: ResourceChange, when: "before" | "after" = "after"): string {
  const values = change[when] ?? change.before ?? change.after;
  const name = textIn(values?.["name"]);
  if (name === undefined || !NAME.test(name)) return change.label;
  return change.type === "aws_ssm_parameter" ? `parameter ${name}` : `secret ${name}`;
}

/** Whether a plan shows a digest in place of the resource's user data. */
export function hidesUserData({ type }: Pick<ResourceChange, "type">): boolean {
  return /^aws_(instance|spot_instance_request|launch_configuration)$/.test(type);
}

/** Whether a resource is made or changed by the plan: what stays as it is needs no review. */
export function isWritten({ mode, action, deferred }: ResourceChange): boolean {
  const written = ["create", "update", "replace", "unknown"].includes(action);
  return mode === "managed" && deferred === undefined && written;
}

/** Whether an attribute differs between before and after, or might; none is as good as an empty one. */
export function mayChange(change: ResourceChange, attribute: string): boolean {
  if (isMarked(change.afterUnknown, attribute) || hasMarks(own(change.afterUnknown, attribute))) {
    return true;
  }
  const [before, after] = [change.before, change.after].map((values) =>
    canonicalJson(withoutEmpty(own(values, attribute)) ?? null),
  );
  return before !== after;
}

/**
 * Whether what a resource is a part of, such as the bucket of a policy, stays without it: the plan replaces it by one that is
 * a part of another.
 *
 * @param attribute names the whole
 * @param whole type of the whole, and the attributes by which it is named
 */
export function leavesItsWhole(
  { changes }: Plan,
  { action, before, after, afterUnknown }: ResourceChange,
  attribute: string,
  whole: { readonly type: string; readonly names: readonly string[] },
): boolean {
  const old = before?.[attribute];
  if (action !== "replace" || typeof old !== "string") return false;
  if (!isMarked(afterUnknown, attribute) && after?.[attribute] === old) return false;
  const goes = changes.some(
    (other) =>
      other.type === whole.type &&
      ["delete", "replace"].includes(other.action) &&
      other.deposed === undefined &&
      whole.names.some((name) => other.before?.[name] === old && other.after?.[name] !== old),
  );
  return !goes;
}

/**
 * Whether the plan deletes what a resource is a part of, such as the bucket of an object, or replaces it by another one. What
 * becomes of the part is then told with the whole.
 *
 * @param name by which the part names the whole
 */
export function goesWithWhole(plan: Plan, name: unknown, ...types: readonly string[]): boolean {
  const { gone } = lookupsOf(plan);
  return typeof name === "string" && types.some((type) => gone.has(`${type} ${name}`));
}

/** The same of a part of a key, such as its alias. */
export function goesWithKey(plan: Plan, name: unknown): boolean {
  return goesWithWhole(plan, name, ...KEYS);
}

/** Names of the attributes that differ, or might, joined for a sentence; without those that `leaveOut` names. */
export function changedAttributes(
  change: ResourceChange,
  leaveOut: (attribute: string) => boolean = () => false,
): string {
  const names = Object.keys({
    ...change.before,
    ...change.after,
    ...objectIn(change.afterUnknown),
  });
  return attributeNames(names.filter((name) => mayChange(change, name) && !leaveOut(name)));
}

/** Names of attributes that may be shown, joined for a sentence. */
export function attributeNames(names: readonly string[]): string {
  return [...new Set(names)]
    .filter((name) => /^[a-z0-9_.]+$/.test(name))
    .sort()
    .join(", ");
}

/** A value without what says nothing: null, empty texts, lists and objects, at any depth. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutEmpty);
  if (!isObject(value)) return value === null || value === "" ? undefined : value;
  const filled = Object.entries(value)
    .map(([name, part]) => [name, withoutEmpty(part)] as const)
    .filter(([, part]) => part !== undefined);
  return filled.length === 0 ? undefined : Object.fromEntries(filled);
}

function isSecure(values: ResourceChange["before"]): boolean {
  return values?.["type"] === "SecureString";
}

/** What is looked up in a plan again and again. */
interface Lookups {
  readonly changes: ReadonlyMap<string, ResourceChange>;
  readonly parameters: ReadonlySet<unknown>;
  readonly secrets: ReadonlySet<unknown>;
  /** Type and each name of what is deleted or replaced. */
  readonly gone: ReadonlySet<string>;
}

/** Attributes by which other resources name one. */
const NAMES = ["arn", "bucket", "id", "key_id", "name"];

const known = new WeakMap<Plan, Lookups>();

/** The first entry of a plan's changes with an address. */
export function changeAt(plan: Plan, address: string): ResourceChange | undefined {
  return lookupsOf(plan).changes.get(address);
}

/**
 * Whether a text that stands for a parameter is its name, and no value that was put there by mistake: the plan has such a
 * parameter, or it is a path that does not look secret.
 */
export function isParameterName(text: string, plan?: Plan): boolean {
  if (plan !== undefined && lookupsOf(plan).parameters.has(text)) return true;
  return isShort(text) && /^(\/[\w.-]+){2,}$/.test(text) && findSecret(text) === undefined;
}

/** The same of a text that stands for a secret of Secrets Manager, whose names need no slash in front. */
export function isSecretName(text: string, plan?: Plan): boolean {
  if (plan !== undefined && lookupsOf(plan).secrets.has(text)) return true;
  const isPath = isShort(text) && /^\/?[\w.+=@-]+(\/[\w.+=@-]+)+$/.test(text);
  return isPath && findSecret(text) === undefined;
}

/** A name has at most 2048 characters at AWS; a pattern that repeats takes no text of megabytes. */
function isShort(text: string): boolean {
  return text.length <= 2048;
}

function lookupsOf(plan: Plan): Lookups {
  const found = known.get(plan) ?? lookUp(plan);
  known.set(plan, found);
  return found;
}

function lookUp({ changes, priorState }: Plan): Lookups {
  const byAddress = new Map<string, ResourceChange>();
  const [parameters, secrets] = [new Set<unknown>(), new Set<unknown>()];
  const names: Readonly<Record<string, Set<unknown>>> = {
    aws_ssm_parameter: parameters,
    aws_secretsmanager_secret: secrets,
  };
  const gone = new Set<string>();
  for (const change of changes) {
    if (!byAddress.has(change.address)) byAddress.set(change.address, change);
    for (const name of namesThatGo(change)) gone.add(`${change.type} ${name}`);
    for (const values of [change.before, change.after]) names[change.type]?.add(values?.["name"]);
  }
  for (const { type, values } of priorState.resources) names[type]?.add(values?.["name"]);
  return { changes: byAddress, parameters, secrets, gone };
}

function namesThatGo({
  mode,
  action,
  before,
  after,
  deposed,
  leavesOld,
}: ResourceChange): readonly string[] {
  const goes = action === "delete" || action === "replace";
  if (mode !== "managed" || !goes || deposed !== undefined || leavesOld) return [];
  return NAMES.flatMap((attribute) => {
    const name = textIn(before?.[attribute]);
    return name === undefined || name === textIn(after?.[attribute]) ? [] : [name];
  });
}

/** What runs tasks or reads secrets, by itself or by the clock. */
export const COMPUTE: readonly string[] = [
  "aws_autoscaling_group",
  "aws_batch_job_definition",
  "aws_ecs_service",
  "aws_ecs_task_set",
  "aws_instance",
  "aws_launch_template",
  "aws_pipes_pipe",
  "aws_scheduler_schedule",
  "aws_cloudwatch_event_target",
  "aws_sfn_state_machine",
  "aws_lambda_function",
];
