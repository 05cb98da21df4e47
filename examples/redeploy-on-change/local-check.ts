import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import type { LocalAws } from "ecs-secrets/local-aws";

/** Shows what the rules listen to, as AWS has them. The emulator starts no state machines: the tests run it elsewhere. */
export async function check({ clientConfig }: LocalAws): Promise<string> {
  const events = new EventBridgeClient(clientConfig);
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  events.destroy();
  const lines = Rules.map(({ Name = "", EventPattern = "{}" }) => {
    const pattern = JSON.parse(EventPattern) as { readonly "detail-type": readonly string[] };
    return `${Name} listens to: ${pattern["detail-type"].join(", ")}`;
  });
  if (lines.length !== 3) throw new Error(`expected three rules, got ${lines.length}`);
  return lines.sort().join("\n");
}
