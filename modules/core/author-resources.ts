import {
  TerraformDataSource,
  TerraformElement,
  TerraformLocal,
  TerraformModule,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
  type ITerraformDependable,
} from "cdktf";
import type { IConstruct } from "constructs";
import { addressOf, constructsIn, defaultOf, isProvided, localNamed, resolved } from "./elements";
import { madeTexts, type Memo, type Said } from "./made-texts";

type Needed = () => readonly ITerraformDependable[];

/** What a construct of the library makes, as resources of the app's author name it. */
export interface Named {
  /** Names and ARNs, which no reference of Terraform leads to, and resources, which one leads to. */
  readonly by: readonly (string | TerraformResource | Stored | Called)[];
  /** What must be there before it is used: more than a reference to it would wait for. */
  readonly needed: Needed;
}

/** What a store keeps, which an ARN names however it is spelled before that: with another account, or one that is not known. */
export interface Stored {
  readonly store: Store;
  readonly name: string;
}

/** What resources of its service alone may call by a name that could be any word. */
export interface Called {
  /** How their types begin. */
  readonly service: string;
  readonly name: string;
}

/** As it stands in the ARN, before the name. */
type Store = "parameter/" | "secret:";

/** What lets others in, and so comes before what they read. */
const GRANTS = /^aws_(iam|kms)_|_policy$/;
const ADDRESS = /(?<![\w.-])(?:(?:data|ephemeral)\.)?[A-Za-z_]\w*\.[A-Za-z_][\w-]*/g;

/** What ARNs and names are made of, and what policies have in the place of some of it. */
const WORD = /[\w./:@?*-]+/g;
/** How an ARN ends: a secret's has six characters of AWS more, and ECS takes a key of its JSON, a label and a version. */
const STORED = /(?:^|:)(?:(parameter\/)([^:]+)|(secret:)([^:]+))(?::[^:]*)*$/;
const DRAWN = /-(?:\w{6}|\?{6})$/;
const ANY = /[*?]/;
const PROVIDER = "provider ";

const constructs = new WeakSet<IConstruct>();

/** Marks `scope` as a construct of the library: what it makes keeps an order of its own. */
export function markAsOwn(scope: IConstruct): void {
  constructs.add(scope);
}

/** Whether the library made it, or it stands within something that the library made. */
export function isOwn(element: IConstruct): boolean {
  return element.node.scopes.some((scope) => constructs.has(scope));
}

/**
 * Finds what the resources that an app's author adds beside the constructs have to wait for.
 *
 * A literal ARN is known before anything is made, and so no reference: a task definition that is written by hand and holds
 * the ARN of a parameter would move to its new name in an apply that is refused for the missing value.
 */
export class AuthorResources {
  private readonly named: Named[] = [];
  private readonly texts = new Map<TerraformElement, readonly string[]>();
  private readonly references = new Map<TerraformElement, readonly string[]>();
  private readonly spellings = new Map<TerraformElement, string>();
  private readonly values = new Map<string, unknown>();
  /** Whatever its variables are, and where they are what they are by default. */
  private readonly sayings: readonly (readonly [said: Said, memo: Memo])[] = [
    [(root, name) => (root === "local" ? this.said(root, name) : undefined), new Map()],
    [(root, name) => this.said(root, name), new Map()],
  ];
  /** Addresses that lead to no resource of the author. */
  private readonly clear = new Set<string>();
  private found: Map<TerraformElement, readonly ITerraformDependable[]> | undefined;

  /**
   * @param ordered whether the constructs keep an order for a resource
   * @param gate what an apply that lacks a value stops at
   */
  public constructor(
    private readonly stack: TerraformStack,
    private readonly ordered: (resource: TerraformResource) => boolean,
    private readonly gate: () => readonly ITerraformDependable[],
  ) {}

  /** Has every resource of the author that names it wait. */
  public add(named: Named): void {
    this.named.push(named);
  }

  /** Looks again: an Aspect may have added resources, or changed some. */
  public forget(): void {
    // Asked for at every element, and mostly nothing has been looked for in between.
    if (this.found === undefined) return;
    this.found = undefined;
    this.texts.clear();
    this.references.clear();
    this.spellings.clear();
    this.values.clear();
    for (const [, memo] of this.sayings) memo.clear();
    this.clear.clear();
  }

  /** What `resource` waits for because it names it. */
  public neededBy(resource: TerraformElement): readonly ITerraformDependable[] {
    if (this.found === undefined) {
      // While they are looked for, resources are rendered with what was found so far.
      this.found = new Map();
      if (this.named.length > 0) this.find(this.found);
    }
    return this.found.get(resource) ?? [];
  }

  private find(found: Map<TerraformElement, readonly ITerraformDependable[]>): void {
    const elements = constructsIn(this.stack).filter(isElement);
    const authors = elements
      .filter((element) => TerraformResource.isTerraformResource(element))
      .filter((resource) => !this.ordered(resource) && !isOwn(resource));
    if (authors.length === 0) return;
    const byKey = new Map(elements.map((element) => [keyOf(element), element]));
    const isAuthors = new Set<TerraformElement>(authors);
    const index = this.index();
    for (const resource of authors) {
      const grants = GRANTS.test(resource.terraformResourceType);
      const text = this.allTextOf(resource, byKey);
      const named = [
        ...index.namedIn(text, grants),
        ...index.calledIn(text, resource.terraformResourceType),
      ];
      for (const needed of new Set(named)) {
        const wanted = grants ? this.gate() : needed();
        const own = wanted.filter((one) => this.isHere(one) && one !== resource);
        // What is named may be made of what names it, such as a key whose policy tells the parameter's ARN.
        if (own.length === 0) continue;
        if (this.reaches(own, resource, byKey, isAuthors)) continue;
        found.set(resource, [...(found.get(resource) ?? []), ...own]);
      }
    }
  }

  private index(): Index {
    const index = new Index();
    for (const { by, needed } of this.named) {
      for (const one of by) {
        if (typeof one === "string") {
          for (const text of this.spelled(one)) index.addText(text, needed);
        } else if ("service" in one) {
          for (const text of this.spelled(one.name)) index.addCalled(one.service, text, needed);
        } else if ("store" in one) {
          for (const name of this.spelled(one.name)) index.addStored(one.store, name, needed);
        } else index.addAddress(addressOf(one), needed);
      }
    }
    return index;
  }

  /** As the code spells it, or Terraform's own text: whatever its variables are, and with what they are by default. */
  private spelled(text: string): ReadonlySet<string> {
    const given = String(resolved(this.stack, text));
    return new Set(this.sayings.map(([said, memo]) => madeTexts(given, said, memo)[0] ?? given));
  }

  /** Whether anything of `from` is made of `target`, or waits for it. */
  private reaches(
    from: readonly ITerraformDependable[],
    target: TerraformResource,
    known: ReadonlyMap<string, TerraformElement>,
    authors: ReadonlySet<TerraformElement>,
  ): boolean {
    // A provider may be set up by what a resource tells.
    const providers = [...known.keys()].filter((key) => key.startsWith(PROVIDER));
    const waiting = [...providers, ...from.map(addressOf)];
    const passed = new Set<string>();
    let metOne = false;
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      const element = known.get(key);
      if (element === undefined || passed.has(key) || this.clear.has(key)) continue;
      if (element === target) return true;
      metOne ||= authors.has(element);
      passed.add(key);
      waiting.push(...this.referencesOf(element));
      waiting.push(...(this.found?.get(element) ?? []).map(addressOf));
    }
    // It need not be gone through again: only resources of the author get more to wait for.
    if (!metOne) for (const key of passed) this.clear.add(key);
    return false;
  }

  private referencesOf(element: TerraformElement): readonly string[] {
    const known = this.references.get(element);
    if (known !== undefined) return known;
    const found = this.textsOf(element).flatMap((text) => text.match(ADDRESS) ?? []);
    this.references.set(element, found);
    return found;
  }

  private isHere(one: ITerraformDependable): boolean {
    return TerraformElement.isTerraformElement(one) && one.cdktfStack === this.stack;
  }

  /** Its texts, and those of the locals and data sources that it is made of. */
  private allTextOf(
    resource: TerraformElement,
    byKey: ReadonlyMap<string, TerraformElement>,
  ): string {
    const read = new Set([resource]);
    for (const element of read) {
      for (const key of this.referencesOf(element)) {
        const used = byKey.get(key);
        if (used !== undefined && isOnlyRead(used)) read.add(used);
      }
    }
    return [...read].map((element) => this.spelledIn(element)).join("\n");
  }

  /** Its texts, and those that Terraform makes of them: once, as many resources are made of one local. */
  private spelledIn(element: TerraformElement): string {
    const known = this.spellings.get(element);
    if (known !== undefined) return known;
    const spelled = this.textsOf(element)
      .flatMap((text) => (text.includes("${") ? [text, ...this.madeOf(text)] : text))
      .join("\n")
      .replaceAll("\\/", "/");
    this.spellings.set(element, spelled);
    return spelled;
  }

  private madeOf(text: string): readonly string[] {
    return this.sayings.flatMap(([said, memo]) => madeTexts(text, said, memo));
  }

  private said(root: "local" | "var", name: string): unknown {
    const key = `${root}.${name}`;
    if (!this.values.has(key)) {
      this.values.set(key, (root === "local" ? localNamed : defaultOf)(this.stack, name));
    }
    return this.values.get(key);
  }

  private textsOf(element: TerraformElement): readonly string[] {
    const known = this.texts.get(element);
    if (known !== undefined) return known;
    const texts = stringsIn(resolved(element, element.toTerraform()));
    this.texts.set(element, texts);
    return texts;
  }
}

/** Who is named in a text; each text is read once, however much can be named. */
class Index {
  private readonly addresses = new Map<string, Needed>();
  private readonly words = new Map<string, Needed>();
  private readonly stored = new Map<string, Needed>();
  private readonly called: (readonly [service: string, name: string, needed: Needed])[] = [];
  /** Texts with expressions of Terraform in them, or with what no word has. */
  private readonly templates: (readonly [pattern: RegExp, needed: Needed])[] = [];

  public addAddress(address: string, needed: Needed): void {
    this.addresses.set(address, needed);
  }

  /** An ARN, a name with a path or one that Terraform alone knows: another short one could be any word. */
  public addText(text: string, needed: Needed): void {
    if (!/\/|\$\{|^arn:/.test(text)) return;
    if (isWord(text)) this.words.set(text, needed);
    else this.templates.push([alone(text), needed]);
  }

  public addStored(store: Store, name: string, needed: Needed): void {
    // An ARN has one slash there, whether the name begins with one or not.
    const key = `${store}${store === "secret:" ? name : name.replace(/^\//, "")}`;
    if (isWord(key)) this.stored.set(key, needed);
    else {
      const behind = store === "secret:" ? /(?:-\w{6}|-[?]{6}|-?\*)?/ : undefined;
      this.templates.push([alone(key, behind), needed]);
    }
    // The slash may be in what only Terraform knows.
    if (store === "parameter/" && name.startsWith("${")) {
      this.templates.push([alone(`parameter${name}`), needed]);
    }
  }

  public addCalled(service: string, name: string, needed: Needed): void {
    this.called.push([service, name, needed]);
  }

  /** What a resource of a type calls by the whole of one of its texts. */
  public calledIn(text: string, type: string): readonly Needed[] {
    const called = this.called.filter(([service]) => type.startsWith(service));
    if (called.length === 0) return [];
    const lines = new Set(text.split("\n"));
    return called.flatMap(([, name, needed]) => (lines.has(name) ? needed : []));
  }

  /** @param asText whether resources that are referred to do not count */
  public namedIn(text: string, asText: boolean): ReadonlySet<Needed> {
    const found = [
      ...(text.match(WORD) ?? []).flatMap((word) => [
        ...namesIn(word).map((name) => this.words.get(name)),
        ...this.storedAs(word),
      ]),
      ...this.templates.map(([template, needed]) => (template.test(text) ? needed : undefined)),
      // What refers to a resource waits for the values as that resource does.
      ...(asText ? [] : (text.match(ADDRESS) ?? []).map((address) => this.addresses.get(address))),
    ];
    return new Set(found.filter((needed) => needed !== undefined));
  }

  /** What an ARN names, or several that a policy means by one. */
  private storedAs(word: string): readonly (Needed | undefined)[] {
    const [, , parameter, , secret] = STORED.exec(word) ?? [];
    if (parameter !== undefined) {
      return ANY.test(parameter)
        ? this.storedLike(`parameter/${parameter}`, "")
        : [this.stored.get(`parameter/${parameter}`)];
    }
    if (secret === undefined) return [];
    const named = [secret, secret.replace(DRAWN, "")].map((name) =>
      this.stored.get(`secret:${name}`),
    );
    return ANY.test(secret) ? [...named, ...this.storedLike(`secret:${secret}`, "-drawn6")] : named;
  }

  private storedLike(pattern: string, drawn: string): readonly Needed[] {
    const source = escaped(pattern).replaceAll("\\*", ".*").replaceAll("\\?", ".");
    const meant = new RegExp(`^${source}$`);
    return [...this.stored].flatMap(([key, needed]) =>
      meant.test(`${key}${drawn}`) ? needed : [],
    );
  }
}

/** A word, and the paths that are a part of it: `/orders/key` of `ssm:/orders/key:3` and `file:///orders/key/`. */
function namesIn(word: string): readonly string[] {
  if (!word.includes("/")) return [word];
  const paths = word.split(":").filter((part) => part.startsWith("/"));
  return [word, ...paths.map((path) => path.replace(/^\/+/, "/").replace(/\/+$/, ""))];
}

function isWord(text: string): boolean {
  return text.replace(WORD, "") === "";
}

/** Finds it where it is no part of a longer name; `behind` may follow. */
function alone(text: string, behind = /(?:)/): RegExp {
  return new RegExp(`(?<![\\w./-])${escaped(text)}${behind.source}(?![\\w./-])`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** What is known before anything is made, as far as what it is made of is. */
function isOnlyRead(element: TerraformElement): boolean {
  return element instanceof TerraformLocal || TerraformDataSource.isTerraformDataSource(element);
}

function isElement(node: IConstruct): node is TerraformElement {
  return TerraformElement.isTerraformElement(node) && !TerraformStack.isStack(node);
}

/** How other elements refer to it. */
function keyOf(element: TerraformElement): string {
  if (element instanceof TerraformLocal) return `local.${element.friendlyUniqueId}`;
  if (TerraformProvider.isTerraformProvider(element)) return `${PROVIDER}${element.node.path}`;
  if ("ephemeralAddress" in element) return String(element.ephemeralAddress);
  // Of all else `addressOf` would make a token with a whole stack trace, which no reference is.
  const isReferredTo = isProvided(element) || element instanceof TerraformModule;
  return isReferredTo ? addressOf(element) : "";
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}
