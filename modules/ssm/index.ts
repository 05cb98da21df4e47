export { type SecureStringParameterAttributes } from "./imported-secure-string-parameter";
export { type ISecureStringParameter } from "./secure-string-parameter-interface";
export { SecureStringParameter, type SecureStringParameterProps } from "./secure-string-parameter";
export * as ssmRules from "./rules";
