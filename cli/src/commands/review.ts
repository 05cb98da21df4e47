import path from "node:path";
import { ownCommand } from "../own-command";
import { readFailOn } from "../review/fail-on";
import { oneLine } from "../text";
import { UserError } from "../user-error";
import { type Command, ExitCode } from "./command";
import { readSetUp } from "./set-up";

interface ReviewOptions {
  readonly app?: string;
  readonly synth: boolean;
  readonly local?: boolean;
  readonly base?: string;
  readonly sample?: string;
  readonly setup?: string;
  readonly plan?: readonly string[];
  readonly savePlans?: string;
  readonly refresh: boolean;
  readonly config?: string;
  readonly failOn?: string;
  readonly out: string;
}

const EXIT_CODES = `
Exit codes: 0 clean, 1 could not be run, 2 blocking findings, 3 a plan that cannot be reviewed,
            4 a secret would have been shown and nothing was written.`;

/** `ecs-secrets review [stacks…]`: who can read which secret after this change. */
export const review: Command = (program) => {
  program
    .command("review")
    .description("plan stacks and write a review of the change: who can read which secret")
    .argument("[stacks...]", "their names (default: all stacks of the app)")
    .option("--app <command>", "the program that synthesizes (default: `app` of cdktf.json)")
    .option("--no-synth", "do not run the app: take what was synthesized before")
    .option("--local", "deploy the base of the change to a local AWS and plan the change there")
    .option("--base <revision>", "git revision to compare with (with --local)")
    .option("--sample <folder>", "before.ts and after.ts to show when nothing changed (--local)")
    .option("--setup <file>", "exports `setUp`, which makes what the stacks expect (--local)")
    .option("--plan <files...>", "review these outputs of `terraform show -json` instead")
    .option(
      "--save-plans <folder>",
      "keep the plans for `ecs-secrets apply --plan`; as secret as state",
    )
    .option("--no-refresh", "do not read real resources first: faster, but sees no drift")
    .option("--config <file>", "waivers and --fail-on (default: ecs-secrets.review.json)")
    .option("--fail-on <severity>", "lowest severity that blocks: low, medium, high or never")
    .option("--out <folder>", "where the review is written", "report")
    .addHelpText("after", EXIT_CODES)
    .action(async (stacks: readonly string[], options: ReviewOptions) => {
      refuseMixtures(stacks, options);
      readFailOn(options.failOn);
      const { withdraw } = await import("../review/withdraw.js");
      await withdraw(options.out);
      const { buildReport, originOf, readConfigFile } = await import("../review/report/index.js");
      const config = await readConfigFile(options.config, options.failOn);
      const { publish } = await import("../review/publish.js");
      const { planFromFiles, planLocally, planOnAws, reviewRun } =
        await import("../review/run/index.js");
      const blocking = await reviewRun(async (run) => {
        const { plan: files, savePlans: planDirectory, local, setup, ...rest } = options;
        const setUp = setup === undefined ? undefined : await readSetUp(setup);
        const inputs = await (files !== undefined
          ? planFromFiles(files)
          : local
            ? planLocally({ ...run, ...rest, stacks, setUp })
            : planOnAws({ ...run, ...rest, stacks, planDirectory }));
        const report = buildReport(inputs, { config, origin: originOf(process.env, new Date()) });
        const [comment] = await publish(report, inputs, options.out);
        console.log(comment?.content ?? "");
        return report.verdict === "blocking";
      });
      const file = (name: string): string => path.join(options.out, name);
      console.error(
        [
          `Written: ${file("comment.md")}, summary.md, report.json and index.html.`,
          `Next: open ${file("index.html")}${blocking ? ", and fix or waive what blocks." : "."}`,
        ]
          .map(oneLine)
          .join("\n"),
      );
      if (blocking) process.exitCode = ExitCode.failed;
    });
};

function refuseMixtures(stacks: readonly string[], options: ReviewOptions): void {
  const { plan, local, base, setup, savePlans } = options;
  const wrong =
    (plan !== undefined &&
      (local || stacks.length > 0) &&
      "--plan reads files and plans nothing") ||
    (base !== undefined && !local && "--base needs --local: on AWS the state is the base") ||
    (setup !== undefined && !local && "--setup needs --local: on AWS it exists") ||
    (savePlans !== undefined &&
      (local || plan !== undefined) &&
      "--save-plans is for plans on AWS");
  if (wrong)
    throw new UserError("These options do not go together.", `${wrong}.`, [
      ownCommand("review --help"),
    ]);
}
