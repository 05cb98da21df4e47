import type { Check } from "../check";
import { unreadable } from "../unreadable";
import type { TaskReference } from "../task-reference";

/** Whether the value could be looked at, where that was wanted. */
export const valueUnreadable: Check<TaskReference> = {
  id: "value-unreadable",
  what: "The value can be read, where `--read-values` asks for it.",
  why: "What the value is like cannot be told without reading it.",
  run: async (subject) => {
    const arrival = await subject.arrival();
    if (arrival === undefined || arrival.state === "found") return [];
    return [unreadable("its value cannot be read", arrival)];
  },
};
