export { StateMachine, type StateMachineProps } from "./state-machine";
export * as stepfunctionsRules from "./rules";
