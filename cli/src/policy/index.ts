export type {
  AccessRequest,
  Decision,
  Outcome,
  PolicySet,
  RequestPrincipal,
} from "./access-request";
export { decide, mayAssume } from "./decide";
export {
  type Condition,
  parsePolicy,
  type Patterns,
  type PolicyDocument,
  type Principals,
  type PrincipalValue,
  type Statement,
} from "./parse-policy";
