import { listIn, objectIn, own, ownPath, parseJson, textIn, type JsonObject } from "../json";

/** What Terraform had to say about a configuration, a plan or an apply. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  /** The resource it is about. */
  readonly address?: string;
  /** What the expression refers to that it is about. @default - Terraform does not say it */
  readonly references?: readonly string[];
  /** Of a secret whose name AWS keeps: where it is, and where its replicas are. @default - it is about nothing of the kind, or not known */
  readonly places?: SecretPlaces;
}

/** The Regions of a secret, as the configuration has them. */
export interface SecretPlaces {
  /** @default - the provider finds it */
  readonly region?: string;
  readonly replicas: readonly string[];
}

/** How many resources a plan would add, change and remove, or an apply did. */
export interface ChangeSummary {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
  readonly import: number;
}

/** A resource that a plan would act on, or that was found different from the state. */
export interface PlannedChange {
  readonly address: string;
  readonly action: string;
}

/** What happens to a resource while Terraform works. */
export interface ResourceEvent {
  readonly type: "resource";
  readonly stage: "start" | "progress" | "complete" | "error";
  readonly address: string;
  /** Such as create, update, delete, read, open; "refresh" for a refresh. */
  readonly action: string;
  readonly elapsedSeconds?: number;
}

/** One line of Terraform's machine-readable output, as far as we use it. */
export type TerraformEvent =
  | ResourceEvent
  | { readonly type: "diagnostic"; readonly diagnostic: Diagnostic }
  | { readonly type: "planned" | "drift"; readonly change: PlannedChange }
  | { readonly type: "summary"; readonly operation: string; readonly changes: ChangeSummary };

/**
 * What a guard of the modules prints, on a line of its own behind what Terraform says of the command. Everything else
 * of such an error is about the guard, which is nothing that a reader knows.
 */
const MISSING_VALUE = /(?<=Output: A value is missing\.\s*\n)Set TF_VAR_.+: this apply writes .+/;

/** What a write says that begins without its value, inside an error of Terraform's about a conversion. */
const MISSING_AT_WRITE = /(TF_VAR_[\p{L}\p{N}_-]+) is not set, and this apply writes ([\w./ -]+)/u;

const STAGES: Partial<Record<string, ResourceEvent["stage"]>> = {
  start: "start",
  progress: "progress",
  complete: "complete",
  errored: "error",
};

/**
 * Reads one line of machine-readable output; undefined when it is none, or of a type we do not use.
 *
 * @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
export function parseEvent(line: string): TerraformEvent | undefined {
  const message = parseObject(line);
  const type = text(message["type"]);
  switch (type) {
    case "diagnostic":
      return { type, diagnostic: toDiagnostic(objectIn(message["diagnostic"])) };
    case "planned_change":
    case "resource_drift":
      return {
        type: type === "planned_change" ? "planned" : "drift",
        change: toChange(objectIn(message["change"])),
      };
    case "change_summary":
      return toSummary(objectIn(message["changes"]));
    default:
      return toResourceEvent(type, objectIn(message["hook"]));
  }
}

/** A diagnostic as Terraform writes it in JSON; what is missing becomes an empty string, and a guard's sentence the summary. */
export function toDiagnostic(value: JsonObject): Diagnostic {
  const address = text(value["address"]);
  const severity = value["severity"] === "warning" ? "warning" : "error";
  const missing = missingValue(text(value["detail"]));
  if (missing !== undefined) return { severity, summary: missing, detail: "" };
  const references = listIn(ownPath(value, "snippet", "values")).flatMap(
    (part) => textIn(own(part, "traversal")) ?? [],
  );
  return {
    severity,
    summary: text(value["summary"]),
    detail: text(value["detail"]),
    ...(address === "" ? {} : { address }),
    ...(references.length === 0 ? {} : { references }),
  };
}

/** The sentence of a guard, or of a write that no guard could see before; undefined where no value is missing. */
function missingValue(detail: string): string | undefined {
  const [sentence] = MISSING_VALUE.exec(detail) ?? [];
  const [, variable = "", what = ""] = MISSING_AT_WRITE.exec(detail) ?? [];
  return sentence ?? (variable === "" ? undefined : `Set ${variable}: this apply writes ${what}`);
}

/** The object in a JSON text, or an empty one. */
export function parseObject(json: string): JsonObject {
  return objectIn(parseJson(json));
}

function toChange(change: JsonObject): PlannedChange {
  return { address: text(objectIn(change["resource"])["addr"]), action: text(change["action"]) };
}

function toSummary(changes: JsonObject): TerraformEvent {
  return {
    type: "summary",
    operation: text(changes["operation"]),
    changes: {
      add: count(changes["add"]),
      change: count(changes["change"]),
      remove: count(changes["remove"]),
      import: count(changes["import"]),
    },
  };
}

/** Hooks are named apply_start, refresh_complete, ephemeral_op_errored and so on. */
function toResourceEvent(type: string, hook: JsonObject): ResourceEvent | undefined {
  const [, kind, suffix = ""] = /^(apply|refresh|ephemeral_op)_(\w+)$/.exec(type) ?? [];
  const stage = STAGES[suffix];
  if (stage === undefined) return undefined;
  const elapsed = hook["elapsed_seconds"];
  return {
    type: "resource",
    stage,
    address: text(objectIn(hook["resource"])["addr"]),
    action: kind === "refresh" ? "refresh" : text(hook["action"]),
    ...(typeof elapsed === "number" ? { elapsedSeconds: elapsed } : {}),
  };
}

function text(value: unknown): string {
  return textIn(value) ?? "";
}

function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
