import type { TerraformStack } from "cdktf";
import type { WrittenValue } from "cdktf-ecs-secrets/core";
import { Construct } from "constructs";
import { bareStack } from "./synth";

/** A value bound to a construct `store` that would write it. */
export interface Bound {
  readonly stack: TerraformStack;
  /** The Terraform expression that yields the value. */
  readonly expression: string;
}

/** Binds `value` in a stack of its own. */
export function bound(value: WrittenValue): Bound {
  const stack = bareStack();
  return { stack, expression: value.bind(new Construct(stack, "store")) };
}
