import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import {
  Fn,
  TerraformLocal,
  TerraformOutput,
  TerraformVariable,
  Token,
  type IResolvable,
} from "cdktf";
import { collectProblems, PlainText } from "cdktf-ecs-secrets/core";
import {
  choice,
  flag,
  knownFlag,
  knownNumber,
  needed,
  number,
  numbers,
  text,
  textMap,
  texts,
} from "../../modules/core/prop-readers";
import type { PropTable } from "../../modules/core/prop-types";
import { listOf, mapOf, object, pickProps, readProps } from "../../modules/core/props";
import { describeWith } from "../support/requires";
import { bareStack, rendered, synth, testStack } from "../support/synth";
import { evaluate } from "../support/terraform";

jest.setTimeout(60_000);

interface Inner {
  readonly path?: string;
}

interface Props {
  readonly fileName?: string;
  readonly names?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly count?: number;
  readonly inner?: Inner;
  readonly list?: readonly Inner[];
  readonly byName?: Readonly<Record<string, Inner>>;
}

const INNER = { path: text } satisfies PropTable<Inner>;
const TABLE = {
  fileName: text,
  names: texts,
  tags: textMap,
  count: number,
  inner: object<Inner>(INNER),
  list: listOf<Inner>(INNER),
  byName: mapOf<Inner>(INNER),
} satisfies PropTable<Props>;

const read = (props: object): Props => readProps(bareStack(), TABLE, props as Props);

describe("props", () => {
  it("are what was given, without those that are undefined", () => {
    const props = { fileName: "a", count: 2, names: ["a"], inner: { path: "b" }, tags: undefined };
    expect(read(props)).toEqual({ fileName: "a", count: 2, names: ["a"], inner: { path: "b" } });
  });

  it.each([
    [{ filename: "a" }, "`filename` must be a prop that this construct has", "`fileName`?"],
    [{ inner: { pth: "a" } }, "`inner.pth` must be", "Did you mean `inner.path`?"],
    [{ list: [{}, { path: "a", paht: "b" }] }, "`list[1].paht` must be", "`list[1].path`?"],
    [{ byName: { a: { folder: "b" } } }, "`byName.a.folder` must be", "What has no prop is set by"],
    [{ constructor: 1 }, "`constructor` must be", "[unknown-prop]"],
  ])("that are not known are refused: %j", (props, message, remedy) => {
    expect(() => read(props)).toThrow(message);
    expect(() => read(props)).toThrow(remedy);
  });

  it.each([
    ["fileName", null, "null where a text belongs"],
    ["fileName", NaN, "NaN where a text belongs"],
    ["fileName", ["hunter2"], "a list where a text belongs"],
    ["names", "hunter2", "a text of 7 characters where a list belongs"],
    ["names", null, "null where a list belongs"],
    ["tags", new Map([["a", "hunter2"]]), "an object of the class Map where an object belongs"],
    ["count", "hunter2", "a text of 7 characters where a number belongs"],
    ["inner", [], "a list where an object belongs"],
    ["list", {}, "an object where a list belongs"],
    ["byName", () => 1, "a function where an object belongs"],
  ])("of another type are refused without their values: %s", (prop, value, got) => {
    const said = new RegExp(`^test: \`${prop}\` must have a value of its type, got ${got}\\. .*`);
    expect(() => read({ [prop]: value })).toThrow(said);
    expect(() => read({ [prop]: value })).not.toThrow(/hunter2/);
  });

  it.each([
    [{ names: ["a", null] }, "`names[1]` must have a value of its type, got null"],
    [{ tags: { a: undefined } }, "`tags.a` must have a value of its type, got undefined"],
    [{ list: [{}, 5] }, "`list[1]` must have a value of its type, got a number"],
    [{ byName: { a: null } }, "`byName.a` must have a value of its type, got null"],
    [{ inner: { path: {} } }, "`inner.path` must have a value of its type, got an object"],
  ])("hold only what is of their items' type: %j", (props, message) => {
    expect(() => read(props)).toThrow(message);
  });

  it("are refused as a whole where they are none, and where one without a default is missing", () => {
    interface Needing {
      readonly path: string;
    }
    const table = { path: needed(text) } satisfies PropTable<Needing>;
    const stack = bareStack();
    for (const props of [null, 5, ["path"], new Map()]) {
      expect(() => readProps(stack, table, props as unknown as Needing)).toThrow(
        "`props` must have a value",
      );
    }
    expect(() => readProps(stack, table, {} as Needing)).toThrow(
      "test: `path` must be given, got nothing. It has no default. [prop-needed]",
    );
    expect(readProps(stack, table, { path: "a" })).toEqual({ path: "a" });
  });

  it("may be instances of a class, whose fields are read, too", () => {
    class Given {
      public readonly inner = new (class {
        public readonly pth = "a";
      })();
    }
    expect(() => read(new Given())).toThrow("Did you mean `inner.path`?");
  });

  it("of another type come with the problems that were collected before", () => {
    const stack = bareStack();
    collectProblems(stack);
    const given = { a1: 1, count: "a" } as unknown as Props;
    expect(() => readProps(stack, TABLE, given)).toThrow(/`a1` must be .*\n.*`count` must have/s);
  });

  it("that are not known and undefined are nothing", () => {
    expect(read({ other: undefined })).toEqual({});
  });

  it("are all looked at, so that one run tells of all", () => {
    const stack = bareStack();
    const problems = collectProblems(stack);
    readProps(stack, TABLE, { a1: 1, inner: { b1: 1 } } as Props);
    expect(problems.map(({ prop }) => prop)).toEqual(["a1", "inner.b1"]);
  });

  it("of another construct are left out by pickProps", () => {
    expect(pickProps(INNER, { path: "a", other: "b" } as Inner)).toEqual({ path: "a" });
  });
});

describe("a text that only Terraform knows", () => {
  it("is taken as it is where it is certain, or part of a longer one", () => {
    const stack = testStack();
    const { arn, url } = new SqsQueue(stack, "queue", {});
    const props = readProps<Props>(stack, TABLE, { fileName: arn, names: [`a-${url}`] });
    expect(rendered(stack, props.fileName ?? "")).toBe("${aws_sqs_queue.queue.arn}");
    expect(rendered(stack, props.names?.[0] ?? "")).toBe("a-${aws_sqs_queue.queue.url}");
  });

  it("is a text also where it was given as a number, a boolean or what Terraform's functions return", () => {
    const stack = bareStack();
    const port = new TerraformVariable(stack, "port", { type: "number" });
    const words = new TerraformVariable(stack, "words", { type: "list(string)" });
    const joined = 'join("", [var.port])';
    const cases: readonly (readonly [unknown, string])[] = [
      [port.value, `\${${joined}}`],
      [port.numberValue, `\${${joined}}`],
      [`a-${port.numberValue}-z`, "a-${var.port}-z"],
      [Fn.element(words.listValue, 0), '${join("", [element(var.words, 0)])}'],
      [1_000_000, "1000000"],
      [1e21, "1000000000000000000000"],
      [true, "true"],
      ["1.5e+10", "1.5e+10"],
    ];
    for (const [fileName, expected] of cases) {
      const props = readProps(stack, TABLE, { fileName } as Props);
      expect(rendered(stack, props.fileName ?? "")).toBe(expected);
    }
  });

  it("may be a list or a map that Terraform's functions return, where Terraform takes one", () => {
    const stack = bareStack();
    const words = new TerraformVariable(stack, "words", { type: "list(string)" });
    const given = { names: words.value as string[], tags: Fn.merge([words.value]) as object };
    const { names, tags } = readProps(stack, TABLE, given as Props);
    expect(rendered(stack, [...(names ?? [])] as unknown as string)).toBe("${var.words}");
    expect(rendered(stack, { ...tags } as unknown as string)).toBe("${merge(var.words)}");
  });

  it("that decides what is made must be known", () => {
    const stack = bareStack();
    const kind = new TerraformVariable(stack, "kind", { type: "string" }).stringValue;
    const table = { path: choice } satisfies PropTable<Inner>;
    expect(() => readProps<Inner>(stack, table, { path: kind })).toThrow(
      /`path` must be known at syn/,
    );
    expect(readProps<Inner>(stack, table, { path: "a" })).toEqual({ path: "a" });
  });

  it("that is a number or a switch may be any token of one, unless it decides what is made", () => {
    const stack = bareStack();
    const count = new TerraformVariable(stack, "count_of", { type: "number" });
    const isOn = new TerraformVariable(stack, "is_on", { type: "bool" });
    interface Decided {
      readonly revision?: number;
      readonly protects?: boolean;
      readonly starts?: boolean | IResolvable;
      readonly codes?: readonly number[];
    }
    const table = {
      revision: knownNumber,
      protects: knownFlag,
      starts: flag,
      codes: numbers,
    } satisfies PropTable<Decided>;
    const { count: read } = readProps(stack, TABLE, { count: count.value } as Props);
    expect(rendered(stack, { read } as unknown as string)).toEqual({ read: "${var.count_of}" });
    const given = { starts: isOn.stringValue as never, codes: [count.value as number, 2] };
    const { starts, codes } = readProps<Decided>(stack, table, given);
    expect(typeof starts).toBe("object");
    expect(rendered(stack, { starts, codes } as unknown as string)).toEqual({
      starts: "${var.is_on}",
      codes: ["${var.count_of}", 2],
    });
    const known = { revision: 2, protects: true, starts: false, codes: [1] };
    expect(readProps<Decided>(stack, table, known)).toEqual(known);
    for (const refused of [{ revision: count.numberValue }, { protects: isOn.value as boolean }]) {
      expect(() => readProps<Decided>(stack, table, refused)).toThrow(
        /must be known at synthesis.*choice-kn/,
      );
    }
  });

  it("is one list, or a list of texts", () => {
    const stack = bareStack();
    const words = new TerraformVariable(stack, "words", { type: "list(string)" }).listValue;
    const names = [words[0] ?? "", "a"];
    expect(() => readProps(stack, TABLE, { names } as Props)).toThrow(
      /`names` must hold texts, or be one list .*got a list among texts\. Write Fn\.concat.*\[list-whole\]$/,
    );
  });

  it("is no item of a list that only Terraform knows, which has none", () => {
    const stack = bareStack();
    const words = new TerraformVariable(stack, "words", { type: "list(string)" });
    const [word = "", number = 0] = [words.listValue[0], Token.asNumberList(words.value)[0]];
    const whole = `value-${number}`;
    const marked = PlainText.of(word, { reason: "the name of a color" });
    for (const item of [word, `value-${word}`, marked, number, whole]) {
      for (const props of [{ fileName: item }, { tags: { color: item } }]) {
        expect(() => readProps(stack, TABLE, props as unknown as Props)).toThrow(
          /^test: `(fileName|tags\.color)` must be one value, .* Write Fn\.element\(list, 0\)\. \[list-item\]$/,
        );
      }
    }
  });

  it("keeps a list that Terraform makes", () => {
    const stack = bareStack();
    const names = new TerraformVariable(stack, "names", { type: "list(string)" }).listValue;
    expect(readProps(stack, TABLE, { names } as Props).names).toBe(names);
  });
});

describeWith("a text of Terraform", ["terraform"], () => {
  it("is Terraform's own text of a number or a boolean, and null fails the plan", async () => {
    // GIVEN
    const stack = bareStack();
    const variable = (id: string, type: string): TerraformVariable =>
      new TerraformVariable(stack, id, { type });
    const known = [variable("port", "number"), variable("big", "number"), variable("tls", "bool")];
    const one = Fn.element(variable("list", "list(string)").listValue, 0) as string;
    // WHEN
    const local = new TerraformLocal(stack, "local", "${var.port == 0 ? null : var.port}");
    const names = [local.asString, ...known.map(({ stringValue }) => stringValue), one];
    const props: Props = readProps(stack, TABLE, { names } as Props);
    new TerraformOutput(stack, "texts", { value: props.names, staticId: true });
    const { json } = synth(stack);
    // THEN
    const values = { port: "5432", big: "1234567890", tls: "true", list: '["b"]' };
    expect(await evaluate(json, values)).toEqual({
      texts: ["5432", "5432", "1234567890", "true", "b"],
    });
    await expect(evaluate(json, { ...values, port: "0" })).rejects.toThrow(/null/);
  });
});
