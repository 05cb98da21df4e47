import type { Check } from "../../delivery/check";
import type { LiveSubject } from "../live-subject";
import { noNetworkPath } from "./no-network-path";
import { platformVersion } from "./platform-version";
import { securityGroupEgress } from "./security-group-egress";
import { stale } from "./stale";

/** What can be wrong with a service. One more is a file beside this one, and a line here. */
export const serviceChecks: readonly Check<LiveSubject>[] = [
  platformVersion,
  noNetworkPath,
  securityGroupEgress,
  stale,
];
