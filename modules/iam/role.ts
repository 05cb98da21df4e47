import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import {
  literalText,
  ModuleDefaults,
  physicalName,
  PolicyDocument,
  terraformJson,
  type PolicyName,
  type PolicyStatement,
} from "../core";
import type { IRole } from "./role-interface";
import { boundaryArn, roleName, rolePath } from "./rules";

/** Settings that every role has. */
export interface RoleProps {
  /** Name, at most 64 characters. @default - follows from the construct path */
  readonly roleName?: string;
  /** Path, such as `/applications/`. @default "/" */
  readonly path?: string;
  /** ARN of the policy that limits what the role can ever be allowed. @default - the environment's, or none */
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
  private readonly role: IamRole;
  private readonly policies = new Map<PolicyName, PolicyDocument>();
  private readonly attached: ITerraformDependable[] = [];

  protected constructor(
    scope: Construct,
    id: string,
    props: RoleProps,
    trust: (scope: Construct) => PolicyStatement,
  ) {
    super(scope, id);
    const boundary = props.permissionsBoundaryArn ?? ModuleDefaults.of(this).permissionsBoundaryArn;
    roleName.enforce(this, "roleName", props.roleName);
    rolePath.enforce(this, "path", props.path);
    boundaryArn.enforce(this, "permissionsBoundaryArn", boundary);
    this.role = new IamRole(this, "role", {
      name: props.roleName ?? physicalName(this, 64),
      path: props.path,
      description: literalText(props.description),
      permissionsBoundary: boundary,
      assumeRolePolicy: terraformJson(new PolicyDocument([trust(this)]).toJson()),
      tags: props.tags,
    });
    this.roleArn = this.role.arn;
    this.roleName = this.role.name;
  }

  public get dependables(): readonly ITerraformDependable[] {
    return [...this.attached];
  }

  public addToPolicy(name: PolicyName, statement: PolicyStatement): void {
    this.policy(name).add(statement);
  }

  /** What the service or another resource has to wait for. */
  protected addDependable(dependable: ITerraformDependable): void {
    this.attached.push(dependable);
  }

  private policy(name: PolicyName): PolicyDocument {
    const existing = this.policies.get(name);
    if (existing) return existing;
    const document = new PolicyDocument();
    this.policies.set(name, document);
    const policy = document.toLazyText();
    this.addDependable(new IamRolePolicy(this, name, { name, role: this.roleName, policy }));
    return document;
  }
}
