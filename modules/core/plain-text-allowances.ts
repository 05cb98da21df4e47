import { TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { PLAIN_TEXT_ALLOWANCES, type PlainTextAllowance } from "../facts";
import { addressOf } from "./elements";
import { PlainText } from "./plain-text";
import { defineRule } from "./rule";

/** The reason of a `PlainText`. */
export const plainTextReason = defineRule<string>({
  id: "plain-text-reason",
  demands: "say in 10 characters or more why it is no secret",
  source: "decision 11",
  remedy: 'Write it like PlainText.of("…", { reason: "the public key of the sandbox" }).',
  broken: (reason) => reason.trim().length < 10,
});

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
  for (const { reason } of PlainText.in(text)) {
    plainTextReason.enforce(scope, prop, reason);
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
