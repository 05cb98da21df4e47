import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import { environments } from "../../../environments";
import { stackOf } from "../../environments/support/environment";
import { arbitraryApplication } from "../../properties/arbitrary-application";
import { buildApplication } from "../../properties/build-application";
import { synth } from "../../support/synth";
import type { Resources } from "./check";
import { asDefault, hardened } from "./samples";

const EXAMPLES = path.resolve(__dirname, "../../../examples");

/** A synthesized stack, as `cdk.tf.json` holds it. */
export interface Stack {
  readonly resource: Resources;
  readonly provider: {
    readonly aws: readonly [{ readonly region: string; readonly allowed_account_ids: [string] }];
  };
}

/** Every stack of this repository by a name that says where it comes from, and `random` applications. */
export async function allStacks(random: number): Promise<ReadonlyMap<string, Stack>> {
  const applications = fc.sample(arbitraryApplication(), { seed: 4, numRuns: random });
  return new Map([
    ...environments.map((data) => named(`environment ${data.name}`, stackOf(data))),
    named("every module as by default", asDefault()),
    named("every module hardened", hardened()),
    ...(await examples()),
    ...applications.map((plan, index) => named(`random ${index}`, buildApplication(plan))),
  ]);
}

function named(name: string, stack: Parameters<typeof synth>[0]): readonly [string, Stack] {
  return [name, synth(stack).json as unknown as Stack];
}

/** Runs the examples as `cdktf synth` would, and reads what they write. */
async function examples(): Promise<readonly (readonly [string, Stack])[]> {
  const found: (readonly [string, Stack])[] = [];
  for (const name of readdirSync(EXAMPLES).sort()) {
    const main = path.join(EXAMPLES, name, "main.ts");
    if (!existsSync(main)) continue;
    const outdir = mkdtempSync(path.join(tmpdir(), "examples-"));
    const before = process.env["CDKTF_OUTDIR"];
    process.env["CDKTF_OUTDIR"] = outdir;
    await import(main);
    process.env["CDKTF_OUTDIR"] = before;
    for (const stack of readdirSync(path.join(outdir, "stacks"))) {
      const text = readFileSync(path.join(outdir, "stacks", stack, "cdk.tf.json"), "utf8");
      found.push([`example ${stack}`, JSON.parse(text) as Stack]);
    }
    rmSync(outdir, { recursive: true });
  }
  return found;
}
