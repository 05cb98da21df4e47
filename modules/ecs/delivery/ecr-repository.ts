import { Fn, TerraformLocal, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import { AwsTarget } from "../../core";
import { hclString, isUnresolved, terraformText } from "../../core/internal";
import { parseEcrImage } from "../../facts";
import type { TaskContext } from "./container-way";

/** A repository of Amazon ECR. */
export interface EcrRepositoryAttributes {
  readonly repositoryName: string;
  /** Account of the registry; another one's repository policy has to allow the execution role. @default - the stack's */
  readonly registryAccount?: string;
  /** Region of the registry. @default - the stack's */
  readonly region?: string;
}

/** Lets the execution role pull images of exactly one repository. */
export function grantPull({ executionRole }: TaskContext, repositoryArn: string): void {
  // The token is the registry's: IAM knows no resource for it.
  executionRole.addToPolicy("pull-images", {
    actions: ["ecr:GetAuthorizationToken"],
    resources: ["*"],
  });
  executionRole.addToPolicy("pull-images", {
    actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    resources: [repositoryArn],
  });
}

/** The ARN of a repository that is known by its parts. */
export function repositoryArn(container: Construct, attributes: EcrRepositoryAttributes): string {
  const { repositoryName, registryAccount: account, region } = attributes;
  const resource = `repository/${repositoryName}`;
  return AwsTarget.of(container).arn({ service: "ecr", resource, region, account });
}

/** Host names of ECR with their parts captured; written without braces, which cdktf counts in expressions. */
const TERRAFORM_PATTERN = "^([0-9]+)[.]dkr[.-]ecr(?:-fips)?[.]([a-z0-9-]+)[.][^/]+/([^:@]+)";

/**
 * The ARN of the repository that `image` is in: literal where the text tells, else taken from it by Terraform. Undefined
 * for an image that is not of ECR, as far as its text tells.
 *
 * @param isEcr whether the author said that it is
 */
export function repositoryArnOf(
  container: Construct,
  image: string,
  isEcr = /\.dkr[.-]ecr(-fips)?\./.test(image),
): string | undefined {
  const known = parseEcrImage(image);
  if (known && !isUnresolved(known.repository)) {
    const { account: registryAccount, region, repository: repositoryName } = known;
    return repositoryArn(container, { repositoryName, registryAccount, region });
  }
  if (!isEcr || !isUnresolved(image)) return undefined;
  const url = hclString(terraformText(image));
  // In a local: a policy that holds quotes of an expression would be no JSON.
  const parts = new TerraformLocal(
    container,
    "image-repository",
    `\${regex("${TERRAFORM_PATTERN}", ${url})}`,
  );
  const part = (index: number): string => String(Fn.element(parts.asList, index));
  return AwsTarget.of(container).arn({
    service: "ecr",
    account: part(0),
    region: part(1),
    resource: `repository/${part(2)}`,
  });
}

/** What the tokens in a text refer to, also as arguments of Terraform's functions. */
export function referencesIn(value: unknown): readonly string[] {
  if (typeof value === "string")
    return Tokenization.reverseString(value).tokens.flatMap(referencesIn);
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== "object" || value === null) return [];
  if ("identifier" in value) return [String(value.identifier)];
  return "args" in value ? referencesIn(value.args) : [];
}
