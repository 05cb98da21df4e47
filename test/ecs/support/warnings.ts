import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Testing, type TerraformStack } from "cdktf";

/** What `manifest.json` says about a construct; the cdktf CLI prints it. */
export interface Annotation {
  readonly constructPath: string;
  readonly level: string;
  readonly message: string;
  readonly stacktrace?: readonly string[];
}

interface ManifestFile {
  readonly stacks: Readonly<Record<string, { readonly annotations: readonly Annotation[] }>>;
}

/** The annotations of `stack`, read from the manifest that synthesis writes. */
export function annotationsOf(stack: TerraformStack): readonly Annotation[] {
  const directory = Testing.fullSynth(stack);
  try {
    const text = readFileSync(join(directory, "manifest.json"), "utf8");
    return (JSON.parse(text) as ManifestFile).stacks[stack.node.id]?.annotations ?? [];
  } finally {
    rmSync(directory, { recursive: true });
  }
}
