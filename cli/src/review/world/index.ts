export { buildWorlds } from "./build-worlds";
export {
  isUnknownAccount,
  Places,
  SECRETS_OF_AWS,
  show,
  UNKNOWN_ACCOUNT,
  UNKNOWN_SUFFIX,
} from "./place";
export { foreignPolicy, outsidePolicy, type PolicySource } from "./policies";
export { optional } from "./world";
export type {
  AccessPointInWorld,
  AssignmentInWorld,
  HolderInWorld,
  KeyInWorld,
  PrincipalInWorld,
  RoleInWorld,
  SecretInWorld,
  TaskInWorld,
  World,
} from "./world";
