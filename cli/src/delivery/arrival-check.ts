import type { Check, Verdict } from "./check";
import type { StoredSecret } from "./stored-secret";
import type { Arrival, TaskReference } from "./task-reference";

/** A check of the value itself. Nothing of the value may be in what it says. */
export interface ArrivalCheck extends Pick<Check<TaskReference>, "id" | "what" | "why"> {
  readonly next: string;
  /** @returns what is wrong with what arrives */
  fault(arrival: Arrival, subject: TaskReference, secret: StoredSecret): string | undefined;
}

/** Makes the check. */
export function arrivalCheck({ id, what, why, next, fault }: ArrivalCheck): Check<TaskReference> {
  return {
    id,
    what,
    why,
    run: async (subject): Promise<readonly Verdict[]> => {
      const arrival = await subject.arrival();
      const secret = await subject.secret();
      if (arrival?.state !== "found" || secret?.state !== "found") return [];
      const finding = fault(arrival.value, subject, secret.value);
      return finding === undefined ? [] : [{ state: "problem", finding, next }];
    },
  };
}

/** The JSON key that the reference selects. */
export function jsonKeyOf({ reference }: TaskReference): string {
  return (reference?.store === "secretsmanager" && reference.jsonKey) || "";
}
