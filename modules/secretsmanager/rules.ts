import { defineRule } from "../core";
import { isWhole } from "../core/internal";
import { isRegionName } from "../facts";

const CREATE_SECRET =
  "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html";

export const secretName = defineRule<string>({
  id: "secretsmanager-name",
  demands: "be 1 to 512 letters, digits or `/_+=.@-`",
  source: CREATE_SECRET,
  remedy: "Use a path such as orders/dev/db.",
  broken: (name) => !/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name),
});

export const secretNameUnique = defineRule<{ readonly other?: string }>({
  id: "secretsmanager-name-unique",
  demands: "be the name of one secret only in its account and Region, also between stacks",
  source: CREATE_SECRET,
  remedy:
    "Rename one of them, or let both readers have the same secret. One that moves to another stack needs another name there.",
  broken: ({ other }) => other !== undefined && `that of ${other}, too`,
});

export const externalRevision = defineRule<{
  readonly value: { readonly kind: string };
  readonly revision?: number;
}>({
  id: "secretsmanager-external-revision",
  demands: "be left out with SecretValue.external(): Terraform writes no value that it could count",
  source: "decision 11",
  remedy: "Leave it out, or let Terraform write the value (SecretValue.fromVariable() or another).",
  broken: ({ value, revision }) =>
    value.kind !== "written" && revision !== undefined && String(revision),
});

export const secretNameSuffix = defineRule<string>({
  id: "secretsmanager-name-suffix",
  demands:
    "not end in a hyphen and six characters: it looks like the random end of another secret's ARN",
  source: CREATE_SECRET,
  remedy: "Rename it, for example by moving the last word to the front.",
  broken: (name) => /-[A-Za-z0-9]{6}$/.test(name),
});

export const secretDescription = defineRule<string>({
  id: "secretsmanager-description",
  demands: "be at most 2048 characters",
  source: CREATE_SECRET,
  remedy: "Shorten it.",
  broken: (description) => description.length > 2048 && `${description.length} characters`,
});

export const valueSize = defineRule<number>({
  id: "secretsmanager-value-size",
  demands: "be at most 65,536 bytes",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html",
  remedy: "Share it out to several secrets, or keep it as an object of a SecretsBucket.",
  broken: (bytes) => bytes > 65_536 && `at least ${bytes}`,
});

export const recoveryWindow = defineRule<number>({
  id: "secretsmanager-recovery-window",
  demands: "be 0 (no recovery) or a whole number from 7 to 30 days",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html",
  remedy: "30 is the default; 0 lets a name be used again at once.",
  broken: (days) => days !== 0 && !isWhole(days, 7, 30),
});

export const secretArn = defineRule<string>({
  id: "secretsmanager-arn",
  demands:
    "be the full ARN of a secret with its six random characters (`arn:…:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf`)",
  source:
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
  remedy:
    "ECS passes a partial ARN on, which works only where the policy's pattern matches it and never for a name that itself ends in a hyphen and six characters; `aws secretsmanager describe-secret --secret-id NAME` prints the ARN. Select a JSON key in the SecretReference.",
  // A `!` stands in the names that AWS services give theirs, such as rds!cluster-…
  broken: (arn) =>
    !/^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@!-]+-[A-Za-z0-9]{6}$/.test(
      arn,
    ),
});

export const foreignKey = defineRule<{ readonly account: string; readonly own: string }>({
  id: "secretsmanager-foreign-key",
  demands: "be given for a secret of another account: AWS's own key cannot be used from outside",
  source:
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html",
  remedy: "Have the secret encrypted with a customer managed key there, and give its ARN.",
  broken: ({ account, own }) =>
    account !== own && `none for account ${account} (the task's is ${own})`,
});

export const foreignReader = defineRule<{ readonly account: string; readonly own: string }>({
  id: "secretsmanager-foreign-reader",
  demands:
    "have a customer managed key where a task of another account reads it: AWS's own key cannot be used from outside",
  source:
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html",
  remedy: "Encrypt it with a key of yours, and give that as its `encryptionKeyArn`.",
  broken: ({ account, own }) =>
    account !== own && `none for a secret of ${account} (the task's account is ${own})`,
});

const REPLICATION =
  "https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html";
const PRINCIPALS =
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html";

export const sharedPrincipal = defineRule<string>({
  id: "secretsmanager-shared-with",
  demands:
    "be ARNs of roles, users or whole accounts, without `*` (`arn:…:iam::ACCOUNT:role/NAME`, `arn:…:iam::ACCOUNT:root`)",
  source: PRINCIPALS,
  remedy: "Name the execution role that reads; AWS refuses a principal that does not exist.",
  broken: (arn) => !/^arn:[a-z-]+:iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]+)$/.test(arn),
});

export const secretPolicySize = defineRule<number>({
  id: "secretsmanager-policy-size",
  demands: "make a resource policy of at most 20,480 characters",
  source:
    "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html",
  remedy: "Name an account instead of many roles of it, or end ARNs in `restrictTo` with `*`.",
  broken: (length) => length > 20_480 && `${length} characters`,
});

export const restrictedDeployers = defineRule<{
  readonly written: boolean;
  readonly deployers: number;
}>({
  id: "secretsmanager-restricted-deployers",
  demands: "name the roles that run Terraform where `restrictTo` is and Terraform writes the value",
  source: "decision 11",
  remedy:
    "`aws sts get-caller-identity` shows the role in use; without it the next plan is denied.",
  broken: ({ written, deployers }) => written && deployers === 0 && "none",
});

export const restrictedRotation = defineRule<{ readonly lambdaRoleArn?: string }>({
  id: "secretsmanager-restricted-rotation",
  demands: "name the function's role where `restrictTo` is: it reads the secret, too",
  source:
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html",
  remedy: "`aws lambda get-function-configuration --function-name NAME` prints it as Role.",
  broken: ({ lambdaRoleArn }) => lambdaRoleArn === undefined && "none",
});

export const replicaRegion = defineRule<{
  readonly region: string;
  readonly own: string;
  readonly before: readonly string[];
}>({
  id: "secretsmanager-replica-region",
  demands: "be Regions such as eu-west-1, each once, and not the secret's own",
  source: REPLICATION,
  remedy: "Remove it: the secret is there already.",
  broken: ({ region, own, before }) =>
    (!isRegionName(region) || region === own || before.includes(region)) &&
    `${JSON.stringify(region)} (own ${own}${before.map((other) => `, ${other}`).join("")})`,
});

export const replicaKey = defineRule<{
  readonly region: string;
  readonly keyArn: string;
  /** That of a new key, whose ARN only Terraform knows. @default - the one in the ARN */
  readonly keyRegion?: string;
}>({
  id: "secretsmanager-replica-key",
  demands: "be a key of the replica's Region",
  source: REPLICATION,
  remedy: "Make a key there, or a replica of a multi-Region key, and import it by its ARN.",
  broken: ({ region, keyArn, keyRegion = keyArn.split(":")[3] }) =>
    keyRegion !== region && `${keyArn} for ${region}`,
});

export const replicated = defineRule<{
  readonly region: string;
  readonly replicas: readonly string[];
}>({
  id: "secretsmanager-replicated",
  demands: "be one of the secret's `replicaRegions`",
  source: REPLICATION,
  remedy: "Add it there, with a key of that Region.",
  broken: ({ region, replicas }) =>
    !replicas.includes(region) && `${region} (replicated to ${replicas.join(", ") || "none"})`,
});

const GET_SECRET_VALUE =
  "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html";

export const versionId = defineRule<string>({
  id: "secretsmanager-version-id",
  demands: "be the id of a version, of 32 to 64 characters",
  source: GET_SECRET_VALUE,
  remedy:
    "`aws secretsmanager list-secret-version-ids --secret-id NAME` prints the ids; a label such as AWSPREVIOUS is a `versionStage`.",
  broken: (id) => id.length < 32 || id.length > 64,
});

export const versionStage = defineRule<string>({
  id: "secretsmanager-version-stage",
  demands: "be the label of a version, of 1 to 256 characters",
  source: GET_SECRET_VALUE,
  remedy: "`aws secretsmanager list-secret-version-ids --secret-id NAME` prints the labels.",
  broken: (stage) => (stage === "" || stage.length > 256) && `${stage.length} characters`,
});

/** The label by which a version that Terraform wrote stays. */
export function revisionLabel(revision: number | string): string {
  return `terraform-revision-${revision}`;
}

export const writtenVersion = defineRule<{
  readonly versionStage?: string;
  readonly revision?: string;
}>({
  id: "secretsmanager-written-version",
  demands:
    "not read the version of another revision by the label that it was written with: the apply of the next revision takes it away, and no task could start after that",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html",
  remedy:
    "Leave `versionStage` out for the current value, or put a label of your own on the version that is to stay.",
  broken: ({ versionStage, revision }) =>
    revision !== undefined &&
    /^\d+$/.test(revision) &&
    /^terraform-revision-\d+$/.test(versionStage ?? "") &&
    versionStage !== revisionLabel(revision) &&
    `${versionStage} where \`revision\` is ${revision}`,
});
