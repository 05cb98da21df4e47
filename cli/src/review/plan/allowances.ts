import { PLAIN_TEXT_ALLOWANCES, type PlainTextAllowance } from "../../../../modules/facts";
import { listIn, own, parseJson, textIn } from "../../json";
import type { Plan } from "./plan";

/**
 * The plain texts that the code marks as no secrets. They stand in the default of a variable, as the configuration in the plan
 * has it: what is given to the variable when planning changes nothing of it.
 */
export function allowancesOf({ configuration }: Plan): readonly PlainTextAllowance[] {
  const declared = configuration.root.variables.get(PLAIN_TEXT_ALLOWANCES)?.default;
  const list = typeof declared === "string" ? parseJson(declared) : declared;
  return listIn(list).flatMap((entry) => {
    const [resource, field, reason] = ["resource", "field", "reason"].map((name) =>
      textIn(own(entry, name)),
    );
    // An allowance without a reason cannot be judged, so it allows nothing.
    return resource && field && reason ? [{ resource, field, reason }] : [];
  });
}

/** Whether the code allows the text of a resource's field. */
export function isAllowed(plan: Plan, address: string, field: string): boolean {
  const allowed = known.get(plan) ?? new Set(allowancesOf(plan).map(keyOf));
  known.set(plan, allowed);
  return allowed.has(keyOf({ resource: address, field }));
}

const known = new WeakMap<Plan, ReadonlySet<string>>();

function keyOf({ resource, field }: Pick<PlainTextAllowance, "resource" | "field">): string {
  return JSON.stringify([resource, field]);
}
