import { feeds, isValue, unlisted, unlistedEnv, writesValues } from "./allowed";
import { ACT, type Act, type Job, type Pipeline } from "./model";

/** What of a pipeline breaks a rule, in words; nothing where it keeps it. */
type Rule = (pipeline: Pipeline) => readonly string[];

const STARTS = ["pull_request", "push", "workflow_dispatch"];

const RIGHTS = ["contents: read", "actions: read", "id-token: write", "pull-requests: write"];

/** What each rule demands, of templates in every language. */
const RULES: Readonly<Record<string, Rule>> = {
  "is never started by what comes from outside with the rights of the repository": ({ starts }) =>
    starts.filter((start) => !STARTS.includes(start)),
  "gives no permission but to the job that needs it": ({ rights, jobs }) => [
    ...(rights?.length === 0 ? [] : (rights ?? ["all that is usual"])),
    ...ofJobs(jobs, ({ rights: own }) =>
      (own ?? ["all that is usual"]).filter((right) => !RIGHTS.includes(right)),
    ),
  ],
  "lets no job run for ever": ({ jobs }) =>
    ofJobs(jobs, (job) => (job.minutes <= mostMinutes(job) ? [] : [`${job.minutes} minutes`])),
  "runs on machines of a version that is named": ({ jobs }) =>
    ofJobs(jobs, ({ machine, isNamed }) => (isNamed ? [] : [machine])),
  "pins every action, workflow and image, and says which version that is": ({ imports }) =>
    imports.filter(({ isPinned }) => !isPinned).map(({ what }) => what),
  "puts nothing from outside into a script": ({ jobs }) =>
    ofActs(jobs, ({ isFilledIn }) => isFilledIn),
  "hands a text from outside on as one word that is no option": ({ jobs }) =>
    ofActs(jobs, ({ does, isCommand }) => isCommand && !does.split(/&&|;/).every(namesOnlyWords)),
  "tells branches from tags of the same name, and trusts no name that others choose": ({
    foreignNames,
  }) => foreignNames,
  "checks out what it was started for, and keeps no token there": ({ jobs }) =>
    ofActs(jobs, ({ does }) => /checkout|^git\b/.test(does)),
  "shows a secret to the one step that needs it": ({ secrets, jobs }) => [
    ...secrets,
    ...ofJobs(jobs, (job) => [
      ...job.secrets,
      ...job.acts.flatMap((one) => [...one.secrets, ...secretsOf(one)]),
    ]),
  ],
  "keeps no plan and no state, and what was synthesized only where there were no credentials": ({
    jobs,
  }) => [
    ...ofActs(jobs, ({ does }) => keepsMore(does)),
    ...ofJobs(jobs, ({ credentials, acts }) =>
      acts
        .map(({ does }) => does)
        .filter((does) => does === ACT.keepSynthesized && credentials.length > 0),
    ),
  ],
  "takes nothing from a cache": ({ jobs, unknown }) => [
    ...unknown.filter((entry) => /^cache\b/.test(entry)),
    ...ofJobs(jobs, ({ unknown: own, acts }) => [
      ...own.filter((entry) => /^cache\b/.test(entry)),
      ...acts
        .map(({ does }) => does)
        .filter((does) => /^[\w-]+\/[\w-]*(cache|setup-node)\b/.test(does)),
    ]),
  ],
  "does only what stands on the list, and in its order, where credentials can be had": unlisted,
  "sets nothing that stands on no list where credentials can be had": ({ jobs }) =>
    ofJobs(withCredentials(jobs), unlistedEnv),
  "says nothing that these rules do not know where credentials can be had": (pipeline) => [
    ...pipeline.unknown,
    ...ofJobs(
      pipeline.jobs.filter((job) => job.credentials.length > 0 || feeds(pipeline, job)),
      ({ unknown }) => unknown,
    ),
  ],
  "takes what was synthesized from a job that can get no credentials, on another machine": ({
    jobs,
  }) =>
    ofJobs(withCredentials(jobs), ({ name: own, needs, place }) => [
      // What it leaves running would be there with the credentials.
      ...jobs
        .filter((job) => job.place === place && job.name !== own)
        .map((job) => `${job.name} runs on the same machine`),
      ...(needs.length === 1 ? [] : [`from ${needs.length} jobs`]),
      ...needs.filter((name) => {
        const from = jobs.find((job) => job.name === name);
        return from === undefined || from.credentials.length > 0 || from.place === place;
      }),
    ]),
};

function ofJobs(
  jobs: readonly Job[],
  problems: (job: Job) => readonly string[],
): readonly string[] {
  return jobs.flatMap((job) => problems(job).map((problem) => `${job.name}: ${problem}`));
}

function ofActs(jobs: readonly Job[], isBroken: (one: Act) => boolean): readonly string[] {
  return ofJobs(jobs, ({ acts }) => acts.filter(isBroken).map(({ does }) => does));
}

/**
 * A machine of GitHub's is taken away after six hours, whatever the job says: a job that is to say what failed ends before.
 *
 * @see https://docs.github.com/en/actions/reference/limits
 */
function mostMinutes({ credentials }: Job): number {
  return credentials.length > 0 ? 60 : 355;
}

function withCredentials(jobs: readonly Job[]): readonly Job[] {
  return jobs.filter(({ credentials }) => credentials.length > 0);
}

/** The secrets among what is set for an act, but for values that it writes. */
function secretsOf(one: Act): readonly string[] {
  return Object.entries(one.env)
    .filter(([, value]) => /\bsecrets\b|\bgithub\.token\b|toJSON/i.test(value))
    .filter(([name, value]) => !(writesValues(one) && isValue(name, value)))
    .map(([name]) => name);
}

function keepsMore(does: string): boolean {
  const isKept = /^(keep |stash\b|archive|actions\/upload-|[\w-]+\/upload-)/.test(does);
  return (
    does.includes("--save-plans") ||
    (isKept && does !== ACT.keepReport && does !== ACT.keepSynthesized)
  );
}

/**
 * Whether every variable of a command stands in quotes and behind the `--` that ends the options: what is named `--help`
 * or `--plan=…` would be one. The first `--` of `npm run` is npm's own.
 */
export function namesOnlyWords(command: string): boolean {
  // What a system itself puts in is refused by another rule.
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

/** What of the rules a pipeline breaks, with the parts of it that do. */
export function brokenRules(pipeline: Pipeline): readonly string[] {
  return Object.entries(RULES).flatMap(([demand, rule]) =>
    rule(pipeline).map((problem) => `${demand}: ${problem}`),
  );
}
