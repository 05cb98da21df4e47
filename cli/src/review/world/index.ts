export { outsidePolicy } from "./aws-managed-policies";
export { buildWorlds } from "./build-worlds";
export type { PolicySource } from "./policy-source";
export { show, type Place } from "./stand-in";
export type {
  BucketInWorld,
  HolderInWorld,
  KeyInWorld,
  PrincipalInWorld,
  RoleInWorld,
  SecretInWorld,
  TaskInWorld,
  World,
} from "./world";
