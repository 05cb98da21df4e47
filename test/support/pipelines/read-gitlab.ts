import { parse } from "yaml";
import {
  ACT,
  act,
  type Act,
  commandsOf,
  type Job,
  others,
  type Pipeline,
  STACK_ENVIRONMENT,
  START,
} from "./model";

interface GitlabJob {
  readonly rules?: readonly { readonly if?: string; readonly when?: string }[];
  readonly needs?: readonly unknown[];
  readonly timeout?: string;
  readonly image?: unknown;
  readonly environment?: unknown;
  readonly id_tokens?: unknown;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly before_script?: string | readonly string[];
  readonly script?: string | readonly string[];
  readonly artifacts?: Readonly<Record<string, unknown>>;
}

/** Words that are no names of jobs. */
const GLOBAL =
  /^(default|stages|include|workflow|variables|spec|image|services|cache|before_script|after_script|pages)$/;

const TOKEN =
  '(umask 077 && mkdir -p "$CI_PROJECT_DIR.tmp" && printf %s "$GITLAB_OIDC_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE")';
const REPORT =
  'curl --fail --location --create-dirs --output report/report.json --header "JOB-TOKEN: $CI_JOB_TOKEN" "$CI_API_V4_URL/projects/$CI_PROJECT_ID/jobs/$REVIEW_JOB/artifacts/report/report.json"';

const RULES: readonly (readonly [rules: object, when: string])[] = [
  [[{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }], START.ownPullRequest],
  [
    [
      {
        // Of a tag there is no CI_COMMIT_BRANCH.
        if: "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $REVIEWED_STACK && $REVIEW_JOB",
        when: "manual",
      },
    ],
    START.defaultBranch,
  ],
];

const KEPT: readonly (readonly [artifacts: object, does: string])[] = [
  [{ paths: ["cdktf.out/"], expire_in: "30 days" }, ACT.keepSynthesized],
  [
    {
      when: "always",
      paths: ["report/"],
      reports: { terraform: "report/gitlab-terraform.json" },
      expose_as: "Secrets review",
      expire_in: "30 days",
    },
    ACT.keepReport,
  ],
];

const NAMES =
  /\bCI_(COMMIT_(REF_NAME|REF_SLUG|MESSAGE|TITLE|DESCRIPTION|TAG)|MERGE_REQUEST_(TITLE|DESCRIPTION|LABELS|SOURCE_BRANCH_NAME))\b/g;

/** Reads a `.gitlab-ci.yml`. */
export function readGitlab(text: string): Pipeline {
  const file = parse(text, { merge: true, logLevel: "error" }) as Readonly<Record<string, object>>;
  const entries = Object.entries(file);
  const jobs = entries.filter(([name]) => !GLOBAL.test(name) && !name.startsWith("."));
  const image = (file["default"] as { readonly image?: unknown } | undefined)?.image;
  return {
    starts: [],
    // The token of a job can read; whatever else it may is a setting of the project.
    rights: [],
    jobs: jobs.map(([name, job]) => readJob(name, job, image)),
    imports: jobs.flatMap(([, job]) => imagesOf(job)).concat(imagesOf({ image })),
    foreignNames: text.match(NAMES) ?? [],
    secrets: [],
    unknown: [
      ...entries
        .filter(([name]) => GLOBAL.test(name) && !["default", "stages"].includes(name))
        .map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
      ...others(file["default"] ?? {}, ["image"]),
    ],
  };
}

function readJob(name: string, job: GitlabJob, image: unknown): Job {
  const { variables = {}, rules, timeout, needs, artifacts } = job;
  const commands = [job.before_script ?? [], job.script ?? []].flat();
  const env = Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [key, String(value)]),
  );
  const whole = JSON.stringify(job);
  const kept = KEPT.find(([all]) => JSON.stringify(all) === JSON.stringify(artifacts))?.[1];
  const tokens = { GITLAB_OIDC_TOKEN: { aud: "https://sts.amazonaws.com" } };
  const takes = (needs ?? []).map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  const known = ["stage", "rules", "needs", "timeout", "environment", "id_tokens", "variables"];
  const unknown = [
    ...others(job, [...known, "image", "before_script", "script", "artifacts"]),
    ...(job.id_tokens === undefined || JSON.stringify(job.id_tokens) === JSON.stringify(tokens)
      ? []
      : [`id_tokens: ${JSON.stringify(job.id_tokens)}`]),
    // All that was kept before comes along.
    ...(needs === undefined && job.id_tokens !== undefined ? ["no needs"] : []),
  ];
  return {
    name,
    machine: String(job.image ?? image),
    isNamed: imagesOf({ image: job.image ?? image }).every(({ isPinned }) => isPinned),
    // Each job runs in a container of its own.
    place: `job ${name}`,
    minutes: Number(/^(\d+) minutes$/.exec(timeout ?? "")?.[1] ?? Infinity),
    when: whenOf(rules),
    needs: takes,
    rights: [],
    approval:
      job.environment === "$REVIEWED_STACK"
        ? STACK_ENVIRONMENT
        : job.environment === undefined
          ? undefined
          : JSON.stringify(job.environment),
    credentials: [
      ...Object.keys(job).filter((key) => /^(id_tokens|secrets|identity|environment)$/.test(key)),
      // What is brought along from elsewhere may be a token.
      ...unknown,
      ...(/ROLE_ARN|AWS_\w+|\w*OIDC_TOKEN|JOB_TOKEN/.exec(whole) ?? []),
    ],
    secrets: [],
    env,
    acts: [
      // They lie there before the first command.
      ...(takes.length > 0 ? [act(ACT.takeSynthesized)] : []),
      ...commands.flatMap((script) => readCommands(script, env)),
      ...(artifacts === undefined ? [] : [act(kept ?? `keep ${JSON.stringify(artifacts)}`)]),
    ],
    unknown,
  };
}

function readCommands(script: unknown, env: Readonly<Record<string, string>>): readonly Act[] {
  // A reference to other lines, which stand elsewhere.
  if (typeof script !== "string") return [act(JSON.stringify(script))];
  if (script === REPORT) return [act(ACT.takeReport)];
  if (script === TOKEN) {
    const role = env["AWS_ROLE_ARN"];
    if (role === "$PLAN_ROLE_ARN") return [act(ACT.loginToPlan)];
    if (role === "$APPLY_ROLE_ARN") return [act(ACT.loginToApply)];
  }
  return commandsOf(script).map((does) => act(does, { isCommand: true }));
}

function whenOf(rules: GitlabJob["rules"]): string {
  const found = RULES.find(([all]) => JSON.stringify(all) === JSON.stringify(rules));
  return found?.[1] ?? (rules === undefined ? "always" : JSON.stringify(rules));
}

/** An image that the user names, or one that nobody can change. */
function imagesOf({ image }: { readonly image?: unknown }): Pipeline["imports"] {
  if (image === undefined) return [];
  const what = typeof image === "string" ? image : JSON.stringify(image);
  return [{ what, isPinned: /^\$REVIEW_IMAGE$|@sha256:[0-9a-f]{64}$/.test(what) }];
}
