import { defineRule } from "../core";

const CREATE_ROLE = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html";

export const roleName = defineRule<string>({
  id: "iam-role-name",
  demands: "be 1 to 64 letters, digits or `_+=,.@-`",
  source: CREATE_ROLE,
  remedy: "Shorten it, for example to <application>-<environment>-execution.",
  broken: (name) => !/^[\w+=,.@-]{1,64}$/.test(name),
});

export const rolePath = defineRule<string>({
  id: "iam-role-path",
  demands: "be `/`, or begin and end with `/` around a name, and be at most 512 characters",
  source: CREATE_ROLE,
  remedy: "Write it like /applications/orders/.",
  broken: (path) => path.length > 512 || !/^\/([\x21-\x7e]+\/)?$/.test(path),
});

export const roleDescription = defineRule<string>({
  id: "iam-role-description",
  demands:
    "be at most 1,000 characters of Latin-1: letters like é, but no dash or quote of typography",
  source: CREATE_ROLE,
  remedy: "Write - for a dash and ' or \" for quotes, or shorten it.",
  broken: (text) => {
    if (text.length > 1000) return `${text.length} characters`;
    const [foreign] = /[^\t\n\r\x20-\x7e\xa1-\xff]/u.exec(text) ?? [];
    return foreign !== undefined && `a text with ${JSON.stringify(foreign)}`;
  },
});

export const policyName = defineRule<string>({
  id: "iam-policy-name",
  demands:
    "be 1 to 60 letters, digits or `_+=,.@-`, not end in a hyphen and a number, and be neither `role` nor `managed-policy`",
  source: "decision 11",
  remedy: "Say what the policy allows, such as write-orders.",
  broken: (name) => !/^[\w+=,.@-]{1,60}$/.test(name) || /-\d+$|^(role|managed-policy)$/.test(name),
});

export const roleArn = defineRule<string>({
  id: "iam-role-arn",
  demands: "be the ARN of a role (`arn:…:iam::ACCOUNT:role/NAME`)",
  source:
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns",
  remedy: "`aws iam get-role --role-name NAME` prints it.",
  broken: (arn) => !/^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn),
});

export const serviceLinked = defineRule<string>({
  id: "iam-role-service-linked",
  demands: "be no service-linked role: only the service that it is linked to may assume it",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html",
  remedy: "Use a TaskExecutionRole or TaskRole, or a role that trusts ecs-tasks.amazonaws.com.",
  broken: (arn) => arn.includes(":role/aws-service-role/"),
});

export const readerArn = defineRule<string>({
  id: "iam-reader-arn",
  demands:
    "be ARNs of roles or users (`arn:…:iam::ACCOUNT:role/NAME`); `*` may stand for a part of the name",
  source:
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn",
  remedy:
    "A session is named by its role; for IAM Identity Center end the role's ARN with AWSReservedSSO_NAME_*.",
  broken: (arn) => !/^arn:[a-z-]+:iam::\d{12}:(role|user)\/(?!\*)[\w+=,.@*/-]+$/.test(arn),
});

export const anyReader = defineRule<number>({
  id: "iam-reader-count",
  demands: "leave at least one reader: named there, or granted to read in this stack",
  source: "decision 11",
  remedy: "Name the roles that read it, or leave `restrictTo` out.",
  broken: (readers) => readers === 0 && "none",
});

export const boundaryArn = defineRule<string>({
  id: "iam-permissions-boundary-arn",
  demands: "be the ARN of a managed policy (`arn:…:iam::ACCOUNT:policy/NAME`)",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  remedy: "`aws iam list-policies --scope Local` prints the ARNs.",
  broken: (arn) => !/^arn:[a-z-]+:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/.test(arn),
});

export const boundaryScope = defineRule<boolean>({
  id: "iam-permissions-boundary-scope",
  demands: "be given a stack, or a construct in one",
  source: "decision 11",
  remedy: "Apply it to each stack.",
  broken: (inStack) => !inStack && "what holds stacks",
});

export const boundaryKept = defineRule<readonly [own: string, applied: string]>({
  id: "iam-permissions-boundary-own",
  demands: "be the boundary that is applied to its scope",
  source: "decision 11",
  remedy:
    "Leave it out, or make the exception with `PermissionsBoundary.of(role).apply(…)`: the nearest decides.",
  broken: ([own, applied]) =>
    own !== applied && `${JSON.stringify(own)} instead of ${JSON.stringify(applied)}`,
});

export const protectedCount = defineRule<number>({
  id: "iam-protected-count",
  demands: "name what is protected",
  source: "decision 14",
  remedy: "Pass keys, secrets, parameters or buckets.",
  broken: (count) => count === 0 && "none",
});

export const policySize = defineRule<number>({
  id: "iam-protection-size",
  demands: "fit into a managed policy of 6,144 characters",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
  remedy: "Make several of them, each for some of what is protected.",
  broken: (size) => size > 6_144 && `${size} characters`,
});

export const attachedPolicies = defineRule<{
  readonly attached: number;
  readonly secrets: number;
  readonly grants: number;
}>({
  id: "iam-attached-policies",
  demands: "fit into 10,240 characters inline and 10 managed policies of 6,144",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
  remedy:
    "Group the values of one path into one JSON secret, split the service, or give some containers a task definition of their own.",
  // Said once, for the first policy too many.
  broken: ({ attached, secrets, grants }) =>
    attached === 11 && `an 11th policy with secret ${secrets} (${grants} grants)`,
});
