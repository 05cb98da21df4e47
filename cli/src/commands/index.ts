import type { Command } from "./command";
import { doctor } from "./doctor";
import { emulator } from "./emulator";
import { local } from "./local";
import { redeploy } from "./redeploy";
import { review } from "./review";
import { apply, verify } from "./reviewed";

/** Every subcommand. */
export const commands: readonly Command[] = [
  local,
  emulator,
  doctor,
  redeploy,
  review,
  verify,
  apply,
];
