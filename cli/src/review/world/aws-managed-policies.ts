import { foreignPolicy, parsed, type PolicySource } from "./policy-source";

/**
 * The policies of AWS whose text does not change and is known here.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSTaskExecutionRolePolicy.html
 */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  "service-role/AmazonECSTaskExecutionRolePolicy": [
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ],
  AdministratorAccess: ["*"],
};

/** A managed policy that is no resource of the plan. */
export function outsidePolicy(arn: string): PolicySource {
  const [, name = arn] = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  const Action = KNOWN[name];
  if (name !== arn && Action) {
    const Statement = [{ Effect: "Allow", Action, Resource: "*" }];
    return parsed(name, { Version: "2012-10-17", Statement });
  }
  return foreignPolicy(name, `${name} is not part of this plan, so what it allows is not known`);
}
