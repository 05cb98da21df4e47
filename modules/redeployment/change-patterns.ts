import { AwsTarget, type Json } from "../core";
import { inSameOrder, isUnresolved, warn } from "../core/internal";
import type { IEcsService, WatchedSecret } from "../ecs";
import { patternLength, splitByPatternSize } from "./event-rule";

/** The secrets of a service whose changes AWS reports in its account and Region; each once, sorted by name. */
export function watchedSecrets(service: IEcsService): readonly WatchedSecret[] {
  const secrets = new Map<string, WatchedSecret>();
  for (const { watched } of service.references) {
    if (!watched || !isTold(service, watched)) continue;
    const { store, name = "", arnPattern, versionStage = "" } = watched;
    secrets.set([store, name, arnPattern, versionStage].join(" "), watched);
  }
  return inSameOrder(secrets.keys()).flatMap((key) => secrets.get(key) ?? []);
}

/** Staging labels whose move changes what a service reads. */
function movingLabels(secrets: readonly WatchedSecret[]): readonly string[] {
  const labels = secrets.flatMap(({ versionStage = [] }) => versionStage);
  // AWSPREVIOUS moves when AWSCURRENT does, and there is an event for the latter only.
  return [...new Set(labels.map((label) => label.replace("AWSPREVIOUS", "AWSCURRENT")))].sort();
}

/** Whether the events of a secret reach the service: they stay in the account and the Region of what has changed. */
function isTold(service: IEcsService, { name, arnPattern }: WatchedSecret): boolean {
  const own = AwsTarget.of(service);
  const [, , , region = "", account = ""] = arnPattern.split(":");
  if (isUnresolved([arnPattern, own.region, own.account])) return true;
  if (region === own.region && account === own.account) return true;
  warn(
    service,
    `Nothing here tells when ${name ?? arnPattern} changes: its events stay in account ${account}, ${region}. After a change run \`ecs-secrets redeploy\`.`,
  );
  return false;
}

/** The events that one rule listens to. */
export interface ChangePattern {
  /** Id of the rule's construct. */
  readonly id: string;
  /** What the rule is for. */
  readonly description: string;
  readonly pattern: Json;
  /** Length of the pattern once every ARN is known. */
  readonly length: number;
}

interface Source {
  readonly id: string;
  readonly description: string;
  /** Whether it reports the changes of a secret. */
  tells(secret: WatchedSecret): boolean;
  /** @param arnOf how a secret's ARN is written */
  render(secrets: readonly WatchedSecret[], arnOf: (secret: WatchedSecret) => string): Json;
}

const inSecretsManager = ({ store }: WatchedSecret): boolean => store === "secretsmanager";
const inParameterStore = ({ store }: WatchedSecret): boolean => store === "ssm";

/** The events by which AWS reports changes. One change causes several; all of them lead to the same deployment. */
const SOURCES: readonly Source[] = [
  {
    /** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/secret-event-notifications.html */
    id: "label",
    description: "A staging label of a secret has moved",
    tells: (secret) => inSecretsManager(secret) && secret.name !== undefined,
    render: (secrets) => ({
      source: ["aws.secretsmanager"],
      "detail-type": ["Secret Label Updated"],
      detail: { labelUpdated: movingLabels(secrets), name: namesOf(secrets) },
    }),
  },
  {
    id: "label-by-arn",
    description: "A staging label of a secret has moved",
    tells: (secret) => inSecretsManager(secret) && secret.name === undefined,
    render: (secrets, arnOf) => ({
      source: ["aws.secretsmanager"],
      "detail-type": ["Secret Label Updated"],
      resources: unique(secrets.map(arnOf)),
      detail: { labelUpdated: movingLabels(secrets) },
    }),
  },
  {
    /** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html */
    id: "trail",
    description: "A secret was written or rotated, as CloudTrail tells it",
    tells: inSecretsManager,
    render: (secrets, arnOf) => {
      const arns = unique(secrets.map(arnOf));
      // A rotation writes a pending version first: that changes nothing for readers.
      const moved: Json = [{ exists: false }, ...movingLabels(secrets)];
      return {
        source: ["aws.secretsmanager"],
        "detail-type": ["AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"],
        detail: {
          eventName: [
            "PutSecretValue",
            "RotationSucceeded",
            "UpdateSecret",
            "UpdateSecretVersionStage",
          ],
          requestParameters: { versionStage: moved, versionStages: moved },
          // Full ARNs, whatever the caller wrote; missing if the call failed. AWS spells the field's name both ways.
          $or: [
            { responseElements: { arn: arns } },
            { responseElements: { aRN: arns } },
            { additionalEventData: { SecretId: arns } },
          ],
        },
      };
    },
  },
  {
    /** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html */
    id: "parameter",
    description: "A parameter was written",
    tells: (secret) => inParameterStore(secret) && secret.name !== undefined,
    render: (secrets) => ({
      source: ["aws.ssm"],
      "detail-type": ["Parameter Store Change"],
      detail: { name: namesOf(secrets), operation: ["Create", "Update"] },
    }),
  },
  {
    id: "parameter-by-arn",
    description: "A parameter was written",
    tells: (secret) => inParameterStore(secret) && secret.name === undefined,
    render: (secrets, arnOf) => ({
      source: ["aws.ssm"],
      "detail-type": ["Parameter Store Change"],
      resources: unique(secrets.map(arnOf)),
      detail: { operation: ["Create", "Update"] },
    }),
  },
];

/** The patterns that together match every change of these secrets, and of no others. */
export function changePatterns(secrets: readonly WatchedSecret[]): readonly ChangePattern[] {
  return SOURCES.flatMap((source) => {
    const own = secrets.filter((secret) => source.tells(secret));
    const atFullLength = (some: readonly WatchedSecret[]): Json =>
      source.render(some, ({ arnPattern }) => arnPattern);
    return splitByPatternSize(own, atFullLength).map((some, index) => ({
      id: index === 0 ? source.id : `${source.id}-${index + 1}`,
      description: source.description,
      pattern: source.render(some, ({ arn }) => arn),
      length: patternLength(atFullLength(some)),
    }));
  });
}

function namesOf(secrets: readonly WatchedSecret[]): readonly string[] {
  return unique(secrets.flatMap(({ name = [] }) => name));
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
