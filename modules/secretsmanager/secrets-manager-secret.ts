import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import {
  AwsTarget,
  ModuleDefaults,
  type ExternalValue,
  type IGrantee,
  type SecretShape,
  type WrittenValue,
} from "../core";
import {
  checkNeeded,
  addressable,
  addressBy,
  awaitValues,
  nameDigest,
  enforceKnown,
  guardWrite,
  keepLifecycle,
  keepName,
  keepWritten,
  listOf,
  literalText,
  name,
  object,
  OrderOfCreation,
  partArn,
  pickProps,
  prepareStack,
  type PropTable,
  readProps,
  revisionRule,
  takeArn,
  terraformText,
  text,
  textMap,
  number,
  withoutTraces,
  knownFlag,
  knownNumber,
  having,
  needed,
  checkType,
  GRANTEE,
  CHOICE,
} from "../core/internal";
import { STORES } from "../facts";
import { awaitReader } from "../iam/internal";
import type { IEncryptionKey } from "../kms";
import { checkKeyRegion, keyProp } from "../kms/internal";
import {
  grantRead,
  ImportedSecretsManagerSecret,
  type ISecretsManagerSecret,
  type SecretsManagerSecretAttributes,
} from "./readable-secret";
import { ResourcePolicy, SECRET_ACCESS_PROPS, type SecretAccess } from "./resource-policy";
import {
  recoveryWindow,
  replicated,
  restrictedRotation,
  revisionLabel,
  secretDescription,
  secretName,
  secretNameSuffix,
  externalRevision,
  secretNameUnique,
  valueSize,
} from "./rules";
import { checkReplicas, REPLICA_PROPS, SecretReplica, type ReplicaRegion } from "./secret-replica";
import { ROTATION_PROPS, SecretRotation, type RotationByLambda } from "./secret-rotation";

/** A value and which writing of it this is, or a value that Terraform does not write. */
export type SecretsManagerSecretContent =
  | {
      /** Where the value comes from; at most 65,536 bytes. */
      readonly value: WrittenValue;
      /** Which writing of the value this is: add 1 to write it again. */
      readonly revision: number;
    }
  | {
      /** That somebody else sets the value and rotates it. */
      readonly value: ExternalValue;
      readonly revision?: never;
    };

/** How a secret of this stack is rotated. */
export type SecretRotationSettings = RotationByLambda & {
  /** ARN of the function's role; needed with `restrictTo`. @default - not known here */
  readonly lambdaRoleArn?: string;
};

/** Settings of a {@link SecretsManagerSecret}. */
export type SecretsManagerSecretProps = {
  /** Name, best a path such as `orders/dev/db`. */
  readonly secretName: string;
  /** Customer managed key that encrypts it. */
  readonly encryptionKey: IEncryptionKey;
  /** At most 2048 characters. @default - none */
  readonly description?: string;
  /** Days that a deleted secret can be restored: 0 (none) or 7 to 30. @default - the environment's, or 30 */
  readonly recoveryWindowDays?: number;
  /** Whether Terraform refuses to destroy the secret while it is in the code. @default - the environment's, or false */
  readonly deletionProtection?: boolean;
  /**
   * Has it rotated by a Lambda function, from the first value on. What Terraform wrote is not written again until its
   * revision changes. @default - it is not rotated
   */
  readonly rotation?: SecretRotationSettings;
  /** Other Regions that it is copied to. @default - none */
  readonly replicaRegions?: readonly ReplicaRegion[];
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
} & SecretAccess &
  SecretsManagerSecretContent;

const PROPS = {
  ...SECRET_ACCESS_PROPS,
  // Part of the ARN in policies, too.
  secretName: needed(name),
  encryptionKey: needed(keyProp),
  description: text,
  recoveryWindowDays: number,
  deletionProtection: knownFlag,
  rotation: object<SecretRotationSettings>({ ...ROTATION_PROPS, lambdaRoleArn: partArn }),
  replicaRegions: listOf<ReplicaRegion>(REPLICA_PROPS),
  tags: textMap,
  value: needed(having("a SecretValue", "kind")),
  revision: knownNumber,
} satisfies PropTable<SecretsManagerSecretProps>;

const Secret = addressable(SecretsmanagerSecret);
const SecretVersion = addressable(SecretsmanagerSecretVersion);

/** The value, wherever it can be given, and the secret that it goes to. */
const WRITTEN = [
  ...["secret_id", "secret_string", "secret_binary"],
  ...["secret_string_wo", "secret_string_wo_version"],
];

/**
 * A secret whose value is written without ever being in Terraform's state or plan.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html
 */
export class SecretsManagerSecret extends Construct implements ISecretsManagerSecret {
  /** A secret that exists already; nothing is read to know it. */
  public static fromSecretAttributes(
    scope: Construct,
    id: string,
    attributes: SecretsManagerSecretAttributes,
  ): ISecretsManagerSecret {
    return new ImportedSecretsManagerSecret(scope, id, attributes);
  }

  public readonly secretArn: string;
  public readonly secretArnPattern: string;
  public readonly secretName: string;
  public readonly shape: SecretShape;
  public readonly revision: string | undefined;
  public readonly dependables: readonly ITerraformDependable[];
  private readonly encryptionKey: IEncryptionKey;
  private readonly replicas: readonly ReplicaRegion[];
  private readonly policy: ResourcePolicy;
  private readonly secret: SecretsmanagerSecret;

  public constructor(scope: Construct, id: string, input: SecretsManagerSecretProps) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, PROPS, input);
    const defaults = ModuleDefaults.of(this);
    const recoveryWindowInDays =
      props.recoveryWindowDays ?? defaults.secretRecoveryWindowDays ?? 30;
    secretName.enforce(this, "secretName", props.secretName);
    secretNameSuffix.enforce(this, "secretName", props.secretName);
    secretDescription.enforce(this, "description", props.description);
    recoveryWindow.enforce(this, "recoveryWindowDays", recoveryWindowInDays);
    revisionRule.enforce(this, "revision", props.revision);
    externalRevision.enforce(this, "revision", props);
    if (props.value.kind === "written") checkNeeded(this, "revision", props.revision);
    if (props.value.kind === "written") valueSize.enforce(this, "value", props.value.leastBytes);
    checkKeyRegion(this, "encryptionKey", props.encryptionKey);
    this.replicas = [...(props.replicaRegions ?? [])];
    checkReplicas(this, this.replicas);

    this.secret = withoutTraces(() =>
      keepLifecycle(
        new Secret(this, "secret", {
          name: terraformText(props.secretName),
          description: literalText(props.description),
          kmsKeyId: terraformText(props.encryptionKey.keyArn),
          recoveryWindowInDays,
          replica: this.replicas.length === 0 ? undefined : this.replicas.map(toReplicaBlock),
          tags: props.tags,
          lifecycle: {
            // A new name: the value under the old one goes when its readers have moved.
            createBeforeDestroy: true,
            preventDestroy: props.deletionProtection ?? defaults.deletionProtection ?? false,
          },
        }),
      ),
    );
    addressBy(this.secret, nameDigest(this, props.secretName));
    keepName(this.secret, "name");
    this.node.defaultChild = this.secret;
    this.secretArn = this.secret.arn;
    this.secretName = props.secretName;
    this.shape = props.value.shape;
    this.encryptionKey = props.encryptionKey;
    this.revision = props.revision === undefined ? undefined : String(props.revision);
    // Six single-character wildcards: exactly the random end that AWS adds, never another secret's longer name.
    this.secretArnPattern = AwsTarget.of(this).arn({
      service: "secretsmanager",
      resource: `secret:${props.secretName}-??????`,
    });
    const other = takeArn(this, this.secretArnPattern);
    secretNameUnique.enforce(this, "secretName", { other: other?.node.path });
    const written =
      props.value.kind === "written"
        ? writeSecretVersion(this, this.secret, props.value, props.revision ?? 1)
        : this.secret;
    const access = this.access(props);
    this.policy = new ResourcePolicy(this, access, props.value.kind === "written");
    // A reader that comes is let in before its tasks start.
    this.dependables = [written, ...this.policy.attach(this)];
    OrderOfCreation.of(this).nameable({
      by: [
        this.secret,
        this.secretArnPattern,
        this.secretName,
        { store: "secret:", name: this.secretName },
      ],
      needed: () => this.dependables,
    });
    if (props.rotation) {
      const rotation = pickProps<RotationByLambda>(ROTATION_PROPS, props.rotation);
      new SecretRotation(this, "rotation", { ...rotation, secret: this });
    }
  }

  public grantRead(grantee: IGrantee): void {
    checkType(this, "grantee", GRANTEE, grantee);
    this.expect(grantee);
    grantRead(this, grantee, this.encryptionKey);
  }

  /** The copy in another Region, for tasks that run there. @param region one of `replicaRegions` */
  public inRegion(region: string): ISecretsManagerSecret {
    checkType(this, "region", CHOICE, region);
    if (!enforceKnown(this, "region", region)) return this;
    const known = this.node.tryFindChild(`replica-${region}`) as SecretReplica | undefined;
    if (known) return known;
    const regions = this.replicas.map((replica) => replica.region);
    replicated.enforce(this, "region", { region, replicas: regions });
    const replica = this.replicas[regions.indexOf(region)];
    if (!replica) return this;
    return new SecretReplica(this, `replica-${region}`, this, replica, (grantee) =>
      this.expect(grantee),
    );
  }

  private expect(reader: IGrantee): void {
    this.policy.admit(reader);
    awaitReader(this.secret, reader);
  }

  private access(props: SecretsManagerSecretProps): SecretAccess {
    const { sharedWith, restrictTo, deployers, rotation } = props;
    const lambdaRoleArn = rotation?.lambdaRoleArn;
    if (restrictTo && rotation) restrictedRotation.enforce(this, "rotation", { lambdaRoleArn });
    if (sharedWith?.length) {
      this.encryptionKey.shareDecrypt(sharedWith, {
        service: "secretsmanager",
        contextKey: STORES.secretsmanager.contextKey,
        contextValue: this.secretArnPattern,
      });
    }
    const readers = restrictTo && lambdaRoleArn ? [...restrictTo, lambdaRoleArn] : restrictTo;
    return { sharedWith, restrictTo: readers, deployers };
  }
}

function toReplicaBlock({ region, encryptionKey }: ReplicaRegion): {
  readonly region: string;
  readonly kmsKeyId: string;
} {
  return { region: terraformText(region), kmsKeyId: terraformText(encryptionKey.keyArn) };
}

/** The version of `secret` that Terraform writes. */
export function writeSecretVersion(
  scope: Construct,
  secret: SecretsmanagerSecret,
  value: WrittenValue,
  revision: number,
): ITerraformDependable {
  guardWrite(scope, value, { store: "secretsmanager", name: secret.nameInput, revision });
  awaitValues(secret);
  const version = keepLifecycle(
    new SecretVersion(scope, "version", {
      secretId: secret.id,
      secretStringWo: `\${${value.bind(scope)}}`,
      secretStringWoVersion: revision,
      // AWS deletes versions without a label once there are a hundred newer ones, and Terraform would then write what it
      // no longer finds again, over the value that a rotation has set. With a label of its own a version stays.
      versionStages: ["AWSCURRENT", revisionLabel(revision)],
      lifecycle: {
        // By default Terraform forgets the old version first: a write that then fails has lost it from the state.
        createBeforeDestroy: true,
        // Rotations and people move AWSCURRENT, and it is not to be moved back.
        ignoreChanges: ["version_stages"],
      },
    }),
  );
  addressBy(version, nameDigest(version, secret.nameInput ?? ""));
  keepWritten(version, ...WRITTEN);
  awaitValues(version);
  return version;
}
