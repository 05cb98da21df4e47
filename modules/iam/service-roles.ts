import type { Construct } from "constructs";
import { AwsTarget } from "../core";
import {
  checkPropsOf,
  part,
  partArn,
  type PropTable,
  needed,
  checkType,
  TEXT,
} from "../core/internal";
import { Role, ROLE_PROPS, type RoleProps } from "./role";

/** Name of the policies by which ECS encrypts volumes. */
const ENCRYPT_VOLUMES = "encrypt-volumes";

/** Settings of a {@link ServiceRole}. */
export interface ServiceRoleProps extends RoleProps {
  /** The service that assumes it, such as `states.amazonaws.com`. */
  readonly servicePrincipal: string;
  /** ARN of the resource of this account for which the service assumes the role; `*` is a wildcard. */
  readonly sourceArn: string;
}

const SERVICE_ROLE_PROPS = {
  ...ROLE_PROPS,
  servicePrincipal: needed(part),
  sourceArn: needed(partArn),
} satisfies PropTable<ServiceRoleProps>;

/**
 * A role that an AWS service assumes for one resource of this account only.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export class ServiceRole extends Role {
  public constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id, props, SERVICE_ROLE_PROPS, (self) => ({
      principals: { Service: [props.servicePrincipal] },
      actions: ["sts:AssumeRole"],
      conditions: {
        ArnLike: { "aws:SourceArn": [props.sourceArn] },
        StringEquals: { "aws:SourceAccount": [AwsTarget.of(self).account] },
      },
    }));
  }
}

/**
 * The role by which ECS itself makes, attaches and deletes the EBS volumes of tasks.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html
 */
export class EbsInfrastructureRole extends Role {
  public constructor(scope: Construct, id: string, props: RoleProps = {}) {
    checkPropsOf(scope, id, props);
    const description = props.description ?? "Lets ECS manage the EBS volumes of tasks";
    super(scope, id, { ...props, description }, ROLE_PROPS, () => ({
      principals: { Service: ["ecs.amazonaws.com"] },
      actions: ["sts:AssumeRole"],
    }));
    this.attachManagedPolicy(
      "managed-policy",
      "service-role/AmazonECSInfrastructureRolePolicyForVolumes",
    );
  }

  /**
   * Lets ECS make volumes that are encrypted with a customer key: through EC2 only, and grants for AWS resources only.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-kms-encryption.html
   */
  public grantVolumeKey(keyArn: string): void {
    checkType(this, "keyArn", TEXT, keyArn);
    const viaEc2 = { "kms:ViaService": [AwsTarget.of(this).viaService("ec2")] };
    this.addToPolicy(ENCRYPT_VOLUMES, {
      actions: [
        "kms:Decrypt",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      resources: [keyArn],
      conditions: { StringEquals: viaEc2 },
    });
    this.addToPolicy(ENCRYPT_VOLUMES, { actions: ["kms:DescribeKey"], resources: [keyArn] });
    this.addToPolicy(ENCRYPT_VOLUMES, {
      actions: ["kms:CreateGrant"],
      resources: [keyArn],
      conditions: {
        Bool: { "kms:GrantIsForAWSResource": ["true"] },
        StringEquals: viaEc2,
      },
    });
  }
}

/** Settings of an {@link AwsServiceRole}. */
export interface AwsServiceRoleProps {
  readonly description: string;
  /** Who assumes it. @default "ecs.amazonaws.com" */
  readonly servicePrincipal?: string;
  /** Name of the policy that AWS manages for this. @default - none */
  readonly managedPolicy?: string;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A role with which an AWS service does one task for the app, where AWS documents no condition for its trust: ECS for a service's
 * certificates and traffic, Lambda for a function.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html
 */
export class AwsServiceRole extends Role {
  public constructor(scope: Construct, id: string, props: AwsServiceRoleProps) {
    const { description, tags, servicePrincipal = "ecs.amazonaws.com" } = props;
    super(scope, id, { description, tags }, ROLE_PROPS, () => ({
      principals: { Service: [servicePrincipal] },
      actions: ["sts:AssumeRole"],
    }));
    if (props.managedPolicy !== undefined) {
      this.attachManagedPolicy("managed-policy", props.managedPolicy);
    }
  }
}
