import { createHash } from "node:crypto";
import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type ArnParts, AwsTarget, isAsked } from "./aws-target";
import { defineRule, isUnresolved } from "./rule";

/**
 * A name for an AWS resource that was given none: the construct path, the same on every run and machine.
 *
 * What is longer than `maxLength` is cut and ends in a digest of the whole path, so two long names never meet.
 */
export function physicalName(scope: IConstruct, maxLength: number): string {
  return shortened(scope.node.path.replace(/[^A-Za-z0-9-]+/g, "-"), maxLength, scope.node.path);
}

/** `name`, cut to `maxLength` where it is longer; then it ends in a digest of `whole`. */
export function shortened(name: string, maxLength: number, whole: string = name): string {
  if (name.length <= maxLength) return name;
  const digest = createHash("sha256").update(whole).digest("hex").slice(0, 8);
  return `${name.slice(0, maxLength - 9)}-${digest}`;
}

const owners = new WeakMap<IConstruct, Map<string, IConstruct>>();

/**
 * Takes a name for `owner`, where AWS gives each name once only.
 *
 * @param scope within which it is unique: a stack or the app
 * @param name with what distinguishes it from the same name elsewhere, such as an ARN
 * @returns the construct that has the name already, unless it was removed from the tree
 */
export function takeName(
  scope: IConstruct,
  owner: IConstruct,
  name: string,
): IConstruct | undefined {
  const taken = owners.get(scope) ?? new Map<string, IConstruct>();
  owners.set(scope, taken);
  const other = taken.get(name);
  if (other && isInTree(other)) return other;
  taken.set(name, owner);
  return undefined;
}

/**
 * Takes an ARN for `owner`: in the whole app, or in its stack where only Terraform knows a part of it, as that part can be
 * another one there.
 *
 * @returns the construct that has it already
 */
export function takeArn(owner: IConstruct, arn: string): IConstruct | undefined {
  return takeName(isUnresolved(arn) ? TerraformStack.of(owner) : owner.node.root, owner, arn);
}

export const nameTakenOnce = defineRule<{ readonly other?: string }>({
  id: "aws-name-unique",
  demands: "be the name of one resource of its kind only, also between stacks",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
  remedy:
    "Rename one of them. A name that is left out follows from the construct's path, where a / becomes a hyphen.",
  broken: ({ other }) => other !== undefined && `that of ${other}, too`,
});

/**
 * Refuses the name of `owner` where another construct has it: AWS refuses the second one, or gives the same one to both.
 *
 * @param parts of the ARN that tells it from the same name elsewhere
 */
export function claimName(owner: IConstruct, prop: string, parts: ArnParts): void {
  const target = AwsTarget.declaredOf(owner);
  const other =
    target === undefined || isAsked(target)
      ? takeName(TerraformStack.of(owner), owner, `${parts.service} ${parts.resource}`)
      : takeArn(owner, target.arn(parts));
  nameTakenOnce.enforce(owner, prop, { other: other?.node.path });
}

function isInTree(construct: IConstruct): boolean {
  return construct.node.scopes.every(
    ({ node }) => node.scope === undefined || node.scope.node.tryFindChild(node.id)?.node === node,
  );
}
