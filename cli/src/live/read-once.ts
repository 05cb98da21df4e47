import type { AwsClients } from "../delivery";
import { remember } from "../delivery/remember";
import { readMentions, type TaskMention } from "../delivery/task-mentions";
import type { ValueFrom } from "../delivery/value-from";
import type { SecretChange } from "./secret-change";
import { secretChangedAt } from "./secret-changed-at";

/** Asks AWS once for what many tasks have in common. What it remembers is as old as its first question. */
export class ReadOnce {
  /** Every secret that a task definition names. */
  public readonly mentions: (taskDefinitionArn: string) => Promise<readonly TaskMention[]>;
  /** When a secret was last written. */
  public readonly changedAt: (reference: ValueFrom) => Promise<SecretChange>;

  public constructor(clients: AwsClients) {
    this.mentions = remember(
      async (arn: string) => (await readMentions(clients.ecs, arn)).mentions,
      (arn) => arn,
    );
    this.changedAt = remember(
      (reference: ValueFrom) => secretChangedAt(clients, reference),
      // One JSON secret often fills several variables.
      (reference) => JSON.stringify({ ...reference, jsonKey: undefined }),
    );
  }
}
