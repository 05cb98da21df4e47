import {
  DefaultTokenResolver,
  LazyBase,
  StringConcat,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  type TerraformStack,
  Tokenization,
} from "cdktf";
import { RootConstruct } from "constructs";
import { localNamed } from "./elements";
import { madeTexts } from "./made-texts";
import { expressionsIn } from "./templates";

/** What a token stands for, as far as the code tells. */
export interface TokenContents {
  /** Texts of Terraform that go into it, the whole of it first. */
  readonly texts: readonly string[];
  /** What it refers to, in functions, conditions and locals, too: `aws_db_instance.orders.password`. */
  readonly references: readonly string[];
  /** Where its references lead; undefined where it has none. */
  readonly stack: TerraformStack | undefined;
  /** Whether the code says by a call of `sensitive` that it is secret. */
  readonly isMarked: boolean;
  /** Whether it has a part that is told at synthesis alone. */
  readonly isLate: boolean;
}

/** A resource, variable or local with what is taken from it. */
const REFERENCE = /(?<![\w.$-])[A-Za-z_][\w-]*(?:\.[\w*-]+|\[[^\]]*\])+/g;

/** A call of `sensitive`, not of `nonsensitive` or a provider's function. */
const MARK = /(?<![\w:])sensitive\(/;

/**
 * What goes into a string token.
 *
 * References of another stack are what they refer to there, not the state that hands them over.
 *
 * @param isSynthesized whether a `Lazy` may be asked: before that, what it tells may not be known
 */
export function contentsOf(token: string, isSynthesized: boolean): TokenContents {
  const { firstToken } = Tokenization.reverseString(token);
  const direct = identifierOf(firstToken);
  if (direct !== undefined && !direct.startsWith("local.")) {
    const texts = [`\${${direct}}`];
    return {
      texts,
      references: [direct],
      stack: stackOf(firstToken),
      isMarked: false,
      isLate: false,
    };
  }
  const resolver = new ContentsResolver(isSynthesized);
  const template = textOf(token, resolver);
  let isMarked = MARK.test(template);
  const texts = madeTexts(template, (root, name) => {
    if (root !== "local" || !resolver.stack) return undefined;
    const said = localNamed(resolver.stack, name);
    isMarked ||= MARK.test(JSON.stringify(said) ?? "");
    return said;
  });
  const references = texts
    .flatMap(expressionsIn)
    .flatMap((expression) => expression.match(REFERENCE) ?? []);
  const { stack, isLate } = resolver;
  return { texts, references: [...new Set(references)], stack, isMarked, isLate };
}

/** References know their stacks; nothing else is asked where it stands. */
const ANYWHERE = new RootConstruct("anywhere");

function textOf(token: string, resolver: ContentsResolver): string {
  try {
    return String(Tokenization.resolve(token, { scope: ANYWHERE, resolver, preparing: false }));
  } catch {
    // cdktf says it better, where it writes the token.
    return "";
  }
}

class ContentsResolver extends DefaultTokenResolver {
  public stack: TerraformStack | undefined;
  public isLate = false;

  public constructor(private readonly isSynthesized: boolean) {
    super(new StringConcat());
  }

  public override resolveToken(
    token: IResolvable,
    context: IResolveContext,
    postProcessor: IPostProcessor,
  ): unknown {
    const identifier = identifierOf(token);
    if (identifier !== undefined) {
      this.stack ??= stackOf(token);
      return context.suppressBraces ? identifier : `\${${identifier}}`;
    }
    if (token instanceof LazyBase && !this.isSynthesized) {
      this.isLate = true;
      return "";
    }
    return super.resolveToken(token, context, postProcessor) as unknown;
  }
}

/** What a reference refers to, which is known before it can be resolved. */
function identifierOf(token: IResolvable | null | undefined): string | undefined {
  if (token === null || token === undefined || !("identifier" in token)) return undefined;
  return typeof token.identifier === "string" ? token.identifier : undefined;
}

function stackOf(token: IResolvable | null | undefined): TerraformStack | undefined {
  return token ? (Reflect.get(token, "originStack") as TerraformStack | undefined) : undefined;
}
