import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AwsTarget, defineRule, ModuleDefaults, type IGrantee } from "../core";
import {
  given,
  physicalName,
  prepareStack,
  readProps,
  terraformText,
  textMap,
  type PropTable,
} from "../core/internal";
import type { EncryptionKey } from "../kms";
import { checkKeyRegion } from "../kms/internal";

/** Name of the policies by which a role writes logs. */
const WRITE_LOGS = "write-logs";

const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

export const logGroupName = defineRule<string>({
  id: "logs-group-name",
  demands: "be 1 to 512 letters, digits or `.-_/#`",
  source:
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
  remedy: "Use a path such as /ecs/orders-dev.",
  broken: (name) => !/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name),
});

export const logRetention = defineRule<number>({
  id: "logs-retention",
  demands: `be one of ${RETENTION_DAYS.join(", ")} days`,
  source:
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
  remedy: "365 is the default.",
  broken: (days) => !RETENTION_DAYS.includes(days),
});

/** Settings of a {@link LogGroup}. */
export interface LogGroupProps {
  /** @default - follows from the construct path, below `/ecs/` */
  readonly logGroupName?: string;
  /** Days that events are kept. @default - the environment's, or 365 */
  readonly retentionDays?: number;
  /** Key of this stack that encrypts the events; its key policy is extended. @default - CloudWatch's own key */
  readonly encryptionKey?: EncryptionKey;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

const PROPS = {
  // Part of the ARN in policies, too.
  logGroupName: given,
  retentionDays: given,
  encryptionKey: given,
  tags: textMap,
} satisfies PropTable<LogGroupProps>;

/**
 * A CloudWatch log group.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
 */
export class LogGroup extends Construct {
  /** Known at synth time unless the prop was a token. */
  public readonly logGroupName: string;
  /** Key that encrypts the events; undefined where CloudWatch's own does. */
  public readonly encryptionKey: EncryptionKey | undefined;
  /** What must exist before a task can write. */
  public readonly dependables: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, input: LogGroupProps = {}) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, PROPS, input);
    const retentionInDays = props.retentionDays ?? ModuleDefaults.of(this).logRetentionDays ?? 365;
    logGroupName.enforce(this, "logGroupName", props.logGroupName);
    logRetention.enforce(this, "retentionDays", retentionInDays);
    this.logGroupName = props.logGroupName ?? `/ecs/${physicalName(this, 500)}`;
    this.encryptionKey = props.encryptionKey;
    if (props.encryptionKey) {
      checkKeyRegion(this, "encryptionKey", props.encryptionKey);
      props.encryptionKey.grantLogGroup(this.logGroupName);
    }
    const group = new CloudwatchLogGroup(this, "group", {
      name: terraformText(this.logGroupName),
      retentionInDays,
      kmsKeyId: props.encryptionKey?.keyArn,
      tags: props.tags,
    });
    this.node.defaultChild = group;
    this.dependables = [group];
  }

  /** Lets `grantee` write streams and events of exactly this group. */
  public grantWrite(grantee: IGrantee): void {
    const group = `log-group:${this.logGroupName}`;
    const write = {
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [AwsTarget.of(this).arn({ service: "logs", resource: `${group}:*` })],
    };
    grantee.addToPolicy(WRITE_LOGS, write, this);
  }
}
