import { decide, mayAssume } from "../../cli/src/policy";
import { ACCOUNT, REGION } from "../support/synth";
import type { Findings } from "./findings";
import type { Principal, ResolvedTask } from "./resolve-stack";

/** Id of the schedule of the task of that number. */
export const scheduleId = (at: number): string => `schedule-${at}`;

const CLUSTERS = ["app", "app-2"].map((name) => `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/${name}`);

/** The family that a role's schedule runs; undefined for every other role. */
export function scheduledFamily({ name }: Principal): string | undefined {
  const [, at] = /^test-schedule-(\d+)-role$/.exec(name) ?? [];
  return at === undefined ? undefined : `task-${at}`;
}

/** A schedule's role runs its own family in its cluster with its two roles; no other role runs or passes anything. */
export function judgeRuns(
  principal: Principal,
  tasks: readonly ResolvedTask[],
  findings: Findings,
): void {
  const family = scheduledFamily(principal);
  const own = tasks.find((task) => task.family === family);
  const say = (wanted: boolean, outcome: string, what: string): void => {
    findings.runs += wanted ? 1 : 0;
    if (wanted && outcome !== "allowed") {
      findings.referencedNotReadable.push(`${principal.name}: ${what} ${outcome}`);
    }
    if (!wanted && outcome !== "denied") {
      findings.needless.push(`${principal.name}: ${what} ${outcome}`);
    }
  };
  const ask = (
    action: string,
    resource: string,
    context: Readonly<Record<string, string>>,
  ): string => {
    findings.decisions += 1;
    const { arn, identity } = principal;
    const request = { principal: { arn }, action, resource, context };
    return decide(request, { identity, sameAccount: true }).outcome;
  };
  for (const task of [...tasks.map((one) => one.family), `${family ?? "task"}0`]) {
    const resource = `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/${task}:7`;
    for (const cluster of CLUSTERS) {
      const wanted = own !== undefined && task === family && cluster === CLUSTERS[0];
      const outcome = ask("ecs:RunTask", resource, { "ecs:cluster": cluster });
      say(wanted, outcome, `ecs:RunTask of ${task} in ${cluster}`);
    }
    say(false, ask("ecs:StartTask", resource, {}), `ecs:StartTask of ${task}`);
  }
  const roles = new Set(tasks.flatMap((task) => [task.executionRole, task.taskRole]));
  for (const role of roles) {
    if (role === undefined) continue;
    const resource = `arn:aws:iam::${ACCOUNT}:role/${role}`;
    const passed = own !== undefined && [own.executionRole, own.taskRole].includes(role);
    for (const service of ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"]) {
      const outcome = ask("iam:PassRole", resource, { "iam:PassedToService": service });
      say(
        passed && service.startsWith("ecs-tasks"),
        outcome,
        `iam:PassRole of ${role} to ${service}`,
      );
    }
  }
}

/** Only EventBridge Scheduler may assume it, for schedules of this account. */
export function judgeScheduleTrust(principal: Principal, findings: Findings): void {
  const group = `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/default`;
  const context = { "aws:SourceAccount": ACCOUNT, "aws:SourceArn": group };
  const assumes = (service: string, of = context): string =>
    mayAssume(principal.trust, service, of).outcome;
  if (assumes("scheduler.amazonaws.com") !== "allowed") {
    findings.referencedNotReadable.push(`${principal.name}: Scheduler cannot assume it`);
  }
  const others = [
    assumes("ecs-tasks.amazonaws.com"),
    assumes("scheduler.amazonaws.com", { ...context, "aws:SourceAccount": "210987654321" }),
  ];
  if (others.some((outcome) => outcome !== "denied")) {
    findings.needless.push(`${principal.name}: others may assume it`);
  }
}
