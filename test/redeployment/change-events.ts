/** An event as AWS puts it on the default bus. */
export interface AwsEvent {
  readonly source: string;
  readonly "detail-type": string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/secret-event-notifications.html */
export function labelUpdated(arn: string, label = "AWSCURRENT"): AwsEvent {
  return {
    source: "aws.secretsmanager",
    "detail-type": "Secret Label Updated",
    resources: [arn],
    detail: {
      name: nameIn(arn),
      labelUpdated: label,
      versionId: "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111",
    },
  };
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html */
export function apiCall(
  eventName: string,
  arn: string,
  { spelling = "arn", request = {} }: { spelling?: "arn" | "aRN"; request?: object } = {},
): AwsEvent {
  return {
    source: "aws.secretsmanager",
    "detail-type": "AWS API Call via CloudTrail",
    resources: [],
    detail: {
      eventSource: "secretsmanager.amazonaws.com",
      eventName,
      eventType: "AwsApiCall",
      // What the caller wrote: a name, a partial ARN or the full one.
      requestParameters: { secretId: nameIn(arn), clientRequestToken: "EXAMPLE1", ...request },
      responseElements: { [spelling]: arn },
      readOnly: false,
    },
  };
}

/** A call that Secrets Manager has refused. */
export function refusedCall(eventName: string, arn: string): AwsEvent {
  const { detail, ...event } = apiCall(eventName, arn);
  const refused = { errorCode: "AccessDenied", responseElements: null };
  return { ...event, detail: { ...detail, ...refused } };
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieve-ct-entries.html */
export function rotation(eventName: string, arn: string): AwsEvent {
  return {
    source: "aws.secretsmanager",
    "detail-type": "AWS Service Event via CloudTrail",
    resources: [],
    detail: {
      eventSource: "secretsmanager.amazonaws.com",
      eventName,
      eventType: "AwsServiceEvent",
      requestParameters: null,
      responseElements: null,
      additionalEventData: { SecretId: arn },
    },
  };
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html */
export function parameterChange(name: string, operation = "Update"): AwsEvent {
  return {
    source: "aws.ssm",
    "detail-type": "Parameter Store Change",
    resources: [`arn:aws:ssm:eu-central-1:123456789012:parameter${name}`],
    detail: { operation, name, type: "SecureString", description: "" },
  };
}

function nameIn(arn: string): string {
  return /:secret:(.+)-[A-Za-z0-9]{6}$/.exec(arn)?.[1] ?? arn;
}
