import type { Check } from "../check";
import { unreadable } from "../unreadable";
import type { TaskRole } from "../task-role";

/** Whether the role is there. */
export const roleMissing: Check<TaskRole> = {
  id: "role-missing",
  what: "The task definition names a role for each way in which it reads secrets, and the role exists.",
  why: "ECS cannot assume it, so the task is stopped before anything is read.",
  run: async ({ reader, arn, read }) => {
    const next = "deploy the stack again, which makes the role and names it";
    if (arn === undefined) {
      const finding = `the task definition has no ${reader} role`;
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
