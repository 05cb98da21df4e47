import { KNOWN_AFTER_APPLY, fillIn, isObject, listIn, own, textIn, type JsonObject } from "../plan";
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
  const combined = [
    "source_policy_documents",
    "override_policy_documents",
    "source_json",
    "override_json",
  ];
  if (combined.some((name) => isGiven(data.values[name]) || side.isUnknown(data, name))) {
    return undefined;
  }
  const blocks = listIn(data.values["statement"]);
  const templates = listIn(side.template(data, "statement"));
  const expressions = listIn(side.expression(data, "statement"));
  return {
    Version: textIn(data.values["version"]) ?? "2012-10-17",
    Statement: blocks.filter(isObject).map((block, at) => {
      // A dynamic block makes more statements, or fewer, than are written.
      const template = templates.length === blocks.length ? templates[at] : undefined;
      const expression = expressions.length === blocks.length ? expressions[at] : undefined;
      return statementOf(block, new Parts(side, data, template, expression));
    }),
  };
}

/** Where the parts of one block that a plan leaves out are looked up. */
class Parts {
  public constructor(
    private readonly side: Side,
    private readonly data: Resource,
    private readonly template: unknown,
    private readonly expression: unknown,
  ) {}

  /** The same for a block inside, which is the only one of its name that can be told apart. */
  public inside(name: string, at: number, count: number): Parts {
    const pick = (from: unknown): unknown => {
      const list = listIn(own(from, name));
      return list.length === count ? list[at] : undefined;
    };
    return new Parts(this.side, this.data, pick(this.template), pick(this.expression));
  }

  /** A list of texts with what is unknown filled in, as far as it can be. */
  public list(block: JsonObject, name: string): readonly string[] {
    const planned = listIn(block[name]);
    if (planned.length === 0 && own(this.expression, name) === undefined) return [];
    if (planned.length > 0 && planned.every((value) => typeof value === "string")) {
      return planned.map(variables);
    }
    const template = own(this.template, name);
    if (Array.isArray(template) && template.every((value) => typeof value === "string")) {
      return template.map((value) => variables(fillIn(value, (one) => this.side.resolve(one))));
    }
    return this.fromReferences(planned, name);
  }

  /**
   * A plan shows that an item is unknown and what the whole list refers to. Where both are as many, each stands for one:
   * what is written around a reference cannot be seen, so this is done for whole ARNs only.
   */
  private fromReferences(planned: readonly unknown[], name: string): readonly string[] {
    const known = planned.filter((value) => typeof value === "string");
    const missing = planned.length - known.length;
    const references = this.side
      .references(this.data, own(this.expression, name))
      .filter((reference) => this.isUnknown(reference));
    const filled =
      references.length === missing && references.every(isWholeArn)
        ? references.map((reference) => this.side.resolve(reference))
        : [`\${${references.join(", ") || "known after apply"}}`];
    return [...known.map(variables), ...filled];
  }

  private isUnknown(reference: string): boolean {
    const found = this.side.find(reference);
    return !found || this.side.isUnknown(found.resource, found.attribute);
  }
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
  const named: Record<string, string[]> = {};
  blocks.forEach((one, at) => {
    const type = textIn(one["type"]) ?? "AWS";
    const inside = parts.inside(name, at, blocks.length);
    named[type] = [...(named[type] ?? []), ...inside.list(one, "identifiers")];
  });
  if (blocks.length === 0) return {};
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
  return blocks.length === 0 ? {} : { Condition: tests };
}

/** In this data source policy variables are written with an ampersand. */
function variables(value: string): string {
  return value.replaceAll("&{", "${");
}

function isWholeArn(reference: string): boolean {
  return /(?:^|\.)aws_(?:secretsmanager_secret|ssm_parameter|kms_key|iam_role)\.[^.]+\.arn$/.test(
    reference,
  );
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
}
