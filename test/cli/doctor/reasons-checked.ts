export const ASM =
  "execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): ";
export const SSM =
  "execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): ";
export const PULL = "ResourceInitializationError: unable to pull secrets or registry auth: ";
export const ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/db-AbCdEf";

/** Reasons as ECS, its agent and the services word them, and the check that should explain each first. */
export const EXAMPLES: readonly (readonly [reason: string, check: string])[] = [
  [
    `${PULL}${ASM}retrieved secret from Secrets Manager did not contain json key password`,
    "json-key-missing",
  ],
  [`${PULL}${ASM}invalid character 's' looking for beginning of value`, "value-not-json"],
  [`${PULL}${ASM}invalid character 'q' in literal true (expecting 'r')`, "value-not-json"],
  [
    `${PULL}${ASM}json: cannot unmarshal number 4711 into Go value of type map[string]interface {}`,
    "value-not-json",
  ],
  [
    `${PULL}${ASM}failed to fetch secret ${ARN} from secrets manager: AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/exec/1 is not authorized to perform: secretsmanager:GetSecretValue on resource: ${ARN} because no identity-based policy allows it`,
    "read-permission",
  ],
  [
    `${PULL}${ASM}failed to fetch secret ${ARN} from secrets manager: AccessDeniedException: Access to KMS is not allowed`,
    "decrypt-permission",
  ],
  [
    `${PULL}${ASM}failed to fetch secret ${ARN} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
    "secret-missing",
  ],
  [
    `${PULL}${ASM}ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT`,
    "version-missing",
  ],
  [
    `ResourceInitializationError: The task can't retrieve the secret with ARN '${ARN}' from AWS Secrets Manager. Check that the secret ARN is correct`,
    "secret-missing",
  ],
  [
    `${PULL}${ASM}InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.`,
    "secret-pending-deletion",
  ],
  [
    `${PULL}${ASM}failed to fetch secret: KMSInvalidStateException: arn:aws:kms:… is disabled.`,
    "key-disabled",
  ],
  [`${PULL}${SSM}invalid ssm parameters: /orders/api-key`, "secret-missing"],
  [
    `Fetching secret data from SSM Parameter Store in eu-central-1: invalid parameters: /orders/api-key`,
    "secret-missing",
  ],
  [
    `${PULL}${SSM}AccessDeniedException: User is not authorized to perform: ssm:GetParameters`,
    "read-permission",
  ],
  [
    `${PULL}${SSM}RequestCanceled: request context canceled caused by: context deadline exceeded. Please check your task network configuration.`,
    "no-network-path",
  ],
  [
    `${PULL}execution resource retrieval failed: unable to get registry auth from asm: service call has been retried 5 time(s): RequestError: send request failed caused by: dial tcp 10.0.0.1:443: i/o timeout`,
    "no-network-path",
  ],
  [
    "ResourceInitializationError: unable to pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration.",
    "no-network-path",
  ],
  [
    `${PULL}execution resource retrieval failed: unable to get registry auth from asm: asm fetching username: AuthorizationData is malformed, empty field`,
    "registry-login-malformed",
  ],
  [
    "CannotPullContainerError: pull access denied for registry.example.com/orders: authentication required",
    "registry-login-malformed",
  ],
  [`${PULL}unexpected ARN format of the secret`, "reference-malformed"],
  [
    "ECS was unable to assume the role 'arn:aws:iam::123456789012:role/exec' that was provided for this task.",
    "role-trust",
  ],
  [
    "ResourceInitializationError: failed to download env files: NoSuchKey: The specified key does not exist.",
    "secret-missing",
  ],
  [
    "ResourceInitializationError: failed to validate logger args: splunk-token is required",
    "value-empty",
  ],
  ["The platform version does not support a specified parameter.", "platform-version"],
  [
    `${PULL}${ASM}trying to retrieve secret with value ${ARN}:password resulted in error: an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a valid ARN and try again.`,
    "reference-malformed",
  ],
  [`${PULL}pull command failed: : signal: killed`, "no-network-path"],
  [
    'CannotPullContainerError: The task can’t pull the image. Check your network configuration. RequestError: send request failed\ncaused by: Post "https://api.ecr.us-east-1.amazonaws.com/": net/http: request canceled while waiting for connection',
    "no-network-path",
  ],
  [
    "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration.",
    "no-network-path",
  ],
  ["ASM secret resource: unable to find execution role credentials", "role-missing"],
  ["environment file resource: unable to find execution role credentials", "role-missing"],
  [
    "ClientException: Fargate requires task definition to have execution role ARN to support ECR images.",
    "role-missing",
  ],
  [
    "CannotPullECRContainerError: pull access denied for 123456789012.dkr.ecr.eu-central-1.amazonaws.com/a, repository does not exist or may require 'docker login': no basic auth credentials",
    "role-missing",
  ],
  ["engine ecr credentials: not found", "role-missing"],
  [
    "CannotPullContainerAuthError: engine docker private registry credentials: not found",
    "role-missing",
  ],
  [
    "UnrecognizedClientException: The security token included in the request is invalid.",
    "role-missing",
  ],
  [
    `${PULL}${ASM}DecryptionFailure: Secrets Manager can't decrypt the protected secret text using the provided KMS key.`,
    "decrypt-permission",
  ],
  ["unsupported credentialspec ARN, only s3/ssm ARNs are valid", "reference-malformed"],
  ["the provided SSM parameter:parameter/a is in an invalid format", "reference-malformed"],
  [
    "CannotPullContainerError: inactivity time exceeded timeout while pulling image",
    "no-network-path",
  ],
  [
    "PlatformTaskDefinitionIncompatibilityException: The specified platform does not satisfy the task definition’s required capabilities.",
    "platform-version",
  ],
  ["unable to initialize s3 client for bucket orders, error: bucket not found", "secret-missing"],
  [
    "ResourceInitializationError: failed to download env files: file download command: non empty error stream: NoSuchBucket: The specified bucket does not exist",
    "secret-missing",
  ],
  [
    "CannotPullContainerError: pull access denied for some/nonsense, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    "registry-login-malformed",
  ],
  [`${PULL}${ASM}invalid character 'a' in numeric literal`, "value-not-json"],
  [`${PULL}${ASM}invalid character '}' after object key`, "value-not-json"],
  [
    `fetching secret data from SSM Parameter Store in eu-central-1: invalid parameters: /a`,
    "secret-missing",
  ],
  ["could not find a secretsmanager secretID from value x", "reference-malformed"],
  [
    `secret ${ARN}: operation error KMS: Decrypt, NotFoundException: Key 'arn:aws:kms:eu-central-1:123456789012:key/1' does not exist`,
    "key-missing",
  ],
];
