import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { AwsClients, LOGIN_AGAIN, messageOf, remedyOf } from "../aws";
import { refuseEndpoints } from "../endpoint";
import { shellWord } from "../text";
import { UserError } from "../user-error";
import type { LiveOptions, LiveSelection } from "./target";

/** An account and Region of AWS, and clients for it. */
export interface LiveConnection {
  readonly clients: AwsClients;
  readonly accountId: string;
  readonly region: string;
  /** ARN of the caller. */
  readonly caller: string;
}

/**
 * Connects to the account of a selection. `sts:GetCallerIdentity` takes no permission.
 *
 * @throws UserError without Region or credentials, with those of another account, and where the environment names an
 *   endpoint that is none
 */
export async function connect(
  { profile, endpointUrl }: Pick<LiveOptions, "profile" | "endpointUrl">,
  selection: Pick<LiveSelection, "region" | "accountId">,
): Promise<LiveConnection> {
  const { region } = selection;
  if (endpointUrl === undefined) refuseEndpoints();
  const isLocal =
    profile === undefined &&
    /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$)/.test(endpointUrl ?? "");
  // A local AWS takes any credentials, and should not be shown real ones.
  const credentials = isLocal
    ? { accessKeyId: selection.accountId ?? "test", secretAccessKey: "test" }
    : undefined;
  const clients = new AwsClients({ region, profile, endpoint: endpointUrl, credentials });
  try {
    const found = await clients.sts.send(new GetCallerIdentityCommand({}));
    const { Account = "", Arn = "" } = found;
    // What a network answers that wants a login first is no error to the SDK.
    if (Account === "") {
      throw new UserError("What answers is not AWS.", "sts:GetCallerIdentity told no account.", [
        "see that this machine reaches AWS, and that the endpoint is right: --endpoint-url <url>",
      ]);
    }
    if (selection.accountId !== undefined && selection.accountId !== Account) {
      throw new UserError(
        `The credentials are for account ${Account}, wanted ${selection.accountId}.`,
        `They belong to ${Arn}.`,
        ["name the profile of the wanted account: --profile <name>"],
      );
    }
    return { clients, accountId: Account, region: await clients.ecs.config.region(), caller: Arn };
  } catch (error) {
    clients.destroy();
    throw error instanceof UserError ? error : await unconnected(error, profile);
  }
}

/** The SDK tries one source of credentials after another, and at the end names none of them. */
async function unconnected(error: unknown, option: string | undefined): Promise<UserError> {
  const variable = process.env["AWS_PROFILE"] || undefined;
  const name = option ?? variable;
  const from = option !== undefined ? "--profile" : "AWS_PROFILE";
  const message =
    name === undefined
      ? "AWS could not be asked who you are."
      : `AWS could not be asked who you are, with the profile "${name}" of ${from}.`;
  if (name !== undefined && isOfProfile(error)) {
    const profiles = await knownProfiles();
    if (!profiles.includes(name)) {
      const reason = `The files of the AWS CLI have no profile "${name}".`;
      const remedy = [
        profiles.length === 0
          ? `make it: aws configure --profile ${shellWord(name)}`
          : `name one of these: ${profiles.map((each) => `--profile ${shellWord(each)}`).join(", ")}`,
        ...(option === undefined ? ["or take none: unset AWS_PROFILE"] : []),
      ];
      return new UserError(message, reason, remedy, { cause: error });
    }
  }
  return new UserError(message, messageOf(error), remedies(error, name), { cause: error });
}

/** Whether it may come from a profile that there is not: it gives neither credentials nor a Region. */
function isOfProfile(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "CredentialsProviderError" || /Region is missing/.test(error.message);
}

function remedies(error: unknown, profile: string | undefined): readonly string[] {
  const message = messageOf(error);
  if (/Region is missing/.test(message)) {
    return ["name the Region: --region <name>", "or: export AWS_REGION=<name>"];
  }
  if (/Invalid URL/.test(message)) {
    return ["write it like: --endpoint-url http://127.0.0.1:5000"];
  }
  const remedy = remedyOf(error);
  const option = profile === undefined ? "" : ` --profile ${shellWord(profile)}`;
  return [
    // What is to be done about credentials is said below, with the name of the profile.
    ...(remedy === undefined || remedy === LOGIN_AGAIN ? [] : [remedy]),
    profile === undefined
      ? "log in: aws sso login --profile <name>, and name it: --profile <name>"
      : `log in: aws sso login${option}`,
    "name the Region: --region <name>",
    `see what the AWS CLI says: aws sts get-caller-identity${option}`,
  ];
}

/** The profiles of the AWS CLI's two files, sorted. */
async function knownProfiles(): Promise<readonly string[]> {
  const { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials } = process.env;
  const folder = path.join(homedir(), ".aws");
  const texts = await Promise.all(
    [config || path.join(folder, "config"), credentials || path.join(folder, "credentials")].map(
      (file) => readFile(file, "utf8").catch(() => ""),
    ),
  );
  const names = texts.flatMap((text) =>
    [...text.matchAll(SECTION)].flatMap(([, name]) => name?.trim() ?? []),
  );
  return [...new Set(names)].sort();
}

/** `[profile x]` in one of the files, `[x]` in the other; those of sign-ins and services name no profile. */
const SECTION = /^[ \t]*\[(?!(?:sso-session|services)\s)(?:profile\s+)?["']?([^\]"'\n]+)["']?\]/gm;
