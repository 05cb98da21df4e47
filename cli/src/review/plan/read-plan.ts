import { isObject, own, textIn, type JsonObject } from "./json";
import type { Plan, ResourceChange, SynthesizedConfiguration } from "./plan";
import { readChange } from "./read-change";
import { UnusablePlanError } from "./unusable-plan-error";

/** The major version of the format that is understood; its minor versions only add. */
const FORMAT = "1";

const MAKE_AGAIN = "make the plan again, and show it as JSON: terraform show -json <plan file>";

/**
 * Reads what `terraform show -json <plan file>` or `tofu show -json` prints.
 *
 * @throws UnusablePlanError when it is no such plan, or one that must not be reviewed
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export function readPlan(json: unknown, synthesized?: SynthesizedConfiguration): Plan {
  if (!isObject(json)) throw unusable("It is no JSON object.");
  checkFormat(json);
  if (flag(json, "errored") === true) {
    throw unusable("Terraform could not finish it: the plan is marked as errored.", [
      "correct what `terraform plan` reports",
      MAKE_AGAIN,
    ]);
  }
  return {
    terraformVersion: textIn(json["terraform_version"]) ?? "unknown",
    complete: flag(json, "complete") !== false,
    changes: [
      ...readList(json, "resource_changes", (entry) => readChange(entry, synthesized)),
      ...readList(json, "deferred_changes", (entry) => readDeferred(entry, synthesized)),
    ],
    drift: readList(json, "resource_drift", (entry) => readChange(entry, synthesized)),
    raw: json,
  };
}

function checkFormat(json: JsonObject): void {
  const version = textIn(json["format_version"]);
  if (version === undefined) {
    throw unusable("It has no format version, so it is not what `terraform show -json` prints.", [
      MAKE_AGAIN,
      "the lines of `terraform plan -json` are progress, not the plan",
    ]);
  }
  if (version.split(".")[0] !== FORMAT) {
    const shown = /^\d+(\.\d+)*$/.test(version) ? version : "unknown";
    throw unusable(`Its format version is ${shown}, and only ${FORMAT}.x is understood.`, [
      "plan with a Terraform or OpenTofu that writes it, or update ecs-secrets",
    ]);
  }
  if (!("planned_values" in json) && !("resource_changes" in json)) {
    throw unusable("It holds a state, not a plan.", [MAKE_AGAIN]);
  }
}

function readDeferred(
  entry: unknown,
  synthesized: SynthesizedConfiguration | undefined,
): ResourceChange {
  const reason = textIn(own(entry, "reason")) ?? "unknown";
  return { ...readChange(own(entry, "resource_change"), synthesized), deferred: reason };
}

function readList<T>(json: JsonObject, name: string, read: (entry: unknown) => T): readonly T[] {
  const list = json[name] ?? [];
  if (!Array.isArray(list)) throw unusable(`Its ${name} is no list.`);
  return list.map((entry: unknown, index) => {
    try {
      return read(entry);
    } catch (error) {
      const message = error instanceof Error ? error.message : "unreadable";
      // Made-up addresses could hold what a terminal or a pipeline acts on.
      const reason = message.replace(/\p{C}+/gu, "\ufffd");
      throw unusable(`Entry ${index} of its ${name} cannot be read: ${reason}.`);
    }
  });
}

function flag(json: JsonObject, name: string): boolean | undefined {
  const value = json[name] ?? undefined;
  if (value === undefined || typeof value === "boolean") return value;
  throw unusable(`Its ${name} is neither true nor false.`);
}

function unusable(reason: string, remedy: readonly string[] = [MAKE_AGAIN]): UnusablePlanError {
  return new UnusablePlanError("The plan cannot be reviewed.", reason, remedy);
}
