import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  type IAMClient,
} from "@aws-sdk/client-iam";
import type { AwsPlace } from "../../../modules/facts";
import { collect, found, mapReading, read, type Reading } from "../aws";
import { parsePolicy, type PolicyDocument } from "../policy";
import type { Reader } from "../ways";

/** One of the two roles of a task, as what is wrong with it is looked for. */
export interface TaskRole {
  readonly reader: Reader;
  readonly location: AwsPlace;
  /** @default - the task definition names none */
  readonly arn?: string;
  /** What the task needs it for besides its secrets, each as a phrase. @default - nothing */
  readonly neededFor?: readonly string[];
  /** As read back; only asked for where the task definition names one. */
  read(): Promise<Reading<RoleAsRead>>;
}

/** A role as IAM holds it, never as it was meant to be. */
export interface RoleAsRead {
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly identity: Reading<readonly PolicyDocument[]>;
  readonly boundary: Reading<PolicyDocument | undefined>;
}

/** Reads a role with all its policies and its boundary back from IAM. */
export async function readRole(iam: IAMClient, roleArn: string): Promise<Reading<RoleAsRead>> {
  const RoleName = roleArn.split("/").pop() ?? roleArn;
  const role = await read("iam:GetRole", () => iam.send(new GetRoleCommand({ RoleName })));
  if (role.state !== "found") return role;
  const { Arn = roleArn, AssumeRolePolicyDocument, PermissionsBoundary } = role.value.Role ?? {};
  const boundaryArn = PermissionsBoundary?.PermissionsBoundaryArn;
  return found({
    arn: Arn,
    trust: fromApi(AssumeRolePolicyDocument),
    identity: await readIdentity(iam, RoleName),
    boundary: boundaryArn === undefined ? found(undefined) : await readManaged(iam, boundaryArn),
  });
}

/** How often policies are listed anew that went away while they were read, as they do while Terraform applies. */
const ATTEMPTS = 5;

async function readIdentity(
  iam: IAMClient,
  RoleName: string,
): Promise<Reading<readonly PolicyDocument[]>> {
  let identity = await readPolicies(iam, RoleName);
  for (let attempt = 1; identity.state === "missing" && attempt < ATTEMPTS; attempt += 1) {
    identity = await readPolicies(iam, RoleName);
  }
  return identity;
}

async function readPolicies(
  iam: IAMClient,
  RoleName: string,
): Promise<Reading<readonly PolicyDocument[]>> {
  const listed = await read("iam:ListRolePolicies", () =>
    collect(paginateListRolePolicies({ client: iam }, { RoleName }), (page) => page.PolicyNames),
  );
  const attached = await read("iam:ListAttachedRolePolicies", () =>
    collect(
      paginateListAttachedRolePolicies({ client: iam }, { RoleName }),
      (page) => page.AttachedPolicies,
    ),
  );
  if (listed.state !== "found") return listed;
  if (attached.state !== "found") return attached;
  const policies: PolicyDocument[] = [];
  for (const PolicyName of listed.value) {
    const inline = await read("iam:GetRolePolicy", async () => {
      const request = new GetRolePolicyCommand({ RoleName, PolicyName });
      return fromApi((await iam.send(request)).PolicyDocument);
    });
    if (inline.state !== "found") return inline;
    policies.push(inline.value);
  }
  for (const { PolicyArn = "" } of attached.value) {
    const managed = await readManaged(iam, PolicyArn);
    if (managed.state !== "found") return managed;
    policies.push(managed.value);
  }
  return found(policies);
}

async function readManaged(iam: IAMClient, PolicyArn: string): Promise<Reading<PolicyDocument>> {
  const policy = await read("iam:GetPolicy", () => iam.send(new GetPolicyCommand({ PolicyArn })));
  if (policy.state !== "found") return policy;
  const VersionId = policy.value.Policy?.DefaultVersionId;
  const version = await read("iam:GetPolicyVersion", () =>
    iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId })),
  );
  return mapReading(version, ({ PolicyVersion }) => fromApi(PolicyVersion?.Document));
}

/** IAM returns policies URL-encoded. */
function fromApi(document: string | undefined): PolicyDocument {
  return parsePolicy(decodeURIComponent(document ?? ""));
}
