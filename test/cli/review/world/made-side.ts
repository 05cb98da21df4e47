import { readPlan, type SynthesizedConfiguration } from "../../../../cli/src/review/plan";
import type { JsonObject } from "../../../../cli/src/json";
import { Side } from "../../../../cli/src/review/world/side";
import { madePlan, type MadeChange } from "../fixtures/made-plan";

/** What a plan with these changes knows of AWS after it. */
export function after(changes: readonly MadeChange[], more: JsonObject = {}): Side {
  return new Side({ name: "dev", plan: readPlan(madePlan(changes, more)) }, "after");
}

/** The same of a stack whose synthesized configuration is there. */
export function synthesizedAfter(
  changes: readonly MadeChange[],
  synthesized: SynthesizedConfiguration,
): Side {
  const plan = readPlan(madePlan(changes), synthesized);
  return new Side({ name: "dev", plan, synthesized }, "after");
}

/** A resource that is made, with attributes that only the apply tells. */
export function made(
  address: string,
  values: JsonObject,
  unknown: JsonObject = {},
  expressions?: JsonObject,
): MadeChange {
  const [type = ""] = address.split(".");
  const configured = expressions === undefined ? {} : { expressions };
  return { address, type, actions: ["create"], after: values, unknown, ...configured };
}
