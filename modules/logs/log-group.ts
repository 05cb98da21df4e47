import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { ITerraformDependable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { AwsTarget, defineRule, ModuleDefaults, type IGrantee } from "../core";
import {
  claimName,
  arnPart,
  addressable,
  awaitValues,
  goesLast,
  isUnresolved,
  keepName,
  name,
  partArn,
  physicalName,
  OrderOfCreation,
  prepareStack,
  readProps,
  regionOf,
  terraformText,
  textMap,
  type PropTable,
  number,
  knownFlag,
  checkEither,
  checkNeeded,
  checkType,
  GRANTEE,
} from "../core/internal";
import { parseArn } from "../facts";
import type { EncryptionKey } from "../kms";
import { checkKeyRegion, madeKeyProp } from "../kms/internal";

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

export const logGroupArn = defineRule<string>({
  id: "logs-group-arn",
  demands:
    "be the ARN of a log group (`arn:…:logs:REGION:ACCOUNT:log-group:NAME`, with or without `:*` behind it)",
  source:
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html",
  remedy: "`aws logs describe-log-groups --log-group-name-prefix NAME` prints it.",
  broken: (arn) =>
    !/^arn:[a-z-]+:logs:[a-z0-9-]+:\d{12}:log-group:[.\-_/#A-Za-z0-9]{1,512}(:\*)?$/.test(arn),
});

export const logGroupAccount = defineRule<{ readonly account: string; readonly own: string }>({
  id: "logs-group-account",
  demands: "be in the account of the task: the log driver names a group, not an account",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
  remedy: "Write to a group here, and forward it with a subscription.",
  broken: ({ account, own }) => account !== own && `account ${account} (the task's is ${own})`,
});

export const logRetention = defineRule<number>({
  id: "logs-retention",
  demands: `be one of ${RETENTION_DAYS.join(", ")} days`,
  source:
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
  remedy: "365 is the default.",
  broken: (days) => !RETENTION_DAYS.includes(days),
});

/** A CloudWatch log group. */
export interface ILogGroup extends IConstruct {
  /** The log group's name. */
  readonly logGroupName: string;
  /** Without the `:*` that policies put behind it; literal wherever the name is. */
  readonly logGroupArn: string;
  /** Where it is. @default - undefined: where the task is */
  readonly region?: string | undefined;
  /** Whether a key of yours encrypts it. */
  readonly isEncrypted: boolean;
  /** What must exist before a task can write. */
  readonly dependables: readonly ITerraformDependable[];
  /** Lets `grantee` write streams and events of exactly this group. */
  grantWrite(grantee: IGrantee): void;
}

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
  logGroupName: name,
  retentionDays: number,
  encryptionKey: madeKeyProp,
  tags: textMap,
} satisfies PropTable<LogGroupProps>;

const Group = addressable(CloudwatchLogGroup);

/**
 * A CloudWatch log group.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
 */
export class LogGroup extends Construct implements ILogGroup {
  /** A log group that exists already; nothing is read to know it. */
  public static fromLogGroupAttributes(
    scope: Construct,
    id: string,
    attributes: LogGroupAttributes,
  ): ILogGroup {
    return new ImportedLogGroup(scope, id, attributes);
  }

  /** Known at synth time unless the prop was a token. */
  public readonly logGroupName: string;
  public readonly logGroupArn: string;
  public readonly region: string | undefined;
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
    this.logGroupArn = arnOf(this, this.logGroupName);
    const resource = `log-group:${this.logGroupName}`;
    claimName(this, "logGroupName", { service: "logs", resource });
    this.region = AwsTarget.declaredOf(this)?.region;
    this.encryptionKey = props.encryptionKey;
    if (props.encryptionKey) {
      checkKeyRegion(this, "encryptionKey", props.encryptionKey);
      props.encryptionKey.grantLogGroup(this.logGroupName);
    }
    // A new name: the events under the old one go when its writers have moved.
    const group = goesLast(
      new Group(this, "group", {
        name: terraformText(this.logGroupName),
        retentionInDays,
        kmsKeyId: props.encryptionKey?.keyArn,
        tags: props.tags,
      }),
      this.logGroupName,
    );
    awaitValues(group);
    keepName(group, "name");
    this.node.defaultChild = group;
    this.dependables = [group];
    const { logGroupName: name, logGroupArn } = this;
    OrderOfCreation.of(this).nameable({
      by: [group, name, logGroupArn, { service: "aws_cloudwatch_", name }],
      needed: () => this.dependables,
    });
  }

  public get isEncrypted(): boolean {
    return this.encryptionKey !== undefined;
  }

  public grantWrite(grantee: IGrantee): void {
    grantWrite(this, grantee);
  }
}

/** What is known about an existing log group. */
export type LogGroupAttributes = {
  /** Whether a customer managed key encrypts it, which the settings of ECS Exec have to say. @default false */
  readonly isEncrypted?: boolean;
} & (
  | {
      /** Its name, for a log group of the stack's own account and Region. */
      readonly logGroupName: string;
      readonly logGroupArn?: never;
    }
  | {
      /** Its ARN; needed for a log group of another Region. */
      readonly logGroupArn: string;
      readonly logGroupName?: never;
    }
);

const ATTRIBUTES = {
  logGroupName: name,
  logGroupArn: partArn,
  isEncrypted: knownFlag,
} satisfies PropTable<LogGroupAttributes>;

/** A log group made elsewhere; made by {@link LogGroup.fromLogGroupAttributes}. */
export class ImportedLogGroup extends Construct implements ILogGroup {
  public readonly logGroupName: string;
  public readonly logGroupArn: string;
  public readonly region: string | undefined;
  public readonly isEncrypted: boolean;
  public readonly dependables = [];

  public constructor(scope: Construct, id: string, input: LogGroupAttributes) {
    super(scope, id);
    prepareStack(this);
    const attributes = readProps(this, ATTRIBUTES, input);
    checkEither(this, "logGroupName", attributes, ["logGroupName", "logGroupArn"]);
    const { logGroupName: known, logGroupArn: arn, isEncrypted } = attributes;
    this.isEncrypted = isEncrypted ?? false;
    if (arn === undefined) {
      checkNeeded(this, "logGroupName", known);
      logGroupName.enforce(this, "logGroupName", known);
      this.logGroupName = known;
      this.logGroupArn = arnOf(this, known);
      return;
    }
    logGroupArn.enforce(this, "logGroupArn", arn);
    const own = AwsTarget.of(this).account;
    const { account, resource } = parseArn(arn) ?? {};
    if (account !== undefined && !isUnresolved([account, own])) {
      logGroupAccount.enforce(this, "logGroupArn", { account, own });
    }
    this.region = regionOf(this, arn);
    this.logGroupName = resource?.split(":")[1] ?? arnPart(this, arn, NAME_IN_ARN);
    this.logGroupArn = arnOf(this, this.logGroupName, this.region);
  }

  public grantWrite(grantee: IGrantee): void {
    grantWrite(this, grantee);
  }
}

/** Where the name stands among the parts of an ARN. */
const NAME_IN_ARN = 6;

function arnOf(scope: IConstruct, name: string, region?: string): string {
  return AwsTarget.of(scope).arn({ service: "logs", resource: `log-group:${name}`, region });
}

/** Lets `grantee` write streams and events of exactly this group. */
function grantWrite(group: ILogGroup, grantee: IGrantee): void {
  checkType(group, "grantee", GRANTEE, grantee);
  const actions = ["logs:CreateLogStream", "logs:PutLogEvents"];
  grantee.addToPolicy(WRITE_LOGS, { actions, resources: [`${group.logGroupArn}:*`] }, group);
}
