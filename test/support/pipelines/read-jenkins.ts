import { type Statement, readBlocks } from "./groovy";
import { ACT, act, type Act, commandsOf, type Job, type Pipeline, START } from "./model";

/** The steps with a word of ours, as they stand there. */
const STEPS: Readonly<Record<string, string>> = {
  "deleteDir()": ACT.empty,
  "checkout scm": ACT.checkout,
  "stash name: 'synthesized', includes: 'cdktf.out/**'": ACT.keepSynthesized,
  "unstash 'synthesized'": ACT.takeSynthesized,
  "archiveArtifacts artifacts: 'report/**', allowEmptyArchive: true": ACT.keepReport,
};

/** Blocks in which there are credentials. */
const LOGINS: Readonly<Record<string, string>> = {
  "withAWS(role: env.PLAN_ROLE_ARN, region: env.AWS_REGION)": ACT.loginToPlan,
  "withAWS(role: env.APPLY_ROLE_ARN, region: env.AWS_REGION)": ACT.loginToApply,
};

const CONDITIONS: Readonly<Record<string, string>> = {
  "": "always",
  // Of a fork only where the branch source trusts it.
  "beforeAgent true, changeRequest()": START.ownPullRequest,
};

const OPTIONS = ["disableConcurrentBuilds(abortPrevious: true)", "skipDefaultCheckout()"];

const NAMES = /\b(BRANCH_NAME|GIT_BRANCH|TAG_NAME|CHANGE_(BRANCH|TITLE|AUTHOR\w*|FORK))\b/g;

/** Reads a declarative Jenkinsfile. */
export function readJenkins(text: string): Pipeline {
  const file = readBlocks(text);
  const pipeline = blockOf(file, "pipeline");
  const options = blockOf(pipeline, "options").map(({ head }) => head);
  const timeout = options.find((option) => option.startsWith("timeout("));
  const stages = blockOf(pipeline, "stages");
  const whole = agentOf(pipeline);
  const minutes = Number(
    /^timeout\(time: (\d+), unit: 'MINUTES'\)$/.exec(timeout ?? "")?.[1] ?? Infinity,
  );
  const read = stages.map((stage) => readStage(stage, { whole, minutes }));
  const makers = read.filter(({ acts }) => acts.some(({ does }) => does === ACT.keepSynthesized));
  const jobs = read.map((job) => {
    const takes = job.acts.some(({ does }) => does === ACT.takeSynthesized);
    return takes ? { ...job, needs: makers.map(({ name }) => name) } : job;
  });
  return {
    starts: [],
    rights: [],
    // On one machine one stage finds what another has left there.
    jobs: whole === undefined ? jobs : mergedOf(jobs, whole),
    imports: [],
    foreignNames: text.match(NAMES) ?? [],
    secrets: [],
    unknown: [
      ...othersOf(file, /^pipeline$/),
      ...othersOf(pipeline, /^(agent( (none|any))?|options|stages)$/),
      ...options.filter((option) => !OPTIONS.includes(option) && option !== timeout),
      // A checkout of Jenkins's own comes before the folder is emptied.
      ...(options.includes("skipDefaultCheckout()") ? [] : ["a checkout before all steps"]),
    ],
  };
}

function readStage(
  stage: Statement,
  { whole, minutes }: { readonly whole: string | undefined; readonly minutes: number },
): Job {
  const body = stage.body ?? [];
  const name = /^stage\('([^']+)'\)$/.exec(stage.head)?.[1] ?? stage.head;
  const machine = agentOf(body) ?? whole ?? "none";
  const steps = blockOf(body, "steps");
  const after = blockOf(body, "post").flatMap(({ head, body: kept = [] }) =>
    head === "always" ? kept : [{ head: `${head}: ${textOf(kept)}` }],
  );
  const when = blockOf(body, "when").map(({ head, body: more }) =>
    more === undefined ? head : `${head} { ${textOf(more)} }`,
  );
  const wrappers = [...steps, ...after].filter((step) => step.body !== undefined);
  const bound = textOf(body).match(/\b(with\w+|credentials\(|sshagent|\w*ROLE_ARN|AWS_\w+)/g) ?? [];
  const unknown = [
    ...(stage.head.startsWith("stage(") ? [] : [stage.head]),
    ...othersOf(body, /^(agent|steps|post|when)$/),
  ];
  const acts = [...steps, ...after].flatMap(readStep);
  const words: readonly string[] = Object.values(ACT);
  const groovy = acts.filter(({ does, isCommand }) => !isCommand && !words.includes(does));
  return {
    name,
    machine,
    isNamed: isNamed(machine),
    place: machine,
    minutes,
    when: CONDITIONS[when.join(", ")] ?? when.join(", "),
    needs: [],
    rights: [],
    // What stands beside the steps may bring some along, and so may Groovy that is not known.
    credentials: [
      ...wrappers.map(({ head }) => head),
      ...groovy.map(({ does }) => does),
      ...bound,
      ...unknown,
    ],
    secrets: [],
    env: {},
    acts,
    unknown,
  };
}

function isNamed(machine: string): boolean {
  return /^label '[\w-]+'$/.test(machine);
}

function readStep({ head, body }: Statement): readonly Act[] {
  if (body !== undefined) return [act(LOGINS[head] ?? head), ...body.flatMap(readStep)];
  const [, single] = /^sh '([^']*)'$/.exec(head) ?? [];
  const [, several] = /^sh '''([^]*)'''$/.exec(head) ?? [];
  const script = single ?? several;
  if (script !== undefined) {
    return commandsOf(script).map((does) => act(does, { isCommand: true }));
  }
  // Groovy fills in a text in double quotes, and joins what stands beside it.
  return [act(STEPS[head] ?? head, { isFilledIn: /^(sh|bat|powershell|pwsh)\b/.test(head) })];
}

/** As one job, in which all happens that happens in any. */
function mergedOf(jobs: readonly Job[], machine: string): readonly Job[] {
  const [first] = jobs;
  if (first === undefined) return [];
  return [
    {
      ...first,
      machine,
      isNamed: isNamed(machine),
      place: machine,
      name: jobs.map(({ name }) => name).join(" + "),
      when: jobs.find(({ credentials }) => credentials.length > 0)?.when ?? first.when,
      needs: jobs.flatMap(({ needs }) => needs),
      credentials: jobs.flatMap(({ credentials }) => credentials),
      acts: jobs.flatMap(({ acts }) => acts),
      unknown: jobs.flatMap(({ unknown }) => unknown),
    },
  ];
}

function blockOf(statements: readonly Statement[], name: string): readonly Statement[] {
  return statements.filter(({ head }) => head === name).flatMap(({ body = [] }) => body);
}

/** Undefined where each stage has one of its own. */
function agentOf(statements: readonly Statement[]): string | undefined {
  const agent = statements.find(({ head }) => /^agent\b/.test(head));
  if (agent === undefined || agent.head === "agent none") return undefined;
  return agent.body === undefined ? agent.head : textOf(agent.body);
}

function othersOf(statements: readonly Statement[], known: RegExp): readonly string[] {
  return statements.filter(({ head }) => !known.test(head)).map((one) => textOf([one]));
}

function textOf(statements: readonly Statement[]): string {
  return statements
    .map(({ head, body }) => (body === undefined ? head : `${head} { ${textOf(body)} }`))
    .join("; ");
}
