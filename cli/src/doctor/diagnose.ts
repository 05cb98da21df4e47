import { read, type AwsClients } from "../aws";
import {
  readTask,
  referenceChecks,
  roleChecks,
  runChecks,
  unreadable,
  type CheckedVerdict,
  type Facts,
  type Task,
  type TaskReference,
} from "../delivery";
import { findStale, type LiveService, type ReadOnce } from "../live";
import { readNetwork } from "../network";
import { describeSource } from "../ways";
import { serviceChecks } from "./checks";
import { explain, type Explanation, findFailedStarts, type Finding } from "./explain";

/** What is remembered of an account, however many services there are. */
export interface Memory {
  readonly clients: AwsClients;
  readonly facts: Facts;
  readonly readOnce: ReadOnce;
}

/** What was found out about one service. */
export interface Diagnosis {
  readonly service: LiveService;
  /** How many secrets its containers name. */
  readonly references: number;
  readonly findings: readonly Finding[];
  /** Tasks that did not start lately, and why. */
  readonly failedStarts: readonly Explanation[];
}

/** Looks for everything that can be wrong with a service and the secrets that it names. */
export async function diagnose(memory: Memory, service: LiveService): Promise<Diagnosis> {
  const { clients, facts } = memory;
  const task = await readTask(clients, facts, service.taskDefinitionArn);
  if (task.state !== "found") {
    const verdict = unreadable("its task definition cannot be read", task);
    const finding = { check: "task-definition", ...verdict };
    return { service, references: 0, findings: [locate(service, finding)], failedStarts: [] };
  }
  const inReferences = await findInReferences(service, task.value);
  const inService = await findInService(memory, service, task.value);
  const findings = [
    ...(await findInRoles(service, task.value)),
    ...inReferences,
    ...inService.filter((finding) => !isEcho(finding, inReferences)),
  ];
  const failedStarts = (await findFailedStarts(clients, service)).map(({ reason, ...start }) => ({
    ...explain(reason, findings, facts.readsValues),
    ...start,
  }));
  const unexplained = failedStarts.filter(({ findings: causes }) => causes.length === 0);
  const lacksTasks = service.runningCount < service.desiredCount;
  return {
    service,
    references: task.value.references.length,
    findings: [
      ...findings,
      ...(lacksTasks ? unexplained : []).map(({ cause, next }) =>
        locate(service, {
          check: "failed-start",
          state: "unknown",
          finding: `a task did not start, and nothing found explains it: ${cause}`,
          next,
        }),
      ),
    ],
    failedStarts,
  };
}

async function findInRoles(service: LiveService, task: Task): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const role of Object.values(task.roles)) {
    const used =
      (role.neededFor ?? []).length > 0 ||
      task.references.some(({ mention }) => mention.way.reader === role.reader);
    if (!used && role.arn === undefined) continue;
    const verdicts = await runChecks(roleChecks, role);
    findings.push(...verdicts.map((verdict) => locate(service, verdict)));
  }
  return findings;
}

async function findInReferences(service: LiveService, task: Task): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const reference of task.references) {
    const about = aboutOf(reference);
    const verdicts = await runChecks(referenceChecks, reference);
    findings.push(...verdicts.map((verdict) => locate(service, { about, ...verdict })));
  }
  return findings;
}

async function findInService(
  { clients, readOnce }: Memory,
  service: LiveService,
  task: Task,
): Promise<readonly Finding[]> {
  const { awsvpcConfiguration } = service.networkConfiguration ?? {};
  const subject = {
    service,
    task,
    network:
      awsvpcConfiguration &&
      (await readNetwork(clients, task.location.region, awsvpcConfiguration)),
    stale: await read("ecs:ListTasks", () => findStale(clients, service, readOnce)),
  };
  const verdicts = await runChecks(serviceChecks, subject);
  return verdicts.map((verdict) => locate(service, verdict));
}

/** Of what is wrong with a secret itself, it follows that the time of its last write is unknown. */
function isEcho({ state, container, target }: Finding, known: readonly Finding[]): boolean {
  if (state !== "unknown" || container === undefined) return false;
  return known.some((other) => other.container === container && other.target === target);
}

function aboutOf({ mention, reference }: TaskReference): NonNullable<CheckedVerdict["about"]> {
  const { container, target, valueFrom } = mention;
  return { container, target, source: reference ? describeSource(reference) : valueFrom };
}

function locate(
  { clusterName: cluster, serviceName: service }: LiveService,
  { about, ...verdict }: CheckedVerdict,
): Finding {
  const { container, target, source } = about ?? {};
  return { cluster, service, container, target, source, ...verdict };
}
