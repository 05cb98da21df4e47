export { formatRedeployments, redeploymentsAsJson } from "./redeploy-report";
export { redeployStale, type RedeployOptions } from "./redeploy-stale";
export { verdictOf, type Outcome, type Redeployment } from "./redeployment";
