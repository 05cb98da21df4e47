/** What ends a command; SIGKILL leaves it no time. */
export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const;
export type Signal = (typeof SIGNALS)[number];

/** Where a command can be when it is interrupted. */
export interface Stage {
  readonly command: string;
  /**
   * The program that then does not come to its end, and at which of its runs; `kept`: the local AWS is kept; `input` and
   * `pipe`: the end of what is read there does not come; `ecs`: ECS is asked whether services are steady, and does not answer;
   * `seed`, `delivery` and `network`: after the deployment the local AWS answers nothing.
   */
  readonly at: string;
  readonly args: readonly string[];
}

/** The app of the folder in which they run. */
export const APP = ["--app", "sh ./app.sh"];
/** Of one stack that writes a value, and of two, of which one is applied after the other. */
const APP_WITH_VALUE = ["--app", "sh ./app.sh value"];
const APP_OF_TWO = ["--app", "sh ./app.sh two"];
/** Of its own: a review that is interrupted withdraws the one before it. */
const OF_REVIEW = ["--report", "reviewed/report.json"];
const REVIEWED = [...APP, ...OF_REVIEW];
const SAVED = ["--plan", "plans/dev.tfplan"];
const SETUP = ["--setup", "./setup.mjs"];
const stages = (command: string, args: readonly string[], ...at: readonly string[]): Stage[] =>
  at.map((each) => ({ command, at: each, args }));

/** Those that bring a local AWS where none is installed. */
const INSTALLING = ["uvx:1", "pipx:1", "venv:1", "pip:1", "docker:1"];

/** Whether a program runs at a stage, which can do something before it goes on. */
export function isProgram({ at }: Stage): boolean {
  return /^\w+:\d+$|^kept$/.test(at);
}

/** Every stage of every command in which it waits for a program, for AWS or for what it reads. */
export const STAGES: readonly Stage[] = [
  ...stages(
    "local",
    ["local", ...APP, ...SETUP],
    ...[
      "load:1",
      "version:1",
      "app:1",
      "moto:1",
      "setup:1",
      "app:2",
      "init:1",
      "plan:1",
      "plan:2",
      "apply:1",
    ],
    ...["seed", "state:1", "state:2", "delivery", "network", "plan:3"],
  ),
  ...stages("local", ["local", ...APP], ...INSTALLING),
  ...stages("local", ["local", ...APP, "--keep"], "kept"),
  ...stages("local, two stacks", ["local", ...APP_OF_TWO, "prod"], "init:2", "apply:2", "plan:6"),
  ...stages("emulator", ["emulator", ...SETUP], "load:1", "moto:1", "setup:1"),
  ...stages("emulator", ["emulator"], ...INSTALLING, "kept"),
  ...stages("doctor", ["doctor", "dev", ...APP], "app:1"),
  ...stages("doctor --json", ["doctor", "dev", "--json", ...APP], "app:1"),
  ...stages("redeploy", ["redeploy", "dev", ...APP], "app:1"),
  ...stages("redeploy --json", ["redeploy", "dev", "--json", ...APP], "app:1"),
  ...stages(
    "review",
    ["review", ...APP],
    "version:1",
    "app:1",
    "init:1",
    "plan:1",
    "show:1",
    "ecs",
  ),
  ...stages("review, with a value", ["review", ...APP_WITH_VALUE], "plan:2", "show:2"),
  ...stages("review --no-synth", ["review", "--no-synth"], "version:1", "init:1", "plan:1", "ecs"),
  ...stages(
    "review --save-plans",
    ["review", "--save-plans", "plans", ...APP],
    "plan:1",
    "show:1",
    "ecs",
  ),
  ...stages("review --plan -", ["review", "--plan", "-"], "input"),
  ...stages("review --plan PIPE", ["review", "--plan", "pipe"], "pipe"),
  ...stages(
    "review --local",
    ["review", "--local", ...APP, ...SETUP],
    ...[
      "load:1",
      "version:2",
      ...["git:1", "git:2", "git:3", "git:4", "git:5", "git:6", "git:7"],
      "app:1",
      "app:2",
      "moto:1",
      "setup:1",
      "app:3",
      "app:4",
    ],
    ...["init:1", "apply:1", "init:2", "plan:1", "show:1"],
  ),
  ...stages("review --local", ["review", "--local", ...APP], ...INSTALLING),
  ...stages(
    "review --local, with a value",
    ["review", "--local", ...APP_WITH_VALUE],
    ...["apply:1", "plan:1", "plan:2", "show:2"],
  ),
  ...stages(
    "verify",
    ["verify", "dev", ...REVIEWED],
    "version:1",
    "app:1",
    "init:1",
    "plan:1",
    "show:1",
    "ecs",
  ),
  ...stages(
    "apply",
    ["apply", "dev", ...REVIEWED],
    "version:1",
    "app:1",
    "init:1",
    "plan:1",
    "show:1",
    "ecs",
    "apply:1",
  ),
  ...["verify", "apply"].flatMap((command) => [
    ...stages(
      `${command} --no-synth`,
      [command, "dev", "--no-synth", ...OF_REVIEW],
      ...["version:1", "init:1", "plan:1", "show:1", "ecs"],
      ...(command === "apply" ? ["apply:1"] : []),
    ),
    ...stages(
      `${command} --plan`,
      [command, "dev", ...REVIEWED, ...SAVED],
      ...["version:1", "app:1", "init:1", "show:1", "ecs"],
      ...(command === "apply" ? ["apply:1"] : []),
    ),
    ...stages(`${command} --plan PIPE`, [command, "dev", ...REVIEWED, "--plan", "pipe"], "pipe"),
    ...stages(`${command} of a pipe`, [command, "dev", ...APP, "--report", "pipe"], "pipe"),
  ]),
];
