import { referenceChecks, roleChecks } from "../../../cli/src/delivery";
import { serviceChecks } from "../../../cli/src/doctor/checks";
import { explain } from "../../../cli/src/doctor/explain";
import type { Finding } from "../../../cli/src/doctor/finding";
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
];

const REPOSITORY = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/orders/web";
const DENIED = `CannotPullContainerError: Error response from daemon: pull access denied for ${REPOSITORY}, repository does not exist or may require 'docker login': denied: `;

/** Reasons of which no check knows more than they say, with their cause. */
const SAID: readonly (readonly [reason: string, cause: string, next: string])[] = [
  [
    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.",
    "there is no such log group",
    "create the log group",
  ],
  [
    `${DENIED}User: arn:aws:sts::123456789012:assumed-role/exec/1 is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-central-1:123456789012:repository/orders/web because no identity-based policy allows the ecr:BatchGetImage action`,
    "the execution role may not pull",
    "allow the action",
  ],
  [
    `${DENIED}requested access to the resource is denied`,
    "ECR has no such repository or image",
    "correct the image",
  ],
  [
    `CannotPullContainerError: ${REPOSITORY}:9: not found`,
    "ECR has no such repository or image",
    "correct the image",
  ],
  [
    "CannotPullContainerError: toomanyrequests: You have reached your unauthenticated pull rate limit.",
    "the registry has no more pulls",
    "pull with a login",
  ],
  [
    `${PULL}${SSM}ThrottlingException: Rate exceeded`,
    "there were too many",
    "wait for the next task",
  ],
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
    expect(REASONS.flatMap(({ checks }) => checks).filter((id) => !known.includes(id))).toEqual([]);
  });

  it.each(["Essential container in task exited", "Scaling activity initiated by deployment", ""])(
    "is not about secrets: %j",
    (reason) => {
      expect(kindOf(reason)).toBeUndefined();
      expect(explain(reason, [finding({ check: "secret-missing" })], true).findings).toEqual([]);
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
