/** A group of AWS Regions with accounts, ARNs and host names of its own. */
export interface Partition {
  /** As it stands in ARNs: `aws`, `aws-cn`. */
  readonly name: string;
  /** What the names of its Regions begin with; "" for the commercial one, which has the rest. */
  readonly regionPrefix: string;
  /** End of the host names of its services, which `kms:ViaService` ends in, too. */
  readonly dnsSuffix: string;
}

/**
 * Every partition, the Sovereign Cloud and the isolated ones included.
 *
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export const PARTITIONS: readonly Partition[] = [
  { name: "aws-cn", regionPrefix: "cn-", dnsSuffix: "amazonaws.com.cn" },
  { name: "aws-us-gov", regionPrefix: "us-gov-", dnsSuffix: "amazonaws.com" },
  { name: "aws-eusc", regionPrefix: "eusc-", dnsSuffix: "amazonaws.eu" },
  { name: "aws-iso", regionPrefix: "us-iso-", dnsSuffix: "c2s.ic.gov" },
  { name: "aws-iso-b", regionPrefix: "us-isob-", dnsSuffix: "sc2s.sgov.gov" },
  { name: "aws-iso-e", regionPrefix: "eu-isoe-", dnsSuffix: "cloud.adc-e.uk" },
  { name: "aws-iso-f", regionPrefix: "us-isof-", dnsSuffix: "csp.hci.ic.gov" },
  { name: "aws", regionPrefix: "", dnsSuffix: "amazonaws.com" },
];

/** Whether a text has the form of a Region's name: `eu-central-1`, `us-gov-west-1`. */
export function isRegionName(text: string): boolean {
  return /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/.test(text);
}

/** The partition that a Region is in. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(({ regionPrefix }) => region.startsWith(regionPrefix))?.name ?? "aws";
}

/** End of the host names in a partition: `amazonaws.com`, in China `amazonaws.com.cn`. */
export function dnsSuffixOf(partition: string): string {
  return PARTITIONS.find(({ name }) => name === partition)?.dnsSuffix ?? "amazonaws.com";
}
