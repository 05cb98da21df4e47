import type { AccessEntry, Finding, Origin, StackReport } from "../model";
import { listIn, own, ownPath, parseJson, secretName, textIn, type Plan } from "../plan";

/** Where a run of a pipeline says what it is about. */
const COMMITS = ["GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT"];
const RUNS = ["CI_PIPELINE_URL", "BUILD_URL"];

/** The commit that is reviewed, and the run and the time in which, as far as a pipeline tells. */
export function originOf(
  env: Readonly<Record<string, string | undefined>>,
  now: Date,
): Origin | undefined {
  const commit = COMMITS.map((name) => env[name]).find((sha) => /^[0-9a-f]{7,64}$/.test(sha ?? ""));
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  const ofGitHub = server && repository && id && `${server}/${repository}/actions/runs/${id}`;
  const run = [ofGitHub, ...RUNS.map((name) => env[name])].find((url) =>
    /^https?:\/\/[\w.:-]+(\/[\w.~%-]+)*\/?$/.test(url ?? ""),
  );
  if (commit === undefined && !run) return undefined;
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(run ? { run } : {}),
    time: `${now.toISOString().slice(0, 16).replace("T", " ")} UTC`,
  };
}

/** The address of the resource that a finding is about, found by address, label, name or ARN. */
export function addressesOf({ changes }: Plan): (subject: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  const add = (name: string | undefined, address: string): void => {
    // What two resources are called alike names neither.
    if (name) known.set(name, known.has(name) && known.get(name) !== address ? undefined : address);
  };
  for (const change of changes) {
    const { address, label, type } = change;
    const values = change.after ?? change.before;
    for (const name of new Set([address, label, `key ${label}`, secretName(change)])) {
      add(name, address);
    }
    if (/^aws_iam_(role|user|group|policy)$/.test(type)) add(textIn(values?.["name"]), address);
    if (type === "aws_s3_bucket") add(`bucket ${textIn(values?.["bucket"]) ?? ""}`, address);
    if (type === "aws_ecs_task_definition") add(textIn(values?.["family"]), address);
  }
  return (subject) => known.get(subject) ?? known.get(subject.split("/")[0] ?? "");
}

const MONTH = 30;

/** The waiver that lets a finding pass, to be completed with a reason. */
export function waiverOf(
  { id, subject }: Pick<Finding, "id" | "subject">,
  stack: string,
  today: string,
): NonNullable<Finding["waiver"]> {
  const until = new Date(`${today}T00:00:00Z`);
  until.setUTCDate(until.getUTCDate() + MONTH);
  return { finding: id, subject, stack, reason: "", expires: until.toISOString().slice(0, 10) };
}

/** Who may assume a role, and so what it is for. */
const KINDS: Readonly<Record<string, string>> = {
  "ecs-tasks": "task",
  ecs: "ECS itself",
  lambda: "function",
  ec2: "instance",
  codebuild: "build",
  codepipeline: "pipeline",
  events: "event rule",
  states: "state machine",
  scheduler: "schedule",
  rds: "database",
  glue: "job",
  batch: "job",
  "pods.eks": "pod",
};

/** The same entries, each with what kind of principal it is about, as far as the plan tells. */
export function withKinds(
  access: StackReport["access"],
  { changes }: Plan,
): readonly AccessEntry[] {
  const kinds = new Map<string, string>();
  for (const { type, address, label, before, after } of changes) {
    const kind = kindOf(type, after ?? before);
    if (kind === undefined) continue;
    const name = textIn((after ?? before)?.["name"]);
    for (const one of [address, label, ...(name === undefined ? [] : [name])]) kinds.set(one, kind);
  }
  return access.map((entry) => {
    const kind = kinds.get(entry.principal.replace(/ through .*$/, ""));
    return kind === undefined || entry.kind !== undefined ? entry : { ...entry, kind };
  });
}

function kindOf(type: string, values: unknown): string | undefined {
  // Users and groups have it in their names.
  if (type !== "aws_iam_role") return undefined;
  const trust = parseJson(textIn(own(values, "assume_role_policy")) ?? "");
  const statement = own(trust, "Statement");
  const principals = (Array.isArray(statement) ? listIn(statement) : [statement]).flatMap((one) => {
    const services = ownPath(one, "Principal", "Service");
    const others = ownPath(one, "Principal", "Federated") ?? ownPath(one, "Principal", "AWS");
    const named = (Array.isArray(services) ? listIn(services) : [services]).flatMap((service) => {
      const [, short = ""] = /^([a-z0-9.-]+?)\.amazonaws\./.exec(textIn(service) ?? "") ?? [];
      return short === "" ? [] : [textIn(own(KINDS, short)) ?? short];
    });
    return others === undefined ? named : [...named, "every principal that may assume it"];
  });
  return principals.length === 0 ? "role" : [...new Set(principals)].join(", ");
}
