import type { IConstruct } from "constructs";
import { AwsTarget, defineRule } from "../core";
import { having, isUnresolved } from "../core/internal";
import { parseArn } from "../facts";

/** A key, wherever it is made. */
type Key = IConstruct & {
  /** Full ARN. */
  readonly keyArn: string;
};

/** How a prop that takes a key is read. */
export const keyProp = having("an EncryptionKey", "keyArn");

/** How one is read whose own policy is added to, which an imported key does not let anybody do here. */
export const madeKeyProp = having(
  "an EncryptionKey that the app makes itself",
  "keyArn",
  "addToKeyPolicy",
);

export const keyRegion = defineRule<{ readonly key: string; readonly region: string }>({
  id: "kms-key-region",
  demands: "be a key of the Region of what it encrypts",
  source: "https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html",
  remedy:
    "Make the key there, or a replica of a multi-Region key, or import the one of that Region by its ARN.",
  broken: ({ key, region }) => key !== region && `a key of ${key} for ${region}`,
});

/** The Region of a key: that of its ARN, or that of its target where only Terraform knows the ARN of a new one. */
export function keyRegionOf(key: Key): string | undefined {
  const inArn = parseArn(key.keyArn)?.region;
  // What is imported has no resource, and is where its ARN says.
  const isMade = key.node.defaultChild !== undefined;
  const region = inArn ?? (isMade ? AwsTarget.declaredOf(key)?.region : undefined);
  return region === undefined || isUnresolved(region) ? undefined : region;
}

/**
 * Holds the Region of a key against that of what it encrypts, where both are known.
 *
 * @param region where it is encrypted; "" where only Terraform knows. @default - the target's of `scope`
 */
export function checkKeyRegion(
  scope: IConstruct,
  prop: string,
  key: Key,
  region: string | undefined = AwsTarget.declaredOf(scope)?.region,
): void {
  const found = keyRegionOf(key);
  if (found === undefined || region === undefined || region === "" || isUnresolved(region)) return;
  keyRegion.enforce(scope, prop, { key: found, region });
}
