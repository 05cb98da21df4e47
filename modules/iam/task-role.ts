import type { Construct } from "constructs";
import { ecsTasksTrust, ownTasksOnly } from "./ecs-tasks-trust";
import { ImportedRole } from "./imported-role";
import { Role, type RoleProps } from "./role";
import type { IRole } from "./role-interface";

/** Settings of a {@link TaskRole}. */
export type TaskRoleProps = RoleProps;

/**
 * The role of the application itself while it runs; only tasks of this account and Region can use it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 */
export class TaskRole extends Role {
  /** A role made elsewhere. It cannot be granted to: every grant becomes a warning that says what it needs. */
  public static fromRoleArn(scope: Construct, id: string, roleArn: string): IRole {
    return new ImportedRole(scope, id, roleArn);
  }

  public constructor(scope: Construct, id: string, props: TaskRoleProps = {}) {
    const description = props.description ?? "The application's own role";
    super(scope, id, { ...props, description }, (self) => ecsTasksTrust(ownTasksOnly(self)));
  }
}
