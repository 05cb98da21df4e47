import { InvalidArgumentError, type Command as Program } from "commander";
import { isEndpoint, refusedEndpoint } from "../endpoint";
import type { LiveOptions } from "../live";
import { refuseBoth } from "../named-place";

/** A subcommand of `ecs-secrets`: it adds itself to the program. */
export type Command = (program: Program) => void;

/** What a command's action ends with. */
export const ExitCode = {
  /** All is as it should be. */
  ok: 0,
  /** It could not be done; the message says what to type. */
  unusable: 1,
  /** It was done, and a check failed. */
  failed: 2,
  /** It was done, and could not tell. */
  undecided: 3,
} as const;

/** Reads the value of `--port`. @throws InvalidArgumentError, which commander shows with the option's name */
export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a whole number from 1 to 65535.");
}

/** Digits as a number: JavaScript would also read `1e3`, `0x1f` and white space. @returns NaN for anything else */
export function wholeNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : NaN;
}

/** Reads the value of `--account`. @throws InvalidArgumentError, which commander shows with the option's name */
export function accountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError("An account's id has 12 digits.");
}

/** Reads the value of `--region`. @throws InvalidArgumentError, which commander shows with the option's name */
export function regionName(text: string): string {
  if (/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/.test(text)) return text;
  throw new InvalidArgumentError("A Region is named like eu-central-1.");
}

/** Reads the value of `--endpoint-url`. @throws InvalidArgumentError, which commander shows with the option's name */
export function endpointUrl(text: string): string {
  if (isEndpoint(text)) return text;
  // Commander shows the text, too.
  if (text.includes("@")) throw refusedEndpoint("--endpoint-url");
  throw new InvalidArgumentError("An endpoint is named like http://127.0.0.1:5000.");
}

/** What commander makes of {@link addLiveOptions}. */
export interface LiveFlags extends Omit<LiveOptions, "stackName" | "services"> {
  readonly service?: readonly string[];
}

/** Adds the argument and options that say which live services a command is about. */
export function addLiveOptions(command: Program): Program {
  return command
    .argument("[environment]", "a stack of the app in this folder: its services, Region, account")
    .option("--app <command>", "the program that synthesizes (default: `app` of cdktf.json)")
    .option("--cluster <name>", "name or ARN of a cluster, instead of an environment")
    .option("--service <name...>", "only these services (default: all)")
    .option(
      "--region <name>",
      "the Region (default: the environment's, else the profile's)",
      regionName,
    )
    .option("--profile <name>", "a profile of the AWS CLI (default: the SDK's credentials chain)")
    .option("--endpoint-url <url>", "a local AWS, as `local --keep` prints it", endpointUrl);
}

/** The typed options together with the argument. @throws UserError where they do not go together */
export function liveOptions(environment: string | undefined, flags: LiveFlags): LiveOptions {
  const { app, cluster, service, region, profile, endpointUrl } = flags;
  refuseBoth({ stackName: environment, cluster });
  return { stackName: environment, app, cluster, services: service, region, profile, endpointUrl };
}
