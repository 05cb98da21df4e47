export { UnusablePlanError } from "./unusable-plan-error";
export { readPlan } from "./read-plan";
export type {
  Action,
  Plan,
  ResourceChange,
  StackInput,
  SynthesizedConfiguration,
  Values,
} from "./plan";
