export { PermissionsBoundary } from "./permissions-boundary";
export { denyAllBut, Readers, type Reader, type Restriction } from "./readers";
export { type IRole, type RoleProps } from "./role";
export { EbsInfrastructureRole, ServiceRole, type ServiceRoleProps } from "./service-roles";
export {
  TaskExecutionRole,
  TaskRole,
  type TaskExecutionRoleProps,
  type TaskRoleProps,
} from "./task-roles";
