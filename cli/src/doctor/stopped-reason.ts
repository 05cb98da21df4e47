import type { LiveTask } from "../live";
import { oneLine } from "../text";

/** What a stopped task's reason says about secrets. */
export interface ReasonKind {
  readonly pattern: RegExp;
  /** What happened, for people. */
  readonly cause: string;
  /** The checks that look for such a cause. */
  readonly checks: readonly string[];
  /** Whether only `--read-values` can confirm it. @default false */
  readonly inValue?: boolean;
  /** What to do where no check finds it. @default - see whether the next task starts */
  readonly next?: string;
}

const NETWORK = ["no-network-path", "security-group-egress"];
const REFUSED = [
  "read-permission",
  "decrypt-permission",
  "permissions-boundary",
  "organization-policy",
  "resource-policy",
  "key-policy",
];
const KEY = ["key-missing", "key-disabled", "key-pending-deletion"];
const ABSENT = ["secret-missing", "secret-arn-mistyped", "wrong-region"];

/**
 * The texts with which ECS stops a task whose secrets do not arrive, the most telling first: those of its agent, of
 * Fargate, and of the services they call.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
 * @see https://github.com/aws/amazon-ecs-agent/blob/master/agent/asm/asm.go
 */
export const REASONS: readonly ReasonKind[] = [
  {
    pattern: /log stream.*(ResourceNotFound|does not exist)|log group does not exist/i,
    cause: "there is no such log group in CloudWatch Logs",
    checks: [],
    next: "create the log group that the container's log configuration names, in its Region",
  },
  {
    pattern: /toomanyrequests/i,
    cause: "the registry has no more pulls for this address or login",
    checks: [],
    next: "pull with a login, or through a pull-through cache of ECR",
  },
  {
    pattern: /not authorized to perform: ecr:/i,
    cause: "the execution role may not pull the image from ECR",
    checks: [],
    next: "allow the action that the reason names to the execution role and, from another account, in the repository's policy",
  },
  {
    pattern: /\.dkr[.-]ecr.*(repository does not exist|not found|does not exist in the registry)/i,
    cause: "ECR has no such repository or image, or shows it to nobody in this account",
    checks: [],
    next: "correct the image, or push it: aws ecr describe-images --repository-name REPOSITORY",
  },
  {
    pattern: /ThrottlingException|Rate exceeded|TooManyRequestsException/i,
    cause: "AWS refused the call because there were too many",
    checks: [],
    next: "wait for the next task, or start fewer tasks at once",
  },
  {
    pattern: /did not contain json key/i,
    cause: "the secret has no such JSON key",
    checks: ["json-key-missing"],
    inValue: true,
  },
  {
    pattern: /invalid schema|AuthorizationData is malformed|empty secrets value/i,
    cause: "the registry's login is not JSON with username and password",
    checks: ["registry-login-malformed", "value-empty"],
    inValue: true,
  },
  {
    pattern:
      /invalid character .* (looking for|in literal|after top-level)|unexpected end of JSON|cannot unmarshal/i,
    cause: "the secret is no JSON object, but the reference selects a JSON key",
    checks: ["value-not-json"],
    inValue: true,
  },
  {
    pattern: /unable to assume|assume the role|AssumeRole/i,
    cause: "ECS could not assume the role",
    checks: ["role-trust", "role-missing"],
  },
  {
    pattern: /KMSInvalidState|is disabled|pending deletion|DisabledException/i,
    cause: "the key decrypts nothing",
    checks: KEY,
  },
  {
    pattern: /Access to KMS is not allowed|kms:Decrypt|ciphertext refers to/i,
    cause: "the role may not decrypt with the key",
    checks: [...REFUSED.filter((id) => id !== "read-permission"), ...KEY],
  },
  {
    pattern: /can't find the specified secret value|staging label|VersionId/i,
    cause: "the secret has no such version",
    checks: ["version-missing"],
  },
  {
    pattern: /marked (for deletion|deleted)|scheduled for deletion/i,
    cause: "the secret is scheduled for deletion",
    checks: ["secret-pending-deletion"],
  },
  {
    pattern: /invalid (ssm )?parameters:|ParameterNotFound/i,
    cause: "Parameter Store has no such parameter",
    checks: [...ABSENT, "parameter-of-other-account"],
  },
  {
    pattern: /ResourceNotFoundException|can't find the specified secret|secret with ARN .* Check/i,
    cause: "Secrets Manager has no such secret",
    checks: [...ABSENT, "version-missing"],
  },
  {
    pattern: /unexpected (ARN|format)|invalid (ARN|prefix)|malformed ARN/i,
    cause: "the agent does not understand the reference",
    checks: ["reference-malformed", "parameter-of-other-account"],
  },
  {
    pattern:
      /CannotPull.*(401|unauthorized|authentication required|pull access denied|no basic auth)/i,
    cause: "the registry refused the login",
    checks: ["registry-login-malformed", "version-missing", "secret-missing"],
    inValue: true,
  },
  {
    pattern: /AccessDenied|not authorized to perform|access denied/i,
    cause: "AWS refused the role a call",
    checks: [...REFUSED, "role-trust"],
  },
  {
    pattern:
      /deadline exceeded|context canceled|RequestCanceled|i\/o timeout|dial tcp|timed? ?out|send request failed|connection issue|no such host|network configuration|pull command failed.*signal: killed/i,
    cause: "the task does not reach what it calls",
    checks: NETWORK,
  },
  {
    pattern: /env(ironment)? files?.*(NoSuchKey|not found|404)|NoSuchKey|NoSuchBucket/i,
    cause: "there is no such object",
    checks: ["secret-missing"],
  },
  {
    pattern: /failed to (initialize|validate) logg(er|ing)|logging driver|log driver/i,
    cause: "the log driver did not get what it needs",
    checks: ["value-empty", "secret-missing", ...REFUSED],
    inValue: true,
  },
  {
    pattern: /platform version/i,
    cause: "the platform version does not know the way of delivery",
    checks: ["platform-version"],
  },
];

/** The kind of a reason. @returns nothing where it is not about secrets */
export function kindOf(reason: string): ReasonKind | undefined {
  return REASONS.find(({ pattern }) => pattern.test(reason));
}

const START_FAILURE = /ResourceInitializationError|CannotPull|TaskFailedToStart|Fetching secret/i;

/** Whether a task stopped because it could not be started. */
export function isStartFailure({ stopCode, stoppedReason = "" }: LiveTask): boolean {
  return stopCode === "TaskFailedToStart" || START_FAILURE.test(stoppedReason);
}

const LONGEST = 500;

/**
 * A reason as it may be shown. Go's JSON parser quotes a character, or a number, of what it could not read: of a secret.
 */
export function shownReason(reason: string): string {
  const shown = oneLine(reason)
    // Which letter a literal has instead of its next one, and which comes next, is said behind it.
    .replace(/invalid character .+? in literal \w+ \(expecting .+?\)/gi, "invalid character …")
    .replace(/invalid character .+? (looking|after|in|exiting)/gi, "invalid character … $1")
    .replace(/cannot unmarshal number \S+/gi, "cannot unmarshal number …");
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}
