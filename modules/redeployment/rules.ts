import { defineRule } from "../core";

export const settleTime = defineRule<number>({
  id: "redeployment-settle-seconds",
  demands: "be a whole number from 10 to 3600",
  source: "modules/redeployment/redeploy-machine.ts: an execution ends after two hours",
  remedy: "60 is the default; changes within this time are one deployment.",
  broken: (seconds) => !Number.isInteger(seconds) || seconds < 10 || seconds > 3600,
});

export const servicesGiven = defineRule<number>({
  id: "redeployment-services",
  demands: "hold at least one service",
  source: "modules/redeployment/redeploy-on-change.ts: a machine for nobody",
  remedy: "List it in `services`, or give this to its `redeployOnChange`.",
  broken: (count) => count < 1 && "none",
});

export const somethingWatched = defineRule<{
  readonly service: string;
  readonly watched: number;
}>({
  id: "redeployment-nothing-watched",
  demands: "hold services that read a secret whose changes AWS tells in this account and Region",
  source:
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/secret-event-notifications.html",
  remedy:
    "Leave the service out, or check that its containers name their secrets. Pinned versions never change.",
  broken: ({ service, watched }) => watched < 1 && `${service}, which reads none`,
});
