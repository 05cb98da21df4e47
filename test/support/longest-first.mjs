// Starts the files that take longest first. Without times of an earlier run, as in a fresh clone, jest goes by the size of
// the files, and began the longest of all, of 65 lines, last: one worker then waited for it.
import Sequencer from "@jest/test-sequencer";

/** Those of more than 30 processor seconds, longest first. */
export const LONGEST = [
  "test/e2e/examples.test.ts",
  "test/package/consumer.test.ts",
  "test/e2e/renames.test.ts",
  "test/e2e/order-of-change.test.ts",
  "test/e2e/replacements.test.ts",
  "test/e2e/reviewed-apply.test.ts",
  "test/e2e/unfinished-first-apply.test.ts",
  "test/e2e/review-between-stacks.test.ts",
  "test/e2e/local-command.test.ts",
  "test/e2e/interruptions.test.ts",
  "test/e2e/rotation.test.ts",
  "test/e2e/setup.test.ts",
  "test/e2e/revisions.test.ts",
  "test/e2e/review-command.test.ts",
  "test/e2e/local-stacks.test.ts",
  "test/e2e/cdktf-cli.test.ts",
  "test/e2e/redeploy-on-change.test.ts",
  "test/e2e/split-app.test.ts",
  "test/e2e/redeploy-command.test.ts",
  "test/cli/review/canary.test.ts",
  "test/properties/least-privilege.test.ts",
];

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const others = super.sort(tests);
    const first = LONGEST.flatMap((file) => others.filter(({ path }) => isFile(path, file)));
    return [...first, ...others.filter((test) => !first.includes(test))];
  }
}

function isFile(path, file) {
  return path.replaceAll("\\", "/").endsWith(`/${file}`);
}
