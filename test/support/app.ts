import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { deployToAws } from "cdktf-ecs-secrets/core";
import { ACCOUNT, REGION, type Attributes, type Blocks } from "./synth";

const outdirs: string[] = [];

afterAll(() => {
  for (const outdir of outdirs.splice(0)) rmSync(outdir, { recursive: true, force: true });
});

/** One stack of an app, as another program reads what was synthesized. */
export interface SynthesizedStack {
  readonly json: Readonly<Record<string, Record<string, Blocks>>>;
  /** Names of the stacks that it depends on. */
  readonly dependencies: readonly string[];
  /** Directory with its `cdk.tf.json`. */
  readonly directory: string;
  /** The attributes of the one resource of a type. @throws Error when there is none, or more than one */
  only(type: string): Attributes;
}

/** An app that writes into a directory of its own. */
export function newApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), "app-"));
  outdirs.push(outdir);
  return new App({ outdir });
}

/** A stack of `app`, deployed to the account and Region of tests. */
export function stackOf(app: App, name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  deployToAws(stack, { account: ACCOUNT, region: REGION });
  return stack;
}

/** Synthesizes all stacks of an app as `cdktf synth` does, dependencies between them included. */
export function synthApp(app: App): ReadonlyMap<string, SynthesizedStack> {
  app.synth();
  const manifest = JSON.parse(readFileSync(join(app.outdir, "manifest.json"), "utf8")) as {
    readonly stacks: Readonly<
      Record<string, { readonly workingDirectory: string; readonly dependencies: string[] }>
    >;
  };
  return new Map(
    Object.entries(manifest.stacks).map(([name, { workingDirectory, dependencies }]) => {
      const directory = join(app.outdir, workingDirectory);
      const json = JSON.parse(
        readFileSync(join(directory, "cdk.tf.json"), "utf8"),
      ) as SynthesizedStack["json"];
      return [name, { json, dependencies, directory, only: (type) => onlyOf(json, type) }];
    }),
  );
}

function onlyOf(json: SynthesizedStack["json"], type: string): Attributes {
  const found = Object.values(json["resource"]?.[type] ?? {});
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new Error(`${found.length} of ${type}, not one`);
  return only;
}
