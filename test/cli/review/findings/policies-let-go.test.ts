import type { MadeChange } from "../fixtures/made-plan";
import { denying, foundTogether, policyOf, type Changes } from "./found-together";

const ARN = "arn:aws:iam::111111111111:policy/keep";
const ROLE_ARN = "arn:aws:iam::111111111111:role/ci/deploys";
const SET_ARN = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
const DENIED = "ssm:DeleteParameter arn:aws:ssm:eu-central-1:111111111111:parameter/shop/key";

const [ACTION = "", RESOURCE = ""] = DENIED.split(" ");
const DENIES = denying(ACTION, RESOURCE);

function kept(...statements: readonly object[]): MadeChange {
  const values = { arn: ARN, name: "keep", path: "/", policy: policyOf(...statements) };
  return { type: "aws_iam_policy", actions: ["no-op"], before: values, after: values };
}

const KEPT = kept(DENIES);
/** As `DeletionProtection` makes it for a role. */
const KEPT_ON_ROLE = kept(
  DENIES,
  denying("iam:DetachRolePolicy", ROLE_ARN, { Condition: { ArnEquals: { "iam:PolicyARN": ARN } } }),
);

function stays(type: string, values: object): MadeChange {
  return { type, actions: ["no-op"], before: { ...values }, after: { ...values } };
}

const ATTACHED = stays("aws_iam_role_policy_attachment", { role: "deploys", policy_arn: ARN });
const ATTACHED_TO_USER = stays("aws_iam_user_policy_attachment", { user: "ann", policy_arn: ARN });
const INLINE = stays("aws_iam_role_policy", {
  role: "deploys",
  name: "keep",
  policy: policyOf(DENIES),
});

function exclusive(kind: string, after: object, before?: object): MadeChange {
  return {
    type: `aws_iam_${kind}_exclusive`,
    actions: [before ? "update" : "create"],
    before: before ? { ...before } : null,
    after: { ...after },
  };
}

const LEFT_OUT = exclusive("role_policy_attachments", { role_name: "deploys", policy_arns: [] });

function ofSet(type: string, name?: string): object {
  const reference = name === undefined ? [] : [{ name, path: "/" }];
  const policy = { customer_managed_policy_reference: reference };
  const whole = type === BOUNDARY ? { permissions_boundary: [policy] } : policy;
  return { instance_arn: "arn:aws:sso:::instance/ssoins-1", permission_set_arn: SET_ARN, ...whole };
}

const BOUNDARY = "aws_ssoadmin_permissions_boundary_attachment";
const CUSTOMER = "aws_ssoadmin_customer_managed_policy_attachment";

function foundIn(...stacks: readonly Changes[]): readonly string[] {
  return foundTogether("DELETION-ALLOWED", ...stacks);
}

const LET_GO = `It no longer has the policy that denies to delete what that protects. ${DENIED}`;

const UNTOLD =
  "It no longer has a policy or boundary of which no plan of this review tells what it denies. ";

describe("a list of all policies of a principal", () => {
  it("blocks where it leaves one out of which no plan tells what it denies", () => {
    expect(foundIn([ATTACHED, LEFT_OUT])).toEqual([UNTOLD]);
  });

  it.each<[string, readonly MadeChange[], MadeChange]>([
    ["that a resource attaches", [KEPT, ATTACHED], LEFT_OUT],
    ["that keeps itself on the role", [KEPT_ON_ROLE], LEFT_OUT],
    [
      "that the role is known to have",
      [KEPT, stays("aws_iam_role", { name: "deploys", managed_policy_arns: [ARN] })],
      LEFT_OUT,
    ],
    [
      "that one resource attaches to many",
      [KEPT, stays("aws_iam_policy_attachment", { policy_arn: ARN, roles: ["deploys"] })],
      LEFT_OUT,
    ],
    [
      "that it listed before",
      [KEPT],
      exclusive(
        "role_policy_attachments",
        { role_name: "deploys", policy_arns: [] },
        { role_name: "deploys", policy_arns: [ARN] },
      ),
    ],
    [
      "of a user",
      [KEPT, ATTACHED_TO_USER],
      exclusive("user_policy_attachments", { user_name: "ann", policy_arns: ["arn:other"] }),
    ],
    [
      "that is inline",
      [INLINE],
      exclusive("role_policies", { role_name: "deploys", policy_names: [] }),
    ],
    [
      "that is inline, and made elsewhere",
      [
        stays("aws_iam_role", {
          name: "deploys",
          inline_policy: [{ name: "keep", policy: policyOf(DENIES) }],
        }),
      ],
      exclusive("role_policies", { role_name: "deploys", policy_names: ["other"] }),
    ],
  ])("blocks where it leaves one out %s", (_, before, change) => {
    expect(foundIn([...before, change])).toEqual([LET_GO]);
    expect(foundIn(before, [change])).toEqual([LET_GO]);
  });

  it.each<[string, readonly MadeChange[]]>([
    [
      "names the policy",
      [
        KEPT,
        ATTACHED,
        exclusive("role_policy_attachments", { role_name: "deploys", policy_arns: [ARN] }),
      ],
    ],
    [
      "is of another role",
      [
        KEPT_ON_ROLE,
        ATTACHED,
        exclusive("role_policy_attachments", { role_name: "other", policy_arns: [] }),
      ],
    ],
    [
      "left it out before, too",
      [
        KEPT,
        ATTACHED,
        exclusive(
          "role_policy_attachments",
          { role_name: "deploys", policy_arns: ["arn:one"] },
          { role_name: "deploys", policy_arns: [] },
        ),
      ],
    ],
    [
      "leaves out one of AWS's own",
      [
        stays("aws_iam_role_policy_attachment", {
          role: "deploys",
          policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        }),
        LEFT_OUT,
      ],
    ],
    [
      "names the policy that replaces it",
      [
        {
          type: "aws_iam_policy",
          actions: ["create", "delete"],
          before: KEPT.before,
          after: { name: "new", path: "/", policy: policyOf(DENIES) },
          unknown: { arn: true },
        },
        {
          ...exclusive(
            "role_policy_attachments",
            { role_name: "deploys", policy_arns: [] },
            { role_name: "deploys", policy_arns: [ARN] },
          ),
          unknown: { policy_arns: [true] },
        },
      ],
    ],
    [
      "leaves out one that denies nothing",
      [
        stays("aws_iam_role_policy", {
          role: "deploys",
          name: "reads",
          policy: policyOf({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
        }),
        exclusive("role_policies", { role_name: "deploys", policy_names: [] }),
      ],
    ],
    [
      "goes",
      [KEPT, ATTACHED, { ...LEFT_OUT, actions: ["delete"], before: LEFT_OUT.after, after: null }],
    ],
  ])("says nothing where it %s", (_, changes) => {
    expect(foundIn(changes)).toEqual([]);
  });
});

describe("a policy of a permission set", () => {
  it.each<[string, MadeChange]>([
    [
      "as a boundary",
      { type: BOUNDARY, actions: ["delete"], before: { ...ofSet(BOUNDARY, "keep") } },
    ],
    [
      "as a boundary that another one replaces",
      {
        type: BOUNDARY,
        actions: ["delete", "create"],
        before: { ...ofSet(BOUNDARY, "keep") },
        after: { ...ofSet(BOUNDARY, "other") },
      },
    ],
    [
      "as a policy",
      { type: CUSTOMER, actions: ["delete"], before: { ...ofSet(CUSTOMER, "keep") } },
    ],
  ])("blocks where it goes %s", (_, change) => {
    expect(foundIn([KEPT, change])).toEqual([LET_GO]);
    expect(foundIn([KEPT], [change])).toEqual([LET_GO]);
  });

  it("blocks where no plan tells what the boundary denies", () => {
    const change = { type: BOUNDARY, actions: ["delete"], before: { ...ofSet(BOUNDARY, "else") } };
    expect(foundIn([KEPT, change])).toEqual([UNTOLD]);
  });

  it.each<[string, readonly MadeChange[]]>([
    [
      "goes with its permission set",
      [
        { type: "aws_ssoadmin_permission_set", actions: ["delete"], before: { arn: SET_ARN } },
        { type: BOUNDARY, actions: ["delete"], before: { ...ofSet(BOUNDARY, "keep") } },
      ],
    ],
    [
      "is attached at another address",
      [
        { type: BOUNDARY, actions: ["delete"], before: { ...ofSet(BOUNDARY, "keep") } },
        { type: BOUNDARY, actions: ["create"], after: { ...ofSet(BOUNDARY, "keep") } },
      ],
    ],
    [
      "is one that denies nothing",
      [{ type: CUSTOMER, actions: ["delete"], before: { ...ofSet(CUSTOMER, "other") } }],
    ],
  ])("says nothing where it %s", (_, changes) => {
    expect(foundIn([KEPT, ...changes])).toEqual([]);
  });
});
