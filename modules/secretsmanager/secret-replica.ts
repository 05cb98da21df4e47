import { Fn, TerraformLocal, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AwsTarget, type IGrantee, type SecretShape } from "../core";
import {
  checkRegionPartition,
  isUnresolved,
  name,
  prepareStack,
  type PropTable,
  needed,
  checkType,
  GRANTEE,
} from "../core/internal";
import type { IEncryptionKey } from "../kms";
import { keyRegionOf, keyProp } from "../kms/internal";
import { grantRead, type ISecretsManagerSecret } from "./readable-secret";
import { replicaKey, replicaRegion } from "./rules";
import { shareVersions } from "./version-pins";

/** Where a secret is copied to. */
export interface ReplicaRegion {
  /** The Region that holds the copy. */
  readonly region: string;
  /** Customer managed key of that Region, which encrypts the copy. */
  readonly encryptionKey: IEncryptionKey;
}

/** How a {@link ReplicaRegion} is read. */
export const REPLICA_PROPS = {
  region: needed(name),
  encryptionKey: needed(keyProp),
} satisfies PropTable<ReplicaRegion>;

/** Checks where a secret is copied to. */
export function checkReplicas(scope: Construct, replicas: readonly ReplicaRegion[]): void {
  const own = AwsTarget.of(scope).region;
  replicas.forEach(({ region, encryptionKey }, index) => {
    const before = replicas.slice(0, index).map((other) => other.region);
    if (!isUnresolved([region, own, ...before])) {
      replicaRegion.enforce(scope, "replicaRegions", { region, own, before });
    }
    checkRegionPartition(scope, "replicaRegions", region);
    const keyRegion = keyRegionOf(encryptionKey);
    if (keyRegion !== undefined && !isUnresolved(region)) {
      const { keyArn: arn, node } = encryptionKey;
      const keyArn = isUnresolved(arn) ? `${node.path} of ${keyRegion}` : arn;
      replicaKey.enforce(scope, "replicaRegions", { region, keyArn, keyRegion });
    }
  });
}

/**
 * The copy of a secret in another Region: its ARN differs in the Region only.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
 */
export class SecretReplica extends Construct implements ISecretsManagerSecret {
  public readonly secretArn: string;
  public readonly secretArnPattern: string;
  /** What policies name for calls that only the primary takes, such as those that delete the copy. */
  public readonly primaryArnPattern: string;
  public readonly secretName: string;
  public readonly shape: SecretShape;
  public readonly revision: string | undefined;
  public readonly dependables: readonly ITerraformDependable[];

  /** @param admit lets a reader pass the secret's own policy, which the copy has, too */
  public constructor(
    scope: Construct,
    id: string,
    primary: ISecretsManagerSecret,
    private readonly replica: ReplicaRegion,
    private readonly admit: (grantee: IGrantee) => void,
  ) {
    super(scope, id);
    prepareStack(this);
    const { region: own } = AwsTarget.of(this);
    const { region } = replica;
    // In a local, so that the text of a container definition that holds the ARN stays JSON.
    const arn = Fn.replace(primary.secretArn, `:${own}:`, `:${region}:`);
    this.secretArn = new TerraformLocal(this, "arn", arn).toString();
    this.primaryArnPattern = primary.secretArnPattern;
    this.secretArnPattern = primary.secretArnPattern.replace(`:${own}:`, () => `:${region}:`);
    this.secretName = primary.secretName;
    this.shape = primary.shape;
    this.revision = primary.revision;
    this.dependables = primary.dependables;
    shareVersions(primary, this);
  }

  public grantRead(grantee: IGrantee): void {
    checkType(this, "grantee", GRANTEE, grantee);
    this.admit(grantee);
    grantRead(this, grantee, this.replica.encryptionKey);
  }
}
