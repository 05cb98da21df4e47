import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct, type IConstruct } from "constructs";
import {
  AwsTarget,
  ModuleDefaults,
  terraformJson,
  type IGrantee,
  type PolicyStatement,
} from "../core";
import {
  claimName,
  addressable,
  awaitValues,
  checkArguments,
  checkPartition,
  checkType,
  CONSTRUCT,
  goesLast,
  GRANTEE,
  keepLifecycle,
  listType,
  literalText,
  needed,
  part,
  partArns,
  PolicyDocument,
  policyText,
  policyTexts,
  prepareStack,
  type PropTable,
  readObject,
  readProps,
  TEXT,
  text,
  textMap,
  textOf,
  warn,
  number,
  knownFlag,
} from "../core/internal";
import { DECRYPT_SECRETS } from "../iam/internal";
import { checkKeyRegion, keyProp } from "./key-region";
import {
  keyAdministrator,
  keyAlias,
  keyArn as keyArnRule,
  keyDeletionWindow,
  keyDescription,
  keyRotationPeriod,
} from "./rules";

/** One use of a key: through which service, for which encryption context. */
export interface DecryptUse {
  /** Service that calls KMS on the reader's behalf, such as `ssm`. */
  readonly service: string;
  /** Region of that service. @default - the target's Region */
  readonly region?: string;
  /** Key of the encryption context that the service sends, such as `PARAMETER_ARN`. */
  readonly contextKey: string;
  /** Its value; `*` and `?` are wildcards. */
  readonly contextValue: string;
}

/** A KMS key that encrypts secrets. */
export interface IEncryptionKey extends IConstruct {
  /** Full ARN of the key. */
  readonly keyArn: string;
  /**
   * Lets `grantee` decrypt with this key, through one service and for one encryption context only.
   *
   * The grant goes into the reader's identity policy, never into the key policy: no cycle, and the key of another
   * team or account is granted the same way.
   *
   * @param from what is encrypted: a role of another stack may get the policy in the stack of this. @default - the key
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
   */
  grantDecrypt(grantee: IGrantee, use: DecryptUse, from?: IConstruct): void;
  /**
   * Lets principals of other accounts decrypt, through one service and for one encryption context only.
   *
   * Across accounts both sides must allow it: this adds to the key policy; the other account adds to the principals' policies.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
   */
  shareDecrypt(principalArns: readonly string[], use: DecryptUse): void;
}

/** Settings of an {@link EncryptionKey}. */
export interface EncryptionKeyProps {
  /** Alias, without the prefix `alias/`. @default - no alias is created */
  readonly alias?: string;
  /** What the key is for. @default - "Encrypts the secrets of <construct path>" */
  readonly description?: string;
  /** Days between rotations of the key material, 90 to 2560. @default 365 */
  readonly rotationPeriodDays?: number;
  /** Days that a deleted key can be restored, 7 to 30. @default - the environment's, or 30 */
  readonly deletionWindowDays?: number;
  /** ARNs of principals that manage the key, but cannot use it. @default - only what IAM policies allow */
  readonly administratorArns?: readonly string[];
  /**
   * Key of the same Region that is to take its place: who may decrypt with the one may decrypt with the other, in every stack.
   *
   * @default - none
   */
  readonly successor?: IEncryptionKey;
  /** Whether Terraform refuses to destroy the key while it is in the code. @default - the environment's, or false */
  readonly deletionProtection?: boolean;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

const PROPS = {
  // Behind the prefix `alias/`, where Terraform makes a text of everything.
  alias: part,
  description: text,
  rotationPeriodDays: number,
  deletionWindowDays: number,
  administratorArns: partArns,
  successor: keyProp,
  deletionProtection: knownFlag,
  tags: textMap,
} satisfies PropTable<EncryptionKeyProps>;

// Management without Encrypt, Decrypt, GenerateDataKey, ReEncrypt and CreateGrant (so not Create*, as AWS has it).
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-administrators
const ADMINISTRATION = [
  ..."Describe Enable List Put Update Revoke Disable Get Delete"
    .split(" ")
    .map((verb) => `kms:${verb}*`),
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
];

const Alias = addressable(KmsAlias);

/**
 * A customer managed KMS key with rotation.
 *
 * Its key policy delegates to IAM (account root); readers are granted in their own identity policies.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
export class EncryptionKey extends Construct implements IEncryptionKey {
  /** A key that exists already, possibly another account's; it can be granted like an owned one. */
  public static fromKeyArn(scope: Construct, id: string, keyArn: string): IEncryptionKey {
    return new ImportedEncryptionKey(scope, id, textOf(keyArn));
  }

  public readonly keyArn: string;
  private readonly successor: IEncryptionKey | undefined;
  private readonly policy = new PolicyDocument();

  public constructor(scope: Construct, id: string, input: EncryptionKeyProps = {}) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, PROPS, input);
    const defaults = ModuleDefaults.of(this);
    const rotationPeriodInDays = props.rotationPeriodDays ?? 365;
    const deletionWindowInDays = props.deletionWindowDays ?? defaults.keyDeletionWindowDays ?? 30;
    keyRotationPeriod.enforce(this, "rotationPeriodDays", rotationPeriodInDays);
    keyDeletionWindow.enforce(this, "deletionWindowDays", deletionWindowInDays);
    keyAlias.enforce(this, "alias", props.alias);
    keyDescription.enforce(this, "description", props.description);
    for (const arn of props.administratorArns ?? []) {
      keyAdministrator.enforce(this, "administratorArns", arn);
    }

    this.successor = props.successor;
    if (this.successor) checkKeyRegion(this, "successor", this.successor);

    this.addKeyPolicies(props.administratorArns ?? []);
    const key = keepLifecycle(
      new KmsKey(this, "key", {
        description: literalText(props.description) ?? `Encrypts the secrets of ${this.node.path}`,
        enableKeyRotation: true,
        rotationPeriodInDays,
        deletionWindowInDays,
        policy: this.policy.toLazyText(),
        tags: props.tags,
        lifecycle: {
          // What goes, goes last: after all that it encrypted has been written with another key.
          createBeforeDestroy: true,
          preventDestroy: props.deletionProtection ?? defaults.deletionProtection ?? false,
        },
      }),
    );
    // A change that is refused for a missing value leaves no key behind.
    awaitValues(key);
    this.keyArn = key.arn;
    this.node.defaultChild = key;
    if (props.alias !== undefined) {
      const name = `alias/${props.alias}`;
      claimName(this, "alias", { service: "kms", resource: name });
      // A new name: what finds the key by the old one has been deployed again when that goes.
      goesLast(new Alias(this, "alias", { name, targetKeyId: key.keyId }), name);
    }
  }

  public grantDecrypt(grantee: IGrantee, use: DecryptUse, from: IConstruct = this): void {
    grantDecrypt(this, grantee, use, from);
    this.successor?.grantDecrypt(grantee, use, from);
  }

  public shareDecrypt(principalArns: readonly string[], use: DecryptUse): void {
    this.addToKeyPolicy(shareStatement(this, principalArns, use));
    this.successor?.shareDecrypt(principalArns, use);
  }

  /** Adds a statement to the key policy: for AWS services that use the key under their own name. */
  public addToKeyPolicy(statement: PolicyStatement): void {
    this.policy.add(policyTexts(this, "key-policy", statement));
  }

  /**
   * Lets CloudWatch Logs encrypt the log group `logGroupName` with this key.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  public grantLogGroup(logGroupName: string): void {
    checkType(this, "logGroupName", TEXT, logGroupName);
    const target = AwsTarget.of(this);
    const logGroupArn = target.arn({ service: "logs", resource: `log-group:${logGroupName}` });
    this.addToKeyPolicy({
      sid: "LogGroups",
      principals: { Service: [target.viaService("logs")] },
      actions: [
        "kms:Decrypt",
        "kms:Describe*",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
      ],
      resources: ["*"],
      conditions: { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": [logGroupArn] } },
    });
  }

  /**
   * Lets Fargate encrypt the ephemeral storage of the tasks of one cluster with this key.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-create-storage-key.html
   */
  public grantFargateStorage(clusterName: string): void {
    checkType(this, "clusterName", TEXT, clusterName);
    const { account } = AwsTarget.of(this);
    const fargate = { Service: ["fargate.amazonaws.com"] };
    const ofCluster = {
      "kms:EncryptionContext:aws:ecs:clusterAccount": [account],
      "kms:EncryptionContext:aws:ecs:clusterName": [clusterName],
    };
    this.addToKeyPolicy({
      sid: "FargateDataKeys",
      principals: fargate,
      actions: ["kms:GenerateDataKeyWithoutPlaintext"],
      resources: ["*"],
      conditions: { StringEquals: ofCluster },
    });
    this.addToKeyPolicy({
      sid: "FargateGrants",
      principals: fargate,
      actions: ["kms:CreateGrant"],
      resources: ["*"],
      conditions: {
        StringEquals: ofCluster,
        "ForAllValues:StringEquals": { "kms:GrantOperations": ["Decrypt"] },
      },
    });
  }

  private addKeyPolicies(administratorArns: readonly string[]): void {
    const { partition, account } = AwsTarget.of(this);
    // Without the root statement no IAM policy has any effect on the key, and it can become unmanageable.
    this.addToKeyPolicy({
      sid: "DelegateToIam",
      principals: { AWS: [`arn:${partition}:iam::${account}:root`] },
      actions: ["kms:*"],
      resources: ["*"],
    });
    if (administratorArns.length > 0) {
      this.addToKeyPolicy({
        sid: "Administrators",
        principals: { AWS: administratorArns },
        actions: ADMINISTRATION,
        resources: ["*"],
      });
    }
  }
}

/** A key made elsewhere; made by {@link EncryptionKey.fromKeyArn}. */
export class ImportedEncryptionKey extends Construct implements IEncryptionKey {
  public readonly keyArn: string;

  public constructor(scope: Construct, id: string, keyArn: string) {
    super(scope, id);
    prepareStack(this);
    checkType(this, "keyArn", TEXT, keyArn);
    keyArnRule.enforce(this, "keyArn", keyArn);
    checkPartition(this, "keyArn", keyArn);
    this.keyArn = policyText(this, "keyArn", keyArn);
  }

  public grantDecrypt(grantee: IGrantee, use: DecryptUse, from: IConstruct = this): void {
    grantDecrypt(this, grantee, use, from);
  }

  public shareDecrypt(principalArns: readonly string[], use: DecryptUse): void {
    const needed = new PolicyDocument([shareStatement(this, principalArns, use)]).toJson();
    warn(
      this,
      `${this.keyArn} is imported, so its key policy is not changed here. Make sure that it has this: ${terraformJson(needed)}`,
    );
  }
}

/** The one statement by which a role decrypts: the same for owned and imported keys. */
export function grantDecrypt(
  key: IEncryptionKey,
  grantee: IGrantee,
  use: DecryptUse,
  from: IConstruct,
): void {
  checkArguments(key, { grantee: [GRANTEE, grantee], from: [CONSTRUCT, from] });
  grantee.addToPolicy(DECRYPT_SECRETS, decryptStatement(grantee, [key.keyArn], use), from);
}

/** The statement of a key policy that lets others decrypt. */
export function shareStatement(
  key: IEncryptionKey,
  principalArns: readonly string[],
  use: DecryptUse,
): PolicyStatement {
  checkType(key, "principalArns", listType(TEXT), principalArns);
  return { ...decryptStatement(key, ["*"], use), principals: { AWS: principalArns } };
}

const USE = {
  service: needed(part),
  region: part,
  contextKey: needed(part),
  contextValue: needed(part),
} satisfies PropTable<DecryptUse>;

function decryptStatement(
  scope: IConstruct,
  resources: readonly string[],
  given: DecryptUse,
): PolicyStatement {
  const use = readObject(scope, "use", USE, given);
  return {
    actions: ["kms:Decrypt"],
    resources,
    conditions: {
      StringEquals: {
        "kms:ViaService": [AwsTarget.of(scope).viaService(use.service, use.region)],
      },
      // StringLike also for exact ARNs: one operator, so that all secrets of a store share one statement.
      StringLike: { [`kms:EncryptionContext:${use.contextKey}`]: [use.contextValue] },
    },
  };
}
