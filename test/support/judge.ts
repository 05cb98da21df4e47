import type { TerraformStack } from "cdktf";
import type { IRole } from "cdktf-ecs-secrets/iam";
import { decide, parsePolicy, type Outcome, type PolicySet } from "../../cli/src/policy";
import { ACCOUNT, rendered, synth } from "./synth";

/** A call that a role makes. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** The inline policies that `role` has in the synthesized stack. */
export function identityOf(stack: TerraformStack, role: IRole): PolicySet["identity"] {
  const name = rendered(stack, role.roleName);
  return Object.values(synth(stack).resources("aws_iam_role_policy"))
    .filter((policy) => policy["role"] === name)
    .map(({ policy }) => parsePolicy(String(policy)));
}

/** What AWS would answer to `role`; a key's policy delegates to IAM, as those of this project do. */
export function judged(
  stack: TerraformStack,
  role: IRole,
  { action, resource, context = {} }: Call,
  policies: Partial<PolicySet> = {},
): Outcome {
  const principal = { arn: `arn:aws:iam::${ACCOUNT}:role/reader` };
  return decide(
    { principal, action, resource, context },
    { identity: identityOf(stack, role), key: DELEGATES_TO_IAM, sameAccount: true, ...policies },
  ).outcome;
}

const DELEGATES_TO_IAM = parsePolicy({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  ],
});
