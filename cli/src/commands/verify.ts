import { reviewRun, verifyReviewed } from "../review/run";
import type { Command } from "./command";
import { onReviewedPlan } from "./reviewed-options";

/** `ecs-secrets verify <stack>`: whether a plan does what was reviewed, and nothing else. */
export const verify: Command = (program) => {
  const command = program
    .command("verify")
    .description("hold a plan against its review")
    .addHelpText(
      "after",
      "\nExit codes: 0 the same, 1 could not be run, 2 not what was reviewed, 3 no review or plan of it.",
    );
  onReviewedPlan(command, async (options) => {
    await reviewRun((run) => verifyReviewed({ ...run, ...options }));
    console.log(`The plan of ${options.stack} does what was reviewed, and nothing else.`);
    console.log(`Next: ecs-secrets apply ${options.stack}`);
  });
};
