import { jsonAnswer } from "../../cli/src/local-aws/quirk";
import { TARGET } from "../support/local-scenario";
import type { Answer, RecordedCalls } from "../support/recorded-calls";
import { ORDERS } from "./orders-fixture";

/** From the first forced deployment on, ECS says this of the deployment of `web`; the emulator's are over at once. */
export function rollingOut(recorded: RecordedCalls, deployment: object): Answer {
  const clusterArn = `arn:aws:ecs:${TARGET.region}:${TARGET.account}:cluster/${ORDERS.cluster}`;
  return ({ operation }) => {
    const isForced = recorded.bodies("UpdateService").length > 0;
    if (operation !== "DescribeServices" || !isForced) return undefined;
    const createdAt = Date.now() / 1000;
    const primary = { id: "ecs-svc/9", status: "PRIMARY", createdAt, desiredCount: 1 };
    const deployments = [{ ...primary, ...deployment }];
    const service = { serviceName: "web", clusterArn, status: "ACTIVE", deployments };
    return jsonAnswer({ services: [service] }, "1.1");
  };
}
