export { EbsInfrastructureRole } from "./ebs-infrastructure-role";
export { type RoleProps } from "./role";
export { type IRole } from "./role-interface";
export { TaskExecutionRole, type TaskExecutionRoleProps } from "./task-execution-role";
export { TaskRole, type TaskRoleProps } from "./task-role";
export * as iamRules from "./rules";
