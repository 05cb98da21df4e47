import type { AccessRequest } from "./access-request";
import { accountOfArn } from "./match-arn";
import { unknown, yes, type Match } from "./match";
import { parsePrincipalArn } from "./principal-arn";

/**
 * Whether the request is one that AWS could get. A request that contradicts itself would still be
 * judged somehow, and the answer would be about nothing.
 */
export function checkRequest(request: AccessRequest, sameAccount: boolean): Match {
  const { action, principal, resource } = request;
  if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/i.test(action)) {
    return unknown(`the request's action "${action}" is not one action of one service`);
  }
  if (!("arn" in principal)) return yes();
  const caller = parsePrincipalArn(principal.arn);
  if (caller.kind === "root") {
    return unknown("the caller is the account's root user, whom no identity policy binds");
  }
  const owner = accountOfArn(resource);
  if (owner === undefined || caller.account === "") return yes();
  return (owner === caller.account) === sameAccount
    ? yes()
    : unknown(
        `caller and resource are said to be ${sameAccount ? "in one account" : "in two accounts"}, ` +
          `and their ARNs name ${caller.account} and ${owner}`,
      );
}
