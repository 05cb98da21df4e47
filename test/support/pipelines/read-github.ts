import { parse } from "yaml";
import {
  ACT,
  act,
  type Act,
  commandsOf,
  isSame,
  type Import,
  type Job,
  others,
  type Pipeline,
  STACK_ENVIRONMENT,
  START,
} from "./model";

/** A step of a job of GitHub's. */
interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

/** A job; one with `uses` is a workflow of its own. */
interface GithubJob {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly uses?: string;
  readonly permissions?: unknown;
  readonly environment?: unknown;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly "runs-on"?: unknown;
  readonly "timeout-minutes"?: unknown;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on?: unknown;
  readonly permissions?: unknown;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly jobs?: Readonly<Record<string, GithubJob>>;
}

const CONDITIONS: Readonly<Record<string, string>> = {
  "github.event.pull_request.head.repo.full_name == github.repository": START.ownPullRequest,
  // A tag of the same name has the same `ref_name`.
  "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)":
    START.defaultBranch,
};

/** The actions with a word of ours, by all that is given to them. */
const ACTIONS: readonly (readonly [name: string, given: object, does: string])[] = [
  ["actions/checkout", { "persist-credentials": false }, ACT.checkout],
  ["actions/setup-node", { "node-version": 20, "package-manager-cache": false }, ACT.node],
  [
    "hashicorp/setup-terraform",
    { terraform_version: "1.11.4", terraform_wrapper: false },
    ACT.terraform,
  ],
  ["actions/download-artifact", { name: "synthesized", path: "cdktf.out" }, ACT.takeSynthesized],
  [
    "actions/download-artifact",
    {
      name: "plan-review",
      path: "report",
      "run-id": "${{ inputs.review }}",
      "github-token": "${{ github.token }}",
    },
    ACT.takeReport,
  ],
  ["actions/download-artifact", { name: "plan-review", path: "report" }, ACT.takeReport],
  ["aws-actions/configure-aws-credentials", loginWith("PLAN_ROLE_ARN"), ACT.loginToPlan],
  ["aws-actions/configure-aws-credentials", loginWith("APPLY_ROLE_ARN"), ACT.loginToApply],
  ...[1, 30].map(
    (days) =>
      [
        "actions/upload-artifact",
        {
          name: "synthesized",
          path: "cdktf.out/",
          "if-no-files-found": "error",
          "retention-days": days,
        },
        ACT.keepSynthesized,
      ] as const,
  ),
  [
    "actions/upload-artifact",
    {
      name: "plan-review",
      path: "report/",
      "if-no-files-found": "warn",
      "retention-days": 30,
    },
    ACT.keepReport,
  ],
];

/** Conditions of steps that let none run before what is required of it. */
const STEP_CONDITIONS = ["${{ !cancelled() && steps.review.outcome != 'skipped' }}"];

const NAMES =
  /\b(ref_name|head_ref|base_ref|GITHUB_HEAD_REF|GITHUB_REF_NAME)\b|github\.event\.pull_request\.(head\.(ref|label)|title|body)/g;

/** Reads a workflow of GitHub's. */
export function readGithub(text: string): Pipeline {
  const workflow = parse(text) as Workflow;
  const { jobs = {}, env = {} } = workflow;
  return {
    starts: startsOf(workflow.on),
    rights: rightsOf(workflow.permissions),
    jobs: Object.entries(jobs).map(([name, job]) => readJob(name, job)),
    imports: importsOf(jobs, text),
    foreignNames: text.match(NAMES) ?? [],
    secrets: secretsIn(env),
    unknown: [
      ...others(workflow, ["name", "on", "permissions", "concurrency", "jobs", "env"]),
      ...others(env, []).map((entry) => `env ${entry}`),
    ],
  };
}

function readJob(name: string, job: GithubJob): Job {
  const { steps = [], env = {}, needs = [], environment } = job;
  const login = steps.some(({ uses = "" }) => uses.startsWith("aws-actions/"));
  const rights = rightsOf(job.permissions);
  const secrets = secretsIn({ ...job, steps: undefined });
  const credentials = [
    ...(environment === undefined ? [] : [`environment: ${JSON.stringify(environment)}`]),
    ...(rights === undefined || rights.some(isLogin) ? ["id-token"] : []),
    ...(login ? ["login"] : []),
    ...secrets,
    ...steps.flatMap(secretsIn),
    ...(JSON.stringify([env, steps]).match(/\bAWS_\w+/g) ?? []),
  ];
  const machine = String(job["runs-on"]);
  const minutes = job["timeout-minutes"];
  const known = ["if", "needs", "uses", "permissions", "environment", "env", "runs-on", "steps"];
  return {
    name,
    machine,
    isNamed: /^ubuntu-\d+\.\d+$/.test(machine),
    // Each job gets a machine that begins empty.
    place: `job ${name}`,
    minutes: typeof minutes === "number" ? minutes : Infinity,
    when: CONDITIONS[job.if ?? ""] ?? job.if ?? "always",
    needs: [needs].flat(),
    rights,
    approval: approvalOf(environment),
    credentials,
    secrets,
    env: textsOf(env),
    acts: steps.flatMap(readStep),
    unknown: [
      ...others(job, [...known, "timeout-minutes"]),
      ...(job.uses === undefined ? [] : [`uses: ${job.uses}`]),
      ...steps.flatMap((step) => others(step, ["id", "uses", "run", "with", "env", "if"])),
      ...steps.flatMap((step) => (isUsual(step) ? [] : [`if: ${step.if}`])),
    ],
  };
}

function approvalOf(environment: unknown): string | undefined {
  if (environment === undefined) return undefined;
  return environment === "${{ inputs.stack }}" ? STACK_ENVIRONMENT : JSON.stringify(environment);
}

function isUsual({ if: when, uses = "" }: Step): boolean {
  if (when === undefined) return true;
  return uses.startsWith("actions/upload-artifact@") && STEP_CONDITIONS.includes(when);
}

function readStep({ uses, run = "", with: given = {}, env = {} }: Step): readonly Act[] {
  if (uses === undefined) {
    return commandsOf(run).map((does) =>
      act(does, { isCommand: true, isFilledIn: does.includes("${{"), env: textsOf(env) }),
    );
  }
  const name = uses.split("@", 1)[0] ?? "";
  const [, , word] = ACTIONS.find(([wanted, all]) => wanted === name && isSame(given, all)) ?? [];
  // It shows texts of the report, and takes nothing else.
  const isComment = name === "marocchino/sticky-pull-request-comment";
  const isPlain = others(given, ["header", "path", "message"]).length === 0;
  const comments = isComment && isPlain ? ACT.comment : undefined;
  const does = word ?? comments ?? [name, ...others(given, [])].join(" ");
  const secrets = word === undefined ? secretsIn(given) : [];
  const isFilledIn = String(given["script"] ?? "").includes("${{");
  return [act(does, { isFilledIn, secrets, env: textsOf(env) })];
}

function loginWith(role: string): object {
  return { "role-to-assume": `\${{ vars.${role} }}`, "aws-region": "${{ vars.AWS_REGION }}" };
}

function startsOf(on: unknown): readonly string[] {
  if (typeof on === "string") return [on];
  if (Array.isArray(on)) return on.map(String);
  return Object.keys((on ?? {}) as object);
}

function isLogin(right: string): boolean {
  return right === "id-token: write" || right === "write-all";
}

/** Undefined where it is not narrowed down. */
function rightsOf(permissions: unknown): readonly string[] | undefined {
  if (permissions === undefined || permissions === null) return undefined;
  return typeof permissions === "string" ? [permissions] : others(permissions, []);
}

/** What mentions secrets, the token of the job among them. GitHub does not tell upper case from lower. */
const SECRETS = /\bsecrets\b[\w.[\]'" -]*|\bgithub\.token\b|\bgithub ?\[|toJSON\(github\)/gi;

function secretsIn(value: object): readonly string[] {
  const text = JSON.stringify(value);
  const expressions = text.match(/\$\{\{.*?\}\}/g) ?? [];
  const whole = text.match(/"secrets":/g) ?? [];
  return [...whole, ...(expressions.join(" ").match(SECRETS) ?? [])];
}

function textsOf(env: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));
}

const PINNED = /uses: [\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

function importsOf(jobs: Readonly<Record<string, GithubJob>>, text: string): readonly Import[] {
  const lines = text.split("\n").filter((line) => /^\s*(- )?["']?uses["']?\s*:/.test(line));
  const listed = Object.values(jobs)
    .flatMap(({ uses, steps = [] }) => [uses, ...steps.map((step) => step.uses)])
    .filter((uses) => uses !== undefined);
  // Written in another way, such as `{ uses: … }`, it stands on no line that shows which version it is.
  const hidden = listed.filter((uses) => !lines.some((line) => line.includes(uses)));
  const images = Object.values(jobs).flatMap((job) =>
    others(
      { ...job },
      Object.keys(job).filter((key) => !["container", "services"].includes(key)),
    ),
  );
  return [
    ...lines.map((line) => ({ what: line.trim(), isPinned: PINNED.test(line) })),
    ...[...hidden, ...images].map((what) => ({ what, isPinned: false })),
  ];
}
