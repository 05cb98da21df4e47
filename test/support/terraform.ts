import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTerraform } from "../../cli/src/terraform/binary";
import { configuredCliConfigFile } from "../../cli/src/terraform/environment";

/** Variables as Terraform finds them in its environment, without `TF_VAR_`. */
export type Variables = Readonly<Record<string, string>>;

/** How an apply ended. */
export interface Applied {
  readonly ok: boolean;
  /** The errors, where it failed. */
  readonly said: string;
  /** The outputs, where it succeeded. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A directory in which the real Terraform runs; without a provider it needs neither network nor account. */
export class TerraformDirectory {
  public readonly path = mkdtempSync(join(tmpdir(), "terraform-"));

  /** Writes the configuration, as `cdktf synth` would. */
  public write(json: object): void {
    writeFileSync(join(this.path, "cdk.tf.json"), JSON.stringify(json));
  }

  /** Applies what was written. */
  public async apply(variables: Variables = {}): Promise<Applied> {
    const init = await this.run(["init", "-no-color"], variables);
    if (!init.ok) return { ok: false, said: init.text, outputs: {} };
    const apply = await this.run(["apply", "-auto-approve", "-json"], variables);
    if (!apply.ok) return { ok: false, said: errorsIn(apply.text), outputs: {} };
    const { text } = await this.run(["output", "-json"], variables);
    const outputs = JSON.parse(text) as Readonly<Record<string, { readonly value: unknown }>>;
    return {
      ok: true,
      said: "",
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([name, { value }]) => [name, value]),
      ),
    };
  }

  /** The text of a file that the apply left. */
  public read(file: string): string {
    return readFileSync(join(this.path, file), "utf8");
  }

  /** Removes the directory. */
  public remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private async run(
    args: readonly string[],
    variables: Variables,
  ): Promise<{ readonly ok: boolean; readonly text: string }> {
    const { path: binary } = await findTerraform();
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      ...Object.fromEntries(
        Object.entries(variables).map(([key, text]) => [`TF_VAR_${key}`, text]),
      ),
      TF_CLI_CONFIG_FILE: configuredCliConfigFile(process.env),
      CHECKPOINT_DISABLE: "1",
      TF_INPUT: "0",
    };
    return new Promise((resolve) => {
      execFile(binary, args, { cwd: this.path, env }, (error, stdout, stderr) =>
        resolve({ ok: error === null, text: error === null ? stdout : `${stdout}${stderr}` }),
      );
    });
  }
}

/** What Terraform makes of outputs, exactly as it stores them. @throws Error with what it said when it refuses */
export async function evaluate(
  json: object,
  variables: Variables = {},
): Promise<Readonly<Record<string, unknown>>> {
  const directory = new TerraformDirectory();
  try {
    directory.write(json);
    const { ok, said, outputs } = await directory.apply(variables);
    if (!ok) throw new Error(said);
    return outputs;
  } finally {
    directory.remove();
  }
}

/**
 * The last line of each error in Terraform's JSON lines, sorted: what stands at the end for whoever reads them in a
 * terminal.
 */
export function lastLinesOfErrors(lines: string): readonly string[] {
  return diagnosedIn(lines)
    .map((error) => error.trim().split(/\r?\n/).at(-1) ?? "")
    .sort();
}

/** The errors in Terraform's JSON lines, without the piece of the configuration that it shows people. */
function errorsIn(lines: string): string {
  return diagnosedIn(lines).join("\n");
}

function diagnosedIn(lines: string): readonly string[] {
  return lines
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { readonly diagnostic?: Readonly<Record<string, string>> })
    .map(({ diagnostic }) => diagnostic)
    .filter((diagnostic) => diagnostic?.["severity"] === "error")
    .map((error) => `${error?.["summary"]}: ${error?.["detail"]}`);
}
