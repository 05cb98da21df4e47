export { buildWorlds } from "./build-worlds";
export { show } from "./place";
export { outsidePolicy, type PolicySource } from "./policies";
export type {
  HolderInWorld,
  KeyInWorld,
  PrincipalInWorld,
  RoleInWorld,
  SecretInWorld,
  TaskInWorld,
  World,
} from "./world";
