import type { Reading } from "../aws";
import { unreadable, type Check, type TaskReference, type Verdict } from "../delivery";
import type { LiveService, StaleReport, StaleUse } from "../live";
import { hasPlatform, isLinuxOnFargate, networkChecks, type NetworkSubject } from "../network";
import { ownCommand } from "../own-command";
import { shellWord } from "../text";
import { credentialSpecs, describeSource, environmentFiles, registryCredentials } from "../ways";

/** A live service, as what is wrong with it is looked for. */
export interface LiveSubject extends NetworkSubject {
  readonly service: LiveService;
  /** What its running tasks hold. */
  readonly stale: Reading<StaleReport>;
}

/**
 * Whether Fargate's version knows the way in which a secret is named.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform_versions.html
 */
export const platformVersion: Check<LiveSubject> = {
  id: "platform-version",
  what: "The platform version knows the way of delivery: registry logins from 1.2.0, secrets from 1.3.0, JSON keys, versions, environment files and credential specifications from 1.4.0.",
  why: "An older one refuses the task, or starts it without the secret.",
  run: async (subject) => {
    if (!isLinuxOnFargate(subject)) return [];
    const { service, task } = subject;
    return task.references.flatMap((reference) => {
      const wanted = wantedBy(reference);
      if (wanted === undefined || hasPlatform(subject, wanted)) return [];
      const { container, target, valueFrom } = reference.mention;
      const source = reference.reference ? describeSource(reference.reference) : valueFrom;
      return [
        {
          state: "problem" as const,
          finding: `platform version ${service.platformVersion ?? ""} is too old for it: ${wanted} is needed`,
          next: `aws ecs update-service --cluster ${service.clusterName} --service ${service.serviceName} --platform-version LATEST`,
          about: { container, target, source },
        },
      ];
    });
  },
};

function wantedBy({ mention, reference }: TaskReference): string | undefined {
  const { way } = mention;
  if (way === registryCredentials) return "1.2.0";
  if (way === environmentFiles || way === credentialSpecs) return "1.4.0";
  // The application or its init container reads these itself.
  if (way.reader === "task") return undefined;
  if (reference?.store !== "secretsmanager") return "1.3.0";
  const { jsonKey, versionStage, versionId } = reference;
  return (jsonKey ?? versionStage ?? versionId) === undefined ? "1.3.0" : "1.4.0";
}

export const stale: Check<LiveSubject> = {
  id: "stale",
  what: "Every running task started after its secrets were last changed.",
  why: "A container keeps what it got when it started; only a new task gets the new value.",
  run: async ({ service, stale: report }) => {
    if (report.state !== "found") {
      return [unreadable("whether its tasks are stale cannot be told", report)];
    }
    const { tasks, stale: old, unclear } = report.value;
    const of = `--cluster ${shellWord(service.clusterName)} --service ${shellWord(service.serviceName)}`;
    const next = ownCommand(`redeploy ${of}`);
    return [
      ...grouped(old).map((uses): Verdict => {
        const written = uses[0]?.changedAt?.toISOString() ?? "since";
        const finding = `${uses.length} of ${tasks.length} tasks hold the old value; written ${written}`;
        return { state: "problem", finding, next, about: uses[0] };
      }),
      ...grouped(unclear).map((uses): Verdict => {
        const finding = `${uses.length} of ${tasks.length} tasks may hold an old value: ${uses[0]?.reason ?? ""}`;
        return { state: "unknown", finding, next: `${next} --unclear`, about: uses[0] };
      }),
    ];
  },
};

/** The uses of one secret by one container, in all tasks. */
function grouped(uses: readonly StaleUse[]): readonly (readonly StaleUse[])[] {
  const groups = new Map<string, StaleUse[]>();
  for (const use of uses) {
    const key = JSON.stringify([use.container, use.way, use.target, use.source, use.changedAt]);
    groups.set(key, [...(groups.get(key) ?? []), use]);
  }
  return [...groups.values()];
}

/** What can be wrong with a service. One more is a file beside this one, and a line here. */
export const serviceChecks: readonly Check<LiveSubject>[] = [
  platformVersion,
  ...networkChecks,
  stale,
];
