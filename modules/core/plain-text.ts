import { type IResolvable, TerraformVariable, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import {
  findSecret as findInText,
  isSecretParameter,
  parameterReferredTo,
  refersToSecret,
  unknownOf,
  type WrittenParameter,
} from "../facts";
import { addressOf, constructsIn, isProvided } from "./elements";
import { escapeTemplates, splitTemplate, STRING_TOKENS, stringTokensIn } from "./templates";
import { contentsOf, type TokenContents } from "./token-contents";

/** What is known about a text that looks secret and is not. */
export interface PlainTextProps {
  /** Why it is no secret; for those who review the code. */
  readonly reason: string;
}

/**
 * A text that looks like a secret and is none: the way past the plain-text guard, for this one value in this one place.
 *
 * It stands wherever a text does: in a variable, a label, an argument, an option of a log driver, or a tag.
 */
export class PlainText implements IResolvable {
  /** Marks `text` as no secret. */
  public static of(text: string, props: PlainTextProps): string {
    const plain: unknown = Tokenization.isResolvable(text) ? Token.asString(text) : text;
    // Plain JavaScript may give anything. What is no text is refused where it is used, which an error then names.
    if (!["string", "number", "boolean"].includes(typeof plain)) return text;
    const given: unknown = props;
    const reason: unknown = given ? Reflect.get(Object(given) as object, "reason") : undefined;
    const marked = new PlainText(String(plain), typeof reason === "string" ? reason : "");
    givenProps.set(marked, given);
    return Token.asString(marked);
  }

  /** What is marked in `text`, which may hold other things as well. */
  public static in(text: string): readonly PlainText[] {
    return (text.match(STRING_TOKENS) ?? []).flatMap((token) => marked(token) ?? []);
  }

  /** `text` with what is marked in it replaced, by default with what it says. */
  public static replace(
    text: string,
    replacement: (plain: PlainText) => string = (plain) => plain.text,
  ): string {
    if (!text.includes("TfToken[")) return text;
    return text.replace(STRING_TOKENS, (token) => {
      const plain = marked(token);
      return plain ? replacement(plain) : token;
    });
  }

  public readonly creationStack: string[] = [];

  private constructor(
    /** The text, as it stands in the plan and in state. */
    public readonly text: string,
    /** Why it is no secret, as the review shows it. */
    public readonly reason: string,
  ) {}

  /** For a plain argument such as a tag; JSON and expressions take the text itself and escape it their way. */
  public resolve(): string {
    return escapeTemplates(PlainText.replace(this.text));
  }

  public toString(): string {
    return Token.asString(this);
  }
}

const givenProps = new WeakMap<PlainText, unknown>();

/** The props of a mark as they were given: they are held against their types where it is used. */
export function propsOf(plain: PlainText): unknown {
  return givenProps.get(plain);
}

function marked(token: string): PlainText | undefined {
  const { firstToken } = Tokenization.reverseString(token);
  return firstToken instanceof PlainText ? firstToken : undefined;
}

/**
 * What looks secret about a text of an app, by its own name, by the names within it or by its shape; never the text itself.
 *
 * What is marked as `PlainText` is left out; what only Terraform knows is judged by its name, and by what goes into it.
 *
 * @param name of the variable, label, option or tag; none for an argument
 * @param isSynthesized whether all of the app is there, so that what a `Lazy` yields is looked at, too
 */
export function findSecret(text: string, name?: string, isSynthesized = false): string | undefined {
  const rest = PlainText.replace(text, () => "");
  const within = new Map(
    stringTokensIn(rest).map((token) => [token, contentsOf(token, isSynthesized)]),
  );
  const judged = rest.replace(STRING_TOKENS, (token) => judgeable(within.get(token)?.texts[0]));
  // Of a name that only Terraform knows in part, the part that is known.
  const found = findInText(judged, name?.replace(STRING_TOKENS, ""));
  if (found !== undefined) return found;
  const contents = [...within.values()];
  const parts = contents.flatMap(({ texts }) => texts);
  return (
    first(contents, referredTo) ??
    first(contents, markedIn) ??
    first(parts, (part) => findInText(judgeable(part)))
  );
}

/** What is found in the first of `all` in which something is. */
function first<T>(all: readonly T[], find: (one: T) => string | undefined): string | undefined {
  return all.map(find).find((found) => found !== undefined);
}

/** The reference to a secret that goes into it. */
function referredTo({ references, stack }: TokenContents): string | undefined {
  const secret = references.find((reference) => {
    if (refersToSecret(reference)) return true;
    const address = stack && parameterReferredTo(reference);
    const parameter =
      address &&
      constructsIn(stack).find((element) => isProvided(element) && addressOf(element) === address);
    return parameter ? isSecretParameter(writtenParameter(parameter)) : false;
  });
  return secret && `a text that only Terraform knows in full, with ${secret}`;
}

function writtenParameter(parameter: IConstruct): WrittenParameter {
  const [name, type, withDecryption] = ["nameInput", "typeInput", "withDecryptionInput"].map(
    (input): unknown => Reflect.get(parameter, input),
  );
  return {
    ...(isKnownText(name) && { name }),
    ...(isKnownText(type) && { type }),
    ...(typeof withDecryption === "boolean" && { withDecryption }),
  };
}

function isKnownText(value: unknown): value is string {
  return typeof value === "string" && !Token.isUnresolved(value);
}

/** What says by itself that it is secret: a call of `sensitive`, or a variable that is so. */
function markedIn({ references, stack, isMarked }: TokenContents): string | undefined {
  if (isMarked) return "what `sensitive()` marks";
  const names = references.flatMap((reference) => /^var\.([\w-]+)/.exec(reference)?.[1] ?? []);
  if (stack === undefined || names.length === 0) return undefined;
  const variable = constructsIn(stack).find(
    (element): element is TerraformVariable =>
      element instanceof TerraformVariable &&
      element.sensitive === true &&
      names.includes(element.friendlyUniqueId),
  );
  return variable && `the sensitive variable ${variable.friendlyUniqueId}`;
}

/** Whether some of what goes into `text` is told at synthesis alone. */
export function isToldLate(text: string): boolean {
  return stringTokensIn(text).some((token) => contentsOf(token, false).isLate);
}

/** A text of Terraform as text, with a mark for each part that only Terraform knows. */
function judgeable(template = ""): string {
  return splitTemplate(template)
    .map((part, at) => (at % 2 === 0 ? part : unknownOf(part)))
    .join("");
}
