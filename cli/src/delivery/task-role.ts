import type { Reading } from "./reading";
import type { RoleAsRead } from "./role-policies";
import type { TaskLocation } from "./task-location";
import type { Reader } from "./ways";

/** One of the two roles of a task, as what is wrong with it is looked for. */
export interface TaskRole {
  readonly reader: Reader;
  readonly location: TaskLocation;
  /** @default - the task definition names none */
  readonly arn?: string;
  /** As read back; only asked for where the task definition names one. */
  read(): Promise<Reading<RoleAsRead>>;
}
