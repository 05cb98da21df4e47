import { ECS_TASKS_PRINCIPAL } from "../../../../modules/facts";
import { sentence, shellWord } from "../../text";
import { unreadable, type Check } from "../check";
import { judgeTrust } from "../judge";
import type { TaskRole } from "../role";

const roleMissing: Check<TaskRole> = {
  id: "role-missing",
  what: "The task definition names a role for each way in which it reads secrets, for volumes of EFS, and on Fargate for images of ECR and logs; and the role exists.",
  why: "ECS cannot assume it, so the task is stopped before anything is read.",
  run: async ({ reader, arn, read, neededFor: [need] = [] }) => {
    const next = "deploy the stack again, which makes the role and names it";
    if (arn === undefined) {
      const purpose = need === undefined ? "" : `, which ${need}`;
      const finding = `the task definition has no ${reader} role${purpose}`;
      return [{ state: "problem", finding, next }];
    }
    const role = await read();
    if (role.state === "found") return [];
    if (role.state === "missing") {
      return [{ state: "problem", finding: `the ${reader} role ${arn} does not exist`, next }];
    }
    return [unreadable(`the ${reader} role ${arn} cannot be read`, role)];
  },
};

const roleTrust: Check<TaskRole> = {
  id: "role-trust",
  what: `The role's trust policy lets ${ECS_TASKS_PRINCIPAL} assume it.`,
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
        next: `aws iam get-role --role-name ${name} --query Role.AssumeRolePolicyDocument; let ${ECS_TASKS_PRINCIPAL} call sts:AssumeRole`,
      },
    ];
  },
};

/** What can be wrong with a role of a task. */
export const roleChecks: readonly Check<TaskRole>[] = [roleMissing, roleTrust];
