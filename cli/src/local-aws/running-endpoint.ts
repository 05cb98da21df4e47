import { UserError } from "../user-error";
import { PROXY_HEADER } from "./proxy";

/** An endpoint that somebody else started. */
export interface RunningEndpoint {
  readonly url: string;
  /** Whether it is our own proxy, which needs no second one in front of it. */
  readonly isProxy: boolean;
}

/**
 * Looks at the endpoint the user named in AWS_ENDPOINT_URL; undefined when nothing answers there.
 *
 * Throws when something answers that is not a local AWS for the wanted account: better no run than one against the
 * wrong account.
 */
export async function inspectEndpoint(
  url: string,
  accountId: string,
): Promise<RunningEndpoint | undefined> {
  const response = await callerIdentity(url);
  if (response === undefined) return undefined;
  const body = await response.text();
  const account = /<Account>(\d+)<\/Account>/.exec(body)?.[1];
  if (account === undefined) {
    throw new UserError(
      `AWS_ENDPOINT_URL=${url} answers, but not as a local AWS.`,
      `sts:GetCallerIdentity with test credentials gave HTTP ${response.status}.`,
      ["unset AWS_ENDPOINT_URL to have an emulator started", "or name a running emulator in it"],
    );
  }
  if (account !== accountId) {
    throw new UserError(
      `The local AWS at ${url} is account ${account}, wanted ${accountId}.`,
      "The stack's provider has `allowed_account_ids` and would refuse it.",
      [
        `start it with MOTO_ACCOUNT_ID=${accountId}`,
        "or unset AWS_ENDPOINT_URL to have one started",
      ],
    );
  }
  return { url: url.replace(/\/+$/, ""), isProxy: response.headers.has(PROXY_HEADER) };
}

/** Asks who we are. An emulator checks no signature, so the scope alone has to be right. */
async function callerIdentity(url: string): Promise<Response | undefined> {
  const scope = "Credential=test/20240101/us-east-1/sts/aws4_request";
  try {
    return await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`,
      },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      signal: AbortSignal.timeout(5_000),
    });
  } catch {
    return undefined;
  }
}
