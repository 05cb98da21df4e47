import { TerraformElement, TerraformResource, TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { constructsIn } from "./elements";
import { isKept } from "./kept";
import { findSecret, PlainText } from "./plain-text";
import { STRING_TOKENS } from "./templates";
import { allowPlainText, plainTextProblem } from "./plain-text-allowances";
import { describeProblem, type Problem } from "./problems";
import { renderOf } from "./quick-render";
import { defineRule, holdsToken } from "./rule";
import { TerraformBlock } from "./terraform-block";
import { TerraformData } from "./terraform-data";

/** A tag, wherever it is given. */
export const tagPlainText = defineRule<{ readonly key: string; readonly value: string }>({
  id: "tag-plain-text",
  demands:
    "hold no secret: tags stand in bills, in Terraform's state and in every list of resources",
  source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  remedy:
    'Make it a SecretsManagerSecret or SecureStringParameter, and let its reader have a SecretReference; what is no secret is written PlainText.of("…", { reason: "…" }).',
  broken: ({ key, value }) => findSecret(value, key, true) ?? false,
});

const KEY_LENGTH = 128;
const VALUE_LENGTH = 256;
const TAGS = 50;

/** A tag of a resource of AWS. */
export const tagLimits = defineRule<{ readonly key: string; readonly value: string }>({
  id: "tag-limits",
  demands: `have a key of 1 to ${KEY_LENGTH} characters that does not begin with aws:, which is AWS's own, and a value of at most ${VALUE_LENGTH}`,
  source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
  remedy: "Shorten it, or name it otherwise.",
  broken: ({ key, value }) => {
    if (/^aws:/i.test(key) || key === "" || key.length > KEY_LENGTH) return JSON.stringify(key);
    return (
      !Token.isUnresolved(value) &&
      PlainText.replace(value).length > VALUE_LENGTH &&
      `${PlainText.replace(value).length} characters`
    );
  },
});

/** What ECS, IAM, Systems Manager and CloudWatch Logs take in a tag; EC2, for one, takes anything. */
export const tagCharacters = defineRule<{ readonly key: string; readonly value: string }>({
  id: "tag-characters",
  demands: "hold only letters, digits, spaces and `_.:/=+-@`, of any language, in key and value",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html",
  remedy: "Leave the others out, or write `_` for them.",
  broken: ({ key, value }) => {
    const known = PlainText.replace(value).replace(STRING_TOKENS, "");
    // An expression of Terraform, such as an override holds: what it yields is not known.
    if (/(?<!\$)\$\{/.test(known)) return false;
    return [key, known].some((text) => !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text)) && key;
  },
});

/** Types of resources whose service says so in its API. */
const STRICT = /^aws_(ecs|iam|ssm|cloudwatch_log)_/;

/** The tags of a resource of AWS. */
export const tagCount = defineRule<number>({
  id: "tag-count",
  demands: `be at most ${TAGS}`,
  source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
  remedy: "Leave some out.",
  broken: (count) => count > TAGS,
});

const guarded = new WeakSet<TerraformStack>();

/**
 * Holds all tags of a stack against {@link tagPlainText} when it is synthesized: of its resources, no matter what made them, and
 * the default tags of its providers.
 */
export function guardTags(stack: TerraformStack): void {
  if (guarded.has(stack)) return;
  guarded.add(stack);
  stack.node.addValidation({
    validate: () => {
      const tagged = constructsIn(stack).filter(mayHaveTags);
      return tagged.flatMap((element) => tagProblems(element).map(describeProblem));
    },
  });
}

function tagProblems(element: TerraformElement): Problem[] {
  const { path } = element.node;
  return tagsOf(element).flatMap(({ prop, tags, ofAws, isStrict }) => [
    ...(ofAws ? [tagCount.problem(prop, Object.keys(tags).length)] : []).flatMap((problem) =>
      problem ? [{ path, ...problem }] : [],
    ),
    ...Object.entries(tags).flatMap(([key, value]) => {
      if (typeof value !== "string" || Token.isUnresolved(key)) return [];
      const of = `${prop}.${key}`;
      const problems = [
        tagPlainText.problem(of, { key, value }),
        ...(ofAws ? [tagLimits.problem(of, { key, value })] : []),
        ...(isStrict ? [tagCharacters.problem(of, { key, value })] : []),
      ];
      for (const plain of PlainText.in(value)) {
        const problem = plainTextProblem(of, plain);
        if (problem) problems.push(problem);
        else allowPlainText(element, prop, of, value);
      }
      return problems.flatMap((problem) => (problem ? [{ path, ...problem }] : []));
    }),
  ]);
}

interface Tags {
  readonly prop: string;
  readonly tags: Readonly<Record<string, unknown>>;
  /** Whether it is AWS whose limits they have. */
  readonly ofAws: boolean;
  /** Whether its service takes few characters. */
  readonly isStrict: boolean;
}

/** As they will stand in `cdk.tf.json`, escape hatches included. */
function tagsOf(element: TerraformElement): Tags[] {
  const { provider, resource } = element.toTerraform() as Readonly<Record<string, unknown>>;
  return [...attributeTags(provider), ...attributeTags(resource)];
}

/**
 * Whether rendering an element can show tags. To render all of them would cost as much as cdktf's own rendering: a resource
 * that renders as cdktf does has those that its attributes and its overrides have, and a block of ours has none.
 */
function mayHaveTags(element: IConstruct): element is TerraformElement {
  // Not by `instanceof`: a provider's package may bring a copy of cdktf of its own.
  if (!TerraformElement.isTerraformElement(element)) return false;
  if (element instanceof TerraformBlock || element instanceof TerraformData) return false;
  if (!TerraformResource.isTerraformResource(element) || renderOf(element) !== RENDER) return true;
  if (holdsTags(Reflect.get(element, "rawOverrides"))) return true;
  // What the library makes has tags of its own alone.
  if (!isKept(element) && inputsOf(element).some((name) => holdsTagsIn(element, name))) return true;
  const attributes: unknown = Reflect.get(element, "synthesizeAttributes");
  if (typeof attributes !== "function") return true;
  // What a provider's package renders as `tags` is what was given to the class that renders it.
  if (definesBoth(element, "synthesizeAttributes", "tagsInput"))
    return Reflect.get(element, "tagsInput") !== undefined;
  return record(attributes.call(element))["tags"] !== undefined;
}

/** What is a tag, or is of tags: `tags` of any block, `volume_tags`, `tag` of an Auto Scaling group. */
const OF_TAGS = /^(tags?|\w*(_t|[a-z]T)ags|tags(_to_a|ToA)dd)$/;

function holdsTagsIn(element: TerraformElement, input: string): boolean {
  const name = input.replace(/Input$/, "");
  // `tags` itself is asked for below.
  return name !== "tags" && holdsTags({ [name]: Reflect.get(element, input) as unknown });
}

/** Whether tags stand somewhere in what was given to a resource. */
function holdsTags(value: unknown): boolean {
  return Object.entries(record(value)).some(
    ([name, inner]) => (OF_TAGS.test(name) && inner !== undefined) || holdsTags(inner),
  );
}

const inputs = new Map<unknown, readonly string[]>();

/** The getters by which a class of a provider's package hands out what it was given. */
function inputsOf(element: object): readonly string[] {
  const prototype = Object.getPrototypeOf(element) as object | null;
  if (prototype === null || prototype === TerraformResource.prototype) return [];
  const known = inputs.get(prototype);
  if (known) return known;
  const own = Object.getOwnPropertyNames(prototype).filter((name) => name.endsWith("Input"));
  const all = [...own, ...inputsOf(prototype)];
  inputs.set(prototype, all);
  return all;
}

/** Whether the class that defines `method` for an element defines `getter`, too: no class derived from it changes it. */
function definesBoth(element: object, method: string, getter: string): boolean {
  let prototype: object | null = element;
  while (prototype && !Object.hasOwn(prototype, method))
    prototype = Object.getPrototypeOf(prototype) as object | null;
  return prototype !== null && Object.hasOwn(prototype, getter);
}

/** What resources of providers' packages render by. */
const RENDER: unknown = Reflect.get(TerraformResource.prototype, "toTerraform");

/** @param blocks by type, then by name */
function attributeTags(blocks: unknown): Tags[] {
  return Object.entries(record(blocks)).flatMap(([type, named]) => {
    const limits = { ofAws: /^aws(_|$)/.test(type), isStrict: STRICT.test(type) };
    return valuesOf(named)
      .map(record)
      .flatMap(({ tags, default_tags: defaults, ...rest }) => [
        { prop: "tags", tags: record(tags), ...limits },
        ...nestedTags(rest, ""),
        ...valuesOf(defaults).map((block) => {
          return { prop: "defaultTags", tags: record(record(block)["tags"]), ...limits };
        }),
      ]);
  });
}

/** Tags that are not of the resource itself: what AWS takes there differs. */
function nestedTags(block: unknown, within: string): Tags[] {
  if (Array.isArray(block)) return block.flatMap((item) => nestedTags(item, within));
  return Object.entries(record(block)).flatMap(([name, value]) => {
    const prop = `${within}${name}`;
    if (!OF_TAGS.test(name)) return nestedTags(value, `${prop}.`);
    const tags = Array.isArray(value) ? Object.fromEntries(value.flatMap(pairOf)) : record(value);
    return [{ prop, tags, ofAws: false, isStrict: false }];
  });
}

/** A tag that is written as its key and its value. */
function pairOf(tag: unknown): [key: string, value: unknown][] {
  const { key, value } = record(tag);
  return typeof key === "string" ? [[key, value]] : [];
}

const valuesOf = (value: unknown): unknown[] => Object.values(record(value));

function record(value: unknown): Readonly<Record<string, unknown>> {
  const known = typeof value === "object" && value !== null && !holdsToken(value);
  return known ? (value as Record<string, unknown>) : {};
}
