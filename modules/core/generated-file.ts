import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TerraformStack } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import { Construct } from "constructs";

/** Settings of a {@link GeneratedFile}. */
export interface GeneratedFileProps {
  readonly fileName: string;
  readonly content: Buffer;
}

/**
 * A file that synthesis writes beside the stack's `cdk.tf.json`.
 *
 * Not cdktf's `TerraformAsset`: that one copies a file, which would have to lie somewhere before.
 */
export class GeneratedFile extends Construct {
  /** Relative to the stack, with a digest of the content: a file that changes has another path. */
  public readonly path: string;
  /** SHA-256 of the content in Base64, as Lambda and Terraform compare it. */
  public readonly hash: string;

  public constructor(scope: Construct, id: string, { fileName, content }: GeneratedFileProps) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    const digest = createHash("sha256").update(content).digest();
    this.hash = digest.toString("base64");
    const folder = stack.getLogicalId(this.node);
    this.path = path.posix.join("assets", folder, digest.toString("hex").slice(0, 32), fileName);
    addCustomSynthesis(this, {
      onSynthesize: ({ manifest }) => {
        const { synthesizedStackPath } = manifest.forStack(stack);
        const file = path.join(manifest.outdir, path.dirname(synthesizedStackPath), this.path);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, content);
      },
    });
  }
}
