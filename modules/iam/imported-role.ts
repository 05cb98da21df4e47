import { DefaultTokenResolver, Fn, StringConcat, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { isUnresolved, PolicyDocument, warn, type PolicyName, type PolicyStatement } from "../core";
import type { IRole } from "./role-interface";
import { roleArn as roleArnRule } from "./rules";

/** A role made elsewhere: it takes no statements, so it says at synthesis which ones it needs. */
export class ImportedRole extends Construct implements IRole {
  public readonly roleName: string;
  public readonly dependables = [];

  public constructor(
    scope: Construct,
    id: string,
    public readonly roleArn: string,
  ) {
    super(scope, id);
    roleArnRule.enforce(this, "roleArn", roleArn);
    this.roleName = isUnresolved(roleArn)
      ? Fn.basename(roleArn)
      : (roleArn.split("/").pop() ?? roleArn);
  }

  public addToPolicy(_name: PolicyName, statement: PolicyStatement): void {
    const needed = JSON.stringify(this.resolve(new PolicyDocument([statement]).toJson()));
    warn(
      this,
      `${this.roleArn} is imported, so nothing can be granted to it here. Make sure that it has this policy: ${needed}`,
    );
  }

  /** Shows what is unknown as the Terraform reference that it is. */
  private resolve(value: unknown): unknown {
    const resolver = new DefaultTokenResolver(new StringConcat());
    return Tokenization.resolve(value, { scope: this, resolver, preparing: false });
  }
}
