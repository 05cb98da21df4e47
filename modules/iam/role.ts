import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Fn, TerraformStack, type ITerraformDependable, type TerraformResource } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { AwsTarget, terraformJson, type IGrantee, type PolicyStatement } from "../core";
import {
  addressable,
  addressBy,
  arn,
  awaitValues,
  checkArguments,
  checkArnAccount,
  checkPartition,
  checkSameAccount,
  checkSameRegion,
  checkType,
  claimName,
  CHOICE,
  CONSTRUCT,
  contentsOf,
  nameDigest,
  isUnresolved,
  keepLifecycle,
  keepName,
  literalText,
  OrderOfCreation,
  physicalName,
  PolicyDocument,
  policyText,
  policyTexts,
  prepareStack,
  type PropTable,
  readProps,
  resolved,
  stringTokensIn,
  TEXT,
  text,
  textMap,
  warn,
  withoutTraces,
  having,
} from "../core/internal";
import { RolePolicies } from "./role-policies";
import {
  boundaryArn,
  roleArn as roleArnRule,
  roleDescription,
  roleName,
  rolePath,
  serviceLinked,
} from "./rules";

/** A role of a task. */
export interface IRole extends IGrantee {
  /** The role's ARN. */
  readonly roleArn: string;
  /** The role's name, without its path. */
  readonly roleName: string;
  /** The role's policies: what must exist before a task starts with it. Grows with the grants. */
  readonly dependables: readonly ITerraformDependable[];
}

/** Settings that every role has. */
export interface RoleProps {
  /** Name, at most 64 characters. @default - follows from the construct path */
  readonly roleName?: string;
  /** Path, such as `/applications/`. @default "/" */
  readonly path?: string;
  /** ARN of the policy that limits what the role can ever be allowed. @default - what `PermissionsBoundary` applies, or none */
  readonly permissionsBoundaryArn?: string;
  /** At most 1,000 characters of Latin-1. @default - what the role is for */
  readonly description?: string;
  /** @default - the provider's default tags only */
  readonly tags?: Readonly<Record<string, string>>;
}

/** How {@link RoleProps} are read. */
export const ROLE_PROPS = {
  roleName: text,
  path: text,
  permissionsBoundaryArn: arn,
  description: text,
  tags: textMap,
} satisfies PropTable<RoleProps>;

const AddressableRole = addressable(IamRole);

const policiesOf = new WeakMap<IRole, RolePolicies>();

/** Roles whose trust names a Region: ECS assumes them for no tasks of another one. */
const ofOneRegion = new WeakSet<IRole>();

/** A role trusted by ECS tasks; its statements arrive by grants. */
export abstract class Role extends Construct implements IRole {
  public readonly roleArn: string;
  public readonly roleName: string;
  private readonly policies: RolePolicies;

  protected constructor(
    scope: Construct,
    id: string,
    input: RoleProps,
    table: PropTable<RoleProps>,
    trust: (scope: Construct) => PolicyStatement,
  ) {
    super(scope, id);
    prepareStack(this);
    const props = readProps(this, table, input);
    roleName.enforce(this, "roleName", props.roleName);
    rolePath.enforce(this, "path", props.path);
    roleDescription.enforce(this, "description", props.description);
    boundaryArn.enforce(this, "permissionsBoundaryArn", props.permissionsBoundaryArn);
    checkArnAccount(this, "permissionsBoundaryArn", props.permissionsBoundaryArn);
    const name = props.roleName ?? physicalName(this, 64);
    // IAM tells no capitals from small letters in it.
    claimName(this, "roleName", {
      service: "iam",
      region: "",
      resource: `role/${name.toLowerCase()}`,
    });
    const trusted = trust(this);
    if (trusted.conditions) ofOneRegion.add(this);
    const role = withoutTraces(() =>
      keepLifecycle(
        new AddressableRole(this, "role", {
          name,
          path: props.path,
          description: literalText(props.description),
          permissionsBoundary: props.permissionsBoundaryArn,
          assumeRolePolicy: terraformJson(new PolicyDocument([trusted]).toJson()),
          tags: props.tags,
          // A new name: tasks run with the old role until they are deployed again.
          lifecycle: { createBeforeDestroy: true },
        }),
      ),
    );
    addressBy(role, nameDigest(role, name));
    keepName(role, "name");
    // A change that is refused for a missing value leaves no role behind.
    awaitValues(role);
    this.node.defaultChild = role;
    this.roleArn = role.arn;
    this.roleName = role.name;
    this.policies = new RolePolicies({
      scope: this,
      roleName: this.roleName,
      namePrefix: name,
      path: props.path,
      tags: props.tags,
    });
    policiesOf.set(this, this.policies);
    OrderOfCreation.of(this).nameable({ by: [role], needed: () => this.dependables });
  }

  public get dependables(): readonly ITerraformDependable[] {
    return this.policies.dependablesIn(TerraformStack.of(this));
  }

  public addToPolicy(name: string, statement: PolicyStatement, from: IConstruct = this): void {
    checkArguments(this, { addToPolicy: [CHOICE, name], from: [CONSTRUCT, from] });
    this.policies.add(name, policyTexts(from, name, statement), from);
  }

  /** Attaches a policy that AWS manages. */
  protected attachManagedPolicy(id: string, name: string): void {
    const { partition } = AwsTarget.of(this);
    this.policies.attach(id, `arn:${partition}:iam::aws:policy/${name}`);
  }
}

/**
 * Has `resource` written after the policies that let `grantee` read it: readers that may not use a new key yet could not
 * decrypt a value that is already encrypted with it. Between stacks there is no such order.
 */
export function awaitReader(resource: TerraformResource, grantee: IGrantee): void {
  const policies = policiesOf.get(grantee as IRole);
  if (!policies) return;
  const stack = TerraformStack.of(resource);
  OrderOfCreation.of(resource).require(resource, () => policies.readPoliciesIn(stack));
}

/** How a prop that takes a role is read. */
export const roleProp = having("a TaskExecutionRole or TaskRole", "roleArn");

/**
 * Refuses a role that no task of `task` could have: ECS is passed roles of its own account only, and a service-linked role is
 * for its service alone.
 */
function checkTaskRole(task: IConstruct, prop: string, role: IRole): void {
  serviceLinked.enforce(task, prop, role.roleArn);
  checkArnAccount(task, prop, role.roleArn);
  // Where an imported role stands says nothing of where it is.
  if (!policiesOf.has(role)) return;
  const made = role as IRole & IConstruct;
  checkSameAccount(task, prop, made, role.roleArn);
  if (ofOneRegion.has(role)) checkSameRegion(task, prop, made, role.roleArn);
}

/**
 * `role` for the tasks of `task`: the task's own stack, which knows both the role and what is granted, makes the policies, and the
 * task waits for them.
 *
 * @throws ValidationError when none of the task's tasks could have it
 */
export function useRole(role: IRole, task: IConstruct, prop: string): IRole {
  checkTaskRole(task, prop, role);
  const policies = policiesOf.get(role);
  if (!policies) return role;
  const stack = TerraformStack.of(task);
  policies.useIn(stack);
  if (TerraformStack.of(role) === stack) return role;
  const used = Object.create(role, {
    dependables: { get: () => policies.dependablesIn(stack) },
    addToPolicy: {
      value: (name: string, statement: PolicyStatement) =>
        policies.add(name, policyTexts(task, name, statement), task),
    },
  }) as IRole;
  policiesOf.set(used, policies);
  if (ofOneRegion.has(role)) ofOneRegion.add(used);
  return used;
}

/**
 * `grantee` for JSON of `user` that holds `texts`. What names another stack's secret waits for that stack, which therefore must
 * not wait for the role: its policies are then made as for tasks of `user`.
 */
export function useReader(grantee: IGrantee, user: IConstruct, texts: readonly string[]): void {
  const policies = policiesOf.get(grantee as IRole);
  const stack = TerraformStack.of(user);
  if (!policies || policies.isUsedIn(stack) || TerraformStack.of(grantee) !== stack) return;
  const isForeign = (token: string): boolean =>
    ![undefined, stack].includes(contentsOf(token, false).stack);
  if (texts.flatMap(stringTokensIn).some(isForeign)) policies.useIn(stack);
}

/** A role made elsewhere: it takes no statements, so it says at synthesis which ones it needs. */
export class ImportedRole extends Construct implements IRole {
  public readonly roleArn: string;
  public readonly roleName: string;
  public readonly dependables = [];

  public constructor(scope: Construct, id: string, roleArn: string) {
    super(scope, id);
    prepareStack(this);
    checkType(this, "roleArn", TEXT, roleArn);
    roleArnRule.enforce(this, "roleArn", roleArn);
    checkPartition(this, "roleArn", roleArn);
    this.roleArn = policyText(this, "roleArn", roleArn);
    this.roleName = isUnresolved(roleArn)
      ? Fn.basename(roleArn)
      : (roleArn.split("/").pop() ?? roleArn);
  }

  public addToPolicy(_name: string, statement: PolicyStatement): void {
    const needed = JSON.stringify(resolved(this, new PolicyDocument([statement]).toJson()));
    warn(
      this,
      `${String(resolved(this, this.roleArn))} is imported, so nothing can be granted to it here. Make sure that it has this policy: ${needed}`,
    );
  }
}
