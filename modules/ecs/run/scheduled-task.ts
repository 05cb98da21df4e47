import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import type { IResolvable } from "cdktf";
import { Construct } from "constructs";
import { AwsTarget } from "../../core";
import {
  claimName,
  addressable,
  goesLast,
  OrderOfCreation,
  physicalName,
  prepareStack,
  readProps,
  regionalPartArn,
  text,
  textMap,
  type PropTable,
  number,
  flag,
  eitherText,
  needed,
  terraformText,
} from "../../core/internal";
import { ServiceRole } from "../../iam/internal";
import * as rules from "../rules";
import { grantRun, neededToRun, RUN_PROPS, runTargetOf, type RunProps } from "./run-target";

/** Settings of a {@link ScheduledTask}. */
export interface ScheduledTaskProps extends RunProps {
  /** When: `cron(0 3 * * ? *)`, `rate(1 hour)` or `at(2030-01-01T00:00:00)`. */
  readonly schedule: string;
  /** Of `cron` and `at`, such as `Europe/Berlin`. @default "UTC" */
  readonly timeZone?: string;
  /** Minutes within which it may begin. @default - at the very minute */
  readonly windowMinutes?: number;
  /** @default - follows from the construct path */
  readonly scheduleName?: string;
  /** Tasks that are started each time, 1 to 10. @default 1 */
  readonly taskCount?: number;
  /** How often ECS is asked again when it starts no task, 0 to 185. @default 185 */
  readonly retryAttempts?: number;
  /** Seconds within which that happens, 60 to 86400. @default 86400 */
  readonly retrySeconds?: number;
  /** ARN of an SQS queue for what could not be started; a queue's key has to let the schedule's role use it. @default - none */
  readonly deadLetterQueueArn?: string;
  /** @default true */
  readonly enabled?: boolean | IResolvable;
  /** Of its role; a schedule takes none. @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

const PROPS = {
  ...RUN_PROPS,
  schedule: needed(text),
  timeZone: text,
  windowMinutes: number,
  scheduleName: text,
  taskCount: number,
  retryAttempts: number,
  retrySeconds: number,
  deadLetterQueueArn: regionalPartArn,
  enabled: flag,
  tags: textMap,
} satisfies PropTable<ScheduledTaskProps>;

const Schedule = addressable(SchedulerSchedule);

/**
 * Runs a task by EventBridge Scheduler, in the newest revision that this code has made of its task definition.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/tasks-scheduled-eventbridge-scheduler.html
 */
export class ScheduledTask extends Construct {
  /** The schedule's ARN. */
  public readonly scheduleArn: string;

  public constructor(scope: Construct, id: string, input: ScheduledTaskProps) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, PROPS, input);
    const { windowMinutes, retryAttempts = 185, retrySeconds = 86_400 } = props;
    rules.scheduleExpression.enforce(this, "schedule", props.schedule);
    rules.scheduleTimeZone.enforce(this, "timeZone", props.timeZone);
    rules.scheduleName.enforce(this, "scheduleName", props.scheduleName);
    rules.scheduleWindow.enforce(this, "windowMinutes", windowMinutes);
    rules.scheduleTaskCount.enforce(this, "taskCount", props.taskCount);
    const retries = { attempts: retryAttempts, seconds: retrySeconds };
    rules.scheduleRetries.enforce(this, "retryAttempts", retries);
    rules.queueArn.enforce(this, "deadLetterQueueArn", props.deadLetterQueueArn);
    const target = runTargetOf(this, props);
    const { deadLetterQueueArn: queueArn } = props;
    const role = this.addRole(props);
    const { networkConfiguration: network } = target;
    const name = props.scheduleName ?? physicalName(this, 64);
    claimName(this, "scheduleName", { service: "scheduler", resource: `schedule/default/${name}` });
    const schedule = goesLast(
      new Schedule(this, "schedule", {
        name,
        scheduleExpression: props.schedule,
        scheduleExpressionTimezone: props.timeZone,
        state: eitherText(props.enabled ?? true, "ENABLED", "DISABLED"),
        flexibleTimeWindow:
          windowMinutes === undefined
            ? { mode: "OFF" }
            : { mode: "FLEXIBLE", maximumWindowInMinutes: windowMinutes },
        target: {
          arn: props.cluster.clusterArn,
          roleArn: role.roleArn,
          deadLetterConfig: queueArn ? { arn: terraformText(queueArn) } : undefined,
          retryPolicy: {
            maximumRetryAttempts: retryAttempts,
            maximumEventAgeInSeconds: retrySeconds,
          },
          ecsParameters: {
            taskDefinitionArn: props.taskDefinition.taskDefinitionArn,
            taskCount: props.taskCount ?? 1,
            launchType: target.launchType,
            platformVersion: target.platformVersion,
            capacityProviderStrategy: target.capacityProviderStrategy,
            networkConfiguration: network,
            placementConstraints: target.placementConstraints,
            placementStrategy: target.orderedPlacementStrategy,
          },
        },
      }),
      name,
    );
    this.node.defaultChild = schedule;
    OrderOfCreation.of(this).require(schedule, () => [...role.dependables, ...neededToRun(props)]);
    this.scheduleArn = schedule.arn;
  }

  /**
   * Scheduler names the schedule's group to the role, never the schedule.
   *
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
   */
  private addRole(props: ScheduledTaskProps): ServiceRole {
    const role = new ServiceRole(this, "role", {
      servicePrincipal: "scheduler.amazonaws.com",
      sourceArn: AwsTarget.of(this).arn({
        service: "scheduler",
        resource: "schedule-group/default",
      }),
      description: "Lets EventBridge Scheduler run a task",
      tags: props.tags,
    });
    grantRun(this, role, props);
    if (props.deadLetterQueueArn !== undefined) {
      const resources = [props.deadLetterQueueArn];
      role.addToPolicy("report-failures", { actions: ["sqs:SendMessage"], resources });
    }
    return role;
  }
}
