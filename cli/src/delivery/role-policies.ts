import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { parsePolicy, type PolicyDocument } from "../policy";

/** A role as IAM holds it, never as somebody meant to write it. */
export interface RoleAsRead {
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly identity: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
}

/** Reads a role with all its policies and its boundary back from IAM. */
export async function readRole(iam: IAMClient, roleArn: string): Promise<RoleAsRead> {
  const RoleName = roleArn.split("/").pop() ?? roleArn;
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const identity: PolicyDocument[] = [];
  for await (const page of paginateListRolePolicies({ client: iam }, { RoleName })) {
    for (const PolicyName of page.PolicyNames ?? []) {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      identity.push(fromApi(PolicyDocument));
    }
  }
  for await (const page of paginateListAttachedRolePolicies({ client: iam }, { RoleName })) {
    for (const { PolicyArn } of page.AttachedPolicies ?? []) {
      identity.push(await readManagedPolicy(iam, PolicyArn));
    }
  }
  const boundaryArn = Role?.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    arn: Role?.Arn ?? roleArn,
    trust: fromApi(Role?.AssumeRolePolicyDocument),
    identity,
    ...(boundaryArn === undefined ? {} : { boundary: await readManagedPolicy(iam, boundaryArn) }),
  };
}

async function readManagedPolicy(
  iam: IAMClient,
  PolicyArn: string | undefined,
): Promise<PolicyDocument> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return fromApi(PolicyVersion?.Document);
}

/** IAM returns policies URL-encoded. */
function fromApi(document: string | undefined): PolicyDocument {
  return parsePolicy(decodeURIComponent(document ?? ""));
}
