import { type IResolvable, TerraformStack, TerraformVariable, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { findSecret as findInText, refersToSecret, unknownOf } from "../facts";
import { constructsIn } from "./elements";
import { escapeTemplates, STRING_TOKENS } from "./templates";

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
  public static of(text: string, { reason }: PlainTextProps): string {
    return Token.asString(new PlainText(text, reason));
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

function marked(token: string): PlainText | undefined {
  const { firstToken } = Tokenization.reverseString(token);
  return firstToken instanceof PlainText ? firstToken : undefined;
}

/**
 * What looks secret about a text of an app, by its own name, by the names within it or by its shape; never the text itself.
 *
 * What is marked as `PlainText` is left out; what only Terraform knows is judged by its name, and by what it refers to.
 *
 * @param name of the variable, label, option or tag; none for an argument
 */
export function findSecret(text: string, name?: string): string | undefined {
  const rest = PlainText.replace(text, () => "");
  const secret = (rest.match(STRING_TOKENS) ?? []).map(referenceOf).find(refersToSecret);
  const judged = rest.replace(STRING_TOKENS, (token) => unknownOf(referenceOf(token)));
  // Of a name that only Terraform knows in part, the part that is known.
  const found = findInText(judged, name?.replace(STRING_TOKENS, ""));
  if (found !== undefined || secret === undefined) return found;
  return `a text that only Terraform knows in full, with ${secret}`;
}

/** The sensitive variable of the stack around `scope` that `text` refers to; what is marked as `PlainText` is left out. */
export function sensitiveVariableIn(scope: IConstruct, text: string): string | undefined {
  const tokens = PlainText.replace(text, () => "").match(STRING_TOKENS) ?? [];
  const names = tokens.flatMap((token) => /^var\.([\w-]+)$/.exec(referenceOf(token))?.[1] ?? []);
  if (names.length === 0) return undefined;
  const sensitive = constructsIn(TerraformStack.of(scope))
    .filter((element) => element instanceof TerraformVariable && element.sensitive === true)
    .map((element) => (element as TerraformVariable).friendlyUniqueId);
  return names.find((name) => sensitive.includes(name));
}

/** What a string token refers to, as Terraform writes it; "" where it is no plain reference. */
function referenceOf(token: string): string {
  const { firstToken } = Tokenization.reverseString(token);
  // What a reference refers to is known before it can be resolved, which takes a stack.
  return firstToken !== null &&
    firstToken !== undefined &&
    "identifier" in firstToken &&
    typeof firstToken.identifier === "string"
    ? firstToken.identifier
    : "";
}
