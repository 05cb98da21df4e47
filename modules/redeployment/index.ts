export { RedeployOnChange, type RedeployOnChangeProps } from "./redeploy-on-change";
