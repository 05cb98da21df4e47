/** The programs that a command runs while it is interrupted: each waits for ever at the run that is wanted. */

/**
 * Waits for ever at the run that is wanted, and says before that it has come so far; where there is a disk to fill, it
 * does that instead, and goes on.
 */
export const WAIT_AT = `
wait_at() {
  runs=1
  # Two that start at once get a number each.
  until mkdir "$COUNTS/$1.$runs" 2>/dev/null; do runs=$((runs + 1)); done
  [ "$STAGE" = "$1:$runs" ] || return 0
  : > "$REACHED"
  [ -n "$FILLER" ] || exec sleep 100
  fill-disk
}`;

/** Takes every byte and every file that a disk has left. */
const FILL_DISK = `
i=0
while { true > "$FILLER.$i"; } 2>/dev/null; do i=$((i + 1)); done
dd if=/dev/zero of="$FILLER.0" bs=4k 2>/dev/null
exit 0`;

/** What an apply says when it has come to its end. */
const APPLIED_NOTHING = JSON.stringify({
  type: "change_summary",
  changes: { add: 0, change: 0, import: 0, remove: 0, operation: "apply" },
});

/** The stack that the app makes, its only variable, and the plan of one that writes it. */
export const STACK = "{}";
const VARIABLE = "api_key";
const STACK_WITH_VALUE = JSON.stringify({ variable: { [VARIABLE]: { ephemeral: true } } });
const WRITTEN = { address: "aws_ssm_parameter.key", mode: "managed", type: "aws_ssm_parameter" };

const PLAN = { format_version: "1.2", terraform_version: "1.11.4" };
const EMPTY_PLAN = JSON.stringify({ ...PLAN, resource_changes: [], configuration: {} });
const PLAN_WITH_VALUE = JSON.stringify({
  ...PLAN,
  resource_changes: [
    {
      ...WRITTEN,
      name: "key",
      change: { actions: ["create"], before: null, after: { name: "/key" }, after_unknown: {} },
    },
  ],
  configuration: {
    root_module: {
      variables: { [VARIABLE]: {} },
      resources: [
        {
          ...WRITTEN,
          name: "key",
          expressions: { value_wo: { references: [`var.${VARIABLE}`] } },
        },
      ],
    },
  },
});

const ARN = "arn:aws:ecs:eu-central-1:123456789012";
const SERVICE = {
  address: "aws_ecs_service.web",
  mode: "managed",
  type: "aws_ecs_service",
  name: "web",
};

function unchanged(address: string, values: object): object {
  const [type, name] = address.split(".");
  const change = { actions: ["no-op"], before: values, after: values, after_unknown: {} };
  return { address, mode: "managed", type, name, change };
}

/** Of an apply before that did not come to its end: ECS is asked whether the service is steady. */
const UNFINISHED_PLAN = ((): string => {
  const values = { id: `${ARN}:service/orders/web`, cluster: "orders", name: "web" };
  const state = { root_module: { resources: [{ ...SERVICE, values }] } };
  return JSON.stringify({
    ...PLAN,
    resource_changes: [
      unchanged("terraform_data.replacements-begun", { id: "2" }),
      unchanged("terraform_data.replacements-made", { input: { begun: "1" } }),
      unchanged(SERVICE.address, values),
    ],
    configuration: {},
    prior_state: { values: state },
    planned_values: state,
  });
})();

/** Of a stack that has a task definition, whose secrets are looked at. */
const STATE_WITH_TASK = JSON.stringify({
  resources: [
    {
      mode: "managed",
      type: "aws_ecs_task_definition",
      name: "web",
      instances: [{ attributes: { arn: `${ARN}:task-definition/web:1`, family: "web" } }],
    },
  ],
});

/** From where it is told so, the local AWS answers nothing. */
const SILENCE = `
import os, time
from moto.moto_server.werkzeug_app import DomainDispatcherApplication as Application
answer = Application.__call__
def wait(self, environ, start_response):
    if os.path.exists(os.environ["COUNTS"] + "/silent"):
        open(os.environ["REACHED"], "w").close()
        time.sleep(100)
    return answer(self, environ, start_response)
Application.__call__ = wait`;

/** The programs that bring a local AWS where none is installed, best first. */
const INSTALLERS = ["uvx", "pipx", "venv", "pip", "docker"];

/** Whether one of these is to be waited for. */
function isStage(...programs: readonly string[]): string {
  return `case $STAGE in ${programs.map((program) => `${program}:*`).join(" | ")}) true ;; *) false ;; esac`;
}

/** The lines of each program, which stand for those of PATH. */
export function programs({
  git,
  moto,
  python,
}: {
  readonly git: string;
  readonly moto: string;
  readonly python: string;
}): readonly (readonly [name: string, lines: readonly string[]])[] {
  return [
    ["fill-disk", [FILL_DISK]],
    ["terraform", TERRAFORM],
    ["git", ["wait_at git", `exec ${git} "$@"`]],
    [
      "moto_server",
      [
        `{ ${isStage(...INSTALLERS)}; } && exit 127`,
        "wait_at moto",
        'case $STAGE in seed | delivery | network) export PYTHONPATH="$PWD/silence" ;; esac',
        `exec ${moto} "$@"`,
      ],
    ],
    ["uvx", [`{ ${isStage("uvx")}; } || exit 127`, "wait_at uvx", "shift 3", `exec ${moto} "$@"`]],
    [
      "pipx",
      [`{ ${isStage("pipx")}; } || exit 127`, "wait_at pipx", "shift 4", `exec ${moto} "$@"`],
    ],
    // No container runs here.
    ["docker", ["wait_at docker", "exit 127"]],
    [
      "python3",
      [
        // One that is in an environment, or is to make it.
        `case "$0:$2" in`,
        `*/.cache/*:pip) wait_at pip; exit ;;`,
        `*/.cache/*:moto.server) shift 2; exec ${moto} "$@" ;;`,
        `*:venv) { ${isStage("venv", "pip")}; } || exit 1; wait_at venv; mkdir -p "$3/bin" && cp "$0" "$3/bin/python3"; exit ;;`,
        `*:moto.server) { ${isStage(...INSTALLERS)}; } && { echo "No module named moto" >&2; exit 1; } ;;`,
        "esac",
        `exec ${python} "$@"`,
      ],
    ],
  ];
}

const TERRAFORM = [
  '[ "$1" = version ] && { wait_at version; echo \'{"terraform_version":"1.11.4"}\'; exit 0; }',
  'wait_at "$1"',
  // A plan, or the state.
  `[ "$1" = show ] && { [ $# -gt 2 ] || echo "{}"; }`,
  `[ "$1" = show ] && [ $# -gt 2 ] && [ "$STAGE" = ecs ] && { echo '${UNFINISHED_PLAN}'; exit 0; }`,
  `[ "$1" = show ] && [ $# -gt 2 ] && { grep -q ${VARIABLE} cdk.tf.json && echo '${PLAN_WITH_VALUE}' || echo '${EMPTY_PLAN}'; }`,
  // From then on the local AWS answers nothing; where there is no task, nothing is asked before the network.
  'case "$1:$STAGE:$runs" in state:seed:1 | state:delivery:2 | state:network:2) : > "$COUNTS/silent" ;; esac',
  `case "$1:$STAGE:$runs" in state:seed:1 | state:delivery:2) echo '${STATE_WITH_TASK}' ;; esac`,
  'for each in "$@"; do case $each in -out=*) cat "$SAVED" > "${each#-out=}" || exit 1 ;; esac; done',
  `[ "$1" = apply ] && echo '${APPLIED_NOTHING}'`,
  "exit 0",
];

/** The app and the file of `--setup`, and what silences the local AWS. */
export const FILES: readonly (readonly [name: string, lines: readonly string[]])[] = [
  ["silence/sitecustomize.py", [SILENCE]],
  [
    "app.sh",
    [
      WAIT_AT,
      "wait_at app",
      'out() { mkdir -p "$CDKTF_OUTDIR/stacks/$1" && echo "$2" > "$CDKTF_OUTDIR/stacks/$1/cdk.tf.json"; }',
      'manifest() { echo "$1" > "$CDKTF_OUTDIR/manifest.json"; }',
      "case $1 in",
      `value) out dev '${STACK_WITH_VALUE}' && manifest '${manifestOf(["dev"])}' ;;`,
      `two) out dev '${STACK}' && out prod '${STACK}' && manifest '${manifestOf(["dev", "prod"])}' ;;`,
      `*) out dev '${STACK}' && manifest '${manifestOf(["dev"])}' ;;`,
      "esac",
    ],
  ],
  [
    "setup.mjs",
    [
      'import { execFileSync } from "node:child_process";',
      'import { writeFileSync } from "node:fs";',
      "async function waitAt(stage) {",
      "  if (process.env.STAGE !== stage) return;",
      '  writeFileSync(process.env.REACHED, "");',
      '  if (process.env.FILLER) return execFileSync("fill-disk");',
      "  await new Promise((resolve) => setTimeout(resolve, 100_000));",
      "}",
      'await waitAt("load:1");',
      "export async function setUp() {",
      '  console.log("made");',
      '  await waitAt("setup:1");',
      "  return {};",
      "}",
    ],
  ],
];

/** Each stack depends on the one before it. */
export function manifestOf(names: readonly string[]): string {
  const stacks = names.map((name, index) => {
    const dependencies = names.slice(0, index);
    return [name, { name, workingDirectory: `stacks/${name}`, dependencies }] as const;
  });
  return JSON.stringify({ stacks: Object.fromEntries(stacks) });
}
