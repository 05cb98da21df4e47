import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { failWith, runAndReport, wholeCommand, type ReportedRunOptions } from "ecs-secrets/run";
import { UserError } from "ecs-secrets/user-error";

/** What an example may bring beside its `main.ts`: `local-setup.ts` makes what it expects to exist. */
type LocalSetup = Required<Pick<ReportedRunOptions, "setUp">>;

/** `local-check.ts` checks more than that its secrets arrive. */
type LocalCheck = Required<Pick<ReportedRunOptions, "check">>;

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
  const setup = await bring<LocalSetup>(name, "local-setup.ts");
  const further = await bring<LocalCheck>(name, "local-check.ts");
  // A name from the list above, so nothing that a shell could read otherwise.
  const app = `node --conditions=source --import tsx examples/${name}/main.ts`;
  const delivered = await runAndReport({ app, ...setup, ...further });
  console.log(delivered ? `Next: examples/${name}/main.ts is yours to copy.` : "");
  if (!delivered) process.exitCode = 2;
}

async function bring<T>(name: string, file: string): Promise<T | undefined> {
  const module = path.join(__dirname, name, file);
  return existsSync(module) ? ((await import(module)) as T) : undefined;
}

const fail = (thrown: unknown): void => failWith(thrown, (error) => console.error(error.format()));

// What nobody waits for fails as well.
process.on("uncaughtException", fail);
wholeCommand(() => main(process.argv[2])).catch(fail);
