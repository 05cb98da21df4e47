import type { Command as Program } from "commander";
import { readConfigFile } from "../review/run";
import type { ReviewConfig } from "../review";

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
export interface PlanAgainstReview {
  readonly stack: string;
  readonly app?: string;
  readonly synth: boolean;
  readonly report: string;
  readonly planFile?: string;
  readonly config: ReviewConfig;
}

/** Gives a command the stack and the options of a plan that is held against its review, and an action with them. */
export function onReviewedPlan(
  command: Program,
  action: (options: PlanAgainstReview) => Promise<void>,
): void {
  command
    .argument("<stack>", "its name")
    .option("--app <command>", "the program that synthesizes (default: `app` of cdktf.json)")
    .option("--no-synth", "take what was synthesized before: the app then never sees credentials")
    .option("--report <file>", "the review", "report/report.json")
    .option("--plan <file>", "the plan that was saved (default: plan again)")
    .option("--config <file>", "waivers and --fail-on (default: ecs-secrets.review.json)")
    .option("--fail-on <severity>", "lowest severity that blocks: low, medium, high or never")
    .action(async (stack: string, typed: TypedOptions) => {
      const { app, synth, report, plan: planFile } = typed;
      const config = await readConfigFile(typed.config, typed.failOn);
      await action({ stack, app, synth, report, planFile, config });
    });
}
