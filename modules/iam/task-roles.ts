import type { Construct, IConstruct } from "constructs";
import { AwsTarget, type Conditions, type PolicyStatement } from "../core";
import { checkPropsOf, type PropTable, textOf, knownFlag } from "../core/internal";
import { ImportedRole, Role, ROLE_PROPS, type IRole, type RoleProps } from "./role";

/** Settings of a {@link TaskExecutionRole}. */
export interface TaskExecutionRoleProps extends RoleProps {
  /**
   * Whether AmazonECSTaskExecutionRolePolicy is attached: ECR images and logs on `*`.
   *
   * The modules grant exactly what a task needs of both, so you need it only for what they do not know.
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

const EXECUTION_ROLE_PROPS = {
  ...ROLE_PROPS,
  attachManagedPolicy: knownFlag,
  restrictToOwnTasks: knownFlag,
} satisfies PropTable<TaskExecutionRoleProps>;

/**
 * The role by which the ECS agent pulls images, reads secrets and writes logs before a container starts.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export class TaskExecutionRole extends Role {
  /** A role made elsewhere. It cannot be granted to: every grant becomes a warning that says what it needs. */
  public static fromRoleArn(scope: Construct, id: string, roleArn: string): IRole {
    return new ImportedRole(scope, id, textOf(roleArn));
  }

  public constructor(scope: Construct, id: string, props: TaskExecutionRoleProps = {}) {
    checkPropsOf(scope, id, props);
    const description = props.description ?? "Lets ECS start tasks: images, secrets, logs";
    super(scope, id, { ...props, description }, EXECUTION_ROLE_PROPS, (self) =>
      ecsTasksTrust(props.restrictToOwnTasks ? ownTasksOnly(self) : undefined),
    );
    if (props.attachManagedPolicy) {
      this.attachManagedPolicy("managed-policy", "service-role/AmazonECSTaskExecutionRolePolicy");
    }
  }
}

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
    return new ImportedRole(scope, id, textOf(roleArn));
  }

  public constructor(scope: Construct, id: string, props: TaskRoleProps = {}) {
    checkPropsOf(scope, id, props);
    const description = props.description ?? "The application's own role";
    super(scope, id, { ...props, description }, ROLE_PROPS, (self) =>
      ecsTasksTrust(ownTasksOnly(self)),
    );
  }
}

/** The trust of a role that ECS assumes for tasks. */
export function ecsTasksTrust(conditions?: Conditions): PolicyStatement {
  return {
    principals: { Service: ["ecs-tasks.amazonaws.com"] },
    actions: ["sts:AssumeRole"],
    conditions,
  };
}

/**
 * Only tasks of this account and Region: AWS's guard against a confused deputy.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#create_task_iam_policy_and_role
 */
export function ownTasksOnly(scope: IConstruct): Conditions {
  const target = AwsTarget.of(scope);
  return {
    ArnLike: { "aws:SourceArn": [target.arn({ service: "ecs", resource: "*" })] },
    StringEquals: { "aws:SourceAccount": [target.account] },
  };
}
