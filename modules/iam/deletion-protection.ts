import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { AwsTarget, type PolicyStatement } from "../core";
import {
  claimName,
  addressable,
  awaitValues,
  checkArnAccount,
  goesLast,
  padUnknown,
  partArns,
  physicalName,
  PolicyDocument,
  policyTexts,
  prepareStack,
  readProps,
  name as nameReader,
  terraformText,
  textMap,
  type PropTable,
  knownFlag,
  knownList,
  objectType,
  needed,
} from "../core/internal";
import { referencedSecretArn } from "../facts";
import { policySize, protectedCount, roleArn as roleArnRule } from "./rules";

/** A key, secret, parameter or bucket, owned or imported, of this stack or of another one. */
export type Protectable =
  | {
      /** ARN of a key. */
      readonly keyArn: string;
    }
  | {
      /** ARN of a secret, whose last six characters may be `??????`. */
      readonly secretArnPattern: string;
      /** That of the secret that it is a copy of, for a copy in another Region. @default - it is no copy */
      readonly primaryArnPattern?: string;
    }
  | {
      /** ARN of a parameter; of one below `/aws/reference/secretsmanager/` it is the secret that is protected. */
      readonly parameterArn: string;
    }
  | {
      /** ARN of a bucket. */
      readonly bucketArn: string;
    };

/** Settings of a {@link DeletionProtection}. */
export interface DeletionProtectionProps {
  /** What may not be deleted. */
  readonly protect: readonly Protectable[];
  /**
   * ARNs of the roles that the policy is attached to, or bounds: it keeps them from removing it from themselves.
   *
   * @default - only the policy itself is kept from changes
   */
  readonly roleArns?: readonly string[];
  /**
   * Whether the policy allows everything else, as a permissions boundary has to. Attached to a role, such a policy would
   * make it an administrator. @default false
   */
  readonly boundary?: boolean;
  /** Name, at most 128 characters. @default - follows from the construct path */
  readonly policyName?: string;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

const PROTECTABLE = ["keyArn", "secretArnPattern", "parameterArn", "bucketArn"]
  .map((member) => objectType("a key, secret, parameter or bucket", member))
  .reduce((one, other) => ({ ...one, has: (value) => one.has(value) || other.has(value) }));

const PROPS = {
  protect: needed(knownList(PROTECTABLE)),
  roleArns: partArns,
  boundary: knownFlag,
  // Part of its own ARN in the policy, too.
  policyName: nameReader,
  tags: textMap,
} satisfies PropTable<DeletionProtectionProps>;

const Policy = addressable(IamPolicy);

/**
 * A managed policy that keeps the role that deploys from deleting what is protected, whatever else that role may do.
 *
 * `prevent_destroy` goes with the block that holds it: what is removed from the code is destroyed. AWS itself refuses to
 * delete what a policy denies.
 *
 * Make it in a stack that another role applies, and attach it there: the role that it binds could not change it any more.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export class DeletionProtection extends Construct {
  /** The ARN of the policy: attach it to the roles that deploy, or make it a part of their boundary. */
  public readonly policyArn: string;

  public constructor(scope: Construct, id: string, input: DeletionProtectionProps) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, PROPS, input);
    const { protect, roleArns = [], boundary = false, tags } = props;
    protectedCount.enforce(this, "protect", protect.length);
    for (const arn of roleArns) {
      roleArnRule.enforce(this, "roleArns", arn);
      checkArnAccount(this, "roleArns", arn);
    }
    const name = props.policyName ?? physicalName(this, 128);
    const claimed = `policy/${name.toLowerCase()}`;
    claimName(this, "policyName", { service: "iam", region: "", resource: claimed });
    const ownArn = AwsTarget.of(this).arn({
      service: "iam",
      region: "",
      resource: `policy/${name}`,
    });
    const document = new PolicyDocument([
      ...protect.map((one) => policyTexts(this, "protect", deletionOf(one))),
      ...keptAttached(ownArn, roleArns),
      ...(boundary ? [{ sid: "AllowAllElse", actions: ["*"], resources: ["*"] }] : []),
    ]);
    const size = padUnknown(JSON.stringify(document.toJson())).length;
    policySize.enforce(this, "protect", size);
    const policy = goesLast(
      new Policy(this, "policy", {
        name: terraformText(name),
        description: "Denies to delete what is protected",
        policy: document.toLazyText(),
        tags,
      }),
      name,
    );
    awaitValues(policy);
    this.node.defaultChild = policy;
    this.policyArn = policy.arn;
  }
}

/** What would delete it, or make it useless as if it were. */
function deletionOf(one: Protectable): PolicyStatement {
  if ("keyArn" in one) {
    return deny(
      "KeepKeys",
      [one.keyArn],
      ["kms:DeleteImportedKeyMaterial", "kms:DisableKey", "kms:ScheduleKeyDeletion"],
    );
  }
  if ("secretArnPattern" in one) {
    const { secretArnPattern: arn, primaryArnPattern: primary } = one;
    // A replica is deleted by a call to its primary; by one of its own it can be once it has been promoted.
    return keepSecrets(primary === undefined ? [arn] : [arn, primary]);
  }
  if ("parameterArn" in one) {
    const secret = referencedSecretArn(one.parameterArn);
    // It is no parameter of its own: what goes is the secret that it shows.
    if (secret !== undefined) return keepSecrets([`${secret}-??????`]);
    return deny(
      "KeepParameters",
      [one.parameterArn],
      ["ssm:DeleteParameter", "ssm:DeleteParameters"],
    );
  }
  return deny(
    "KeepObjects",
    [one.bucketArn, `${one.bucketArn}/*`],
    ["s3:DeleteBucket", "s3:DeleteObject", "s3:DeleteObjectVersion"],
  );
}

function keepSecrets(arns: readonly string[]): PolicyStatement {
  // Also with ForceDeleteWithoutRecovery.
  return deny("KeepSecrets", arns, [
    "secretsmanager:DeleteSecret",
    "secretsmanager:RemoveRegionsFromReplication",
  ]);
}

function keptAttached(ownArn: string, roleArns: readonly string[]): readonly PolicyStatement[] {
  const itself = deny(
    "KeepThisPolicy",
    [ownArn],
    [
      "iam:CreatePolicyVersion",
      "iam:DeletePolicy",
      "iam:DeletePolicyVersion",
      "iam:SetDefaultPolicyVersion",
    ],
  );
  if (roleArns.length === 0) return [itself];
  return [
    itself,
    {
      ...deny("KeepAttached", roleArns, ["iam:DetachRolePolicy"]),
      conditions: { ArnEquals: { "iam:PolicyARN": [ownArn] } },
    },
    deny("KeepBoundary", roleArns, [
      "iam:DeleteRolePermissionsBoundary",
      "iam:PutRolePermissionsBoundary",
    ]),
  ];
}

function deny(
  sid: string,
  resources: readonly string[],
  actions: readonly string[],
): PolicyStatement {
  return { sid, effect: "Deny", actions, resources };
}
