import os from "node:os";

/** What one Terraform with the AWS provider, and perhaps an emulator, takes while it plans. */
const BYTES_PER_STACK = 1.5 * 2 ** 30;

/** How many stacks are planned at once on this machine. */
export function stacksAtOnce(): number {
  const fitting = Math.floor(os.freemem() / BYTES_PER_STACK);
  return Math.max(1, Math.min(os.availableParallelism(), fitting));
}
