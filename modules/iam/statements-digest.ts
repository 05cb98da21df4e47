import { createHash } from "node:crypto";
import { Fn, type IResolveContext } from "cdktf";
import type { Construct } from "constructs";
import type { PolicyStatement } from "../core";
import {
  digestOf,
  lazyText,
  OrderOfCreation,
  type PolicyDocument,
  resolved,
  resolveQuickly,
  spelledName,
  stringTokensIn,
} from "../core/internal";

const HEX_DIGITS = 8;

/** Characters that a digest takes up behind a name. */
export const DIGEST_SUFFIX = HEX_DIGITS + 1;

/**
 * A digest of a policy's statements, so that other statements are another policy.
 *
 * It is of what the statements say, not of how the code says it. What only Terraform knows, such as the ARN of a key that is
 * made in the same stack or a name from a variable, Terraform puts into the digest itself.
 */
export class StatementsDigest {
  private of: readonly PolicyStatement[] | undefined;
  private digest = "";
  private joined: { readonly said: string; readonly digest: string } | undefined;

  private readonly order: OrderOfCreation;

  /** @param wanted asked at synthesis, when everything is added; without a digest the policy is changed in place */
  public constructor(
    private readonly scope: Construct,
    private readonly document: PolicyDocument,
    private readonly wanted: () => boolean,
  ) {
    this.order = OrderOfCreation.of(scope);
  }

  /** The digest of what is known at synthesis. A policy of another one has another name. */
  public get known(): string {
    // Nothing is written before, and until then other stacks' attributes are spelled otherwise.
    if (!this.order.isSettled || !this.wanted()) return "";
    const { statements } = this.document;
    if (this.of !== statements) {
      this.of = statements;
      this.digest = String(
        resolved(
          this.scope,
          lazyText((context) => this.make(context)),
        ),
      );
    }
    return this.digest;
  }

  /** A digest of it, as far as it is known at synthesis, and of `name`. */
  public with(name: string): string {
    const parts = [spelledName(this.scope, name), this.known];
    const said = parts.join("\n");
    if (this.joined?.said !== said) this.joined = { said, digest: digestOf(...parts) };
    return this.joined.digest;
  }

  /** `name` with the digest behind it, for more to follow. @returns undefined, resolved, for what is changed in place */
  public behind(name: string): string {
    return lazyText((context) =>
      this.wanted() ? `${name}-${this.complete(context)}-` : undefined,
    );
  }

  /** `name` of what is changed in place. @returns undefined, resolved, for all else */
  public without(name: string): string {
    return lazyText(() => (this.wanted() ? undefined : name));
  }

  /** Resolved: a token is spelled with a number that changes with what else is in the app. */
  private make(context: IResolveContext): string {
    const text = JSON.stringify(resolveQuickly(this.document.toJson(), context));
    return createHash("sha256").update(text).digest("hex").slice(0, HEX_DIGITS);
  }

  private complete(context: IResolveContext): string {
    const tokens = stringTokensIn(JSON.stringify(this.document.toJson()));
    // No name is written yet: cdktf asks what it takes from other stacks.
    if (context.preparing) {
      for (const token of tokens) context.resolve(token);
      return "";
    }
    const digest = this.known;
    const unknown = tokens
      .map((token) => [token, String(context.resolve(token))] as const)
      .filter(([, text]) => text.includes("${"));
    if (unknown.length === 0) return digest;
    const references = unknown.flatMap(([, text]) => /^\$\{([^{}]+)\}$/.exec(text)?.[1] ?? []);
    if (references.length < unknown.length) {
      const parts = [digest, ...unknown.map(([token]) => token)];
      return Fn.substr(Fn.sha256(Fn.join(" ", parts)), 0, HEX_DIGITS);
    }
    // Spelled out: each function of cdktf's is a token, which keeps a whole stack trace.
    const parts = [JSON.stringify(digest), ...references].join(", ");
    return `\${substr(sha256(join(" ", [${parts}])), 0, ${HEX_DIGITS})}`;
  }
}
