import { parseArn } from "../../../../modules/facts";
import { AwsClients } from "../../aws";
import { unlessAborted } from "../../interruptible";
import { findServices, type LiveService, type LiveTarget } from "../../live";
import { isUnfinished, type Plan, type StackInput, textIn } from "../plan";

/** The services of one cluster, in a Region. */
interface Deployed extends Required<LiveTarget> {
  readonly region: string;
}

/** Adds the services that ECS still deploys, where the apply before did not come to its end: Terraform does not wait for them again. */
export async function withRolling(input: StackInput, signal: AbortSignal): Promise<StackInput> {
  if (!isUnfinished(input.plan)) return input;
  return { ...input, rolling: await rollingServices(deployedIn(input.plan), signal) };
}

/** @returns nothing where AWS does not tell: the credentials of Terraform may be others */
async function rollingServices(
  deployed: readonly Deployed[],
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const found: LiveService[] = [];
  for (const { region, ...target } of deployed) {
    const clients = new AwsClients({ region });
    try {
      found.push(...(await unlessAborted(signal, findServices(clients, target, signal))));
    } catch (error) {
      if (signal.aborted) throw error;
      return undefined;
    } finally {
      clients.destroy();
    }
  }
  return found.filter(isRolling).map(({ serviceName }) => serviceName);
}

/**
 * What ECS itself deploys.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/ecs/wait/services-stable.html
 */
function isRolling(service: LiveService): boolean {
  const { deploymentController, deployments, runningCount, desiredCount } = service;
  const isSteady = deployments.length === 1 && runningCount === desiredCount;
  return deploymentController === "ECS" && !isSteady;
}

function deployedIn({ priorState }: Plan): readonly Deployed[] {
  const byCluster = new Map<string, Deployed>();
  for (const { type, mode, values } of priorState.resources) {
    const arn = parseArn(textIn(values?.["id"]) ?? "");
    const cluster = textIn(values?.["cluster"]);
    if (type !== "aws_ecs_service" || mode !== "managed" || !arn || !cluster) continue;
    const { region } = arn;
    const key = `${region} ${cluster}`;
    const services = [...(byCluster.get(key)?.services ?? []), textIn(values?.["name"]) ?? ""];
    byCluster.set(key, { region, cluster, services });
  }
  return [...byCluster.values()];
}
