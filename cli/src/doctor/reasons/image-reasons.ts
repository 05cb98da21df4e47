import type { ReasonKind } from "./reason-kind";

const OF_ECR = String.raw`\.dkr[.-]ecr`;
/** The agent hides the addresses of ECR's layers. */
const OF_LAYERS = String.raw`starport-layer-bucket|REDACTED ECR URL`;
const LOGIN = ["registry-login-malformed", "version-missing", "secret-missing"];

/**
 * Why an image is not pulled. On ECR the text always holds "pull access denied … repository does not exist or may require
 * 'docker login'"; the cause follows.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
 * @see https://github.com/aws/amazon-ecs-agent/blob/v1.105.1/agent/api/errormessages/error_messages.go
 */
export const IMAGE_REASONS: readonly ReasonKind[] = [
  {
    // Not AWS's own TooManyRequestsException.
    pattern: /toomanyrequests(?!exception)|pull rate limit|CannotPull.*\b429\b/i,
    cause: "the registry has no more pulls for this address or login",
    next: "pull with a login, or through a pull-through cache of ECR (`pullThroughCache: true`)",
  },
  {
    pattern: /not authorized to perform: ecr:(BatchImportUpstreamImage|CreateRepository)/i,
    cause: "the execution role may not fill the pull-through cache of ECR",
    next: "set `pullThroughCache: true` where the image is named, or allow the action to the execution role",
  },
  {
    pattern: /not authorized to perform: ecr:/i,
    cause: "the execution role may not pull the image from ECR",
    next: "allow the action that the reason names to the execution role and, from another account, in the repository's policy",
  },
  {
    pattern: new RegExp(`(${OF_LAYERS}).*(\\b403\\b|Forbidden|AccessDenied)`, "i"),
    cause: "S3 refuses the layers that ECR keeps there",
    next: "let the policy of the VPC's endpoint for S3 allow s3:GetObject on arn:aws:s3:::prod-REGION-starport-layer-bucket/*",
  },
  {
    pattern: new RegExp(`${OF_ECR}.*authorization token has expired`, "i"),
    cause: "the agent's login for ECR had expired",
    next: "wait for the next task; on an instance update the agent",
  },
  {
    pattern: new RegExp(
      `${OF_ECR}.*no basic auth|ecr (credentials|auth data)|ecr auth: |missing container's registry auth data`,
      "i",
    ),
    cause:
      "there was no login for ECR: the task has no execution role, and its instance none that may pull",
    checks: ["role-missing", "role-trust"],
    next: "give the task definition an execution role: ContainerImage.fromEcrRepository() makes one",
  },
  {
    pattern: new RegExp(`${OF_ECR}.*(\\b403\\b|Forbidden)`, "i"),
    cause: "ECR refuses the image to the execution role",
    next: "allow ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on the repository to the execution role, and from another account in the repository's policy",
  },
  {
    pattern:
      /no matching manifest|no match for platform|descriptor matching platform|exec format error/i,
    cause: "the image is not built for the processor that the task asks for",
    next: "build it for X86_64 or ARM64 as the task says, or set `cpuArchitecture`",
  },
  {
    pattern: new RegExp(
      `${OF_ECR}.*(repository does not exist|not found|does not exist in the registry|(manifest|name) unknown)|(Repository|Image)NotFoundException`,
      "i",
    ),
    cause: "ECR has no such repository or image, or this account may not see it",
    next: "correct the image, or push it: aws ecr describe-images --repository-name REPOSITORY",
  },
  {
    pattern: /invalid schema|AuthorizationData is malformed|empty secrets value/i,
    cause: "the registry's login is not JSON with username and password",
    checks: ["registry-login-malformed", "value-empty"],
    inValue: true,
  },
  {
    pattern:
      // What the runtime's own store lacks, and the agent's own credentials, says nothing of the registry.
      /CannotPull(?!.*content (digest|store)).*((?<!credentials): not found|manifest unknown|requested access to the resource is denied)/i,
    cause: "the registry has no such image, or shows it to nobody without a login",
    checks: LOGIN,
    next: "correct the image, or pull it with a login: `credentials` of ContainerImage.fromRegistry()",
  },
  {
    pattern:
      /CannotPull.*(\b40[13]\b|unauthorized|authentication required|pull access denied|no basic auth)/i,
    cause: "the registry refused the login",
    checks: LOGIN,
    inValue: true,
  },
  {
    pattern: /invalid reference format/i,
    cause: "the image's name is none that Docker takes",
    next: "write it in lower case: registry/repository:tag",
  },
  {
    pattern: /CannotPull.*x509:/i,
    cause: "the registry's certificate is of no authority that the host trusts, or of another name",
    next: "have the registry show a certificate of a public authority; on an instance the authority can be installed",
  },
  {
    pattern: /CannotPull.*unexpected (http )?status\b.*\b50\d\b/i,
    cause: "the registry had an error of its own",
    next: "see whether the next task starts",
  },
  {
    pattern: /(unpigz|extract layer|register layer).*signal: killed/i,
    cause: "unpacking the image was ended: it took more memory or disk than there is",
    next: "give the task, or its instance, more of both",
  },
  {
    pattern: /no space left on device|Thin Pool has \d+ free/i,
    cause: "the disk that images and volumes lie on is full",
    next: "raise `ephemeralStorageGiB`, or free the instance's disk",
  },
];
