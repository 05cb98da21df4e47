import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import { AwsTarget, terraformJson, type IGrantee, type Json } from "../core";
import { claimName, goesLast, OrderOfCreation, physicalName } from "../core/internal";
import { ServiceRole } from "../iam/internal";
import type { EncryptionKey } from "../kms";
import { LogGroup } from "../logs";

/** Name of the policies by which a machine encrypts its executions. */
const ENCRYPT_EXECUTIONS = "encrypt-executions";

/** Settings of a {@link StateMachine}. */
export interface StateMachineProps {
  /** The machine's definition in the Amazon States Language. */
  readonly definition: (machine: StateMachine) => Json;
  /** Key of this stack that encrypts definition, executions and log; its key policy is extended. */
  readonly encryptionKey: EncryptionKey;
  /** What its role is for. */
  readonly description: string;
  /** Days that the log is kept. @default - the environment's, or 365 */
  readonly logRetentionDays?: number;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A standard state machine: encrypted, traced, and with every event of every execution in its log.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-statemachines.html
 */
export class StateMachine extends Construct {
  /** Known to Terraform only once the machine exists, so what refers to it waits for it. */
  public readonly stateMachineArn: string;
  /** The same ARN, known before the machine exists: for its own definition and role. */
  public readonly arnByName: string;
  /** The role that the machine assumes. */
  public readonly role: ServiceRole;

  public constructor(scope: Construct, id: string, props: StateMachineProps) {
    super(scope, id);
    const { encryptionKey, tags } = props;
    const name = physicalName(this, 80);
    claimName(this, "id", { service: "states", resource: `stateMachine:${name}` });
    this.arnByName = AwsTarget.of(this).arn({
      service: "states",
      resource: `stateMachine:${name}`,
    });
    this.role = new ServiceRole(this, "role", {
      servicePrincipal: "states.amazonaws.com",
      sourceArn: this.arnByName,
      description: props.description,
      tags,
    });
    this.grantObservation();
    this.grantEncryption(encryptionKey);
    // CloudWatch grants this prefix once for all log groups; other names fill its one resource policy, whose size is limited.
    const logGroupName = `/aws/vendedlogs/states/${name}`;
    const logGroup = new LogGroup(this, "log", {
      logGroupName,
      retentionDays: props.logRetentionDays,
      encryptionKey,
      tags,
    });
    const machine = goesLast(
      new SfnStateMachine(this, "machine", {
        name,
        roleArn: this.role.roleArn,
        definition: terraformJson(props.definition(this)),
        encryptionConfiguration: {
          type: "CUSTOMER_MANAGED_KMS_KEY",
          kmsKeyId: encryptionKey.keyArn,
          kmsDataKeyReusePeriodSeconds: 300,
        },
        loggingConfiguration: {
          level: "ALL",
          includeExecutionData: true,
          logDestination: AwsTarget.of(this).arn({
            service: "logs",
            resource: `log-group:${logGroupName}:*`,
          }),
        },
        tracingConfiguration: { enabled: true },
        tags,
      }),
    );
    // Step Functions tries the role's permissions when the machine is made; Terraform sees no reference to them.
    OrderOfCreation.of(this).require(machine, () => [
      ...this.role.dependables,
      ...logGroup.dependables,
    ]);
    this.stateMachineArn = machine.arn;
  }

  /** Lets `grantee` start executions. */
  public grantStart(grantee: IGrantee): void {
    const start = { actions: ["states:StartExecution"], resources: [this.arnByName] };
    grantee.addToPolicy("start-executions", start, this);
  }

  /**
   * Lets the machine deliver logs and send traces: IAM knows no resources for either.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html
   */
  private grantObservation(): void {
    this.role.addToPolicy("observe-executions", {
      actions: [
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
      ],
      resources: ["*"],
    });
  }

  /** @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html */
  private grantEncryption(key: EncryptionKey): void {
    // No `kms:ViaService`: the role calls KMS itself, and such calls lack that condition key.
    this.role.addToPolicy(ENCRYPT_EXECUTIONS, {
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [key.keyArn],
      conditions: {
        StringEquals: { "kms:EncryptionContext:aws:states:stateMachineArn": [this.arnByName] },
      },
    });
    const logs = {
      "kms:EncryptionContext:SourceArn": [
        AwsTarget.of(this).arn({ service: "logs", resource: "*" }),
      ],
    };
    this.role.addToPolicy(ENCRYPT_EXECUTIONS, {
      actions: ["kms:GenerateDataKey"],
      resources: [key.keyArn],
      conditions: { StringEquals: logs },
    });
    key.addToKeyPolicy({
      sid: "LogDelivery",
      principals: { Service: ["delivery.logs.amazonaws.com"] },
      actions: ["kms:Decrypt"],
      resources: ["*"],
      conditions: { StringEquals: logs },
    });
  }
}
