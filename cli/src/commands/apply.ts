import { applyReviewed, reviewRun } from "../review/run";
import { formatTable } from "../ui";
import type { Command } from "./command";
import { onReviewedPlan } from "./reviewed-options";

/** `ecs-secrets apply <stack>`: applies what was reviewed, and nothing else. */
export const apply: Command = (program) => {
  const command = program
    .command("apply")
    .description("apply what was reviewed, and nothing else")
    .addHelpText(
      "after",
      "\nValues that it writes are read from TF_VAR_<name>; the review names them.\n" +
        "Exit codes: 0 applied, 1 could not be run, 2 not what was reviewed, 3 no review or plan of it.",
    );
  onReviewedPlan(command, async (options) => {
    const { summary } = await reviewRun((run) => applyReviewed({ ...run, ...options }));
    const rows = [[options.stack, summary.add, summary.change, summary.remove].map(String)];
    console.log(formatTable(["stack", "added", "changed", "removed"], rows));
    console.log(`Next: ecs-secrets doctor ${options.stack}`);
  });
};
