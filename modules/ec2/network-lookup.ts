import { DataAwsSecurityGroups } from "@cdktf/provider-aws/lib/data-aws-security-groups";
import { DataAwsSubnets } from "@cdktf/provider-aws/lib/data-aws-subnets";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { Construct } from "constructs";
import { prepareStack, readProps, textMap, type PropTable } from "../core/internal";

/** What to look for. */
export interface NetworkLookupProps {
  /** Tags of the VPC. @default - the account's default VPC */
  readonly vpcTags?: Readonly<Record<string, string>>;
  /** Tags of the subnets. @default - all subnets of the VPC */
  readonly subnetTags?: Readonly<Record<string, string>>;
}

const PROPS = { vpcTags: textMap, subnetTags: textMap } satisfies PropTable<NetworkLookupProps>;

/**
 * Finds the subnets of a VPC and its default security group when Terraform plans.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
 */
export class NetworkLookup extends Construct {
  /** The ids of the subnets that were found: a list that only Terraform knows. */
  public readonly subnetIds: string[];
  /** The ids of the security groups that were found: a list that only Terraform knows. */
  public readonly securityGroupIds: string[];

  public constructor(scope: Construct, id: string, input: NetworkLookupProps = {}) {
    super(scope, id);
    // It has no prop that a rule is about, by which other constructs have their stack guarded.
    prepareStack(this);
    const { vpcTags, subnetTags } = readProps(this, PROPS, input);
    const vpc = new DataAwsVpc(this, "vpc", vpcTags ? { tags: { ...vpcTags } } : { default: true });
    const inVpc = { name: "vpc-id", values: [vpc.id] };
    this.subnetIds = new DataAwsSubnets(this, "subnets", {
      filter: [inVpc],
      tags: subnetTags && { ...subnetTags },
    }).ids;
    this.securityGroupIds = new DataAwsSecurityGroups(this, "security-groups", {
      filter: [inVpc, { name: "group-name", values: ["default"] }],
    }).ids;
  }
}
