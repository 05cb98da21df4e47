import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { runAndReport, type ReportedRunOptions } from "ecs-secrets/run";
import { UserError } from "ecs-secrets/user-error";

/** What an example may bring to make what it expects to exist: `local-setup.ts` beside its `main.ts`. */
interface LocalSetup {
  readonly setUp: NonNullable<ReportedRunOptions["setUp"]>;
}

/** `npm run example -- NAME`: deploys one example to a local AWS and checks that its secrets arrive. */
async function main(name: string | undefined): Promise<void> {
  const names = readdirSync(__dirname).filter((entry) =>
    existsSync(path.join(__dirname, entry, "main.ts")),
  );
  if (name === undefined || !names.includes(name)) {
    const reason = name === undefined ? "No name was given." : `There is no example "${name}".`;
    throw new UserError(
      "Which example?",
      reason,
      names.map((known) => `npm run example -- ${known}`),
    );
  }
  const setupFile = path.join(__dirname, name, "local-setup.ts");
  const setup = existsSync(setupFile) ? ((await import(setupFile)) as LocalSetup) : undefined;
  // A name from the list above, so nothing that a shell could read otherwise.
  const app = `npx tsx --conditions source examples/${name}/main.ts`;
  const delivered = await runAndReport({ app, setUp: setup?.setUp });
  console.log(delivered ? `Next: examples/${name}/main.ts is yours to copy.` : "");
  if (!delivered) process.exitCode = 2;
}

main(process.argv[2]).catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  console.error(error.format());
  process.exitCode = 1;
});
