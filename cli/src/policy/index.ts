export type {
  AccessRequest,
  Decision,
  Outcome,
  PolicySet,
  RequestPrincipal,
} from "./access-request";
export { decide, mayAssume } from "./decide";
export { parsePolicy } from "./parse-policy";
export type { Condition, Patterns, PolicyDocument, Principals, Statement } from "./policy-document";
