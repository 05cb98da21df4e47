import { referenceChecks, roleChecks } from "../../../cli/src/delivery";
import { serviceChecks } from "../../../cli/src/doctor/checks";
import { explain, type Finding } from "../../../cli/src/doctor/explain";
import { kindOf, REASONS, shownReason } from "../../../cli/src/doctor/stopped-reason";

const ASM =
  "execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): ";
const SSM =
  "execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): ";
const PULL = "ResourceInitializationError: unable to pull secrets or registry auth: ";
const ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/db-AbCdEf";

/** Reasons as ECS, its agent and the services word them, and the check that should explain each first. */
const EXAMPLES: readonly (readonly [reason: string, check: string])[] = [
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

const REPOSITORY = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders/web";
const DENIED = `CannotPullContainerError: Error response from daemon: pull access denied for ${REPOSITORY}, repository does not exist or may require 'docker login': denied: `;
const PULLED = "CannotPullContainerError: pull image manifest has been retried 5 time(s): ";
const USER = "User: arn:aws:sts::123456789012:assumed-role/exec/1 is not authorized to perform: ";
const START = "CannotStartContainerError: Error response from daemon: ";

/** Reasons of which no check knows more than they say, with their cause. */
const SAID: readonly (readonly [reason: string, cause: string, next: string])[] = [
  // CloudWatch Logs
  [
    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.",
    "there is no such log group",
    "create the log group",
  ],
  [
    `ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: ${USER}logs:CreateLogStream on resource: arn:aws:logs:…`,
    "may not write to the log group",
    "allow logs:CreateLogStream",
  ],
  [
    `${START}failed to initialize logging driver: failed to create Cloudwatch log stream: NoCredentialProviders: no valid providers in chain.`,
    "the log driver had no credentials",
    "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE",
  ],
  // FireLens, in the words of the agent
  [
    "unable to generate firelens config: unable to apply log options of container web to firelens config: missing output key Name which is required for firelens configuration of type fluentbit",
    "is not told where output goes",
    "name the output plugin",
  ],
  [
    'unable to set socket directory ownership: unable to determine the user ID: strconv.Atoi: parsing "fluent": invalid syntax',
    "user is not a number",
    "write its `user` as a number",
  ],
  [
    "unsupported firelens config type fluentbeat",
    "the FireLens router's settings",
    "firelensRouter",
  ],
  // ECR
  [
    `The task can’t pull the image. Check that the role has the permissions to pull images from the registry. ${DENIED}${USER}ecr:BatchGetImage on resource: arn:aws:ecr:eu-central-1:123456789012:repository/orders/web because no identity-based policy allows the ecr:BatchGetImage action`,
    "the execution role may not pull",
    "allow the action",
  ],
  [
    `${PULL}execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): AccessDeniedException: ${USER}ecr:GetAuthorizationToken on resource: *`,
    "the execution role may not pull",
    "allow the action",
  ],
  [
    `${DENIED}${USER}ecr:BatchImportUpstreamImage on resource: arn:aws:ecr:…`,
    "may not fill the pull-through cache",
    "pullThroughCache: true",
  ],
  [
    `${PULLED}failed to resolve ref ${REPOSITORY}:1: pulling from host 123456789012.dkr.ecr.eu-central-1.amazonaws.com failed with status code [manifests 1]: 403 Forbidden`,
    "ECR refuses the image",
    "ecr:BatchGetImage",
  ],
  [
    "CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://prod-eu-central-1-starport-layer-bucket.s3.eu-central-1.amazonaws.com/a: 403 Forbidden",
    "S3 refuses the layers",
    "starport-layer-bucket",
  ],
  [
    `${DENIED}requested access to the resource is denied`,
    "ECR has no such repository or image",
    "correct the image",
  ],
  [`CannotPullContainerError: ${REPOSITORY}:9: not found`, "ECR has no such", "correct the image"],
  [
    "CannotPullContainerError: 123456789012.dkr-ecr.eu-central-1.on.aws/orders:9: not found",
    "ECR has no such",
    "correct the image",
  ],
  [
    `CannotPullContainerError: Error response from daemon: manifest for ${REPOSITORY}:9 not found: manifest unknown: Requested image not found`,
    "ECR has no such",
    "push it",
  ],
  [
    `CannotPullContainerError: API error (404): repository ${REPOSITORY} not found`,
    "ECR has no such",
    "push it",
  ],
  [
    `${DENIED}Your authorization token has expired. Reauthenticate and try again.`,
    "had expired",
    "update the agent",
  ],
  // Other registries
  [
    "CannotPullContainerError: toomanyrequests: You have reached your unauthenticated pull rate limit.",
    "the registry has no more pulls",
    "pull with a login",
  ],
  [
    `${PULLED}failed to resolve ref docker.io/library/nginx:1: unexpected status code: 429 Too Many Requests`,
    "the registry has no more pulls",
    "pull-through cache",
  ],
  [
    "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/arm64'",
    "not built for the processor",
    "cpuArchitecture",
  ],
  [
    "CannotPullContainerError: failed to register layer: exit status 1: unpigz: signal: killed",
    "unpacking the image was ended",
    "more of both",
  ],
  [
    "CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob1: no space left on device",
    "is full",
    "ephemeralStorageGiB",
  ],
  // AWS
  [
    `${PULL}${SSM}ThrottlingException: Rate exceeded`,
    "there were too many",
    "wait for the next task",
  ],
  [`${PULL}${ASM}TooManyRequestsException: slow down`, "there were too many", "fewer tasks"],
  [
    'unable to download env file with key a from bucket b, error: invalid path: bucket "b" key "../../a" escapes envfile resource directory',
    "refuses the name of the environment file",
    "without `..`",
  ],
  [
    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: Connection timed out",
    "the EFS volume could not be mounted",
    "port 2049",
  ],
  [
    "(service web) was unable to place a task because no container instance met all of its requirements.",
    "no instance of the cluster has room",
    "add instances",
  ],
  ["TaskFailedToStart: MemberOf placement constraint unsatisfied.", "has room", "add instances"],
  ["You've reached the limit on the number of vCPUs you can run", "quota allows", "higher quota"],
  ["Capacity is unavailable at this time. Please try again later", "no capacity", "zones"],
  [
    "Timeout waiting for network interface provisioning to complete.",
    "network interface",
    "free addresses",
  ],
  [
    `${START}OCI runtime create failed: exec: "web": executable file not found in $PATH: unknown`,
    "program cannot be run",
    "correct `command`",
  ],
  [
    "CannotCreateContainerError: Invalid volume referenced: data",
    "volume of the container",
    "correct the volume",
  ],
  [
    "ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m",
    "runtime did not answer",
    "next task starts",
  ],
  ["TaskFailedToStart: InternalError: unexpected error", "an error of its own", "next task starts"],
  // What ran
  ["OutOfMemoryError: Container killed due to memory usage", "more memory", "memoryLimitMiB"],
  ["Task failed ELB health checks in (target-group arn:aws:…)", "unhealthy", "healthCheck"],
  ["Essential container in task exited", "the application itself ended", "exit code"],
  ["Your Spot Task was interrupted.", "took the capacity", "another task"],
  ["Scaling activity initiated by deployment ecs-svc/1", "on purpose", "nothing is wrong"],
];

describe("a stopped task's reason", () => {
  it.each(EXAMPLES)("%s is of the kind that %s explains", (reason, check) => {
    expect(kindOf(reason)?.checks).toContain(check);
    const causes = explain(
      reason,
      [finding({ check }), finding({ check: "stale" })],
      true,
    ).findings;
    expect(causes.map((cause) => cause.check)).toEqual([check]);
  });

  it.each(SAID)("%s says its cause, and not that of a missing secret", (reason, cause, next) => {
    const explanation = explain(reason, [finding({ check: "secret-missing" })], true);
    expect(explanation.cause).toContain(cause);
    expect(explanation.next).toContain(next);
    expect(explanation.findings).toEqual([]);
  });

  it("has an example for each kind", () => {
    const seen = new Set([...EXAMPLES, ...SAID].map(([reason]) => kindOf(reason)));
    expect(REASONS.filter((kind) => !seen.has(kind))).toEqual([]);
  });

  it("is explained by checks that there are", () => {
    const known = [...roleChecks, ...referenceChecks, ...serviceChecks].map(({ id }) => id);
    expect(new Set(known).size).toBe(known.length);
    expect(
      REASONS.flatMap(({ checks = [] }) => checks).filter((id) => !known.includes(id)),
    ).toEqual([]);
  });

  it.each(["", "Something that nobody has seen", "CannotFrobnicateError: x"])(
    "says that it is unknown, and shows it as it stands: %j",
    (reason) => {
      expect(kindOf(reason)).toBeUndefined();
      const explanation = explain(reason, [finding({ check: "secret-missing" })], true);
      expect(explanation).toMatchObject({ reason, isKnown: false, findings: [] });
      expect(explanation.cause).toBe("unknown: doctor does not know this reason");
      expect(explanation.next).toContain("look it up as it stands");
    },
  );

  it("names the one secret of several that it speaks of", () => {
    const check = "secret-missing";
    const db = finding({ check, source: "secret orders/db · password" });
    const other = finding({ check, source: "secret orders/vendor" });
    const reason = `ResourceNotFoundException: ${ARN}`;
    expect(explain(reason, [other, db], true).findings).toEqual([db]);
    expect(explain("ResourceNotFoundException", [other, db], true).findings).toEqual([other, db]);
  });

  it("is not explained by what may be, but is not known", () => {
    const doubtful = finding({ check: "secret-missing", state: "unknown" });
    const { findings, next } = explain("ResourceNotFoundException", [doubtful], true);
    expect(findings).toEqual([]);
    expect(next).toContain("nothing of that kind is wrong now");
  });

  it("is shown without control characters, without quotes from a secret, and not at any length", () => {
    expect(shownReason("a\u001b[31m\r\nb\u202ec\u2028d")).toBe("a [31m b c d");
    expect(shownReason("invalid character '\\'' looking for beginning of value")).toBe(
      "invalid character … looking for beginning of value",
    );
    expect(shownReason("invalid character 'x' after top-level value")).not.toContain("x'");
    expect(shownReason("x: invalid character 'q' in literal true (expecting 'r')")).toBe(
      "x: invalid character …",
    );
    expect(shownReason("json: cannot unmarshal number 4711 into Go value")).not.toContain("4711");
    expect(shownReason("x".repeat(2_000))).toHaveLength(501);
  });
});

function finding(settings: Partial<Finding>): Finding {
  const next = "do something";
  return {
    check: "stale",
    state: "problem",
    finding: "it is wrong",
    next,
    cluster: "orders",
    ...settings,
  };
}
