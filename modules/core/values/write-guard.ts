import { Lazy, TerraformStack, type LocalExecProvisioner, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { createHash } from "node:crypto";
import { PLAN_PLACEHOLDER } from "../../facts";
import { addressOf, resolved } from "../elements";
import { OrderOfCreation } from "../order";
import { TerraformData } from "../terraform-data";
import { hclString } from "../terraform-json";
import { knownAtPlan } from "./known-at-plan";
import type { WrittenValue } from "./written-value";

/** What of a resource makes the provider write its value again when it changes. */
export type WriteInputs = Readonly<Record<string, unknown>>;

const GATE = "values-given";
const DIGEST_HEX_DIGITS = 10;

/**
 * Has an apply that writes `value` without its variables fail before it moves any secret of the stack, or who may read it.
 *
 * @param scope the construct that stores the value
 * @param inputs what distinguishes this write from the one before it
 */
export function guardWrite(scope: Construct, value: WrittenValue, inputs: WriteInputs): void {
  if (value.variables.length === 0) return;
  ValuesGiven.of(scope).add(new WriteGuard(scope, value.variables, inputs));
}

/** Lets `resource` be made, changed or replaced only by an apply that has the values of all that it writes. */
export function awaitValues(resource: TerraformResource): void {
  OrderOfCreation.of(resource).require(resource, () => ValuesGiven.find(resource));
}

/**
 * Fails an apply that is to write a value and was not given it.
 *
 * Its address carries a digest of what is written. So a changed write is a new guard, which asks for the value; an apply
 * that writes nothing has nothing to make and asks for none; and a write that is taken back finds its guard in the state.
 * Of what only Terraform knows, a name from a variable or the key of another stack, Terraform makes the digest itself: it
 * is the key of the guard's one instance.
 * A guard of one address would be tainted by its refusal and ask for the value from then on, and a precondition or an
 * ephemeral resource is evaluated by every apply.
 *
 * @see https://developer.hashicorp.com/terraform/language/resources/provisioners/local-exec
 */
class WriteGuard extends TerraformData {
  public constructor(
    scope: Construct,
    variables: readonly string[],
    private readonly inputs: WriteInputs,
  ) {
    super(scope, "value-guard", {
      // The guard of the write before stays until what depends on it has been updated.
      lifecycle: { createBeforeDestroy: true },
      provisioners: [refuseWithout(variables, pathInStack(scope))],
    });
    OrderOfCreation.of(this).exempt(this);
  }

  public override get friendlyUniqueId(): string {
    // A token is spelled with a number that changes with what else is in the app; what it resolves to does not.
    const inputs = JSON.stringify(inOneOrder(resolved(this, this.inputs)));
    const { texts } = knownAtPlan(this, this.inputs);
    const digest = createHash("sha256")
      .update([inputs, ...texts].join("\n"))
      .digest("hex");
    return `${super.friendlyUniqueId}_${digest.slice(0, DIGEST_HEX_DIGITS)}`;
  }

  /** The ids of its instances, as a Terraform expression. */
  public get ids(): string {
    const address = addressOf(this);
    return this.instances === undefined
      ? `\${[${address}.id]}`
      : `\${[for guard in ${address} : guard.id]}`;
  }

  public override get terraformMetaArguments(): Record<string, unknown> {
    const { instances } = this;
    const inherited = super.terraformMetaArguments;
    return instances === undefined ? inherited : { ...inherited, forEach: instances };
  }

  private get instances(): string | undefined {
    // What a resource says is left out: Terraform may not know it yet, and refuses instances of an unknown key.
    const { expressions: known } = knownAtPlan(this, this.inputs);
    if (known.length === 0) return undefined;
    // Outputs of other stacks may be marked sensitive, which no key of an instance may be.
    const digest = `sha256(nonsensitive(jsonencode([${known.join(", ")}])))`;
    return `\${toset([substr(${digest}, 0, ${DIGEST_HEX_DIGITS})])}`;
  }
}

/** The same tags in another order are the same, and an empty map of them is as good as none. */
function inOneOrder(inputs: unknown): object {
  const entries = Object.entries(inputs as WriteInputs).map(([name, value]) => {
    if (typeof value !== "object" || value === null) return [name, value];
    const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return [name, sorted.length === 0 ? undefined : Object.fromEntries(sorted)];
  });
  return Object.fromEntries(entries) as object;
}

/**
 * Stands once in a stack between all guards and all that waits for them.
 *
 * Were each secret to wait for its own guard only, an apply with one value of two would write the one, and taking both
 * changes back would then need its value.
 */
class ValuesGiven extends TerraformData {
  public static of(scope: Construct): ValuesGiven {
    const stack = TerraformStack.of(scope);
    return ValuesGiven.find(stack)[0] ?? new ValuesGiven(stack);
  }

  /** That of the stack; none where nothing is written from a variable. */
  public static find(scope: Construct): readonly ValuesGiven[] {
    const known = TerraformStack.of(scope).node.tryFindChild(GATE);
    return known instanceof ValuesGiven ? [known] : [];
  }

  private readonly guards: WriteGuard[] = [];

  private constructor(stack: TerraformStack) {
    super(stack, GATE, {
      // Changed with them. Else a guard that goes would wait for what it guarded only where that changes, too, and taking
      // a refused change back would not find it.
      input: { guards: Lazy.anyValue({ produce: () => this.guards.map(({ ids }) => ids).sort() }) },
      lifecycle: { createBeforeDestroy: true },
    });
    const order = OrderOfCreation.of(this);
    order.exempt(this);
    order.stopAt(this);
    order.require(this, () => this.guards);
  }

  public add(guard: WriteGuard): void {
    this.guards.push(guard);
  }
}

/**
 * A command for `sh` and for `cmd`, made of variable names, which a rule has checked, and of characters that no shell
 * reads anything into.
 *
 * Terraform shows the command before what it printed, so the sentence gets a line of its own, the last one.
 */
function refuseWithout(variables: readonly string[], path: string): LocalExecProvisioner {
  const missing = variables.map((name) => `${isMissing(name)} ? "TF_VAR_${name}" : ""`);
  const names = `join(" and ", compact([${missing.join(", ")}]))`;
  const what = path.replace(/[^A-Za-z0-9_./-]/g, "_");
  const sentence = `echo A value is missing. && echo Set %s: this apply writes ${what} && exit 1`;
  const refusal = `format(${hclString(sentence)}, ${names})`;
  const isDue = `terraform.applying && anytrue([${variables.map(isMissing).join(", ")}])`;
  const command = { type: "local-exec", command: `\${${isDue} ? ${refusal} : "exit 0"}` } as const;
  // cdktf 0.21 passes it on but has no type for it: Terraform does not print the command as it runs it.
  return Object.assign({ quiet: true }, command);
}

/** Whether the variable `name` was given no value, as a Terraform expression. */
export function isMissing(name: string): string {
  return `contains(["", ${hclString(PLAN_PLACEHOLDER)}], var.${name})`;
}

/** The construct path without the stack. */
export function pathInStack(scope: Construct): string {
  return scope.node.path.slice(TerraformStack.of(scope).node.path.length + 1);
}
