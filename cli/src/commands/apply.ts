import { applyReviewed, readConfigFile, reviewRun } from "../review/run";
import { formatTable } from "../ui";
import type { Command } from "./command";

interface ApplyOptions {
  readonly app?: string;
  readonly synth: boolean;
  readonly report: string;
  readonly plan?: string;
  readonly config?: string;
  readonly failOn?: string;
}

/** `ecs-secrets apply <stack>`: applies what was reviewed, and nothing else. */
export const apply: Command = (program) => {
  program
    .command("apply")
    .description("apply what was reviewed, and nothing else")
    .argument("<stack>", "its name")
    .option("--app <command>", "the program that synthesizes (default: `app` of cdktf.json)")
    .option("--no-synth", "take what was synthesized before: the app then never sees credentials")
    .option("--report <file>", "the review", "report/report.json")
    .option("--plan <file>", "the plan that was saved (default: plan again)")
    .option("--config <file>", "waivers and --fail-on (default: ecs-secrets.review.json)")
    .option("--fail-on <severity>", "lowest severity that blocks: low, medium, high or never")
    .addHelpText(
      "after",
      "\nValues that it writes are read from TF_VAR_<name>; the review names them.\n" +
        "Exit codes: 0 applied, 1 could not be run, 2 not what was reviewed, 3 no review or plan of it.",
    )
    .action(async (stack: string, { plan: planFile, ...options }: ApplyOptions) => {
      const config = await readConfigFile(options.config, options.failOn);
      const { summary } = await reviewRun((run) =>
        applyReviewed({ ...run, ...options, stack, planFile, config }),
      );
      const rows = [[stack, summary.add, summary.change, summary.remove].map(String)];
      console.log(formatTable(["stack", "added", "changed", "removed"], rows));
      console.log(`Next: ecs-secrets doctor ${stack}`);
    });
};
