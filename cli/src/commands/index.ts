import type { Command } from "./command";
import { emulator } from "./emulator";
import { local } from "./local";

/** Every subcommand. */
export const commands: readonly Command[] = [local, emulator];
