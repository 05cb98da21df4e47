import { INSTALL } from "./allowed";
import type { Broken } from "./broken-github";
import { uses } from "./unlisted-github";

const APPLIED = 'npm run apply -- --no-synth -- "$STACK"';
const REVIEWED = "npm run review -- --no-synth";
const RUN = "      - run: ";
const BRANCH = "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)";
const SYNTH = "    timeout-minutes: 15\n    permissions:\n      contents: read\n";
const SYNTHESIZED = `      - run: ${INSTALL}\n      - run: npm run synth\n`;

const KEPT = uses(
  "actions/upload-artifact",
  "name: synthesized",
  "path: cdktf.out/",
  "if-no-files-found: error",
  "retention-days: 1",
);

/** What runs at a wrong time, in a wrong order or for nobody's approval, and what is handed over by the wrong job. */
export const MISPLACED_GITHUB: readonly Broken[] = [
  [
    "the end of a branch's name",
    "apply.yml",
    BRANCH,
    "endsWith(github.ref, github.event.repository.default_branch)",
    "and not only on the default branch",
  ],
  [
    "a part of a branch's name",
    "apply.yml",
    BRANCH,
    "contains(github.ref, 'main')",
    "and not only on the default branch",
  ],
  ["no condition", "apply.yml", `    if: ${BRANCH}\n`, "", "and not only on the default branch"],
  [
    "a condition that is always so",
    "apply.yml",
    BRANCH,
    `always() || ${BRANCH}`,
    "and not only on the default branch",
  ],
  [
    "a review of forks",
    "plan-review.yml",
    "    if: github.event.pull_request.head.repo.full_name == github.repository\n",
    "",
    "and not only for a change",
  ],
  [
    "nobody who approves",
    "apply.yml",
    "    environment: ${{ inputs.stack }}\n",
    "",
    "approved by nobody",
  ],
  [
    "an environment of another name",
    "apply.yml",
    "environment: ${{ inputs.stack }}",
    "environment: dev",
    "approved by",
  ],
  [
    "a review with an environment",
    "plan-review.yml",
    "    needs: synth\n",
    "    needs: synth\n    environment: dev\n",
    "approved by",
  ],
  [
    "the role of apply in a review",
    "plan-review.yml",
    "vars.PLAN_ROLE_ARN",
    "vars.APPLY_ROLE_ARN",
    "stands on no list",
  ],
  [
    "a longer session",
    "plan-review.yml",
    "          role-to-assume",
    "          role-duration-seconds: 43200\n          role-to-assume",
    "stands on no list",
  ],
  [
    "a login before the install",
    "plan-review.yml",
    `      - run: ${INSTALL}\n`,
    `      ${uses("aws-actions/configure-aws-credentials", "role-to-assume: ${{ vars.PLAN_ROLE_ARN }}", "aws-region: ${{ vars.AWS_REGION }}")}- run: ${INSTALL}\n`,
    "comes too late",
  ],
  ["no install", "plan-review.yml", `      - run: ${INSTALL}\n`, "", `nothing does \`${INSTALL}\``],
  ["a second apply", "apply.yml", APPLIED, `${APPLIED}\n${RUN}${APPLIED}`, "happens twice"],
  [
    "a token for the synthesis",
    "plan-review.yml",
    SYNTH,
    `${SYNTH}      id-token: write\n`,
    "npm run synth` runs the app",
  ],
  [
    "an environment for the synthesis",
    "apply.yml",
    "    timeout-minutes: 15\n",
    "    timeout-minutes: 15\n    environment: dev\n",
    "npm run synth` runs the app",
  ],
  [
    "a secret for the synthesis",
    "apply.yml",
    "run: npm run synth\n",
    "run: npm run synth\n        env:\n          T: ${{ secrets.T }}\n",
    "npm run synth` runs the app",
  ],
  [
    "a synthesis that does more",
    "apply.yml",
    "run: npm run synth\n",
    "run: npm run synth\n      - run: npm run packages\n",
    "in a synthesis",
  ],
  [
    "a synthesis with scripts of packages",
    "apply.yml",
    SYNTHESIZED,
    SYNTHESIZED.replace(" --ignore-scripts", ""),
    "in a synthesis",
  ],
  [
    "another synthesis that could be taken",
    "plan-review.yml",
    "  gate:\n",
    `  other:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    permissions: {}\n    steps:\n      - run: npm run build\n      ${KEPT}\n  gate:\n`,
    "in a synthesis",
  ],
  ["no synthesis to wait for", "apply.yml", "    needs: synth\n", "", "from 0 jobs"],
  [
    "a synthesis of another job",
    "plan-review.yml",
    "    needs: synth\n",
    "    needs: [synth, gate]\n",
    "from 2 jobs",
  ],
  [
    "what lies in hidden files",
    "plan-review.yml",
    "          path: cdktf.out/\n",
    "          path: cdktf.out/\n          include-hidden-files: true\n",
    "keeps no plan",
  ],
  [
    "what was synthesized beside credentials",
    "plan-review.yml",
    "          name: plan-review\n          path: report/\n          if-no-files-found: warn\n          retention-days: 30",
    "          name: synthesized\n          path: cdktf.out/\n          if-no-files-found: error\n          retention-days: 30",
    "keeps no plan",
  ],
  [
    "a comment that runs the change",
    "plan-review.yml",
    "      - id: report\n",
    `      - run: npm ci\n      - id: report\n`,
    "in a comment",
  ],
  [
    "more rights than a comment",
    "plan-review.yml",
    "      pull-requests: write",
    "      contents: write",
    "no permission but",
  ],
  [
    "the token of the job in a script",
    "plan-review.yml",
    REVIEWED,
    `${REVIEWED}\n        env:\n          T: \${{ github.token }}`,
    "the one step",
  ],
  [
    "all that GitHub tells",
    "plan-review.yml",
    REVIEWED,
    `${REVIEWED}\n        env:\n          T: \${{ toJSON(github) }}`,
    "the one step",
  ],
  [
    "a workflow of others with all secrets",
    "ci.yml",
    "jobs:\n",
    `jobs:\n  other:\n    uses: o/r/.github/workflows/x.yml@${"0".repeat(40)} # v1.0.0\n    secrets: inherit\n    permissions: {}\n    timeout-minutes: 5\n    runs-on: ubuntu-24.04\n`,
    "the one step",
  ],
  [
    "a schedule",
    "apply.yml",
    "  workflow_dispatch:",
    "  schedule: [{ cron: '0 0 * * *' }]\n  workflow_dispatch:",
    "rights of the repository",
  ],
  [
    "a call by other workflows",
    "apply.yml",
    "  workflow_dispatch:",
    "  workflow_call:\n  workflow_dispatch:",
    "rights of the repository",
  ],
  [
    "an act that never happens",
    "apply.yml",
    "      - uses: actions/download-artifact",
    "      - if: false\n        uses: actions/download-artifact",
    "do not know",
  ],
  [
    "an act that may fail",
    "apply.yml",
    "      - uses: actions/download-artifact",
    "      - continue-on-error: true\n        uses: actions/download-artifact",
    "do not know",
  ],
  [
    "another branch by hand",
    "plan-review.yml",
    "on:\n  pull_request:",
    "on:\n  pull_request:\n  push:\n  repository_dispatch:",
    "rights of the repository",
  ],
];
