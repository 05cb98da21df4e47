import { read, type AwsClients, type NotFound } from "../aws";
import { Facts, unreadable, type FactsOptions } from "../delivery";
import {
  clusterName,
  findServices,
  ReadOnce,
  type LiveSelection,
  type LiveService,
  type LiveTarget,
} from "../live";
import { inParallel } from "../parallel";
import { UserError } from "../user-error";
import { diagnose, type Diagnosis } from "./diagnose";
import { explain, type Explanation, type Finding } from "./explain";

/** What to look for. */
export interface ExamineOptions extends FactsOptions {
  /** Why a task stopped, as ECS said it, to be explained by what is found. @default - only what ECS still remembers */
  readonly stoppedReason?: string;
  /** How many services are looked at in parallel. @default 4 */
  readonly concurrency?: number;
  /** Called before each service. */
  readonly onService?: (name: string) => void;
}

/** Everything that was found out about a selection of services. */
export interface Examination {
  readonly readsValues: boolean;
  readonly diagnoses: readonly Diagnosis[];
  /** What is wrong with more than one service, and then with each. */
  readonly findings: readonly Finding[];
  /** @default - no reason was given */
  readonly explanation?: Explanation;
  /** What starts tasks, too, and was not looked at, such as `schedule nightly`. @default - nothing, or not known */
  readonly notLookedAt?: readonly string[];
}

/** Examines every service of a selection. @throws UserError when one that is named does not exist */
export async function examine(
  clients: AwsClients,
  { targets, others }: Pick<LiveSelection, "targets" | "others">,
  options: ExamineOptions,
): Promise<Examination> {
  const { readValues = false, stoppedReason, concurrency = 4, onService } = options;
  const facts = new Facts(clients, { askIam: true, ...options });
  const memory = { clients, facts, readOnce: new ReadOnce(clients) };
  const diagnoses: Diagnosis[] = [];
  const findings: Finding[] = [];
  for (const target of targets) {
    const services = await read("ecs:DescribeServices", () => servicesOf(clients, target));
    if (services.state !== "found") {
      findings.push(unread(target, services));
      continue;
    }
    if (services.value instanceof UserError) throw services.value;
    const found = await inParallel(concurrency, services.value, (service) => {
      onService?.(`${service.clusterName}/${service.serviceName}`);
      return diagnose(memory, service);
    });
    diagnoses.push(...found);
    findings.push(...found.flatMap((diagnosis) => diagnosis.findings));
  }
  return {
    readsValues: readValues,
    diagnoses,
    findings,
    ...(others === undefined ? {} : { notLookedAt: others }),
    ...(stoppedReason === undefined
      ? {}
      : { explanation: explain(stoppedReason, findings, readValues) }),
  };
}

/** What a person can act on is not to become something that could not be told. */
async function servicesOf(
  clients: AwsClients,
  target: LiveTarget,
): Promise<readonly LiveService[] | UserError> {
  try {
    return await findServices(clients, target);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function unread({ cluster }: LiveTarget, reading: NotFound): Finding {
  const verdict = unreadable("the services cannot be read", reading);
  return { check: "services", cluster: clusterName(cluster), ...verdict };
}
