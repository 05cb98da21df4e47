import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { OrderOfCreation } from "./order";
import { guardTags } from "./tag-guard";

/**
 * Does to the stack around `scope` what every construct of this library wants of the stack that it is in: its tags are
 * guarded, and what is ordered in it is made in that order.
 *
 * Each construct calls it in its constructor, and `deployToAws` for its stack; once for a stack is enough, more do no
 * harm.
 */
export function prepareStack(scope: IConstruct): void {
  const stack = scope.node.scopes.find(TerraformStack.isStack);
  if (!stack) return;
  guardTags(stack);
  OrderOfCreation.of(stack);
}
