import {
  KNOWN_AFTER_APPLY,
  fillIn,
  isMarked,
  isObject,
  listIn,
  own,
  parseJson,
  textIn,
  textsOf,
  withoutIndexes,
  type JsonObject,
} from "../plan";
import type { Resource, Side } from "./side";

/**
 * The JSON that a data source `aws_iam_policy_document` will yield: its statements as planned, and what the plan leaves out
 * as the configuration tells.
 *
 * @returns nothing when it is put together from other documents that are not known
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document
 */
export function dataDocument(side: Side, data: Resource): object | string | undefined {
  const known = textIn(data.values["json"]);
  if (known !== undefined) return known;
  const marks = own(data.unknown, "statement");
  if (marks === true || listIn(marks).includes(true)) return undefined;
  const mine = ownStatements(side, data);
  const [sources, overrides] = [
    statementsOf(side, data, "source"),
    statementsOf(side, data, "override"),
  ];
  if (sources === undefined || overrides === undefined) return undefined;
  return {
    Version: textIn(data.values["version"]) ?? "2012-10-17",
    Statement: overridden(overridden(sources, mine), overrides),
  };
}

/** Later statements take the place of earlier ones with the same Sid. */
function overridden(earlier: readonly object[], later: readonly object[]): readonly object[] {
  const sid = (statement: object): unknown => own(statement, "Sid");
  const replaced = new Map(later.map((one) => [sid(one), one]));
  const kept = earlier.map((one) => (sid(one) ? (replaced.get(sid(one)) ?? one) : one));
  return [...kept, ...later.filter((one) => !kept.includes(one))];
}

/** Statements of the documents that this one is put together from; nothing where one of them is not known. */
function statementsOf(
  side: Side,
  data: Resource,
  kind: "source" | "override",
): readonly object[] | undefined {
  const found: object[] = [];
  for (const name of [`${kind}_policy_documents`, `${kind}_json`]) {
    const value = data.values[name];
    const planned = typeof value === "string" ? [value] : listIn(value);
    const unknown = own(data.unknown, name);
    if (unknown === true && name.endsWith("documents")) return undefined;
    const texts = planned.filter((one) => typeof one === "string");
    const missing = unknown === true ? 1 : planned.length - texts.length;
    const references = side
      .references(data, side.expression(data, name), "source_policy_documents", missing)
      .filter((one) => side.isOpen(one));
    if (missing > 0 && references.length !== missing) return undefined;
    const documents =
      missing === 0 ? texts : [...texts, ...references.map((one) => openDocument(side, one))];
    for (const document of documents) {
      const read = typeof document === "string" ? parseJson(document) : document;
      if (!isObject(read)) return undefined;
      const statement = read["Statement"];
      found.push(...(Array.isArray(statement) ? statement : [statement]).filter(isObject));
    }
  }
  return found;
}

function openDocument(side: Side, reference: string): object | string | undefined {
  const found = side.find(reference);
  const { resource, attribute = "" } = found ?? {};
  return resource?.type === "aws_iam_policy_document" && /^(?:minified_)?json$/.test(attribute)
    ? dataDocument(side, resource)
    : undefined;
}

function ownStatements(side: Side, data: Resource): readonly object[] {
  const blocks = listIn(data.values["statement"]).filter(isObject);
  const templates = listIn(side.template(data, "statement"));
  const expressions = listIn(side.expression(data, "statement"));
  const alike = new Set(
    blocks.map((block) => JSON.stringify({ ...block, sid: "", resources: [] })),
  );
  const total = blocks.reduce((sum, block) => sum + missingIn(block["resources"]), 0);
  return blocks.map((block, at) => {
    // A dynamic block makes more statements, or fewer, than are written.
    const template = templates.length === blocks.length ? templates[at] : undefined;
    const expression = expressions.length === blocks.length ? expressions[at] : undefined;
    const unknown = listIn(own(data.unknown, "statement"))[at];
    const dynamic = expression === undefined && alike.size === 1 ? total : undefined;
    const parts = new Parts(side, data, { template, expression, unknown, dynamic });
    return statementOf(block, parts);
  });
}

function missingIn(planned: unknown): number {
  return listIn(planned).filter((value) => typeof value !== "string").length;
}

/** Where the parts of one block that a plan leaves out are looked up. */
interface Sources {
  readonly template: unknown;
  readonly expression: unknown;
  readonly unknown: unknown;
  /** How many resources are left out in statements that a dynamic block makes, all alike but for these. */
  readonly dynamic?: number;
}

/** Finds the parts of one block that a plan leaves out. */
class Parts {
  public constructor(
    private readonly side: Side,
    private readonly data: Resource,
    private readonly from: Sources,
  ) {}

  /** The same for a block inside, which is the only one of its name that can be told apart. */
  public inside(name: string, at: number, count: number): Parts {
    const pick = (from: unknown): unknown => {
      const list = listIn(own(from, name));
      return list.length === count ? list[at] : undefined;
    };
    const { template, expression, unknown } = this.from;
    return new Parts(this.side, this.data, {
      template: pick(template),
      expression: pick(expression),
      unknown: pick(unknown),
    });
  }

  /** Whether only the apply tells how many blocks of a name there are. */
  public isOpen(name: string): boolean {
    return isMarked(this.from.unknown, name);
  }

  /** A list of texts with what is unknown filled in, as far as it can be. */
  public list(block: JsonObject, name: string): readonly string[] {
    const planned = listIn(block[name]);
    const isWhole = isMarked(this.from.unknown, name);
    if (planned.length === 0 && !isWhole) return [];
    if (planned.length > 0 && planned.every((value) => typeof value === "string")) {
      return planned.map(variables);
    }
    const template = own(this.from.template, name);
    if (Array.isArray(template) && template.every((value) => typeof value === "string")) {
      return template.map((value) => variables(fillIn(value, (one) => this.side.resolve(one))));
    }
    return this.fromReferences(block, name);
  }

  /**
   * A plan shows that an item is unknown and what the whole list refers to. Where both are as many, each stands for one:
   * what is written around a reference cannot be seen, so this is done for whole ARNs only.
   */
  private fromReferences(block: JsonObject, name: string): readonly string[] {
    const known = textsOf(block[name]);
    const missing = this.from.dynamic ?? missingIn(block[name]);
    const isFit = (one: string): boolean => name !== "resources" || isAbout(block, one);
    const all = this.side
      .references(this.data, own(this.from.expression, name), name, missing, isFit)
      .filter((reference) => this.side.isOpen(reference));
    const fitting = all.filter(isFit);
    const references = all.length === missing ? all : fitting;
    const filled =
      (references.length === missing || isMarked(this.from.unknown, name)) &&
      references.length > 0 &&
      references.every(isWholeArn)
        ? references.map((reference) => this.side.resolve(reference))
        : [`\${${all.join(", ") || "known after apply"}}`];
    return [...known.map(variables), ...filled];
  }
}

/** Whether the actions of a statement can be about what a reference names. */
function isAbout(block: JsonObject, reference: string): boolean {
  const service = /(?:^|\.)aws_(secretsmanager|ssm|kms|iam)_/.exec(reference)?.[1];
  const actions = textsOf(block["actions"]);
  if (service === undefined || actions.length === 0) return true;
  const named = service === "iam" ? /^(?:iam|sts):|^\*/ : new RegExp(`^${service}:|^\\*`);
  return actions.some((action) => named.test(action));
}

function statementOf(block: JsonObject, parts: Parts): object {
  const list = (name: string, element: string): object => {
    const values = parts.list(block, name);
    return values.length === 0 ? {} : { [element]: values };
  };
  return {
    ...(textIn(block["sid"]) ? { Sid: block["sid"] } : {}),
    Effect: textIn(block["effect"]) ?? "Allow",
    ...list("actions", "Action"),
    ...list("not_actions", "NotAction"),
    ...list("resources", "Resource"),
    ...list("not_resources", "NotResource"),
    ...principals(block, "principals", "Principal", parts),
    ...principals(block, "not_principals", "NotPrincipal", parts),
    ...conditions(block, parts),
  };
}

function principals(block: JsonObject, name: string, element: string, parts: Parts): object {
  const blocks = listIn(block[name]).filter(isObject);
  // Without a prototype: a type may be called `__proto__`.
  const named = Object.create(null) as Record<string, string[]>;
  blocks.forEach((one, at) => {
    const type = textIn(one["type"]) ?? "AWS";
    const inside = parts.inside(name, at, blocks.length);
    named[type] = [...(named[type] ?? []), ...inside.list(one, "identifiers")];
  });
  if (blocks.length === 0) {
    return parts.isOpen(name) ? { [element]: { AWS: [KNOWN_AFTER_APPLY] } } : {};
  }
  return { [element]: named["*"]?.includes("*") ? "*" : named };
}

function conditions(block: JsonObject, parts: Parts): object {
  const blocks = listIn(block["condition"]).filter(isObject);
  const tests: Record<string, Record<string, readonly string[]>> = {};
  blocks.forEach((one, at) => {
    const inside = parts.inside("condition", at, blocks.length);
    const operator = textIn(one["test"]) ?? KNOWN_AFTER_APPLY;
    const key = textIn(one["variable"]) ?? KNOWN_AFTER_APPLY;
    tests[operator] = { ...tests[operator], [key]: inside.list(one, "values") };
  });
  if (blocks.length > 0) return { Condition: tests };
  const open = { [KNOWN_AFTER_APPLY]: { [KNOWN_AFTER_APPLY]: [KNOWN_AFTER_APPLY] } };
  return parts.isOpen("condition") ? { Condition: open } : {};
}

/** In this data source policy variables are written with an ampersand. */
function variables(value: string): string {
  return value.replaceAll("&{", "${");
}

/** Of a bucket, or of an access point, one writes its objects: `${aws_s3_bucket.config.arn}/*`. */
function isWholeArn(reference: string): boolean {
  const [, type = ""] =
    /(?:^|\.)(aws_[a-z0-9_]+)\.[^.]+\.(?:arn|id|(?:master_user_secret\.)?[a-z_]*secret_arn|master_user_secret)$/.exec(
      withoutIndexes(reference),
    ) ?? [];
  if (reference.endsWith(".id")) return type === "aws_secretsmanager_secret";
  return (
    type !== "" &&
    !/^aws_(?:s3_bucket|s3_access_point|s3control_multi_region_access_point|cloudwatch_log_group|dynamodb_table)$/.test(
      type,
    )
  );
}
