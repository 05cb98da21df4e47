import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import {
  AwsTarget,
  literalText,
  physicalName,
  PolicyDocument,
  terraformJson,
  type PolicyName,
  type PolicyStatement,
} from "../core";
import type { IRole } from "./role-interface";
import { RolePolicies } from "./role-policies";
import { boundaryArn, roleName, rolePath } from "./rules";

/** Settings that every role has. */
export interface RoleProps {
  /** Name, at most 64 characters. @default - follows from the construct path */
  readonly roleName?: string;
  /** Path, such as `/applications/`. @default "/" */
  readonly path?: string;
  /** ARN of the policy that limits what the role can ever be allowed. @default - what `PermissionsBoundary` applies, or none */
  readonly permissionsBoundaryArn?: string;
  /** @default - what the role is for */
  readonly description?: string;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A role trusted by ECS tasks; its statements arrive by grants. */
export abstract class Role extends Construct implements IRole {
  public readonly roleArn: string;
  public readonly roleName: string;
  private readonly policies: RolePolicies;

  protected constructor(
    scope: Construct,
    id: string,
    props: RoleProps,
    trust: (scope: Construct) => PolicyStatement,
  ) {
    super(scope, id);
    roleName.enforce(this, "roleName", props.roleName);
    rolePath.enforce(this, "path", props.path);
    boundaryArn.enforce(this, "permissionsBoundaryArn", props.permissionsBoundaryArn);
    const name = props.roleName ?? physicalName(this, 64);
    const role = new IamRole(this, "role", {
      name,
      path: props.path,
      description: literalText(props.description),
      permissionsBoundary: props.permissionsBoundaryArn,
      assumeRolePolicy: terraformJson(new PolicyDocument([trust(this)]).toJson()),
      tags: props.tags,
    });
    this.roleArn = role.arn;
    this.roleName = role.name;
    this.policies = new RolePolicies({
      scope: this,
      roleName: this.roleName,
      namePrefix: name,
      path: props.path,
      tags: props.tags,
    });
  }

  public get dependables(): readonly ITerraformDependable[] {
    return this.policies.dependables;
  }

  public addToPolicy(name: PolicyName, statement: PolicyStatement): void {
    this.policies.add(name, statement);
  }

  /** Attaches a policy that AWS manages. */
  protected attachManagedPolicy(id: string, name: string): void {
    const { partition } = AwsTarget.of(this);
    this.policies.attach(id, `arn:${partition}:iam::aws:policy/${name}`);
  }
}
