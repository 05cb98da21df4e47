import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { AwsClients, messageOf, remedyOf } from "../aws";
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
 * @throws UserError without Region or credentials, and with those of another account
 */
export async function connect(
  { profile, endpointUrl }: Pick<LiveOptions, "profile" | "endpointUrl">,
  selection: Pick<LiveSelection, "region" | "accountId">,
): Promise<LiveConnection> {
  const { region } = selection;
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
    throw error instanceof UserError ? error : unconnected(error, profile);
  }
}

/** The SDK tries one source of credentials after another, and at the end names none of them. */
function unconnected(error: unknown, option: string | undefined): UserError {
  const variable = process.env["AWS_PROFILE"];
  const profile =
    option !== undefined
      ? `the profile "${option}" of --profile`
      : variable && `the profile "${variable}" of AWS_PROFILE`;
  return new UserError(
    `AWS could not be asked who you are${profile ? `, with ${profile}` : ""}.`,
    messageOf(error),
    remedies(error, profile !== "" && profile !== undefined),
    { cause: error },
  );
}

function remedies(error: unknown, hasProfile: boolean): readonly string[] {
  const message = messageOf(error);
  if (/Region is missing/.test(message)) {
    return ["name the Region: --region <name>", "or: export AWS_REGION=<name>"];
  }
  if (/Invalid URL/.test(message)) {
    return ["write it like: --endpoint-url http://127.0.0.1:5000"];
  }
  return [
    ...[remedyOf(error) ?? []].flat(),
    ...(hasProfile ? ["see which profiles there are: aws configure list-profiles"] : []),
    "log in: aws sso login --profile <name>, and name it: --profile <name>",
    "name the Region: --region <name>",
    "see what the AWS CLI says: aws sts get-caller-identity",
  ];
}
