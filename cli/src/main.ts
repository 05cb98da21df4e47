#!/usr/bin/env node
import { Command } from "commander";
import { version } from "../package.json";
import { commands } from "./commands";
import { UserError } from "./user-error";

const program = new Command("ecs-secrets")
  .description("Run, verify and review Terraform stacks that bring secrets into ECS containers.")
  .version(version)
  .showHelpAfterError();
for (const add of commands) add(program);

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  console.error(error.format());
  // At once: what is still starting is ended with this process.
  process.exit(error.exitCode);
});
