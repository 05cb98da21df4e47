import { UserError } from "../../user-error";
import { readConfiguration } from "./configuration";
import { withRenewals } from "./renewals";
import {
  DEEPEST,
  isObject,
  listIn,
  nestsDeeper,
  objectIn,
  own,
  ownPath,
  textIn,
  textsOf,
  type JsonObject,
} from "../../json";
import type {
  Action,
  ActionInvocation,
  Check,
  OutputChange,
  Plan,
  ResourceChange,
  State,
  StateResource,
  SynthesizedConfiguration,
  Values,
} from "./plan";

/** A plan that cannot be reviewed: showing half of it would mislead. The CLI ends with exit code 3. */
export class UnusablePlanError extends UserError {
  override readonly name = "UnusablePlanError";
  override readonly exitCode = 3;
}

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
  if (!isObject(json)) throw unusable("It is not a JSON object.");
  if (nestsDeeper(json, DEEPEST)) {
    throw unusable(`It nests deeper than ${DEEPEST} levels, as no plan of Terraform does.`);
  }
  checkFormat(json);
  if (flag(json, "errored") === true) {
    throw unusable("Terraform could not finish it: the plan is marked as errored.", [
      "correct what `terraform plan` reports",
      MAKE_AGAIN,
    ]);
  }
  const changes = [
    ...readList(json, "resource_changes", (entry) => readChange(entry, synthesized)),
    ...readList(json, "deferred_changes", (entry) => readDeferred(entry, synthesized)),
  ];
  const priorState = readState(ownPath(json, "prior_state", "values"));
  const plannedState = readState(json["planned_values"]);
  const complete = flag(json, "complete");
  return {
    terraformVersion: textIn(json["terraform_version"]) ?? "unknown",
    complete: complete !== false,
    unmentioned: unmentionedIn({ complete, changes, priorState, plannedState }),
    changes: withRenewals(changes, synthesized),
    drift: readList(json, "resource_drift", (entry) => readChange(entry, synthesized)),
    outputs: Object.entries(objectIn(json["output_changes"])).map(readOutput),
    invocations: ["action_invocations", "deferred_action_invocations"].flatMap((list) =>
      listIn(json[list]).map(readInvocation),
    ),
    checks: listIn(json["checks"]).map(readCheck),
    variables: new Map(
      Object.entries(objectIn(json["variables"])).map(([name, given]) => [
        name,
        own(given, "value"),
      ]),
    ),
    configuration: readConfiguration(json["configuration"]),
    relevant: listIn(json["relevant_attributes"]).map((entry) => ({
      resource: textIn(own(entry, "resource")) ?? "",
      path: textsOf(own(entry, "attribute")),
    })),
    priorState,
    plannedState,
  };
}

/**
 * Resources of the state of which a plan says nothing, as one with `-target` does. Terraform lists everything else, what
 * stays as it is among it.
 *
 * @throws UnusablePlanError when it is no such plan: something was taken out of it, or it is about no change at all
 */
function unmentionedIn({
  complete,
  changes,
  priorState,
  plannedState,
}: Pick<Plan, "changes" | "priorState" | "plannedState"> & {
  readonly complete: boolean | undefined;
}): readonly string[] {
  const listed = new Set(
    changes.flatMap(({ address, movedFrom }) =>
      movedFrom === undefined ? [address] : [address, movedFrom],
    ),
  );
  const missing = ({ resources }: State): readonly string[] => [
    ...new Set(
      resources
        .filter(({ mode, address }) => mode === "managed" && !listed.has(address))
        .map(({ address }) => address),
    ),
  ];
  const [made, kept] = [missing(plannedState), missing(priorState)];
  if (made.length > 0) {
    throw unusable(`It says that there will be ${countOf(made)}, and not what changes there.`, [
      MAKE_AGAIN,
      "keep the whole of it: a filter took entries out of `resource_changes`",
    ]);
  }
  if (kept.length > 0 && (changes.length === 0 || complete === true)) {
    throw unusable(`It says nothing of ${countOf(kept)} that its state holds.`, [
      MAKE_AGAIN,
      "keep the whole of it, and plan without -refresh-only, which plans no change",
    ]);
  }
  return kept;
}

function countOf({ length }: readonly string[]): string {
  return length === 1 ? "one resource" : `${length} resources`;
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
  const planned = ownPath(json, "planned_values", "root_module");
  const holds = ["resources", "child_modules"].some(
    (name) => listIn(own(planned, name)).length > 0,
  );
  if (holds && !("resource_changes" in json)) {
    throw unusable("It says what there will be, and not what changes.", [
      MAKE_AGAIN,
      "keep the whole of it: `resource_changes` and `configuration`, not `planned_values` alone",
    ]);
  }
}

function readDeferred(
  entry: unknown,
  synthesized: SynthesizedConfiguration | undefined,
): ResourceChange {
  const reason = textIn(own(entry, "reason")) ?? "unknown";
  return { ...readChange(own(entry, "resource_change"), synthesized), deferred: reason };
}

function readOutput([name, change]: readonly [string, unknown]): OutputChange {
  return {
    name,
    actions: textsOf(own(change, "actions")),
    before: own(change, "before"),
    after: own(change, "after"),
    afterUnknown: own(change, "after_unknown"),
    beforeSensitive: own(change, "before_sensitive"),
    afterSensitive: own(change, "after_sensitive"),
  };
}

function readInvocation(entry: unknown): ActionInvocation {
  const invocation = own(entry, "action_invocation") ?? entry;
  const [address, type] = ["address", "type"].map((name) => textIn(own(invocation, name)));
  return {
    ...(address === undefined ? {} : { address }),
    ...(type === undefined ? {} : { type }),
    values: own(invocation, "config_values"),
    sensitive: own(invocation, "config_sensitive"),
  };
}

function readCheck(check: unknown): Check {
  return {
    name: textIn(ownPath(check, "address", "to_display")) ?? "a check",
    status: textIn(own(check, "status")) ?? "unknown",
  };
}

function readState(values: unknown): State {
  const outputs = Object.entries(objectIn(own(values, "outputs"))).map(([name, output]) => ({
    name,
    sensitive: own(output, "sensitive") === true,
    value: own(output, "value"),
  }));
  const resources: StateResource[] = [];
  const waiting = [own(values, "root_module")];
  while (waiting.length > 0) {
    const module = waiting.pop();
    resources.push(...listIn(own(module, "resources")).map(readStateResource));
    waiting.push(...[...listIn(own(module, "child_modules"))].reverse());
  }
  return { outputs, resources };
}

function readStateResource(json: unknown): StateResource {
  const values = own(json, "values");
  return {
    address: textIn(own(json, "address")) ?? "",
    mode: textIn(own(json, "mode")) ?? "",
    type: textIn(own(json, "type")) ?? "",
    values: isObject(values) ? values : undefined,
    sensitive: own(json, "sensitive_values"),
    needs: textsOf(own(json, "depends_on")),
  };
}

function readList<T>(json: JsonObject, name: string, read: (entry: unknown) => T): readonly T[] {
  const list = json[name] ?? [];
  if (!Array.isArray(list)) throw unusable(`Its ${name} is not a list.`);
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

const MODES = ["managed", "data", "ephemeral"] as const;

/**
 * Reads one entry of a plan's list of changes.
 *
 * @throws Error with the reason, without any value, when an entry cannot be what Terraform writes
 */
function readChange(
  entry: unknown,
  synthesized: SynthesizedConfiguration | undefined,
): ResourceChange {
  const address = textIn(own(entry, "address")) ?? "";
  if (address === "") throw new Error("it has no address");
  const type = textIn(own(entry, "type"));
  const name = textIn(own(entry, "name"));
  if (type === undefined || name === undefined) throw new Error(`${address} has no type and name`);
  // What every object of JavaScript has would be found in any table of types.
  if (type in {}) throw new Error(`${address} has a type that no provider has`);
  const change = own(entry, "change");
  if (!isObject(change)) throw new Error(`${address} does not say what changes`);
  // A kind of resource that is not known yet is shown like any other.
  const mode = MODES.find((known) => known === own(entry, "mode")) ?? "managed";
  const previous = textIn(own(entry, "previous_address"));
  const deposed = textIn(own(entry, "deposed"));
  const reason = textIn(own(entry, "action_reason"));
  return {
    address,
    label: labelOf({ address, mode, type, name }, synthesized),
    mode,
    type,
    name,
    provider: textIn(own(entry, "provider_name")) ?? "",
    ...readAction(wordsOf(change["actions"], address)),
    ...(reason === undefined ? {} : { reason }),
    replacedBy: listIn(change["replace_paths"]).map((path) => listIn(path).join(".")),
    ...(previous === undefined || previous === address ? {} : { movedFrom: previous }),
    imported: isObject(change["importing"]),
    ...(deposed === undefined ? {} : { deposed }),
    before: valuesOf(change["before"], `${address} before the change`),
    after: valuesOf(change["after"], `${address} after the change`),
    afterUnknown: change["after_unknown"],
    beforeSensitive: change["before_sensitive"],
    afterSensitive: change["after_sensitive"],
  };
}

function wordsOf(actions: unknown, address: string): readonly string[] {
  const words = listIn(actions).filter((word) => typeof word === "string");
  if (words.length > 0 && words.length === listIn(actions).length) return words;
  throw new Error(`${address} has no list of actions`);
}

function valuesOf(values: unknown, what: string): Values | undefined {
  if (values === undefined || values === null) return undefined;
  if (isObject(values)) return values;
  throw new Error(`${what} is not an object`);
}

const SINGLE: ReadonlySet<string> = new Set<Action>([
  "create",
  "read",
  "update",
  "delete",
  "forget",
  "open",
  "no-op",
]);

/** What Terraform's list of actions says. */
type ReadAction = Pick<ResourceChange, "action" | "words" | "createsFirst" | "leavesOld">;

/**
 * Reads Terraform's list of actions, in any order: `["create", "delete"]` is a replacement, too.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#change-representation
 */
export function readAction(words: readonly string[]): ReadAction {
  const [first = ""] = words;
  if (words.length === 1 && SINGLE.has(first)) return { action: first as Action };
  const others = words.filter((word) => word !== "create");
  const [other = ""] = others;
  const replaces = words.length === 2 && others.length === 1;
  if (!replaces || !["delete", "forget"].includes(other)) return { action: "unknown", words };
  return {
    action: "replace",
    createsFirst: first === "create",
    ...(other === "forget" ? { leavesOld: true } : {}),
  };
}

/** The construct path that cdktf noted beside a resource, with the instance's index; else the address. */
function labelOf(
  { address, mode, type, name }: Pick<ResourceChange, "address" | "mode" | "type" | "name">,
  synthesized: SynthesizedConfiguration | undefined,
): string {
  const section = mode === "managed" ? "resource" : mode;
  const block = ownPath(synthesized, section, type, name);
  const path = textIn(ownPath(block, "//", "metadata", "path"));
  const start = mode === "managed" ? `${type}.${name}` : `${mode}.${type}.${name}`;
  // Resources of a module can have the name of one of the stack.
  return path === undefined || !address.startsWith(start)
    ? address
    : `${path}${address.slice(start.length)}`;
}
