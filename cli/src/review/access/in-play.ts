import {
  hasMarks,
  isObject,
  isPlainParameter,
  own,
  type Plan,
  type ResourceChange,
  type StackInput,
} from "../plan";
import { SECRETS_OF_AWS } from "../world";

/** What secrets there are in any of the plans that are reviewed together. */
export interface InPlay {
  /** Secrets, parameters that hold some, or policies about them. */
  readonly secrets: boolean;
  /** Objects of buckets that tasks receive. */
  readonly objects: boolean;
}

const known = new WeakMap<Plan, InPlay>();

/** What is in any of these plans. */
export function secretsIn(inputs: readonly StackInput[]): InPlay {
  const all = inputs.map(({ plan }) => {
    const found = known.get(plan) ?? lookInto(plan);
    known.set(plan, found);
    return found;
  });
  return {
    secrets: all.some(({ secrets }) => secrets),
    objects: all.some(({ objects }) => objects),
  };
}

function lookInto({ changes, priorState }: Plan): InPlay {
  const read = priorState.resources.some(
    ({ type, values }) => HOLDS.test(type) && !isPlainParameter(own(values, "type")),
  );
  return {
    secrets: read || changes.some(isSecretive),
    objects: changes.some(
      (change) => change.type === "aws_ecs_task_definition" && mayName(change, /:s3:::|s3:\/\//),
    ),
  };
}

/** Types that are about secrets, whatever they hold. */
const HOLDS = /^aws_(secretsmanager_|ssm_parameter)/;

/** Actions, ARNs and fields by which policies, containers and settings of any kind name secrets and parameters. */
const NAMES = /secretsmanager|ssm:|:parameter\/|valueFrom|SecureString/i;

function isSecretive(change: ResourceChange): boolean {
  const { type, before, after } = change;
  const sides = [before, after].filter((values) => values !== undefined);
  if (HOLDS.test(type)) return !sides.every((values) => isPlainParameter(values["type"]));
  const made = own(SECRETS_OF_AWS, type);
  if (made !== undefined) {
    const flag = own(made, "flag");
    if (typeof flag !== "string" || sides.some((values) => values[flag] === true)) return true;
  }
  return type === "aws_ecs_task_definition"
    ? mayName(change, NAMES)
    : sides.some((values) => holds(values, NAMES));
}

/** Whether the containers of a task definition name something, or are not known. */
function mayName({ before, after, afterUnknown }: ResourceChange, pattern: RegExp): boolean {
  return (
    hasMarks(own(afterUnknown, "container_definitions")) ||
    [before, after].some((values) => holds(values, pattern))
  );
}

function holds(value: unknown, pattern: RegExp): boolean {
  if (typeof value === "string") return pattern.test(value);
  if (Array.isArray(value)) return value.some((part) => holds(part, pattern));
  return isObject(value) && Object.values(value).some((part) => holds(part, pattern));
}
