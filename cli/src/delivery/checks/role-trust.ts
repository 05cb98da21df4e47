import type { Check } from "../check";
import { judgeTrust } from "../judge";
import { shellWord } from "../shell-word";
import type { TaskRole } from "../task-role";
import { sentence } from "../sentence";

/** Whether ECS may assume the role. */
export const roleTrust: Check<TaskRole> = {
  id: "role-trust",
  what: "The role's trust policy lets ecs-tasks.amazonaws.com assume it.",
  why: "ECS cannot assume it, so the task is stopped before anything is read.",
  run: async ({ reader, arn, read, location }) => {
    if (arn === undefined) return [];
    const role = await read();
    if (role.state !== "found") return [];
    const decision = judgeTrust(role.value, location);
    if (decision.outcome === "allowed") return [];
    const name = shellWord(arn.slice(arn.lastIndexOf("/") + 1));
    return [
      {
        state: decision.outcome === "denied" ? "problem" : "unknown",
        finding: `${reader} role: ${sentence(decision.reason)}`,
        next: `aws iam get-role --role-name ${name} --query Role.AssumeRolePolicyDocument; let ecs-tasks.amazonaws.com call sts:AssumeRole`,
      },
    ];
  },
};
