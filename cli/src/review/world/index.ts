export { buildWorlds } from "./build-worlds";
export {
  isUnknownAccount,
  Places,
  SECRETS_OF_AWS,
  show,
  UNKNOWN_ACCOUNT,
  UNKNOWN_SUFFIX,
} from "./place";
export { outsidePolicy, type PolicySource } from "./policies";
export type {
  AccessPointInWorld,
  HolderInWorld,
  KeyInWorld,
  PrincipalInWorld,
  RoleInWorld,
  SecretInWorld,
  TaskInWorld,
  World,
} from "./world";
