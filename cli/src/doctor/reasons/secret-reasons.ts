import { ABSENT, KEY, REFUSED, ROLE, type ReasonKind } from "./reason-kind";

/**
 * Why secrets, environment files and logins do not arrive.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
 * @see https://github.com/aws/amazon-ecs-agent/blob/v1.105.1/agent/asm/asm.go
 */
export const SECRET_REASONS: readonly ReasonKind[] = [
  {
    pattern:
      /ThrottlingException|Throttling:|Rate exceeded|TooManyRequestsException|RequestLimitExceeded|SlowDown|being throttled/i,
    cause: "AWS refused the call because there were too many",
    next: "wait for the next task, or start fewer tasks at once",
  },
  {
    pattern: /gMSA|kerberos ticket|unmarshalling credentialspec/i,
    cause:
      "the credential specification, or the domain user's secret, is not as the domain needs it",
    next: "see that the specification is JSON, that its CredentialArn is a secret with username, password and domainName, and that the task reaches the domain's controllers",
  },
  {
    pattern: /did not contain json key/i,
    cause: "the secret has no such JSON key",
    checks: ["json-key-missing"],
    inValue: true,
  },
  {
    pattern:
      /invalid character .+ (looking for|in |after |exiting)|unexpected end of JSON|cannot unmarshal/i,
    cause: "the secret is not a JSON object, but the reference selects a JSON key",
    checks: ["value-not-json"],
    inValue: true,
  },
  {
    pattern:
      /unable to (find|get) execution role credentials|requires task definition to have execution role|specify a value for 'executionRoleArn'|private registry credentials: not found/i,
    cause: "the task has no execution role, or its instance got no credentials of it",
    checks: ROLE,
    next: "give the task definition an execution role: it is made with the first secret, log group or image of ECR",
  },
  {
    pattern: /security token included in the request is (invalid|expired)/i,
    cause: "AWS did not take the credentials of the role",
    checks: ROLE,
    next: "see whether the next task starts; on an instance see its clock, and update the agent",
  },
  {
    pattern: /unable to assume|assume the role|AssumeRole/i,
    cause: "ECS could not assume the role",
    checks: ["role-trust", "role-missing"],
  },
  {
    pattern:
      /KMSInvalidState|is disabled|pending deletion|DisabledException|Key 'arn:[^']*' does not exist/i,
    cause: "the key decrypts nothing",
    checks: KEY,
  },
  {
    pattern: /Access to KMS is not allowed|kms:Decrypt|ciphertext refers to|DecryptionFailure/i,
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
    pattern: /escapes envfile resource directory|invalid s3 arn|unable to parse bucket and key/i,
    cause: "the agent refuses the name of the environment file",
    checks: ["reference-malformed"],
    next: "name an object of a bucket by its ARN, without `..` in its key",
  },
  {
    pattern: /bucket not found|NoSuchBucket/i,
    cause: "there is no such bucket",
    checks: ["secret-missing"],
    next: "correct the bucket's name in the task definition, or make the bucket",
  },
  {
    pattern: /env(ironment)? files?.*(not found|\b404\b)|NoSuchKey/i,
    cause: "there is no such object",
    checks: ["secret-missing"],
  },
  {
    pattern:
      /unexpected (ARN|format)|(unsupported|invalid) credentialspec|SSM parameter:.* invalid format|invalid (ARN|prefix)|not enough sections|malformed ARN|could not find a secretsmanager secretID/i,
    cause: "the agent does not understand the reference",
    checks: ["reference-malformed", "parameter-of-other-account"],
  },
];
