/** The account and Region that a task runs in. */
export interface TaskLocation {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}
