import {
  canonicalJson,
  objectIn,
  own,
  ownPath,
  type AwaitedOutputs,
  type SynthesizedConfiguration,
} from "../plan";
import { asPattern } from "../../text";
import type { SynthesizedStack } from "../../run";
import { readStack, stackOfState, type Diagnostic } from "../../terraform";

/** A stack that Terraform cannot plan. */
interface UnplannedStack {
  readonly name: string;
  readonly synthesized: SynthesizedConfiguration;
  readonly diagnostics: readonly Diagnostic[];
  /** The stacks of the app, this one among them. */
  readonly app: readonly SynthesizedStack[];
}

/** What an error says was read: a state by its data source, and outputs that it lacks. */
interface Missing {
  readonly source: string;
  readonly outputs: readonly string[];
}

/**
 * What a stack waits for that fails for nothing but outputs of other stacks of its app, which these declare and do not have yet.
 *
 * @returns nothing where it fails for anything else
 */
export async function awaitedOutputs(stack: UnplannedStack): Promise<readonly AwaitedOutputs[]> {
  const errors = stack.diagnostics.filter(({ severity }) => severity === "error");
  const missing = errors.flatMap((error) => missingBy(error, stack) ?? []);
  if (errors.length === 0 || missing.length < errors.length) return [];
  const others = await Promise.all(
    stack.app
      .filter(({ name }) => name !== stack.name)
      .map(async (other) => ({ ...other, synthesized: await readStack(other.directory) })),
  );
  const awaited = new Map<string, Set<string>>();
  for (const { source, outputs } of missing) {
    const lookup = ownPath(stack.synthesized, "data", "terraform_remote_state", source);
    const other = stackOfState(source, lookup, others);
    const declared = objectIn(own(other?.synthesized, "output"));
    if (other === undefined || !outputs.every((output) => Object.hasOwn(declared, output))) {
      return [];
    }
    awaited.set(other.name, new Set([...(awaited.get(other.name) ?? []), ...outputs]));
  }
  return [...awaited.keys()].sort().map((name) => {
    return { stack: name, outputs: [...(awaited.get(name) ?? [])].sort() };
  });
}

const STATE = /^data\.terraform_remote_state\.([\w-]+)(?:\[[^\]]*\])?/;

/** Of a state that has outputs, but not this one; and of one that is not there before the first apply of its stack. */
function missingBy(
  { summary, detail, address = "", references = [] }: Diagnostic,
  { synthesized }: UnplannedStack,
): Missing | undefined {
  if (summary === "Unsupported attribute") {
    const [, output] =
      /^This object does not have an attribute named "([\w-]+)"/.exec(detail) ?? [];
    const [reference = "", ...more] = references;
    const [start = "", source] = STATE.exec(reference) ?? [];
    const isOfOutputs = more.length === 0 && reference === `${start}.outputs`;
    return output !== undefined && source !== undefined && isOfOutputs
      ? { source, outputs: [output] }
      : undefined;
  }
  if (summary !== "Unable to find remote state") return undefined;
  const [, source] = STATE.exec(address) ?? [];
  const outputs = source === undefined ? [] : outputsRead(synthesized, source);
  return source === undefined || outputs.length === 0 ? undefined : { source, outputs };
}

function outputsRead(synthesized: SynthesizedConfiguration, source: string): readonly string[] {
  const start = asPattern(`data.terraform_remote_state.${source}.outputs.`);
  const read = canonicalJson(synthesized).matchAll(new RegExp(`${start}([\\w-]+)`, "g"));
  return [...new Set([...read].map(([, output = ""]) => output))];
}
