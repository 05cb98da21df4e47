import type { Construct } from "constructs";
import { AwsTarget } from "../../core";
import {
  checkSameAccount,
  oneOf,
  jsonEmbedded,
  number,
  part,
  readObject,
  type PropTable,
  RECORD,
  having,
  given,
} from "../../core/internal";
import { LogGroup, type ILogGroup, type LogGroupProps } from "../../logs";
import type { ContainerPart, ILogDriver, TaskContext } from "../delivery";
import { logEventStart } from "../rules";
import { LOG_MODES, checkBuffer, optionTexts, withUnit } from "./options-driver";

/**
 * Options of the `awslogs` driver. The driver never makes a log group itself (`awslogs-create-group` stays off): one that
 * it made would keep its events for ever, and the execution role may not make any.
 */
export interface AwsLogsOptions {
  /** A `LogGroup`, made in the app or imported (`LogGroup.fromLogGroupAttributes`). @default - a log group of its own */
  readonly logGroup?: ILogGroup;
  /** Settings of the log group of its own. @default - the environment's retention, CloudWatch's own key */
  readonly newLogGroup?: LogGroupProps;
  /** First part of the stream's name. @default - the container's name */
  readonly streamPrefix?: string;
  /** Whether the application waits when its output cannot be passed on. @default - the account's setting, else "non-blocking" */
  readonly mode?: "blocking" | "non-blocking";
  /** Memory for output that waits, in mode "non-blocking"; what does not fit is lost. @default 10 */
  readonly maxBufferSizeMiB?: number;
  /**
   * How a line begins that begins an event, as a time in the notation of `strftime`, such as `%Y-%m-%dT%H:%M`.
   *
   * @default - every line is an event
   */
  readonly datetimeFormat?: string;
  /** Regular expression for such a line, instead of `datetimeFormat`. @default - every line is an event */
  readonly multilinePattern?: string;
}

const OPTIONS = {
  logGroup: having("a LogGroup", "logGroupName"),
  newLogGroup: given(RECORD),
  streamPrefix: part,
  mode: oneOf(part, LOG_MODES),
  maxBufferSizeMiB: number,
  datetimeFormat: part,
  multilinePattern: part,
} satisfies PropTable<AwsLogsOptions>;

/** CloudWatch Logs. */
export class AwsLogsDriver implements ILogDriver {
  public readonly driverName = "awslogs";
  private readonly ownGroups = new Map<TaskContext, LogGroup>();

  public constructor(private readonly options: AwsLogsOptions) {}

  public bind(container: Construct, task: TaskContext): ContainerPart {
    const read = readObject(container, "logging", OPTIONS, this.options);
    const { streamPrefix = container.node.id, datetimeFormat, multilinePattern } = read;
    checkBuffer(container, read);
    logEventStart.enforce(container, "logging", { datetimeFormat, multilinePattern });
    const logGroup = this.options.logGroup ?? this.ownGroup(container, task);
    checkSameAccount(container, "logging.logGroup", logGroup, logGroup.logGroupArn);
    logGroup.grantWrite(task.executionRole);
    const texts = optionTexts({
      "awslogs-datetime-format": datetimeFormat,
      "awslogs-group": logGroup.logGroupName,
      "awslogs-multiline-pattern": multilinePattern,
      "awslogs-region": logGroup.region ?? AwsTarget.of(container).region,
      "awslogs-stream-prefix": streamPrefix,
      "max-buffer-size": withUnit(read.maxBufferSizeMiB, "m"),
      mode: read.mode,
    });
    const options = texts.map(([name, text]) => [name, jsonEmbedded(container, name, text)]);
    return {
      fields: {
        logConfiguration: {
          logDriver: "awslogs",
          options: Object.fromEntries(options) as Readonly<Record<string, string>>,
        },
      },
      dependables: logGroup.dependables,
    };
  }

  /** Containers of a task that share the driver share its log group, as a name of it can only be given once. */
  private ownGroup(container: Construct, task: TaskContext): LogGroup {
    const existing = this.ownGroups.get(task);
    if (existing) return existing;
    const created = new LogGroup(container, "logs", this.options.newLogGroup);
    this.ownGroups.set(task, created);
    return created;
  }
}
