import type { Construct } from "constructs";
import { ecsTasksTrust, ownTasksOnly } from "./ecs-tasks-trust";
import { ImportedRole } from "./imported-role";
import { Role, type RoleProps } from "./role";
import type { IRole } from "./role-interface";

/** Settings of a {@link TaskExecutionRole}. */
export interface TaskExecutionRoleProps extends RoleProps {
  /**
   * Whether AmazonECSTaskExecutionRolePolicy is attached: ECR images and logs on `*`.
   *
   * The modules grant exactly what a task needs of both, so it serves only what they do not know of.
   *
   * @default false
   */
  readonly attachManagedPolicy?: boolean;
  /**
   * Whether only tasks of this account and Region may use the role.
   *
   * AWS documents these conditions for the task role only.
   *
   * @default false
   */
  readonly restrictToOwnTasks?: boolean;
}

/**
 * The role by which the ECS agent pulls images, reads secrets and writes logs before a container starts.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export class TaskExecutionRole extends Role {
  /** A role made elsewhere. It cannot be granted to: every grant becomes a warning that says what it needs. */
  public static fromRoleArn(scope: Construct, id: string, roleArn: string): IRole {
    return new ImportedRole(scope, id, roleArn);
  }

  public constructor(scope: Construct, id: string, props: TaskExecutionRoleProps = {}) {
    const description = props.description ?? "Lets ECS start tasks: images, secrets, logs";
    super(scope, id, { ...props, description }, (self) =>
      ecsTasksTrust(props.restrictToOwnTasks ? ownTasksOnly(self) : undefined),
    );
    if (props.attachManagedPolicy) {
      this.attachManagedPolicy("managed-policy", "service-role/AmazonECSTaskExecutionRolePolicy");
    }
  }
}
