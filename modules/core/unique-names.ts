import type { IConstruct } from "constructs";

const owners = new WeakMap<IConstruct, Map<string, IConstruct>>();

/**
 * Takes a name for `owner`, where AWS gives each name once only.
 *
 * @param scope within which it is unique: a stack or the app
 * @param name with what tells it apart from the same name elsewhere, such as an ARN
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

function isInTree(construct: IConstruct): boolean {
  return construct.node.scopes.every(
    ({ node }) => node.scope === undefined || node.scope.node.tryFindChild(node.id)?.node === node,
  );
}
