import { Fn, Lazy, type IResolveContext } from "cdktf";
import { createHash } from "node:crypto";
import { stringTokensIn, type PolicyDocument } from "../core/internal";

const HEX_DIGITS = 8;

/** Characters that a digest takes up behind a name. */
export const DIGEST_SUFFIX = HEX_DIGITS + 1;

/**
 * `name` with a digest of the policy's statements behind it, so that other statements are another policy.
 *
 * It is of what the statements say, not of how the code says it. What only Terraform knows, such as the ARN of a key that is
 * made in the same stack or a name from a variable, Terraform puts into the digest itself.
 *
 * @param wanted asked at synthesis, when everything is added; without a digest the policy is changed in place
 */
export function nameWithDigest(
  name: string,
  document: PolicyDocument,
  wanted: () => boolean = () => true,
): string {
  const produce = (context: IResolveContext): string =>
    wanted() ? `${name}-${digestOf(document, context)}` : name;
  return Lazy.stringValue({ produce });
}

function digestOf(document: PolicyDocument, context: IResolveContext): string {
  const statements = document.toJson();
  // Resolved: a token is spelled with a number that changes with what else is in the app.
  const text = JSON.stringify(context.resolve(statements));
  const digest = createHash("sha256").update(text).digest("hex").slice(0, HEX_DIGITS);
  const unknown = stringTokensIn(JSON.stringify(statements)).filter((token) =>
    String(context.resolve(token)).includes("${"),
  );
  if (unknown.length === 0) return digest;
  return Fn.substr(Fn.sha256(Fn.join(" ", [digest, ...unknown])), 0, HEX_DIGITS);
}
