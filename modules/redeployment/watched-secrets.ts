import { AwsTarget } from "../core";
import { isUnresolved, warn } from "../core/internal";
import type { IEcsService, WatchedSecret } from "../ecs";

/** The secrets of a service whose changes AWS tells here; each once, by name. */
export function watchedSecrets(service: IEcsService): readonly WatchedSecret[] {
  const secrets = new Map<string, WatchedSecret>();
  for (const { watched } of service.references) {
    if (!watched || !isTold(service, watched)) continue;
    const { store, name = "", arnPattern, versionStage = "" } = watched;
    secrets.set([store, name, arnPattern, versionStage].join(" "), watched);
  }
  return [...secrets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, secret]) => secret);
}

/** Staging labels whose move changes what a service reads. */
export function movingLabels(secrets: readonly WatchedSecret[]): readonly string[] {
  const labels = secrets.flatMap(({ versionStage = [] }) => versionStage);
  // AWSPREVIOUS moves when AWSCURRENT does, and only the latter is told.
  return [...new Set(labels.map((label) => label.replace("AWSPREVIOUS", "AWSCURRENT")))].sort();
}

/** Events stay in the account and the Region of what has changed. */
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
