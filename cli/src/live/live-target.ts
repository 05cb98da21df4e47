import { UserError } from "../user-error";
import type { LiveTarget } from "./live-service";
import { readStackServices } from "./stack-services";

/** Which live services a command is about, as typed. */
export interface LiveOptions {
  /** An environment of the app in this folder: its services, Region and account. */
  readonly stackName?: string;
  /** The program that synthesizes. @default - `app` of cdktf.json */
  readonly app?: string;
  /** Name or ARN, instead of an environment. */
  readonly cluster?: string;
  /** @default - every service */
  readonly services?: readonly string[];
  /** @default - the environment's, else that of the profile */
  readonly region?: string;
  /** @default - the SDK's default credentials chain */
  readonly profile?: string;
  /** @default - AWS */
  readonly endpointUrl?: string;
}

/** Which live services a command is about, and where they are. */
export interface LiveSelection {
  /** One for each cluster. */
  readonly targets: readonly LiveTarget[];
  /** @default - that of the profile */
  readonly region?: string;
  /** Credentials of any other account are refused. @default - that of the credentials */
  readonly accountId?: string;
}

/**
 * Finds out which services are meant; an environment is synthesized, so that nobody types ARNs.
 *
 * @throws UserError when it is not clear which
 */
export async function liveTarget(options: LiveOptions): Promise<LiveSelection> {
  const { cluster, stackName, services } = options;
  if (cluster !== undefined) {
    if (stackName !== undefined) {
      throw new UserError(
        "An environment or a cluster?",
        `Both ${stackName} and --cluster ${cluster} are named.`,
        ["leave one of them out"],
      );
    }
    const [, , service, arnRegion, accountId] = cluster.split(":");
    const isArn = service === "ecs";
    return {
      targets: [{ cluster, services }],
      region: options.region ?? (isArn ? arnRegion : undefined),
      accountId: isArn ? accountId : undefined,
    };
  }
  const stack = await readStackServices(options);
  const region = options.region ?? stack.region;
  return { targets: chosen(stack, services), region, accountId: stack.accountId };
}

function chosen(
  { stackName, targets }: Awaited<ReturnType<typeof readStackServices>>,
  services: readonly string[] | undefined,
): readonly LiveTarget[] {
  if (!services) return targets;
  const known = targets.flatMap((target) => target.services);
  const unknown = services.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UserError(
      `The environment ${stackName} has no service ${unknown.join(", ")}.`,
      `It has ${known.join(", ")}.`,
      ["name one of these, or leave --service out for all of them"],
    );
  }
  return targets
    .map((target) => ({
      ...target,
      services: target.services.filter((name) => services.includes(name)),
    }))
    .filter((target) => target.services.length > 0);
}
