import type { Command as Program } from "commander";
import type { ReviewConfig } from "../review";
import { withFlags, ownCommand } from "../own-command";
import { readFailOn } from "../review/fail-on";
import type { Command } from "./command";

/** What is typed of a plan that is held against its review. */
interface TypedOptions {
  readonly app?: string;
  readonly synth: boolean;
  readonly report: string;
  readonly plan?: string;
  readonly config?: string;
  readonly failOn?: string;
}

/** The same, as the run takes it. */
interface PlanAgainstReview extends Pick<TypedOptions, "app" | "synth" | "report"> {
  readonly stack: string;
  readonly planFile?: string;
  readonly config: ReviewConfig;
}

/** Where a review is written, unless it is told. */
const REPORT = "report/report.json";

/** Gives a command the stack and the options of a plan that is held against its review, and an action with them. */
function onReviewedPlan(
  command: Program,
  action: (options: PlanAgainstReview, typed: TypedOptions) => Promise<void>,
): void {
  command
    .argument("<stack>", "its name")
    .option("--app <command>", "the program that synthesizes (default: `app` of cdktf.json)")
    .option("--no-synth", "do not run the app: take what was synthesized before")
    .option("--report <file>", "the review", REPORT)
    .option("--plan <file>", "the plan that was saved (default: plan again)")
    .option("--config <file>", "waivers and --fail-on (default: ecs-secrets.review.json)")
    .option("--fail-on <severity>", "lowest severity that blocks: low, medium, high or never")
    .action(async (stack: string, typed: TypedOptions) => {
      readFailOn(typed.failOn);
      const { app, synth, report, plan: planFile } = typed;
      const { readConfigFile } = await import("../review/report/index.js");
      const config = await readConfigFile(typed.config, typed.failOn);
      await action({ stack, app, synth, report, planFile, config }, typed);
    });
}

/** What was typed, to be typed once more. */
function flagsOf({
  app,
  synth,
  report,
  plan,
  config,
  failOn,
}: TypedOptions): Parameters<typeof withFlags>[1] {
  const elsewhere = report === REPORT ? undefined : report;
  return { app, "no-synth": !synth, report: elsewhere, plan, config, "fail-on": failOn };
}

/** `ecs-secrets verify <stack>`: whether a plan does what was reviewed, and nothing else. */
export const verify: Command = (program) => {
  const command = program
    .command("verify")
    .description("hold a plan against its review")
    .addHelpText(
      "after",
      "\nExit codes: 0 the same, 1 could not be run, 2 not what was reviewed, 3 no review or plan of it.",
    );
  onReviewedPlan(command, async (options, typed) => {
    const { reviewRun, verifyReviewed } = await import("../review/run/index.js");
    await reviewRun((run) => verifyReviewed({ ...run, ...options }));
    console.log(`The plan of ${options.stack} does what was reviewed, and nothing else.`);
    console.log(`Next: ${ownCommand(withFlags(`apply ${options.stack}`, flagsOf(typed)))}`);
  });
};

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
    const { applyReviewed, reviewRun } = await import("../review/run/index.js");
    const { formatTable } = await import("../ui.js");
    const { summary } = await reviewRun((run) => applyReviewed({ ...run, ...options }));
    const rows = [[options.stack, summary.add, summary.change, summary.remove].map(String)];
    console.log(formatTable(["stack", "added", "changed", "removed"], rows));
    console.log(`Next: ${ownCommand(withFlags(`doctor ${options.stack}`, { app: options.app }))}`);
  });
};
