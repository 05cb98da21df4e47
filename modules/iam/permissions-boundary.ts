import { Aspects, TerraformLocal, TerraformResource, TerraformStack, Tokenization } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import {
  checkArgument,
  checkArnAccount,
  checkPartition,
  checkType,
  CONSTRUCT,
  prepareStack,
  ScopeSetting,
  terraformText,
  TEXT,
  textOf,
} from "../core/internal";
import { boundaryArn, boundaryKept, boundaryScope } from "./rules";

const BOUNDED = ["aws_iam_role", "aws_iam_user"];
const ATTRIBUTE = "permissions_boundary";

const applied = new ScopeSetting<string>();
/** The boundary that a resource was given itself, before an aspect changed it. */
const ownBoundaries = new WeakMap<TerraformResource, unknown>();

/**
 * The permissions boundary of every role and user below a scope, no matter what made them: these modules, another library, or
 * a raw resource.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export class PermissionsBoundary {
  /** @param scope a stack, or a construct in one */
  public static of(scope: IConstruct): PermissionsBoundary {
    checkArgument("PermissionsBoundary.of()", "scope", CONSTRUCT, scope);
    return new PermissionsBoundary(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Limits everything below the scope by a managed policy; of several scopes the nearest decides.
   *
   * A role or user that names another boundary itself, or gets one from an Aspect, fails validation.
   *
   * @throws ValidationError when it is no policy's ARN, or the scope is in no stack
   */
  public apply(given: string): void {
    const { scope } = this;
    checkType(scope, "PermissionsBoundary.apply", TEXT, given);
    const policyArn = textOf(given);
    boundaryScope.enforce(
      scope,
      "PermissionsBoundary.of",
      scope.node.scopes.some(TerraformStack.isStack),
    );
    boundaryArn.enforce(scope, "PermissionsBoundary.apply", policyArn);
    checkPartition(scope, "PermissionsBoundary.apply", policyArn);
    checkArnAccount(scope, "PermissionsBoundary.apply", policyArn);
    prepareStack(scope);
    applied.set(scope, ownText(scope, policyArn));
    Aspects.of(scope).add({ visit: bound });
  }
}

/**
 * The ARN as an expression of the scope's own stack: an aspect runs after cdktf has told which stacks refer to others, so what
 * another stack makes is referred to now.
 */
function ownText(scope: IConstruct, policyArn: string): string {
  const stack = TerraformStack.of(scope);
  const isOwn = Tokenization.reverseString(policyArn).tokens.every(
    (token) => "originStack" in token && token.originStack === stack,
  );
  return isOwn
    ? terraformText(policyArn)
    : new TerraformLocal(
        scope as Construct,
        "permissions-boundary",
        terraformText(policyArn),
      ).toString();
}

/** Runs at every synthesis, and once for each scope that applies: the result is the same. */
function bound(node: IConstruct): void {
  if (!TerraformResource.isTerraformResource(node)) return;
  if (!BOUNDED.includes(node.terraformResourceType)) return;
  if (!ownBoundaries.has(node)) {
    ownBoundaries.set(node, attributeOf(node));
    boundaryKept.enforceAtSynthesis(node, ATTRIBUTE, () => boundariesOf(node));
  }
  if (ownBoundaries.get(node) === undefined) node.addOverride(ATTRIBUTE, applied.get(node));
}

/** Reads what will be rendered, because only typed resources have a property for it. */
function attributeOf(resource: TerraformResource): unknown {
  const rendered: Rendered = resource.toTerraform();
  return rendered.resource?.[resource.terraformResourceType]?.[resource.friendlyUniqueId]?.[
    ATTRIBUTE
  ];
}

type Rendered = {
  readonly resource?: Record<string, Record<string, Record<string, unknown>>>;
};

function boundariesOf(resource: TerraformResource): [own: string, applied: string] | undefined {
  const limit = applied.get(resource);
  if (limit === undefined) return undefined;
  const overrides = Reflect.get(resource, "rawOverrides") as Readonly<Record<string, unknown>>;
  // What another Aspect has given after this one would be overwritten, or would itself overwrite the limit.
  const others: readonly unknown[] = [
    ownBoundaries.get(resource),
    Reflect.get(resource, "permissionsBoundaryInput"),
    ATTRIBUTE in overrides ? (overrides[ATTRIBUTE] ?? "none") : undefined,
  ];
  const own = others.find((one) => one !== undefined && one !== limit);
  return own === undefined ? undefined : [String(own), limit];
}
