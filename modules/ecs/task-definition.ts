import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Lazy, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { lazyTerraformJson, physicalName, terraformJson, type Json } from "../core";
import { TaskExecutionRole, TaskRole, type IRole } from "../iam";
import { ContainerDefinition } from "./container-definition";
import type { ContainerProps } from "./container-props";
import {
  containerCount,
  containerMissing,
  containerNameUnique,
  definitionSize,
  ecsName,
  fargateSize,
} from "./rules";
import type { SecretReference } from "./secret-reference";

/** Settings of a {@link TaskDefinition}. */
export interface TaskDefinitionProps {
  /** @default - follows from the construct path */
  readonly family?: string;
  /** CPU units of the task, 1024 to a vCPU: 256 to 16384. */
  readonly cpu: number;
  /** Memory of the task; Fargate offers certain pairs only. */
  readonly memoryMiB: number;
  /** @default "X86_64" */
  readonly cpuArchitecture?: "X86_64" | "ARM64";
  /** Role that starts the task. @default - made when the first container needs one */
  readonly executionRole?: IRole;
  /** The application's own role. @default - made when something is granted to it */
  readonly taskRole?: IRole;
  /**
   * Whether superseded revisions stay registered, so that a failed deployment can be rolled back to one.
   *
   * @default true
   */
  readonly retainRevisions?: boolean;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A task definition for Fargate: of use with a service, `run-task`, a schedule or another deployer.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export class TaskDefinition extends Construct {
  public readonly family: string;
  /** ARN with the revision. */
  public readonly taskDefinitionArn: string;
  private readonly containers: ContainerDefinition[] = [];
  private ownExecutionRole: IRole | undefined;
  private ownTaskRole: IRole | undefined;

  public constructor(scope: Construct, id: string, props: TaskDefinitionProps) {
    super(scope, id);
    ecsName.enforce(this, "family", props.family);
    fargateSize.enforce(this, "memoryMiB", { cpu: props.cpu, memoryMiB: props.memoryMiB });
    this.family = props.family ?? physicalName(this, 255);
    this.ownExecutionRole = props.executionRole;
    this.ownTaskRole = props.taskRole;
    this.taskDefinitionArn = new EcsTaskDefinition(this, "task-definition", {
      family: this.family,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(props.cpu),
      memory: String(props.memoryMiB),
      runtimePlatform: {
        cpuArchitecture: props.cpuArchitecture ?? "X86_64",
        operatingSystemFamily: "LINUX",
      },
      executionRoleArn: Lazy.stringValue({ produce: () => this.ownExecutionRole?.roleArn }),
      taskRoleArn: Lazy.stringValue({ produce: () => this.ownTaskRole?.roleArn }),
      containerDefinitions: lazyTerraformJson(() => this.toJson()),
      skipDestroy: props.retainRevisions ?? true,
      tags: props.tags,
    }).arn;
    this.node.addValidation({ validate: () => this.problemsAtSynthesis() });
  }

  /** The role that starts the task; made at first use. */
  public get executionRole(): IRole {
    return (this.ownExecutionRole ??= new TaskExecutionRole(this, "execution-role"));
  }

  /** The application's own role; made at first use. */
  public get taskRole(): IRole {
    return (this.ownTaskRole ??= new TaskRole(this, "task-role"));
  }

  /** Every secret that starting the task needs. */
  public get references(): readonly SecretReference[] {
    return this.containers.flatMap((container) => container.references);
  }

  /** What must exist before a task starts: values, log groups and the policies of its roles. */
  public get dependables(): readonly ITerraformDependable[] {
    return [
      ...this.containers.flatMap((container) => container.dependables),
      ...(this.ownExecutionRole?.dependables ?? []),
      ...(this.ownTaskRole?.dependables ?? []),
    ];
  }

  /** Adds a container; the execution role is granted what it references. */
  public addContainer(name: string, props: ContainerProps): ContainerDefinition {
    const taken = this.containers.map(({ containerName }) => containerName);
    containerNameUnique.enforce(this, "addContainer", { name, taken });
    // Whoever collects problems goes on after a second "web"; the construct tree cannot.
    const scope = taken.includes(name) ? new Construct(this, `duplicate-${taken.length}`) : this;
    const container = new ContainerDefinition(scope, name, props, () => this.executionRole);
    this.containers.push(container);
    containerCount.enforce(this, "addContainer", this.containers.length);
    return container;
  }

  private toJson(): Json {
    return this.containers.map((container) => container.toJson());
  }

  private problemsAtSynthesis(): string[] {
    const essential = this.containers.filter((container) => container.essential).length;
    const problems = [
      containerMissing.problem("addContainer", essential),
      definitionSize.problem("containers", Buffer.byteLength(terraformJson(this.toJson()))),
    ];
    return problems.flatMap((problem) =>
      problem ? [`\`${problem.prop}\` ${problem.message}`] : [],
    );
  }
}
