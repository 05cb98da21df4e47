export {
  DeletionProtection,
  type DeletionProtectionProps,
  type Protectable,
} from "./deletion-protection";
export { PermissionsBoundary } from "./permissions-boundary";
export { type Reader } from "./readers";
export { type IRole, type RoleProps } from "./role";
export { EbsInfrastructureRole } from "./service-roles";
export {
  TaskExecutionRole,
  TaskRole,
  type TaskExecutionRoleProps,
  type TaskRoleProps,
} from "./task-roles";
