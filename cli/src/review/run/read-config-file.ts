import { readFile } from "node:fs/promises";
import { UserError } from "../../user-error";
import { CONFIG_FILE, DEFAULT_CONFIG, readConfig, type ReviewConfig } from "../report";

/**
 * How this project reviews.
 *
 * @param file @default - `ecs-secrets.review.json`, if there is one
 * @param failOn stands above what the file says
 */
export async function readConfigFile(file?: string, failOn?: string): Promise<ReviewConfig> {
  const text = await readFile(file ?? CONFIG_FILE, "utf8").catch((error: unknown) => {
    if (file === undefined) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The configuration ${file} cannot be read.`, reason, [
      'write it, starting with {"version": 1}',
    ]);
  });
  const config = text === undefined ? DEFAULT_CONFIG : readConfig(text, file);
  if (failOn === undefined) return config;
  // Through the same check as the file's own.
  return {
    ...config,
    failOn: readConfig(JSON.stringify({ version: 1, failOn }), "--fail-on").failOn,
  };
}
