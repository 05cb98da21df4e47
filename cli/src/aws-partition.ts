/** The partition that a Region is in; `*` where the Region is not known. */
export function partitionOf(region: string | undefined): string {
  if (region === undefined) return "*";
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
