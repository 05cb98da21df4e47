import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Fn, TerraformLocal, type ITerraformDependable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import {
  AwsTarget,
  ModuleDefaults,
  type IGrantee,
  type SecretShape,
  type WrittenValue,
} from "../core";
import {
  accountsOf,
  oneOf,
  type Words,
  addressable,
  addressBy,
  awaitValues,
  checkEither,
  checkNeeded,
  nameDigest,
  guardWrite,
  innerArn,
  isUnresolved,
  keepLifecycle,
  keepName,
  keepWritten,
  literalText,
  name,
  OrderOfCreation,
  partArn,
  prepareStack,
  type PropTable,
  readProps,
  regionOf,
  revisionRule,
  takeArn,
  terraformText,
  text,
  textMap,
  knownNumber,
  knownFlag,
  having,
  needed,
  checkType,
  GRANTEE,
} from "../core/internal";
import { parameterNameOf, parameterResource, parseArn, referencedSecretArn } from "../facts";
import { awaitReader } from "../iam/internal";
import { EncryptionKey, type IEncryptionKey } from "../kms";
import { checkKeyRegion, grantStored, keyProp } from "../kms/internal";
import {
  existingParameterName,
  parameterAccount,
  parameterArn as parameterArnRule,
  parameterArnLength,
  parameterDescription,
  parameterName,
  parameterNameUnique,
  parameterPattern,
  valueNesting,
  valueSize,
} from "./rules";
import { recordWrite, settingsDigest, writeVersion } from "./write-version";

/** A SecureString parameter of Parameter Store. */
export interface ISecureStringParameter extends IConstruct {
  /** The parameter's name, with its path. */
  readonly parameterName: string;
  /** Full ARN, literal wherever the name is: known at plan time also when the parameter is new. */
  readonly parameterArn: string;
  /** What is known about its text. */
  readonly shape: SecretShape;
  /** What changes when its value is written again. @default - undefined: Terraform does not write it */
  readonly revision?: string;
  /** What must exist before a task can read it. */
  readonly dependables: readonly ITerraformDependable[];
  /** Lets `grantee` read and decrypt exactly this parameter. */
  grantRead(grantee: IGrantee): void;
}

/** Settings of a {@link SecureStringParameter}. */
export interface SecureStringParameterProps {
  /** Name, best a path such as `/orders/dev/api-key`. */
  readonly parameterName: string;
  /** Customer managed key that encrypts it. */
  readonly encryptionKey: IEncryptionKey;
  /** Where the value comes from; at most 4 KB, or 8 KB in the Advanced tier. */
  readonly value: WrittenValue;
  /**
   * Which writing of the value this is: add 1 to write it again.
   *
   * A changed description, tier, pattern or key writes it again, too, and any other change of the parameter (its tags)
   * asks for the value of a variable as well, because Terraform cannot tell them apart.
   */
  readonly revision: number;
  /** `Advanced` holds 8 KB instead of 4 KB, for a monthly fee. @default "Standard" */
  readonly tier?: "Standard" | "Advanced";
  /** At most 1024 characters. @default - none */
  readonly description?: string;
  /** Regular expression that Parameter Store holds the value against. @default - none */
  readonly allowedPattern?: string;
  /** Whether Terraform refuses to destroy the parameter while it is in the code. @default - the environment's, or false */
  readonly deletionProtection?: boolean;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

const PROPS = {
  // Part of the ARN in policies, too.
  parameterName: needed(name),
  encryptionKey: needed(keyProp),
  value: needed(having("a SecretValue", "bind")),
  revision: needed(knownNumber),
  tier: oneOf(text, { Standard: true, Advanced: true } satisfies Words<
    NonNullable<SecureStringParameterProps["tier"]>
  >),
  description: text,
  allowedPattern: text,
  deletionProtection: knownFlag,
  tags: textMap,
} satisfies PropTable<SecureStringParameterProps>;

const Parameter = addressable(SsmParameter);

/** The value, wherever it can be given, and what the provider writes it with. */
const WRITTEN = [
  ...["type", "key_id", "tier", "description", "allowed_pattern", "overwrite"],
  ...["value", "insecure_value", "value_wo", "value_wo_version"],
];

/**
 * A SecureString parameter whose value is written without ever being in Terraform's state or plan.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
 */
export class SecureStringParameter extends Construct implements ISecureStringParameter {
  /** A parameter that exists already; nothing is read to know it. */
  public static fromParameterAttributes(
    scope: Construct,
    id: string,
    attributes: SecureStringParameterAttributes,
  ): ISecureStringParameter {
    return new ImportedSecureStringParameter(scope, id, attributes);
  }

  /** The parameter's name, with its path. */
  public readonly parameterName: string;
  public readonly parameterArn: string;
  public readonly shape: SecretShape;
  public readonly revision: string;
  public readonly dependables: readonly ITerraformDependable[];
  private readonly encryptionKey: IEncryptionKey;
  private readonly parameter: SsmParameter;

  public constructor(scope: Construct, id: string, input: SecureStringParameterProps) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, PROPS, input);
    const { tier = "Standard", description = "", allowedPattern = "", value, revision } = props;
    parameterName.enforce(this, "parameterName", props.parameterName);
    parameterDescription.enforce(this, "description", description);
    parameterPattern.enforce(this, "allowedPattern", allowedPattern);
    revisionRule.enforce(this, "revision", revision);
    valueSize.enforce(this, "value", { bytes: value.leastBytes, tier });
    valueNesting.enforce(this, "value", value.literal);
    checkKeyRegion(this, "encryptionKey", props.encryptionKey);

    this.parameterName = props.parameterName;
    this.parameterArn = parameterArn(this, props.parameterName);
    const other = takeArn(this, this.parameterArn);
    parameterNameUnique.enforce(this, "parameterName", { other: other?.node.path });
    parameterArnLength.enforce(this, "parameterName", this.parameterArn);
    this.shape = value.shape;
    this.encryptionKey = props.encryptionKey;

    const { keyArn } = props.encryptionKey;
    const settings = { description, tier, allowedPattern, keyArn };
    // A key whose ARN is not known yet can still be distinguished from another one, by its path.
    const key = isUnresolved(keyArn) ? props.encryptionKey.node.path : keyArn;
    this.revision = value.drawsAnew
      ? `${revision}.${settingsDigest({ ...settings, keyArn: key })}`
      : String(revision);
    this.parameter = keepLifecycle(
      new Parameter(this, "parameter", {
        name: terraformText(props.parameterName),
        type: "SecureString",
        keyId: terraformText(keyArn),
        tier,
        description: literalText(props.description),
        allowedPattern: literalText(props.allowedPattern),
        valueWo: `\${${value.bind(this)}}`,
        valueWoVersion: writeVersion({ ...settings, revision }),
        tags: props.tags,
        lifecycle: {
          // A new name: the value under the old one goes when its readers have moved.
          createBeforeDestroy: true,
          preventDestroy:
            props.deletionProtection ?? ModuleDefaults.of(this).deletionProtection ?? false,
        },
      }),
    );
    const digest = nameDigest(this, props.parameterName);
    addressBy(this.parameter, digest);
    keepName(this.parameter, "name");
    keepWritten(this.parameter, ...WRITTEN);
    this.node.defaultChild = this.parameter;
    guardWrite(this, value, {
      store: "ssm",
      name: props.parameterName,
      ...settings,
      revision,
      // The provider cannot tell a change of tags from a write.
      tags: props.tags,
    });
    awaitValues(this.parameter);
    addressBy(recordWrite(this, this.parameter), digest);
    this.dependables = [this.parameter];
    OrderOfCreation.of(this).nameable({
      by: [
        this.parameterArn,
        this.parameterName,
        { store: "parameter/", name: this.parameterName },
      ],
      needed: () => this.dependables,
    });
  }

  public grantRead(grantee: IGrantee): void {
    checkType(this, "grantee", GRANTEE, grantee);
    awaitReader(this.parameter, grantee);
    grantRead(this, grantee, this.encryptionKey);
  }
}

/** What is known about an existing parameter: its name or its ARN. */
export type SecureStringParameterAttributes = {
  /** Key that encrypts it. @default - the AWS managed key `aws/ssm`, which needs no grant */
  readonly encryptionKeyArn?: string;
} & (
  | {
      /** Its name, for a parameter of the stack's own account and Region. */
      readonly parameterName: string;
      readonly parameterArn?: never;
    }
  | {
      /** Its ARN; needed for a parameter of another Region. */
      readonly parameterArn: string;
      readonly parameterName?: never;
    }
);

const ATTRIBUTES = {
  parameterName: name,
  parameterArn: partArn,
  encryptionKeyArn: innerArn,
} satisfies PropTable<SecureStringParameterAttributes>;

/** A parameter made elsewhere; made by {@link SecureStringParameter.fromParameterAttributes}. */
export class ImportedSecureStringParameter extends Construct implements ISecureStringParameter {
  public readonly parameterName: string;
  public readonly parameterArn: string;
  public readonly shape: SecretShape = { kind: "unknown" };
  public readonly dependables = [];
  private readonly encryptionKey: IEncryptionKey | undefined;

  public constructor(scope: Construct, id: string, input: SecureStringParameterAttributes) {
    super(scope, id);
    prepareStack(this);
    const attributes = readProps(this, ATTRIBUTES, input);
    checkEither(this, "parameterName", attributes, ["parameterName", "parameterArn"]);
    if (attributes.parameterArn === undefined) {
      checkNeeded(this, "parameterName", attributes.parameterName);
      existingParameterName.enforce(this, "parameterName", attributes.parameterName);
      this.parameterName = attributes.parameterName;
      this.parameterArn = parameterArn(this, attributes.parameterName);
    } else {
      this.parameterArn = attributes.parameterArn;
      this.parameterName = this.nameFromArn(attributes.parameterArn);
    }
    if (attributes.encryptionKeyArn === undefined) return;
    const key = EncryptionKey.fromKeyArn(this, "encryption-key", attributes.encryptionKeyArn);
    checkKeyRegion(this, "encryptionKeyArn", key, parseArn(this.parameterArn)?.region ?? "");
    this.encryptionKey = key;
  }

  public grantRead(grantee: IGrantee): void {
    checkType(this, "grantee", GRANTEE, grantee);
    grantRead(this, grantee, this.encryptionKey);
  }

  private nameFromArn(arn: string): string {
    parameterArnRule.enforce(this, "parameterArn", arn);
    checkParameterAccount(this, "parameterArn", arn);
    const parsed = parseArn(arn);
    return parsed === undefined ? arn : parameterNameOf(parsed.resource);
  }
}

/** Refuses a parameter of another account than that of `scope`, where both are known. */
export function checkParameterAccount(scope: IConstruct, prop: string, arn: string): void {
  parameterAccount.enforce(scope, prop, accountsOf(scope, arn));
}

/** `ssm:GetParameters` is the only call that the ECS agent makes. */
function grantRead(
  parameter: ISecureStringParameter,
  grantee: IGrantee,
  key: IEncryptionKey | undefined,
): void {
  const { parameterArn: arn } = parameter;
  // A parameter of another Region is decrypted through that Region's service.
  const region = (): string => regionOf(parameter, arn);
  const secret = referencedSecretArn(arn);
  if (secret === undefined) {
    grantStored(parameter, grantee, { store: "ssm", arn, key, region });
  } else {
    // It has no key of its own.
    grantStored(parameter, grantee, { store: "ssm", arn, key: undefined, region });
    grantStored(parameter, grantee, {
      store: "secretsmanager",
      arn: `${secret}-??????`,
      key,
      region,
    });
  }
}

/**
 * The ARN of the parameter `name`: "/a/b" is parameter/a/b, and so is nothing else, because an ARN never has a double
 * slash.
 *
 * Where only Terraform knows how the name begins, Terraform removes the slash: in a local, so that a policy that holds
 * the ARN stays JSON.
 */
export function parameterArn(scope: Construct, name: string): string {
  const path =
    isUnresolved(name) && !name.startsWith("/")
      ? new TerraformLocal(scope, "path", Fn.trimprefix(name, "/")).toString()
      : name;
  return AwsTarget.of(scope).arn({ service: "ssm", resource: parameterResource(path) });
}
