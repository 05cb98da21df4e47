import { TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { PLAIN_TEXT_ALLOWANCES, type PlainTextAllowance } from "../facts";
import { addressOf } from "./elements";
import { PlainText, propsOf } from "./plain-text";
import { reportProblem, type Problem } from "./problems";
import { neededProblem, RECORD, TEXT, typeProblem } from "./prop-types";
import { unknownProp } from "./props";
import { defineRule } from "./rule";

/** The reason of a `PlainText`. */
export const plainTextReason = defineRule<string>({
  id: "plain-text-reason",
  demands: "say in 10 characters or more why it is no secret",
  source: "decision 11",
  remedy: 'Write it like PlainText.of("…", { reason: "the public key of the sandbox" }).',
  broken: (reason) => reason.trim().length < 10,
});

/**
 * What is wrong about the props of a mark in `prop`, which plain JavaScript may have given anything for.
 *
 * At the place where the text is used: `PlainText.of` knows no construct that an error could name.
 */
export function plainTextProblem(
  prop: string,
  plain: PlainText,
): Omit<Problem, "path"> | undefined {
  const given = propsOf(plain) ?? {};
  const type = typeProblem(prop, RECORD, given);
  if (type) return type;
  const props = given as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(props).find((name) => name !== "reason" && props[name] !== undefined);
  const of = `${prop}.`;
  if (unknown !== undefined) return unknownProp(unknown, { reason: true }, of);
  return (
    neededProblem(`${of}reason`, props["reason"]) ??
    typeProblem(`${of}reason`, TEXT, props["reason"]) ??
    plainTextReason.problem(prop, plain.reason)
  );
}

interface Allowed {
  readonly scope: IConstruct;
  readonly field: string;
  readonly reason: string;
}

/**
 * The variable whose default lists, for a review, the plain texts that the code of a stack allows, and why.
 *
 * Nothing reads its value: a review reads its default from the configuration in the plan, which only the code
 * can change. A stack without allowances has no such variable.
 */
class PlainTextAllowances extends TerraformElement {
  public static of(stack: TerraformStack): PlainTextAllowances {
    const id = "plain-text-allowances";
    const known = stack.node.tryFindChild(id);
    return known instanceof PlainTextAllowances ? known : new PlainTextAllowances(stack, id);
  }

  private readonly allowed: Allowed[] = [];

  public add(allowed: Allowed): void {
    this.allowed.push(allowed);
  }

  public override toTerraform(): object {
    const rows = this.allowed.map(({ scope, field, reason }): PlainTextAllowance => {
      return { resource: placeOf(scope), field, reason };
    });
    // One for each field, in an order that no declaration changes.
    const byText = new Map(rows.map((row) => [JSON.stringify(row), row]));
    const sorted = [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    return {
      variable: {
        [PLAIN_TEXT_ALLOWANCES]: {
          description:
            "Texts that look secret and are none, as the code says. Leave it unset: a review reads the default.",
          type: "list(object({ resource = string, field = string, reason = string }))",
          default: sorted,
        },
      },
    };
  }
}

/**
 * Notes what is marked as `PlainText` in a text, for the review of the stack.
 *
 * @param field where the text stands in the resource: `web.environment.API_KEY`, `tags.Owner`
 */
export function allowPlainText(scope: IConstruct, prop: string, field: string, text: string): void {
  for (const plain of PlainText.in(text)) {
    const { reason } = plain;
    const problem = plainTextProblem(prop, plain);
    if (problem) reportProblem(scope, problem);
    PlainTextAllowances.of(TerraformStack.of(scope)).add({ scope, field, reason });
  }
}

/** Address of the resource that a construct, or the nearest one around it, stands for; else the construct's path. */
function placeOf(scope: IConstruct): string {
  for (const candidate of [...scope.node.scopes].reverse()) {
    const resource = TerraformResource.isTerraformResource(candidate)
      ? candidate
      : candidate.node.defaultChild;
    if (TerraformResource.isTerraformResource(resource)) return addressOf(resource);
  }
  return scope.node.path;
}
