import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { PolicyStatement } from "../core";
import { padUnknown, PolicyDocument } from "../core/internal";
import { attachedPolicies, policyName } from "./rules";

/** Name of the policies by which a role reads secrets, parameters and objects. */
export const READ_SECRETS = "read-secrets";

/** Characters without white space, as IAM counts them. */
const INLINE_TOTAL = 10_240;
const MANAGED_EACH = 6_144;

/** The role that the policies belong to. */
export interface PolicyOwner {
  readonly scope: Construct;
  /** As Terraform knows it. */
  readonly roleName: string;
  /** Start of the names of managed policies. */
  readonly namePrefix: string;
  readonly path?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

interface Part {
  readonly document: PolicyDocument;
  size: number;
}

/**
 * The policies of a role: inline while IAM's limit of 10,240 characters for all of them lasts, then managed ones of 6,144
 * each.
 *
 * A grant stays where it was put, and the next one goes behind it: one more secret at the end changes no other policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export class RolePolicies {
  private readonly chains = new Map<string, Part[]>();
  private readonly granted = new Set<string>();
  private readonly made: ITerraformDependable[] = [];
  private attachments = 0;

  public constructor(private readonly owner: PolicyOwner) {}

  /** What must exist before a task starts with the role. */
  public get dependables(): readonly ITerraformDependable[] {
    return [...this.made];
  }

  /** Adds a statement to the policies called `name`. */
  public add(name: string, statement: PolicyStatement): void {
    policyName.enforce(this.owner.scope, "addToPolicy", name);
    const { resources = [] } = statement;
    if (resources.length > 1 && sizeOf(new PolicyDocument([statement])) > MANAGED_EACH) {
      // No policy could hold all of it, once the role's inline ones are full.
      const half = Math.ceil(resources.length / 2);
      this.add(name, { ...statement, resources: resources.slice(0, half) });
      return this.add(name, { ...statement, resources: resources.slice(half) });
    }
    const grant = JSON.stringify([name, statement]);
    if (this.granted.has(grant)) return;
    this.granted.add(grant);
    const chain = this.chains.get(name) ?? [];
    this.chains.set(name, chain);
    const last = chain.at(-1) ?? this.addInline(name, chain);
    if (this.put(last, statement, chain.length === 1)) return;
    this.put(this.addManaged(name, chain), statement, false);
  }

  /** Attaches a managed policy that exists already. */
  public attach(id: string, policyArn: string): void {
    this.attachments += 1;
    attachedPolicies.enforce(this.owner.scope, "policies", {
      attached: this.attachments,
      secrets: this.readable,
      grants: this.granted.size,
    });
    const { scope, roleName } = this.owner;
    this.made.push(new IamRolePolicyAttachment(scope, id, { role: roleName, policyArn }));
  }

  /** @returns whether it fits */
  private put(part: Part, statement: PolicyStatement, inline: boolean): boolean {
    const size = sizeOf(new PolicyDocument([...part.document.statements, statement]));
    const others = inline ? this.inlineSize() - part.size : 0;
    if (others + size > (inline ? INLINE_TOTAL : MANAGED_EACH)) return false;
    part.document.add(statement);
    part.size = size;
    return true;
  }

  /** How many secrets and objects it may read so far. */
  private get readable(): number {
    const documents = (this.chains.get(READ_SECRETS) ?? []).map(({ document }) => document);
    return new Set(documents.flatMap((of) => of.statements.flatMap((one) => one.resources ?? [])))
      .size;
  }

  private inlineSize(): number {
    return [...this.chains.values()].reduce((total, [inline]) => total + (inline?.size ?? 0), 0);
  }

  private addInline(name: string, chain: Part[]): Part {
    const { scope, roleName } = this.owner;
    const part = { document: new PolicyDocument(), size: 0 };
    const policy = part.document.toLazyText();
    chain.push(part);
    this.made.push(new IamRolePolicy(scope, name, { name, role: roleName, policy }));
    return part;
  }

  private addManaged(name: string, chain: Part[]): Part {
    const { scope, namePrefix, path, tags } = this.owner;
    const part = { document: new PolicyDocument(), size: 0 };
    chain.push(part);
    const id = `${name}-${chain.length}`;
    const policy = new IamPolicy(scope, id, {
      name: `${namePrefix}-${id}`,
      path,
      policy: part.document.toLazyText(),
      tags,
    });
    this.attach(`${id}-attachment`, policy.arn);
    return part;
  }
}

function sizeOf(document: PolicyDocument): number {
  return padUnknown(JSON.stringify(document.toJson())).length;
}
