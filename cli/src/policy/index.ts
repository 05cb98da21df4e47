export type {
  AccessRequest,
  Decision,
  Outcome,
  PolicySet,
  RequestPrincipal,
} from "./access-request";
export { decide } from "./decide";
export { mayAssume } from "./may-assume";
export { parsePolicy } from "./parse-policy";
export type {
  Condition,
  Patterns,
  PolicyDocument,
  Principals,
  PrincipalValue,
  Statement,
} from "./policy-document";
