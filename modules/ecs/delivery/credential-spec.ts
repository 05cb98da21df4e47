import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { AwsTarget, type IGrantee } from "../../core";
import {
  checkArgument,
  objectType,
  jsonEmbedded,
  readObject,
  type PropTable,
  having,
  given,
  TEXT,
} from "../../core/internal";
import type { ISecretsBucket } from "../../s3";
import type { ISecureStringParameter } from "../../ssm";
import * as rules from "../rules";
import type { ContainerWay } from "./container-way";
import { SECRET_REFERENCE, SecretReference } from "./secret-reference";

/** Settings of a {@link CredentialSpec}. */
export interface CredentialSpecProps {
  /**
   * Secret with `username`, `password` and `domainName` of a user of the domain, which the specification names as its
   * CredentialArn: the instance is then no part of the domain. Needed on Fargate.
   *
   * @default - the instance itself has joined the domain
   */
  readonly domainUser?: SecretReference;
}

const PROPS = { domainUser: given(SECRET_REFERENCE) } satisfies PropTable<CredentialSpecProps>;

/** Where the specification is: what names it, and who may read it. */
interface SpecFile {
  readonly arn: string;
  readonly references: readonly SecretReference[];
  readonly dependables: readonly ITerraformDependable[];
  check(container: Construct): void;
  grantRead(grantee: IGrantee): void;
}

/** A credential specification whose props have been checked. */
interface CheckedSpec extends CredentialSpecProps {
  /** Where it is. */
  readonly file: SpecFile;
}

const BUCKET = objectType("a SecretsBucket", "bucketArn", "grantReadFile");

/**
 * A credential specification: the service account of Active Directory (gMSA) as which a container signs in.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/linux-gmsa.html
 */
export class CredentialSpec {
  /**
   * An object of an encrypted bucket.
   *
   * @param key such as `web/credspec.json`
   */
  public static fromBucket(
    bucket: ISecretsBucket,
    key: string,
    props: CredentialSpecProps = {},
  ): CredentialSpec {
    checkArgument("CredentialSpec.fromBucket()", "bucket", BUCKET, bucket);
    checkArgument("CredentialSpec.fromBucket()", "key", TEXT, key);
    return new CredentialSpec(props, {
      arn: `${bucket.bucketArn}/${key}`,
      references: [],
      dependables: bucket.dependables,
      check: () => undefined,
      grantRead: (grantee) => bucket.grantReadFile(grantee, key),
    });
  }

  /** A parameter of the task's own account and Region. */
  public static fromSsmParameter(
    parameter: ISecureStringParameter,
    props: CredentialSpecProps = {},
  ): CredentialSpec {
    const reference = SecretReference.fromSsmParameter(parameter);
    const arn = parameter.parameterArn;
    return new CredentialSpec(props, {
      arn,
      references: [reference],
      dependables: [],
      check: (container) => {
        const { region, account } = AwsTarget.of(container);
        rules.credentialSpecPlace.enforce(container, "credentialSpec", { region, account, arn });
      },
      grantRead: (grantee) => reference.grantRead(grantee),
    });
  }

  private constructor(
    private readonly props: CredentialSpecProps,
    private readonly file: SpecFile,
  ) {}

  /** Checks it where it is used. */
  public read(container: Construct): CheckedSpec {
    return { ...readObject(container, "credentialSpec", PROPS, this.props), file: this.file };
  }
}

/** The props of this way. */
export interface CredentialSpecsProps {
  /** The service account of Active Directory that the container signs in as; ECS takes one for a container. @default - none */
  readonly credentialSpec?: CredentialSpec;
}

/** How they are read. */
export const CREDENTIAL_SPEC_PROPS = {
  credentialSpec: having("a CredentialSpec", "read"),
} satisfies PropTable<CredentialSpecsProps>;

/** `credentialSpec`: the execution role reads the specification, and the secret of the user that it names. */
export const credentialSpec: ContainerWay<CredentialSpecsProps> = (container, props, task) => {
  if (!props.credentialSpec) return undefined;
  const { domainUser, file } = props.credentialSpec.read(container);
  const { compatibility, executionRole } = task;
  const joined = { compatibility, hasDomainUser: domainUser !== undefined };
  rules.credentialSpecJoined.enforce(container, "credentialSpec", joined);
  if (domainUser) {
    const { store, selectsPart, shape } = domainUser;
    const user = { store, selectsPart, shape };
    rules.credentialSpecUser.enforce(container, "credentialSpec.domainUser", user);
    const { region } = AwsTarget.of(container);
    const place = { region, arn: domainUser.valueFrom };
    rules.credentialSpecUserRegion.enforce(container, "credentialSpec.domainUser", place);
    domainUser.grantRead(executionRole);
  }
  file.check(container);
  file.grantRead(executionRole);
  const kind = domainUser ? "credentialspecdomainless" : "credentialspec";
  return {
    fields: {
      credentialSpecs: [jsonEmbedded(container, "credential-spec", `${kind}:${file.arn}`)],
    },
    references: [...file.references, ...(domainUser ? [domainUser] : [])],
    dependables: file.dependables,
    features: [{ feature: "a credential specification", since: "1.4.0" }],
  };
};
