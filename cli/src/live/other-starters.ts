import { isObject, listIn, objectIn, own, ownPath, textIn } from "../json";

/** What a synthesized stack starts tasks by besides services, each with its name, sorted. */
export function otherStarters(stack: unknown): readonly string[] {
  return Object.entries(STARTERS)
    .flatMap(([type, { title, name, starts }]) =>
      Object.entries(objectIn(ownPath(stack, "resource", type)))
        .filter(([, resource]) => starts(resource))
        .map(([id, resource]) => `${title} ${nameOf(resource, name) ?? id}`),
    )
    .sort();
}

interface StarterType {
  readonly title: string;
  /** The argument with its name. */
  readonly name: string;
  readonly starts: (resource: unknown) => boolean;
}

const STARTERS: Readonly<Record<string, StarterType>> = {
  aws_ecs_task_set: { title: "task set", name: "external_id", starts: () => true },
  aws_scheduler_schedule: {
    title: "schedule",
    name: "name",
    starts: (resource) =>
      blocks(own(resource, "target")).some((target) => own(target, "ecs_parameters") !== undefined),
  },
  aws_cloudwatch_event_target: {
    title: "event rule",
    name: "rule",
    starts: (resource) => blocks(own(resource, "ecs_target")).length > 0,
  },
  // A one-off task of the modules: a function that is given what it is to run.
  aws_lambda_invocation: {
    title: "one-off task",
    name: "function_name",
    starts: (resource) =>
      /"run":\{[^]*"taskDefinition":/.test(textIn(own(resource, "input")) ?? ""),
  },
};

/** One block may stand alone where several are a list. */
function blocks(value: unknown): readonly unknown[] {
  return isObject(value) ? [value] : listIn(value);
}

/** Where only Terraform knows it, the path of its construct names it. */
function nameOf(resource: unknown, argument: string): string | undefined {
  const name = textIn(own(resource, argument));
  if (name !== undefined && !name.includes("${")) return name;
  return textIn(ownPath(resource, "//", "metadata", "path"));
}
