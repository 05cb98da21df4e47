import { Fn, TerraformLocal } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { isRegionName, parseArn, PARTITIONS, partitionOf } from "../facts";
import { AwsTarget } from "./aws-target";
import { name, names, text, texts } from "./prop-readers";
import type { ArnReader, ArnsReader, TextReader, TextsReader } from "./prop-types";
import { defineRule, isUnresolved } from "./rule";

export const arnPartition = defineRule<{ readonly arn: string; readonly own: string }>({
  id: "aws-arn-partition",
  demands: "be an ARN of the partition that the stack is deployed to",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
  remedy: "Nothing reaches from one partition into another: give one of this partition.",
  broken: ({ arn, own }) => {
    const parsed = parseArn(arn);
    if (parsed === undefined || parsed.partition === own || parsed.partition === "*") return false;
    return `${arn} (the stack's is ${own})`;
  },
});

export const arnRegionName = defineRule<string>({
  id: "aws-arn-region-name",
  demands: "be an ARN with a Region of its own partition, such as eu-central-1 in `arn:aws:…`",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
  remedy: "Nothing answers under it: copy the whole ARN.",
  broken: (arn) => {
    const { partition = "", region = "" } = parseArn(arn) ?? {};
    if (region === "" || /[*?]/.test(region)) return false;
    if (!isRegionName(region)) return `${arn} (${JSON.stringify(region)} is no Region)`;
    const follows = partitionOf(region);
    return isForeign(follows, partition) && `${arn} (${region} is in ${follows})`;
  },
});

export const arnRegion = defineRule<{ readonly arn: string; readonly own: string }>({
  id: "aws-arn-region",
  demands: "be an ARN of the Region that the stack is deployed to",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
  remedy: "The service reaches no other Region: give one of this Region.",
  broken: ({ arn, own }) => {
    const region = parseArn(arn)?.region ?? "";
    return region !== "" && region !== own && `${arn} (the stack's is ${own})`;
  },
});

export const regionPartition = defineRule<{ readonly region: string; readonly own: string }>({
  id: "aws-region-partition",
  demands: "be a Region of the partition that the stack is deployed to",
  source:
    "https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html",
  remedy: "Nothing reaches from one partition into another: name a Region of this one.",
  broken: ({ region, own }) =>
    isForeign(partitionOf(region), own) && `${region} (the stack's partition is ${own})`,
});

/** Whether a partition is another one than `own`, which may be one that is not known here. */
function isForeign(partition: string, own: string): boolean {
  return partition !== own && PARTITIONS.some(({ name }) => name === own);
}

/**
 * Holds an ARN, or a text that begins with one, against the partition of `scope`, where both are known, and its Region against
 * its own partition.
 */
export function checkPartition(scope: IConstruct, prop: string, arn: string | undefined): void {
  if (arn === undefined || isUnresolved(arn)) return;
  const own = AwsTarget.declaredOf(scope)?.partition;
  if (own !== undefined && !isUnresolved(own)) arnPartition.enforce(scope, prop, { arn, own });
  arnRegionName.enforce(scope, prop, arn);
}

/** Holds a Region against the partition of `scope`, where both are known. */
export function checkRegionPartition(
  scope: IConstruct,
  prop: string,
  region: string | undefined,
): void {
  const own = AwsTarget.declaredOf(scope)?.partition;
  if (region === undefined || own === undefined || isUnresolved([region, own])) return;
  regionPartition.enforce(scope, prop, { region, own });
}

/** Holds an ARN against the Region of `scope`, where both are known. */
function checkArnRegion(scope: IConstruct, prop: string, arn: string): void {
  const own = AwsTarget.declaredOf(scope)?.region;
  if (own === undefined || isUnresolved([arn, own])) return;
  arnRegion.enforce(scope, prop, { arn, own });
}

type Check = (scope: IConstruct, prop: string, arn: string) => void;

const inRegion: Check = (scope, prop, arn) => {
  checkPartition(scope, prop, arn);
  checkArnRegion(scope, prop, arn);
};

function arnBy(reader: TextReader, check: Check): ArnReader {
  return {
    isText: true,
    isArn: true,
    type: reader.type,
    read: (scope, prop, value) => {
      if (typeof value === "string") check(scope, prop, value);
      return reader.read(scope, prop, value);
    },
  };
}

function arnsBy(reader: TextsReader, check: Check): ArnsReader {
  return {
    isTexts: true,
    isArns: true,
    type: reader.type,
    read: (scope, prop, value) => {
      for (const arn of Array.isArray(value) ? value : []) {
        if (typeof arn === "string") check(scope, prop, arn);
      }
      return reader.read(scope, prop, value);
    },
  };
}

/** An ARN that becomes an argument of Terraform. */
export const arn = arnBy(text, checkPartition);
/** One of a service that reaches its own Region only. */
export const regionalArn = arnBy(text, inRegion);
/** A list of those. */
export const regionalArns = arnsBy(texts, inRegion);
/** An ARN that a construct made of it checks. */
export const innerArn = arnBy(name, () => undefined);
/** An ARN that becomes a part of JSON. */
export const partArn = arnBy(name, checkPartition);
/** A list of those. */
export const partArns = arnsBy(names, checkPartition);
/** An ARN of a service that reaches its own Region only, which becomes a part of JSON. */
export const regionalPartArn = arnBy(name, inRegion);

/** Where the Region stands among the parts of an ARN. */
const REGION_IN_ARN = 3;

/**
 * The Region in an ARN: from its text where that shows it, else what Terraform finds in it, in a local, so that a policy that
 * holds it stays JSON.
 */
export function regionOf(scope: IConstruct, arn: string): string {
  return parseArn(arn)?.region ?? arnPart(scope, arn, REGION_IN_ARN);
}

/** A part of an ARN that only Terraform knows, counted from 0: what stands there when it is split at its colons. */
export function arnPart(scope: IConstruct, arn: string, index: number): string {
  const known = scope.node.tryFindChild("arn-parts") as TerraformLocal | undefined;
  const parts = known ?? new TerraformLocal(scope as Construct, "arn-parts", Fn.split(":", arn));
  return String(Fn.element(parts.asList, index));
}
