import type { Check } from "../../delivery/check";
import { hasPlatform, isLinuxOnFargate, type LiveSubject } from "../live-subject";

/** Whether the tasks' security groups let out calls to AWS. */
export const securityGroupEgress: Check<LiveSubject> = {
  id: "security-group-egress",
  what: "One of the service's security groups lets port 443 out.",
  why: "The calls time out, and the task is stopped after minutes: context deadline exceeded.",
  run: async (subject) => {
    const { network } = subject;
    if (network?.state !== "found" || !isLinuxOnFargate(subject)) return [];
    if (!hasPlatform(subject, "1.4.0")) return [];
    const { securityGroups } = network.value;
    if (securityGroups.length === 0 || securityGroups.some(({ letsOut }) => letsOut)) return [];
    const [first] = securityGroups;
    const finding = `${securityGroups.map(({ id }) => id).join(", ")}: nothing on port 443 is let out`;
    const next = `aws ec2 authorize-security-group-egress --group-id ${first?.id ?? ""} --protocol tcp --port 443 --cidr 0.0.0.0/0`;
    return [{ state: "problem", finding, next }];
  },
};
