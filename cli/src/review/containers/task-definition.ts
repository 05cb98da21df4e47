import {
  canonicalJson,
  isMarked,
  isObject,
  listIn,
  own,
  parseJson,
  parseTemplateJson,
  textIn,
  type JsonObject,
  type ResourceChange,
  type StackInput,
} from "../plan";

/** One task definition, before or after a plan. */
export interface TaskDefinition {
  readonly family: string;
  readonly change: ResourceChange;
  readonly networkMode: string | undefined;
  /** Undefined when they are known only at apply and cannot be recovered. */
  readonly containers: readonly JsonObject[] | undefined;
  /** Whether they come from the configuration, and so may hold expressions. */
  readonly recovered: boolean;
}

/** All task definitions as they are before the plan. */
export function taskDefinitionsBefore(input: StackInput): readonly TaskDefinition[] {
  return changesOf(input).flatMap((change) => {
    const { before } = change;
    if (before === undefined) return [];
    return [taskDefinition(change, before, textIn(before["container_definitions"]) ?? "[]")];
  });
}

/** All task definitions as they are after it; what only the apply tells is recovered from the configuration. */
export function taskDefinitionsAfter(input: StackInput): readonly TaskDefinition[] {
  return changesOf(input).flatMap((change) => {
    const { after, afterUnknown } = change;
    if (after === undefined) return [];
    const planned = textIn(after["container_definitions"]);
    if (planned !== undefined || !isMarked(afterUnknown, "container_definitions")) {
      return [taskDefinition(change, after, planned ?? "[]")];
    }
    return [taskDefinition(change, after, configured(input, change))];
  });
}

/** A text that is the same for the same content. */
export function comparable(value: unknown): string {
  return canonicalJson(value);
}

function changesOf({ plan }: StackInput): readonly ResourceChange[] {
  return plan.changes.filter(
    ({ type, mode, deposed }) =>
      type === "aws_ecs_task_definition" && mode === "managed" && deposed === undefined,
  );
}

function configured({ synthesized }: StackInput, change: ResourceChange): string | undefined {
  // Resources of a module can have the name of one of the stack.
  if (change.address.startsWith("module.")) return undefined;
  const block = own(own(own(synthesized, "resource"), change.type), change.name);
  return textIn(own(block, "container_definitions"));
}

function taskDefinition(
  change: ResourceChange,
  values: JsonObject,
  text: string | undefined,
): TaskDefinition {
  const known = change.after === values ? change.afterUnknown : undefined;
  const recovered = isMarked(known, "container_definitions");
  const read = recovered ? parseTemplateJson(text ?? "") : parseJson(text ?? "");
  return {
    family: textIn(values["family"]) ?? change.label,
    change,
    networkMode: textIn(values["network_mode"]),
    recovered,
    containers: Array.isArray(read) ? listIn(read).filter(isObject) : undefined,
  };
}
