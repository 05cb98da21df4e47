import { UserError } from "./user-error";

/** Where live services are looked for. */
export interface NamedPlace {
  /** An environment of the app in this folder: its services, Region and account. */
  readonly stackName?: string;
  /** Name or ARN, instead of an environment. */
  readonly cluster?: string;
}

/** @throws UserError where both are named */
export function refuseBoth({ stackName, cluster }: NamedPlace): void {
  if (stackName === undefined || cluster === undefined) return;
  throw new UserError(
    "An environment or a cluster?",
    `Both ${stackName} and --cluster ${cluster} are named.`,
    ["leave one of them out"],
  );
}
