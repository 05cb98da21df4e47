import { TerraformElement, TerraformStack } from "cdktf";
import { constructsIn } from "./elements";
import { ValidationError, type Problem } from "./problems";
import { type Document, jsonOf, whenRendered } from "./rendered";
import { defineRule } from "./rule";

const ofOneResource = defineRule<string>({
  id: "text-of-each",
  demands:
    "hold no `each.key`, `each.value` or `count.index` outside of the resource that repeats: Terraform knows them there alone, and a construct makes several resources",
  source: "https://developer.hashicorp.com/terraform/language/meta-arguments/for_each",
  remedy: "Make a construct for each entry, in a loop over a list that is known at synthesis.",
  broken: (got) => got,
});

type Block = Readonly<Record<string, unknown>>;

/** A block or a value of a document, and how Terraform and an error call it. */
interface Holder {
  /** Id of the element that it is of, as Terraform knows it. */
  readonly name: string;
  /** As it stands behind "of". */
  readonly title: string;
  readonly held: unknown;
}

const NAMES = /\beach\.(key|value)\b|\bcount\.index\b/;

/**
 * Holds all that `stack` renders against what Terraform knows where it stands: `count.index` and `each.value` are known in
 * what has `count` or `for_each`, whoever gave it that.
 *
 * @throws ValidationError at synthesis, with all of them
 */
export function guardRepeated(stack: TerraformStack): void {
  whenRendered(stack, refuseOutside);
}

function refuseOutside(stack: TerraformStack, document: Document): Document {
  const holders = holdersIn(document);
  // Most have neither, and to look at each text takes longer.
  if (!holders.some(({ held }) => NAMES.test(jsonOf(held)))) return document;
  const problems = holders.flatMap((holder) => problemsOf(stack, holder));
  if (problems.length > 0) throw new ValidationError(problems);
  return document;
}

/** Blocks of three levels (kind, type, name), of two, and what is no block. */
function holdersIn(document: Block): readonly Holder[] {
  return Object.entries(document).flatMap(([kind, section]) => {
    if (kind === "//") return [];
    const isTyped = kind === "resource" || kind === "data" || kind === "ephemeral";
    if (!isTyped) return namedIn(section, kind);
    return Object.entries(section as Block).flatMap(([type, blocks]) => namedIn(blocks, type));
  });
}

function namedIn(blocks: unknown, title: string): readonly Holder[] {
  return Object.entries(blocks as Block).flatMap(([name, held]) =>
    (Array.isArray(held) ? held : [held]).map((one: unknown) => ({ name, title, held: one })),
  );
}

function problemsOf(stack: TerraformStack, { name, title, held }: Holder): readonly Problem[] {
  const found = expressionsIn(held).filter(({ expression }) => !isKnownIn(held, expression));
  if (found.length === 0) return [];
  const [element] = constructsIn(stack)
    .filter((node) => TerraformElement.isTerraformElement(node))
    .filter(({ friendlyUniqueId }) => friendlyUniqueId === name);
  const owner = element?.node.scope;
  const isPart = owner !== undefined && !TerraformStack.isStack(owner);
  const path = (isPart ? owner : (element ?? stack)).node.path;
  return found.flatMap(({ place, expression }) => {
    // What is no block is a local, whose id says of which prop it is.
    const prop = place === "" ? (element?.node.id ?? name).replace(/^text-of-/, "") : place;
    const problem = ofOneResource.problem(prop, `\`${expression}\` (${title} ${name})`);
    return problem ? [{ path, ...problem }] : [];
  });
}

function isKnownIn(held: unknown, expression: string): boolean {
  const repeatedBy = expression === "count.index" ? "count" : "for_each";
  return typeof held === "object" && held !== null && Object.hasOwn(held, repeatedBy);
}

interface Found {
  readonly place: string;
  readonly expression: string;
}

/** Each in the texts of a value, with the way to it; a dynamic block repeats by itself. */
function expressionsIn(value: unknown, place = ""): readonly Found[] {
  if (typeof value === "string") {
    if (!NAMES.test(value)) return [];
    const names = codeOf(value).match(/(?<![\w.])(each\.(key|value)|count\.index)\b/g) ?? [];
    return [...new Set(names)].map((expression) => ({ place, expression }));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === "dynamic" || key === "//") return [];
    const step = Array.isArray(value) ? `[${key}]` : place === "" ? key : `.${key}`;
    return [...expressionsIn(key), ...expressionsIn(item, `${place}${step}`)];
  });
}

/** What an expression in a text may begin with. */
const MARK = /[$%]/g;

/** What of a text Terraform evaluates, without what is quoted in it: `a ${join("each.key", [var.b])}` is `join(, [var.b])`. */
export function codeOf(text: string): string {
  const inside: ("template" | "code")[] = ["template"];
  let code = "";
  for (let at = 0; at < text.length; at += 1) {
    const isCode = inside.at(-1) === "code";
    const isQuoted = inside.length > 1;
    // Of a policy or definition most is text.
    if (!isQuoted) {
      MARK.lastIndex = at;
      const mark = MARK.exec(text);
      if (mark === null) return code;
      at = mark.index;
    }
    if (!isCode && /^(\$\$|%%)\{/.test(text.slice(at, at + 3))) at += 2;
    else if (!isCode && isQuoted && text[at] === "\\") at += 1;
    else if (!isCode && /^[$%]\{/.test(text.slice(at, at + 2))) {
      inside.push("code");
      at += 1;
    } else if (!isCode && isQuoted && text[at] === '"') inside.pop();
    else if (isCode && text[at] === '"') {
      inside.push("template");
      code += " ";
    } else if (isCode && text[at] === "{") inside.push("code");
    else if (isCode && text[at] === "}") inside.pop();
    else if (isCode) code += text[at] ?? "";
    if (isCode && inside.at(-1) !== "code") code += " ";
  }
  return code;
}
