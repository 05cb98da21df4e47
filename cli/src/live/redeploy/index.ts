export { formatRedeployments, redeploymentsAsJson } from "./redeploy-report";
export { redeployStale, type RedeployOptions } from "./redeploy-stale";
export { type Outcome, type Redeployment, verdictOf } from "./redeployment";
