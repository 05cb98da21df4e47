import { defineRule } from "../core";

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
  source:
    "modules/secretsmanager/access-rules.ts: every plan reads the version that Terraform wrote",
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
    (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region) || region === own || before.includes(region)) &&
    `${JSON.stringify(region)} (own ${own}${before.map((other) => `, ${other}`).join("")})`,
});

export const replicaKey = defineRule<{ readonly region: string; readonly keyArn: string }>({
  id: "secretsmanager-replica-key",
  demands: "be a key of the replica's Region",
  source: REPLICATION,
  remedy: "Make a key there, or a replica of a multi-Region key, and import it by its ARN.",
  broken: ({ region, keyArn }) => keyArn.split(":")[3] !== region && `${keyArn} for ${region}`,
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
