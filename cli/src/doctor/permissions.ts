import { dnsSuffixOf, partitionOf, PARTITIONS, STORES } from "../../../modules/facts";
import { readPermissions, type LiveSelection, type Permission } from "../live";

/**
 * What doctor may call, and no more.
 *
 * @param readsValues whether it may read values
 */
export function doctorPermissions(
  selection: LiveSelection,
  readsValues: boolean,
): readonly Permission[] {
  const { region, accountId = "*" } = selection;
  const partition = region === undefined ? "*" : partitionOf(region);
  const secrets = `arn:${partition}:secretsmanager:*:*:secret:*`;
  const keys = `arn:${partition}:kms:*:*:key/*`;
  const buckets = `arn:${partition}:s3:::*`;
  return [
    ...readPermissions(selection),
    {
      why: "Roles",
      actions: [
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        "iam:SimulatePrincipalPolicy",
      ],
      resources: [`arn:${partition}:iam::${accountId}:role/*`],
    },
    {
      why: "ManagedPolicies",
      actions: ["iam:GetPolicy", "iam:GetPolicyVersion"],
      resources: [`arn:${partition}:iam::*:policy/*`],
    },
    {
      why: "PoliciesOfSecrets",
      actions: ["secretsmanager:GetResourcePolicy"],
      resources: [secrets],
    },
    { why: "Keys", actions: ["kms:DescribeKey", "kms:GetKeyPolicy"], resources: [keys] },
    {
      why: "Buckets",
      actions: [
        "s3:GetBucketLocation",
        "s3:GetBucketPolicy",
        // Who may read an object is told how it is encrypted itself.
        ...(readsValues ? [] : ["s3:GetEncryptionConfiguration"]),
      ],
      resources: [buckets],
    },
    // These know no resources.
    {
      why: "Network",
      actions: [
        "ec2:DescribeRouteTables",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcEndpoints",
      ],
      resources: ["*"],
    },
    ...(readsValues ? valuePermissions(partition) : []),
  ];
}

/** What reading the values takes. */
function valuePermissions(partition: string): readonly Permission[] {
  const stores = viaServices(partition);
  const arn = (rest: string): string => `arn:${partition}:${rest}`;
  return [
    {
      why: "ValuesOfSecrets",
      actions: [STORES.secretsmanager.readAction],
      resources: [arn("secretsmanager:*:*:secret:*")],
    },
    {
      why: "ValuesOfParameters",
      actions: [STORES.ssm.readAction],
      resources: [arn("ssm:*:*:parameter/*")],
    },
    { why: "ValuesOfObjects", actions: [STORES.s3.readAction], resources: [arn("s3:::*/*")] },
    {
      why: "Decrypt",
      actions: ["kms:Decrypt"],
      resources: [arn("kms:*:*:key/*")],
      condition: { StringLike: { "kms:ViaService": stores } },
    },
  ];
}

/** Every store in every Region of the partition; where that is not known, of all partitions. */
function viaServices(partition: string): readonly string[] {
  const suffixes =
    partition === "*"
      ? [...new Set(PARTITIONS.map(({ dnsSuffix }) => dnsSuffix))]
      : [dnsSuffixOf(partition)];
  return Object.keys(STORES)
    .sort()
    .flatMap((store) => suffixes.map((suffix) => `${store}.*.${suffix}`));
}
