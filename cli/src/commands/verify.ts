import { readConfigFile, reviewRun, verifyReviewed } from "../review/run";
import type { Command } from "./command";

interface VerifyOptions {
  readonly app?: string;
  readonly synth: boolean;
  readonly report: string;
  readonly plan?: string;
  readonly config?: string;
  readonly failOn?: string;
}

/** `ecs-secrets verify <stack>`: whether a plan does what was reviewed, and nothing else. */
export const verify: Command = (program) => {
  program
    .command("verify")
    .description("hold a plan against its review")
    .argument("<stack>", "its name")
    .option("--app <command>", "the program that synthesizes (default: `app` of cdktf.json)")
    .option("--no-synth", "take what was synthesized before: the app then never sees credentials")
    .option("--report <file>", "the review", "report/report.json")
    .option("--plan <file>", "the plan that was saved (default: plan again)")
    .option("--config <file>", "waivers and --fail-on (default: ecs-secrets.review.json)")
    .option("--fail-on <severity>", "lowest severity that blocks: low, medium, high or never")
    .addHelpText(
      "after",
      "\nExit codes: 0 the same, 1 could not be run, 2 not what was reviewed, 3 no review or plan of it.",
    )
    .action(async (stack: string, { plan: planFile, ...options }: VerifyOptions) => {
      const config = await readConfigFile(options.config, options.failOn);
      await reviewRun((run) => verifyReviewed({ ...run, ...options, stack, planFile, config }));
      console.log(`The plan of ${stack} does what was reviewed, and nothing else.`);
      console.log(`Next: ecs-secrets apply ${stack}`);
    });
};
