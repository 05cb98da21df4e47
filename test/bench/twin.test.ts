import { byLibrary } from "../../bench/programs/library";
import { handWritten } from "../../bench/programs/twin";
import { bareStack, synth } from "../support/synth";

type Blocks = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** Every block of a kind, without what a name of cdktf's or a digest of the statements makes of it. */
function blocksOf(json: Readonly<Record<string, unknown>>, kind: string): string[] {
  return Object.entries(json[kind] as Blocks).flatMap(([type, named]) =>
    // What orders the changes of all that has an address of its own, which by hand nothing has.
    Object.entries(named)
      .filter(([name]) => !/^replacements-(begun|made)$|_needs$/.test(name))
      .map(([, block]) =>
        `${type} ${JSON.stringify(block, sortedWithoutMetadata)}`
          .replace(/,"terraform_data\.[\w-]+_needs"/g, "")
          .replace(/\b(aws_\w+|terraform_data)\.[\w-]+/g, "$1.NAME")
          .replace(/-(secrets|logs)-[0-9a-f]{8}|(?<=\[\\\\?")[0-9a-f]{8}/g, "DIGEST"),
      ),
  );
}

function sortedWithoutMetadata(key: string, value: unknown): unknown {
  if (key === "//") return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe("the hand-written twin of the bench", () => {
  const json = (make: typeof byLibrary) => {
    const stack = bareStack("bench");
    make(stack, 2, 4);
    return synth(stack).json;
  };
  const [ours, twin] = [json(byLibrary), json(handWritten)];

  it.each(["resource", "ephemeral"])("makes each %s with the same arguments", (kind) => {
    expect(blocksOf(twin, kind).sort()).toEqual(blocksOf(ours, kind).sort());
  });
});
