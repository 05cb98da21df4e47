import { listIn, objectIn, own, ownPath, type JsonObject } from "../../json";
import type { Plan, SynthesizedConfiguration } from "./plan";
import { readPlan } from "./read-plan";

/**
 * Reads of a plan that Terraform could not finish what there is now, as a plan that changes nothing. What it says of changes is
 * half of them.
 *
 * @returns nothing for any other plan
 */
export function readAsItIs(json: unknown, synthesized: SynthesizedConfiguration): Plan | undefined {
  if (own(json, "errored") !== true) return undefined;
  const kept = ["format_version", "terraform_version", "variables", "prior_state", "configuration"];
  const known = Object.entries(objectIn(json)).filter(([name]) => kept.includes(name));
  const values = objectIn(ownPath(json, "prior_state", "values"));
  return readPlan(
    {
      ...Object.fromEntries(known),
      planned_values: values,
      resource_changes: resourcesIn(values).map(unchanged),
    },
    synthesized,
  );
}

/** The resources of a state, modules in modules included. */
function resourcesIn(values: JsonObject): readonly unknown[] {
  const modules = [own(values, "root_module")];
  for (const module of modules) modules.push(...listIn(own(module, "child_modules")));
  return modules
    .flatMap((module) => listIn(own(module, "resources")))
    .filter((resource) => own(resource, "mode") === "managed");
}

function unchanged(resource: unknown): JsonObject {
  const { values, sensitive_values: sensitive, deposed_key: deposed, ...rest } = objectIn(resource);
  const change = {
    actions: ["no-op"],
    before: values,
    after: values,
    after_unknown: {},
    before_sensitive: sensitive,
    after_sensitive: sensitive,
  };
  return { ...rest, ...(deposed === undefined ? {} : { deposed }), change };
}
