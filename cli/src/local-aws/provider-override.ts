import { writeFile } from "node:fs/promises";
import path from "node:path";
import { isObject, objectIn, type JsonObject } from "../json";
import { readStack, stackOfState } from "../terraform";

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

/** Blocks and arguments that name real credentials, or lead past the local AWS. */
const REAL_BLOCKS = ["assume_role", "assume_role_with_web_identity", "endpoints"];
const REAL_ARGUMENTS = [
  "access_key",
  "custom_ca_bundle",
  "ec2_metadata_service_endpoint",
  "http_proxy",
  "https_proxy",
  "profile",
  "secret_key",
  "shared_config_files",
  "shared_credentials_files",
  "sts_region",
  "token",
  "use_dualstack_endpoint",
  "use_fips_endpoint",
];

/** Where Terraform keeps the state of a stack whose backend is replaced. */
const STATE_FILE = "terraform.tfstate";

/** A stack of the same app, whose outputs others may read. */
export interface StackOfApp {
  /** Its name in the app. */
  readonly name: string;
  /** The folder that holds its state. */
  readonly directory: string;
}

/** Writes what only the local AWS needs beside a synthesized stack, which itself stays as it is; returns the file. */
export async function writeProviderOverride(
  stackDirectory: string,
  app: readonly StackOfApp[] = [],
): Promise<string> {
  const stack = await readStack(stackDirectory);
  const states = await remoteStates(stack, stackDirectory, app);
  const file = path.join(stackDirectory, FILE_NAME);
  const override = { ...providerOverride(stack), ...states };
  await writeFile(file, `${JSON.stringify(override, null, 2)}\n`, { mode: 0o600 });
  return file;
}

/** The states of other stacks of the app that this one reads, where the local run keeps them. */
async function remoteStates(
  stack: JsonObject,
  stackDirectory: string,
  app: readonly StackOfApp[],
): Promise<JsonObject> {
  const read = section(section(stack, "data"), "terraform_remote_state");
  const others = await Promise.all(
    app.map(async ({ name, directory }) => {
      return { name, directory, synthesized: await readStack(directory) };
    }),
  );
  const overrides = Object.entries(read).flatMap(([id, lookup]) => {
    const from = stackOfState(id, lookup, others);
    if (from === undefined) return [];
    const file = path.join(from.directory, localStateFile(from.synthesized) ?? STATE_FILE);
    return [[id, { backend: "local", config: { path: path.relative(stackDirectory, file) } }]];
  });
  if (overrides.length === 0) return {};
  return { data: { terraform_remote_state: Object.fromEntries(overrides) as JsonObject } };
}

/** The override for a synthesized stack. */
export function providerOverride(stack: JsonObject): JsonObject {
  const providers = section(stack, "provider")["aws"];
  const listed = Array.isArray(providers) ? providers.filter(isObject) : [objectIn(providers)];
  // Also the one that Terraform makes by itself where none is written.
  const configurations = listed.length === 0 ? [{}] : listed;
  const buckets = Object.keys(section(section(stack, "resource"), "aws_s3_bucket")).sort();
  return {
    provider: { aws: configurations.map(localProvider) },
    ...(localStateFile(stack) !== undefined ? {} : { terraform: { backend: { local: {} } } }),
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
  const blocks = REAL_BLOCKS.filter((name) => name in configuration);
  const real = REAL_ARGUMENTS.filter((name) => name in configuration);
  return {
    ...("alias" in configuration ? { alias: configuration["alias"] } : {}),
    ...LOCAL_ARGUMENTS,
    ...Object.fromEntries(real.map((name) => [name, null])),
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

/** The state file of a stack that keeps it in its own folder; undefined where it is kept anywhere else. */
function localStateFile(stack: JsonObject): string | undefined {
  const terraform = section(stack, "terraform");
  if ("cloud" in terraform) return undefined;
  const { backend } = terraform;
  if (!isObject(backend)) return STATE_FILE;
  if (!("local" in backend)) return undefined;
  const { path: file = STATE_FILE } = section(backend, "local");
  // cdktf's default is a file in the folder of the app: it is the state of what is really deployed.
  const isInside =
    typeof file === "string" &&
    !path.isAbsolute(file) &&
    !/^\.\.(\/|\\|$)/.test(path.normalize(file));
  return isInside ? file : undefined;
}

function section(owner: JsonObject, name: string): JsonObject {
  return objectIn(owner[name]);
}
