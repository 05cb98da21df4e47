import type { Command as Program } from "commander";

/** A subcommand of `ecs-secrets`: it adds itself to the program. */
export type Command = (program: Program) => void;

/** What a command's action ends with. */
export const ExitCode = {
  /** All is as it should be. */
  ok: 0,
  /** It could not be done; the message says what to type. */
  unusable: 1,
  /** It was done, and a check failed. */
  failed: 2,
  /** It was done, and could not tell. */
  undecided: 3,
} as const;
