import { parse } from "yaml";

/** A step of a job of GitHub's. */
export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A job; one with `uses` is a workflow of its own. */
export interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly uses?: string;
  readonly secrets?: unknown;
  readonly permissions?: Readonly<Record<string, string>> | string;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly "runs-on"?: unknown;
  readonly "timeout-minutes"?: number;
  readonly container?: unknown;
  readonly services?: unknown;
  readonly steps?: readonly Step[];
}

/** A workflow of GitHub's. */
export interface Workflow {
  readonly on: unknown;
  readonly permissions?: unknown;
  readonly env?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** How packages are installed where credentials can be had: a script of theirs could take them. */
export const INSTALL = "npm ci --ignore-scripts";

/** What brings credentials into a job. */
export const LOGIN = "aws-actions/configure-aws-credentials@";

const INSTALLING =
  /\b(npm|pnpm|yarn|bun) (ci|i|install|add|rebuild)\b|\byarn$|\bnpx\b|\bpnpm dlx\b/m;

type Rule = (workflow: Workflow, text: string) => boolean;

/** What each rule demands, and whether a workflow breaks it. */
const RULES: Readonly<Record<string, Rule>> = {
  "is never started by what comes from outside with the rights of the repository": ({ on }) =>
    /\b(pull_request_target|workflow_run|issue_comment|issues|discussion\w*)\b/.test(
      JSON.stringify(on),
    ),
  "gives no permission but to the job that needs it": ({ permissions, jobs }) =>
    JSON.stringify(permissions) !== "{}" ||
    Object.values(jobs).some((job) => typeof job.permissions !== "object"),
  "lets no job run for ever": ({ jobs }) =>
    Object.values(jobs).some((job) => !((job["timeout-minutes"] ?? Infinity) <= 60)),
  "runs on machines of GitHub's, of a version that is named": ({ jobs }) =>
    Object.values(jobs).some((job) => !/^ubuntu-\d+\.\d+$/.test(String(job["runs-on"]))),
  "pins every action, workflow and image, and says which version that is": ({ jobs }, text) => {
    const lines = text.split("\n").filter((line) => /^\s*(- )?["']?uses["']?\s*:/.test(line));
    const listed = Object.values(jobs).flatMap(({ uses, steps = [] }) =>
      [uses, ...steps.map((step) => step.uses)].filter((each) => each !== undefined),
    );
    return (
      lines.length !== listed.length ||
      lines.some((line) => !/uses: [\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)) ||
      Object.values(jobs).some(({ container, services }) => container ?? services)
    );
  },
  "puts nothing from outside into a script": ({ jobs }) =>
    stepsOf(jobs).some(({ run = "", with: given = {} }) =>
      [run, given["script"] ?? ""].some((script) => String(script).includes("${{")),
    ),
  "hands a text from outside on as one word that is no option": ({ jobs }) =>
    stepsOf(jobs)
      .flatMap(({ run = "" }) => run.split(/\n|&&|;/))
      .some((command) => !namesOnlyWords(command)),
  "tells branches from tags of the same name, and trusts no name of a branch": (_workflow, text) =>
    /\b(ref_name|head_ref|base_ref)\b|github\.event\.pull_request\.head\.(ref|label)/.test(text),
  "keeps no token in the checkout": ({ jobs }) =>
    stepsOf(jobs).some(
      ({ uses = "", with: given }) =>
        uses.startsWith("actions/checkout@") &&
        JSON.stringify(given) !== '{"persist-credentials":false}',
    ),
  "shows a secret to the one step that needs it": ({ jobs, ...workflow }) =>
    /\bsecrets\b/.test(JSON.stringify(workflow)) ||
    Object.values(jobs).some(({ steps = [], ...job }) => {
      const elsewhere = steps.map(({ env, ...step }) =>
        /^npm run apply\b/.test(step.run ?? "") ? step : { env, ...step },
      );
      return /\bsecrets\b/.test(JSON.stringify([job, elsewhere]));
    }),
  "keeps no plan, no state and nothing that was synthesized": ({ jobs }) =>
    stepsOf(jobs).some(
      ({ uses = "", run = "", with: given = {} }) =>
        run.includes("--save-plans") ||
        (/\bupload-(artifact|pages-artifact)@/.test(uses) && given["path"] !== "report/"),
    ),
  "runs no script of a package where credentials can be had": ({ jobs }) =>
    credentialed(jobs).some(({ steps = [] }) => {
      const login = loginIn(steps);
      return steps.some(({ run = "" }, index) =>
        run
          .split(/\n|&&|;/)
          .map((command) => command.trim())
          .some((command) => INSTALLING.test(command) && (command !== INSTALL || index > login)),
      );
    }),
  "runs the app before there are credentials, and then takes what it made": ({ jobs }) =>
    credentialed(jobs).some(({ steps = [] }) =>
      steps
        .slice(loginIn(steps))
        .flatMap(({ run = "" }) => run.split(/\n|&&|;/))
        .some(
          (command) =>
            /\bnpm run (synth|app|local|test)\b|\bcdktf\b/.test(command) ||
            (/\bnpm run (apply|review|verify)\b/.test(command) && !/ --no-synth\b/.test(command)),
        ),
    ),
  "takes nothing from a cache where credentials can be had": ({ jobs }) =>
    credentialed(jobs).some(({ steps = [] }) =>
      steps.some(
        ({ uses = "", with: given = {} }) =>
          /^actions\/cache\b/.test(uses) || given["cache"] !== undefined,
      ),
    ),
};

/**
 * Whether every variable of a command stands in quotes and behind the `--` that ends the options: what is named `--help`
 * or `--plan=…` would be one. The first `--` of `npm run` is npm's own.
 */
export function namesOnlyWords(command: string): boolean {
  // What GitHub itself puts in is refused by another rule.
  const words = command
    .replace(/\$\{\{.*?\}\}/g, "")
    .trim()
    .split(/\s+/);
  const first = words.findIndex((word) => word.includes("$"));
  if (first < 0) return true;
  const ends = words.slice(0, first).filter((word) => word === "--").length;
  return (
    ends >= (words[0] === "npm" ? 2 : 1) &&
    words.filter((word) => word.includes("$")).every((word) => /^"\$\w+"$/.test(word))
  );
}

function stepsOf(jobs: Workflow["jobs"]): readonly Step[] {
  return Object.values(jobs).flatMap(({ steps = [] }) => steps);
}

/** The jobs that can get credentials. */
function credentialed(jobs: Workflow["jobs"]): readonly Job[] {
  return Object.values(jobs).filter(
    ({ permissions, environment, steps = [] }) =>
      environment !== undefined ||
      /write-all|"id-token":"write"/.test(JSON.stringify(permissions ?? "write-all")) ||
      steps.some(({ uses = "" }) => uses.startsWith(LOGIN)),
  );
}

/** Where a job logs in; behind its end when it only could. */
function loginIn(steps: readonly Step[]): number {
  const login = steps.findIndex(({ uses = "" }) => uses.startsWith(LOGIN));
  return login < 0 ? steps.length : login;
}

/** What of the rules a workflow breaks. */
export function brokenRules(text: string): readonly string[] {
  const workflow = parse(text) as Workflow;
  return Object.keys(RULES).filter((demand) => RULES[demand]?.(workflow, text));
}
