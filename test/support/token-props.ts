import {
  DataTerraformRemoteStateLocal,
  Fn,
  TerraformIterator,
  TerraformLocal,
  TerraformStack,
  TerraformVariable,
  Token,
} from "cdktf";
import { deployToAws } from "cdktf-ecs-secrets/core";
import { newApp, synthApp, type SynthesizedStack } from "./app";
import { publicProps, type Leaf, type LeafKind } from "./public-props";
import { ACCOUNT, REGION } from "./synth";

export type { Leaf };

/** Where a value that only Terraform knows comes from. */
export const FORMS = ["variable", "item", "entry", "remote", "otherStack"] as const;
/** `repeated` is known in a resource with `for_each` alone, so no prop of a construct takes it. */
export type Form = (typeof FORMS)[number] | "repeated";

export const keyOf = ({ owner, path }: Leaf): string => `${owner} ${path}`;

/** All that the suite is held to, derived from the types once. */
export const LEAVES: readonly Leaf[] = publicProps();
const NUMBERS = new Map(LEAVES.map((leaf, index) => [keyOf(leaf), index]));

/** The name by which a leaf's value is found again in what was synthesized. */
const nameOf = (leaf: Leaf): string => `zz${NUMBERS.get(keyOf(leaf))}zz`;

/** The leaves whose values an expression uses. */
export function leavesIn(text: string): readonly Leaf[] {
  const found = [...text.matchAll(/zz(\d+)zz/g)].map(([, number]) => LEAVES[Number(number)]);
  return [...new Set(found)].filter((leaf) => leaf !== undefined);
}

/** Builds the props of constructs with tokens in place of every text, number and switch that they take. */
export interface Fill {
  /**
   * All leaves of `owner` as an object of its props.
   *
   * @param without those that other rows have: alternatives, and what another prop of the row decides
   */
  props<P extends object>(owner: string, ...without: readonly string[]): Partial<P>;
  /** One text that a function takes. @param plain what stands there where the row is about another prop */
  text(owner: string, path: string, plain?: string): string;
  /** One number that a function takes. */
  number(owner: string, path: string, plain?: number): number;
}

/** How a {@link Fill} chooses and makes its tokens. */
export interface FillOptions {
  readonly stack: TerraformStack;
  readonly other: TerraformStack;
  readonly form: Form;
  /** Whether a text is a part of a literal. */
  readonly inside: boolean;
  readonly wanted: (leaf: Leaf) => boolean;
}

export function fillOf(options: FillOptions): Fill {
  const make = (leaf: Leaf): unknown => {
    const [kind = "text"] = [...leaf.kinds].sort().reverse();
    const token = tokenOf(options, nameOf(leaf), kind);
    return options.inside && kind === "text" ? `a-${String(token)}-z` : token;
  };
  const one = (owner: string, path: string, plain: unknown): unknown => {
    const leaf = LEAVES[NUMBERS.get(`${owner} ${path}`) ?? -1];
    if (!leaf) throw new Error(`no prop of the modules: ${owner} ${path}`);
    return options.wanted(leaf) ? make(leaf) : plain;
  };
  return {
    props: <P extends object>(owner: string, ...without: readonly string[]): Partial<P> => {
      const leaves = LEAVES.filter((leaf) => leaf.owner === owner);
      if (leaves.length === 0) throw new Error(`no props of the modules: ${owner}`);
      const props = {};
      for (const leaf of leaves) {
        if (without.includes(leaf.path) || !options.wanted(leaf)) continue;
        put(props, leaf.path, make(leaf));
      }
      return props as Partial<P>;
    },
    text: (owner, path, plain = "plain") => one(owner, path, plain) as string,
    number: (owner, path, plain = 1) => one(owner, path, plain) as number,
  };
}

/** Puts a value where a path says; lists get one item and maps one entry. */
function put(target: object, path: string, value: unknown): void {
  const steps = path.match(/\w+|\[\]|\{\}/g) ?? [];
  steps.reduce<object>((inner, step, index) => {
    const key = step === "[]" ? 0 : step === "{}" ? "a" : step;
    const next = steps[index + 1];
    const held: unknown =
      next === undefined ? value : (Reflect.get(inner, key) ?? (next === "[]" ? [] : {}));
    Reflect.set(inner, key, held);
    return held as object;
  }, target);
}

const TYPES: Readonly<Record<LeafKind, string>> = {
  text: "string",
  number: "number",
  flag: "bool",
};

function tokenOf({ stack, other, form }: FillOptions, name: string, kind: LeafKind): unknown {
  const type = TYPES[kind];
  switch (form) {
    case "variable": {
      const variable = once(stack, name, () => new TerraformVariable(stack, name, { type }));
      return typed(variable, kind, ["stringValue", "numberValue", "booleanValue"]);
    }
    case "item": {
      const of = { type: `list(${type})` };
      const variable = once(stack, name, () => new TerraformVariable(stack, name, of));
      return given(Fn.element(variable.listValue, 0), kind);
    }
    case "entry": {
      const of = { type: `map(${type})` };
      const variable = once(stack, name, () => new TerraformVariable(stack, name, of));
      return given(Fn.lookup(variable.value, "of the app"), kind);
    }
    case "remote": {
      const path = "other.tfstate";
      const state = once(
        stack,
        "remote",
        () => new DataTerraformRemoteStateLocal(stack, "remote", { path }),
      );
      if (kind === "text") return state.getString(name);
      return kind === "number" ? state.getNumber(name) : state.getBoolean(name);
    }
    case "repeated": {
      const each = TerraformIterator.fromMap({ a: { b: "c" } });
      if (kind === "text") return each.getString(name);
      return kind === "number" ? each.getNumber(name) : each.getBoolean(name);
    }
    case "otherStack": {
      const local = once(other, name, () => new TerraformLocal(other, name, ""));
      return typed(local, kind, ["asString", "asNumber", "asBoolean"]);
    }
  }
}

/** What a function of Terraform returns, as a user passes it on. */
function given(value: unknown, kind: LeafKind): unknown {
  return kind === "text" ? Token.asString(value) : value;
}

function typed(of: object, kind: LeafKind, names: readonly [string, string, string]): unknown {
  const [text, number, flag] = names;
  return Reflect.get(of, kind === "text" ? text : kind === "number" ? number : flag);
}

function once<T>(stack: TerraformStack, id: string, make: () => T): T {
  return (stack.node.tryFindChild(id) as T | undefined) ?? make();
}

/** Declares constructs whose props are filled with tokens, in a stack of their own. */
export type Declare = (stack: TerraformStack, fill: Fill) => void;

/** One such stack. */
export interface Row {
  readonly declare: Declare;
  /** Whether it names the provider itself. */
  readonly deploys: boolean;
}

/** Synthesizes a row in an app of its own. @returns what its stack became, and the leaves that it asked for */
export function synthesizeRow(
  row: Row,
  options: Partial<Pick<FillOptions, "form" | "inside" | "wanted">> = {},
): { readonly json: SynthesizedStack["json"]; readonly asked: ReadonlySet<Leaf> } {
  const { form = "variable", inside = false, wanted = () => true } = options;
  const app = newApp();
  const other = new TerraformStack(app, "other");
  const stack = new TerraformStack(app, "own");
  const asked = new Set<Leaf>();
  const fill = fillOf({
    stack,
    other,
    form,
    inside,
    wanted: (leaf) => {
      asked.add(leaf);
      return wanted(leaf);
    },
  });
  if (!row.deploys) deployToAws(stack, { account: ACCOUNT, region: REGION });
  row.declare(stack, fill);
  return { json: synthApp(app).get("own")?.json ?? {}, asked };
}
