import { readFile } from "node:fs/promises";
import path from "node:path";

/** The parts of a synthesized stack that a local run needs to know. */
export interface StackFile {
  /** Ephemeral variables, which carry values. */
  readonly valueVariables: readonly string[];
  /** The account it is bound to. @default - any */
  readonly accountId?: string;
  readonly region: string;
  /** Version constraint of the AWS provider. */
  readonly providerVersion: string;
}

interface CdkTfJson {
  readonly variable?: Readonly<Record<string, { readonly ephemeral?: boolean }>>;
  readonly provider?: {
    readonly aws?: readonly { readonly region?: string; readonly allowed_account_ids?: string[] }[];
  };
  readonly terraform?: {
    readonly required_providers?: { readonly aws?: { readonly version?: string } };
  };
}

/** Reads a synthesized `cdk.tf.json`. */
export async function readStackFile(directory: string): Promise<StackFile> {
  const text = await readFile(path.join(directory, "cdk.tf.json"), "utf8");
  const { variable = {}, provider, terraform } = JSON.parse(text) as CdkTfJson;
  const aws = provider?.aws?.[0];
  return {
    valueVariables: Object.keys(variable)
      .filter((name) => variable[name]?.ephemeral)
      .sort(),
    accountId: aws?.allowed_account_ids?.[0],
    region: aws?.region ?? "us-east-1",
    providerVersion: terraform?.required_providers?.aws?.version ?? ">= 5.88",
  };
}
