import type { Check } from "../../delivery/check";
import { describeSource } from "../../delivery/describe-source";
import type { TaskReference } from "../../delivery/task-reference";
import { environmentFiles } from "../../delivery/ways/environment-files";
import { registryCredentials } from "../../delivery/ways/registry-credentials";
import { hasPlatform, isLinuxOnFargate, type LiveSubject } from "../live-subject";

/**
 * Whether Fargate's version knows the way in which a secret is named.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform_versions.html
 */
export const platformVersion: Check<LiveSubject> = {
  id: "platform-version",
  what: "The platform version knows the way of delivery: registry logins from 1.2.0, secrets from 1.3.0, JSON keys, versions and environment files from 1.4.0.",
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
  if (way === environmentFiles) return "1.4.0";
  // The application or its init container reads these itself.
  if (way.reader === "task") return undefined;
  if (reference?.store !== "secretsmanager") return "1.3.0";
  const { jsonKey, versionStage, versionId } = reference;
  return (jsonKey ?? versionStage ?? versionId) === undefined ? "1.3.0" : "1.4.0";
}
