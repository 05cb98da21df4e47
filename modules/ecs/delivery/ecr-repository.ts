import { Fn, TerraformLocal, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import { AwsTarget } from "../../core";
import { hclString, isUnresolved, terraformText } from "../../core/internal";
import { parseEcrImage } from "../../facts";
import { ecrRegion } from "../rules";
import type { TaskContext } from "./container-way";

/** How a repository gets its images. */
export interface PullThroughCache {
  /**
   * Whether it is the cache of another registry, such as `docker-hub/library/nginx`: the execution role may then also have
   * ECR fetch images from there, and make the repository at the first of them.
   *
   * @default false
   */
  readonly pullThroughCache?: boolean;
}

/** A repository of Amazon ECR. */
export interface EcrRepositoryAttributes extends PullThroughCache {
  /** The repository's name with its namespaces, such as `team/web`. */
  readonly repositoryName: string;
  /** Account of the registry; another one's repository policy has to allow the execution role. @default - the stack's */
  readonly registryAccount?: string;
  /** Region of the registry. @default - the stack's */
  readonly region?: string;
}

/**
 * Lets the execution role pull images of exactly one repository.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html
 */
export function grantPull(
  { executionRole }: TaskContext,
  repositoryArn: string,
  { pullThroughCache = false }: PullThroughCache,
): void {
  // The token is the registry's: IAM knows no resource for it.
  executionRole.addToPolicy("pull-images", {
    actions: ["ecr:GetAuthorizationToken"],
    resources: ["*"],
  });
  executionRole.addToPolicy("pull-images", {
    actions: [
      ...["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      ...(pullThroughCache ? ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"] : []),
    ],
    resources: [repositoryArn],
  });
}

/** The ARN of a repository that is known by its parts. */
export function repositoryArn(container: Construct, attributes: EcrRepositoryAttributes): string {
  const { repositoryName, registryAccount: account, region } = attributes;
  const resource = `repository/${repositoryName}`;
  const target = AwsTarget.of(container);
  if (region !== undefined && !isUnresolved([region, target.partition])) {
    ecrRegion.enforce(container, "image.region", { region, partition: target.partition });
  }
  return target.arn({ service: "ecr", resource, region, account });
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
