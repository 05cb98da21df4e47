import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesIn, ROOT, temporaryDirectory } from "../environments/support/program";

const SOURCES = ["--conditions=source", "--import", "tsx"];

/** What `npm run golden` wrote when somebody meant to change the output. */
const expected = filesIn(join(__dirname, "apps"));

describe("what the environments and examples synthesize to", () => {
  const outdir = temporaryDirectory();
  const program = [...SOURCES, join(__dirname, "synthesize.ts"), outdir];
  execFileSync(process.execPath, program, { cwd: ROOT });
  const actual = filesIn(outdir);

  it("is every stack of the repository", () => {
    const examples = readdirSync(join(ROOT, "examples"), { withFileTypes: true });
    const folders = examples.filter((entry) => entry.isDirectory());
    for (const { name } of folders) {
      expect([...actual.keys()].some((file) => file.startsWith(name))).toBe(true);
    }
    expect([...actual.keys()]).toEqual([...expected.keys()]);
  });

  it.each([...expected.keys()])("is byte for byte what it was: %s", (file) => {
    expect(actual.get(file)).toBe(expected.get(file));
  });
});

/** All that one stack makes, each with what its block refers to. */
function referencesIn(stack: string): ReadonlyMap<string, readonly string[]> {
  const { resource = {} } = JSON.parse(stack) as {
    readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  return new Map(
    Object.entries(resource).flatMap(([type, blocks]) =>
      Object.entries(blocks).map(([name, block]) => {
        const addresses = JSON.stringify(block).match(/\b(aws|terraform)_\w+\.[\w-]+/g) ?? [];
        return [`${type}.${name}`, addresses] as const;
      }),
    ),
  );
}

/** What does not wait for the gate of the values, nor for anything that does. */
function unguardedIn(stack: string): readonly string[] {
  const references = referencesIn(stack);
  const gate = "terraform_data.values-given";
  if (!references.has(gate)) return [];
  const waiting = new Set([gate]);
  for (let before = 0; before < waiting.size;) {
    before = waiting.size;
    for (const [address, needed] of references) {
      if (needed.some((one) => waiting.has(one))) waiting.add(address);
    }
  }
  return [...references.keys()].filter(
    (address) => !waiting.has(address) && !address.includes("value-guard"),
  );
}

it("an apply that lacks a value makes nothing in any stack of them", () => {
  const stacks = [...expected].filter(([file]) => file.endsWith("cdk.tf.json"));
  const guarded = stacks.filter(([, text]) => text.includes("terraform_data.values-given"));
  expect(guarded.length).toBeGreaterThan(10);
  for (const [file, text] of guarded) expect([file, unguardedIn(text)]).toEqual([file, []]);
});

it("a program alone writes the same as beside the others", () => {
  // GIVEN a process that synthesizes one example and nothing else
  const outdir = temporaryDirectory();
  // WHEN
  const main = join(ROOT, "examples/environment-variables/main.ts");
  execFileSync(process.execPath, [...SOURCES, main], {
    cwd: ROOT,
    env: { ...process.env, CDKTF_OUTDIR: outdir },
  });
  // THEN
  const stack = "stacks/environment-variables/cdk.tf.json";
  const golden = join(__dirname, "apps/environment-variables", stack);
  expect(readFileSync(join(outdir, stack), "utf8")).toBe(readFileSync(golden, "utf8"));
});
