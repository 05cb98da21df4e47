import type { LocalAws } from "../local-aws";
import { interruptible, aborted } from "./interruptible";
import { formatReport, isDelivered } from "./local-report";
import type { LocalStack } from "./local-stack";
import { runLocally, type LocalRunOptions } from "./run-locally";

/** A local run for a person to watch. */
export type ReportedRunOptions = Omit<LocalRunOptions, "signal" | "whileRunning"> & {
  /** Whether the local AWS is left running until Ctrl-C. @default false */
  readonly keep?: boolean;
  /** A further check against the local AWS and the deployed stack; what it returns is printed. @default - none */
  readonly check?: (aws: LocalAws, stack: LocalStack) => Promise<string>;
};

/** Runs a stack locally and prints what was found. @returns whether every secret arrived */
export async function runAndReport({
  keep,
  check,
  ...options
}: ReportedRunOptions): Promise<boolean> {
  const result = await interruptible((signal) =>
    runLocally({
      ...options,
      signal,
      whileRunning: async (found, aws, stack) => {
        console.log(`\n${formatReport(found)}`);
        if (check) console.log(`\n${await check(aws, stack)}`);
        if (!keep) return;
        console.log(
          `\nThe local AWS stays at ${aws.endpoint} (account ${aws.accountId}); Ctrl-C ends it.`,
        );
        await aborted(signal);
      },
    }),
  );
  return isDelivered(result);
}
