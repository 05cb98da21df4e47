import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../user-error";
import { isJsonObject, type JsonObject } from "./quirk";

/** Terraform merges files of this kind over the others of a folder. */
const FILE_NAME = "local_override.tf.json";

/**
 * What the AWS provider needs to know only locally. Not `skip_credentials_validation`: with it the provider calls
 * iam:GetUser, after which the emulator's data.json is broken. Not `endpoints`: it costs 3 seconds at every start.
 */
const LOCAL_ARGUMENTS = {
  skip_metadata_api_check: "true",
  s3_use_path_style: true,
  max_retries: 3,
};

/** Blocks and arguments that lead to somebody's credentials. */
const CREDENTIAL_BLOCKS = ["assume_role", "assume_role_with_web_identity"];
const CREDENTIAL_ARGUMENTS = ["profile", "shared_config_files", "shared_credentials_files"];

/** Writes what only the local AWS needs beside a synthesized stack, which itself stays as it is; returns the file. */
export async function writeProviderOverride(
  stackDirectory: string,
  stackFile = "cdk.tf.json",
): Promise<string> {
  const stack = await readStack(path.join(stackDirectory, stackFile));
  const file = path.join(stackDirectory, FILE_NAME);
  await writeFile(file, `${JSON.stringify(providerOverride(stack), null, 2)}\n`, { mode: 0o600 });
  return file;
}

/** The override for a synthesized stack. */
export function providerOverride(stack: JsonObject): JsonObject {
  const providers = section(stack, "provider")["aws"];
  const configurations = Array.isArray(providers) ? providers.filter(isJsonObject) : [{}];
  const buckets = Object.keys(section(section(stack, "resource"), "aws_s3_bucket")).sort();
  return {
    provider: { aws: configurations.map(localProvider) },
    ...(hasLocalBackend(stack) ? {} : { terraform: { backend: { local: {} } } }),
    // The emulator writes real access logs, which would keep a bucket from being destroyed.
    ...(buckets.length === 0
      ? {}
      : {
          resource: {
            aws_s3_bucket: Object.fromEntries(
              buckets.map((bucket) => [bucket, { force_destroy: true }]),
            ),
          },
        }),
  };
}

function localProvider(configuration: JsonObject): JsonObject {
  const blocks = CREDENTIAL_BLOCKS.filter((name) => name in configuration);
  const credentials = CREDENTIAL_ARGUMENTS.filter((name) => name in configuration);
  return {
    ...("alias" in configuration ? { alias: configuration["alias"] } : {}),
    ...LOCAL_ARGUMENTS,
    ...Object.fromEntries(credentials.map((name) => [name, null])),
    // A block cannot be overridden by nothing, but it can by a generated one of which there are none.
    ...(blocks.length === 0
      ? {}
      : {
          dynamic: Object.fromEntries(
            blocks.map((name) => [name, [{ for_each: [], content: [{}] }]]),
          ),
        }),
  };
}

function hasLocalBackend(stack: JsonObject): boolean {
  const terraform = section(stack, "terraform");
  if ("cloud" in terraform) return false;
  const { backend } = terraform;
  return !isJsonObject(backend) || "local" in backend;
}

function section(owner: JsonObject, name: string): JsonObject {
  const value = owner[name];
  return isJsonObject(value) ? value : {};
}

async function readStack(file: string): Promise<JsonObject> {
  try {
    const stack: unknown = JSON.parse(await readFile(file, "utf8"));
    if (isJsonObject(stack)) return stack;
    throw new Error("it holds no JSON object");
  } catch (error) {
    throw new UserError(
      `The synthesized stack "${file}" cannot be read.`,
      error instanceof Error ? error.message : String(error),
      ["synthesize it again: npx cdktf synth"],
      { cause: error },
    );
  }
}
