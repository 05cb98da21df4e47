export { RedeployOnChange, type RedeployOnChangeProps } from "./redeploy-on-change";
export * as redeploymentRules from "./rules";
