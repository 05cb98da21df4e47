export type {
  AccessRequest,
  Decision,
  Outcome,
  PolicySet,
  RequestPrincipal,
} from "./access-request";
export { decide } from "./decide";
export { mayAssume } from "./decide";
export { parsePolicy } from "./parse-policy";
export type {
  Condition,
  Patterns,
  PolicyDocument,
  Principals,
  PrincipalValue,
  Statement,
} from "./policy-document";
