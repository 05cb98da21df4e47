import { ACT, type Act, type Job, type Pipeline, STACK_ENVIRONMENT, START } from "./model";

/** How packages are installed where credentials can be had: a script of theirs could take them. */
export const INSTALL = "npm ci --ignore-scripts";

const TOOLS = [ACT.empty, ACT.checkout, ACT.node, ACT.terraform];

/** What a job may be, as a whole: nothing else is done in it, and in no other order. */
interface Allowed {
  readonly what: string;
  /** What may happen, in this order; what stands together, in any. */
  readonly order: readonly (readonly string[])[];
  /** What has to happen. */
  readonly required: readonly string[];
  readonly when?: string;
  readonly approval?: string;
}

const REVIEW = "npm run review -- --no-synth";
const APPLY = 'npm run apply -- --no-synth -- "$STACK"';

/** The script of package.json that is what a command runs. */
export const COMMAND_LINE = "node --conditions=source --import tsx cli/src/main.ts";

/**
 * What of package.json would let the commands that stand on the lists do something else: npm runs `pre…` and `post…`
 * by itself.
 */
export function brokenScripts(scripts: Readonly<Record<string, string>>): readonly string[] {
  const command = /^npm run --silent ecs-secrets -- (review|apply)\b[\w ./-]*$/;
  const ours = ["review", "apply", "ecs-secrets", "synth", "app"];
  const installing = /^(pre|post)?(install|prepare|uninstall|dependencies)$/;
  return [
    ...["review", "apply"].filter((name) => command.exec(scripts[name] ?? "")?.[1] !== name),
    ...(scripts["ecs-secrets"] === COMMAND_LINE ? [] : ["ecs-secrets"]),
    ...Object.keys(scripts).filter(
      (name) => ours.includes(name.replace(/^(pre|post)/, "")) && !ours.includes(name),
    ),
    ...Object.keys(scripts).filter((name) => installing.test(name)),
  ];
}

/** The jobs that may get credentials. */
const WITH_CREDENTIALS: readonly Allowed[] = [
  {
    what: "a review",
    order: [
      ...TOOLS.map((tool) => [tool]),
      [INSTALL, ACT.takeSynthesized],
      [ACT.loginToPlan],
      [REVIEW],
      [ACT.keepReport],
    ],
    required: [INSTALL, ACT.takeSynthesized, ACT.loginToPlan, REVIEW],
    when: START.ownPullRequest,
  },
  {
    what: "an apply",
    order: [
      ...TOOLS.map((tool) => [tool]),
      [INSTALL, ACT.takeSynthesized, ACT.takeReport],
      [ACT.loginToApply],
      [APPLY],
    ],
    required: [INSTALL, ACT.takeSynthesized, ACT.takeReport, ACT.loginToApply, APPLY],
    when: START.defaultBranch,
    approval: STACK_ENVIRONMENT,
  },
];

/** The job that makes what those take. */
const SYNTHESIS: Allowed = {
  what: "a synthesis",
  order: [...TOOLS.map((tool) => [tool]), [INSTALL], ["npm run synth"], [ACT.keepSynthesized]],
  required: [INSTALL, "npm run synth", ACT.keepSynthesized],
};

/** The job that may write to the repository. */
const COMMENT: Allowed = {
  what: "a comment",
  order: [[ACT.takeReport], [ACT.comment]],
  required: [ACT.comment],
};

/** What may be set where credentials can be had, and to what. */
const ENVIRONMENT: Readonly<Record<string, readonly string[]>> = {
  STACK: ["${{ inputs.stack }}", "$REVIEWED_STACK"],
  AWS_ROLE_ARN: ["$PLAN_ROLE_ARN", "$APPLY_ROLE_ARN"],
  AWS_WEB_IDENTITY_TOKEN_FILE: ["$CI_PROJECT_DIR.tmp/web-identity-token"],
};

/** Whether an act is the one that is given values. */
export function writesValues({ does }: Act): boolean {
  return does === APPLY;
}

/** Whether a variable carries a value of a secret to the act that writes it. */
export function isValue(name: string, value: string): boolean {
  return /^TF_VAR_\w+$/.test(name) && /^\$\{\{ secrets\.\w+ \}\}$/.test(value);
}

/** What is set where credentials can be had, and does not stand on the list. */
export function unlistedEnv({ env, acts }: Job): readonly string[] {
  const all = [env, ...acts.map((one) => one.env)].flatMap((set) => Object.entries(set));
  return all
    .filter(([name, value]) => !ENVIRONMENT[name]?.includes(value) && !isValue(name, value))
    .map(([name]) => name);
}

/** What of a job stands on no list, for each kind of job whose rules it has to keep. */
export function unlisted(pipeline: Pipeline): readonly string[] {
  return pipeline.jobs.flatMap((job) => {
    // Whatever is kept under that name might be taken instead.
    const found =
      job.credentials.length > 0
        ? unlessOneOf(WITH_CREDENTIALS, job)
        : feeds(pipeline, job) || job.acts.some(({ does }) => does === ACT.keepSynthesized)
          ? unlessOneOf([SYNTHESIS], job)
          : (job.rights ?? []).some((right) => right.endsWith("write"))
            ? unlessOneOf([COMMENT], job)
            : [];
    return found.map((problem) => `${job.name}: ${problem}`);
  });
}

/** Whether a job with credentials takes something from this one. */
export function feeds(pipeline: Pipeline, job: Job): boolean {
  return pipeline.jobs.some(
    ({ credentials, needs }) => credentials.length > 0 && needs.includes(job.name),
  );
}

/** Nothing, where a job is one of several as a whole; else, what is not of the one that it is most like. */
function unlessOneOf(kinds: readonly Allowed[], job: Job): readonly string[] {
  const all = kinds.map((kind) => problemsOf(kind, job)).sort((a, b) => a.length - b.length);
  return all[0] ?? [];
}

function problemsOf({ what, order, required, when, approval }: Allowed, job: Job): string[] {
  const ranks = job.acts.map(({ does }) => order.findIndex((place) => place.includes(does)));
  const done = job.acts.map(({ does }) => does);
  return [
    ...job.acts.filter((_, at) => ranks[at] === -1).map((one) => `${why(one)} in ${what}`),
    ...done
      .filter(
        (_, at) => ranks[at] !== -1 && ranks.slice(0, at).some((rank) => rank > (ranks[at] ?? 0)),
      )
      .map((does) => `\`${does}\` comes too late in ${what}`),
    ...done
      .filter((does, at) => does !== ACT.comment && done.indexOf(does) < at)
      .map((does) => `\`${does}\` happens twice in ${what}`),
    ...required
      .filter((does) => !done.includes(does))
      .map((does) => `nothing does \`${does}\` in ${what}`),
    ...(when === undefined || job.when === when
      ? []
      : [`${what} runs ${job.when}, and not only ${when}`]),
    ...(what === "a comment" || job.approval === approval
      ? []
      : [`${what} is approved by ${job.approval ?? "nobody"}`]),
  ];
}

/** What installs, or runs what somebody else wrote. */
const INSTALLING =
  /(^|[\s(;&|])(npm\s+(?!run )|npx|pnpm|yarn|bunx?|pip3?|corepack|\.ci\/run)|npm run test/;

/** What runs the app, or the commands that run it where nothing keeps them from it. */
const RUNNING =
  /\bnpm run (synth|app|example|local|doctor|redeploy|emulator)\b|\bcdktf\b|\bmain\.ts\b/;
const SYNTHESIZING = /\bnpm run (review|apply|verify)\b(?!.* --no-synth\b)/;

/** Why an act that stands on no list may not happen, as far as it is a known kind. */
function why({ does, isCommand }: Act): string {
  const said = `\`${does}\``;
  if (!isCommand) return `${said} is an action or a step that stands on no list`;
  if (INSTALLING.test(does)) return `${said} may run scripts of packages`;
  if (RUNNING.test(does) || SYNTHESIZING.test(does)) return `${said} runs the app`;
  return `${said} is a command that stands on no list`;
}
