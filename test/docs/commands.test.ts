import { Command } from "commander";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { commands } from "../../cli/src/commands";
import { environments } from "../../environments";
import { scripts } from "../../package.json";

const ROOT = path.resolve(__dirname, "../..");
const NOT_OURS = /(^|\/)(node_modules|dist|cdktf\.out|\.cache|\.git|fixtures)(\/|$)/;

const examples = readdirSync(path.join(ROOT, "examples"), { withFileTypes: true })
  .filter(({ name }) => existsSync(path.join(ROOT, "examples", name, "main.ts")))
  .map(({ name }) => name);
const program = new Command();
for (const add of commands) add(program);
/** The commands of cdktf's own program that the pages call. */
const CDKTF = ["init", "synth", "diff", "deploy", "destroy"];

/** Every page, but those made by a program, which are held against the code elsewhere. */
function pagesBelow(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (NOT_OURS.test(name) || name === "docs/api") return [];
    if (entry.isDirectory()) return pagesBelow(name);
    return name.endsWith(".md") ? [name] : [];
  });
}

/** What a page tells to type: the lines of its blocks for a shell, and the commands in its text. */
function typedIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^ *```sh[^\n]*\n([\s\S]*?)^ *```$/gm)].map(
    ([, code = ""]) => code,
  );
  const prose = text.replace(/^ *```[\s\S]*?^ *```$/gm, "");
  const inline = [...prose.matchAll(/`((?:npm|npx|ecs-secrets|cdktf|cdktn) [^`\n]+)`/g)];
  const lines = blocks.flatMap((code) => code.replace(/\\\n\s*/g, "").split("\n"));
  return [...lines, ...inline.map(([, code = ""]) => code)]
    .map((line) => line.replace(/\s+#.*$/, "").replace(/^#.*/, ""))
    .flatMap((line) => line.split(/\s*(?:&&|\||;)\s*/))
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The words of a command: quotes hold one together, and what goes to a file is none. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const end = words.findIndex((word) => word.startsWith(">"));
  return (end < 0 ? words : words.slice(0, end)).filter((word) => !/^[A-Z_a-z]+=/.test(word));
}

/** What is wrong with a command that is ours. @returns nothing for a program of others */
function mistakeIn(line: string): string | undefined {
  const [tool = "", ...words] = wordsOf(line);
  if (tool === "npx") return mistakeIn(words.filter((word) => word !== "--no-install").join(" "));
  if (tool === "ecs-secrets") return mistakeInOurs(words);
  if (tool === "cdktf" || tool === "cdktn")
    return [undefined, ...CDKTF].includes(words[0]) ? undefined : `cdktf has no ${words[0]}`;
  if (tool !== "npm") return undefined;
  const script = words[0] === "run" ? words[1] : words[0] === "test" ? "test" : undefined;
  if (script === undefined) return undefined;
  const said = (scripts as Readonly<Record<string, string>>)[script];
  if (said === undefined) return `there is no script ${script}`;
  const rest = words.slice(words.indexOf("--") < 0 ? words.length : words.indexOf("--") + 1);
  if (script === "example") return named(rest[0], ["NAME", ...examples]);
  // `npm run doctor` is `npm run ecs-secrets -- doctor`.
  const [, ours] = /^npm run --silent ecs-secrets -- (.*)$/.exec(said) ?? [];
  if (script === "ecs-secrets") return mistakeInOurs(rest);
  if (ours !== undefined) return mistakeInOurs([...wordsOf(ours), ...rest]);
  const files = rest.filter((word) => /^(test|docs|examples)\//.test(word));
  return files.find((file) => !existsSync(path.join(ROOT, file)));
}

function mistakeInOurs([name = "", ...rest]: readonly string[]): string | undefined {
  if (/^(-h|--help|--version|nonsense)$/.test(name)) return undefined;
  const command = program.commands.find((each) => each.name() === name);
  if (command === undefined) return `ecs-secrets has no ${name}`;
  const flags = rest.filter((word) => word.startsWith("--") && word !== "--help");
  return flags.find((flag) => !command.options.some(({ long }) => long === flag.split("=")[0]));
}

const named = (name: string | undefined, all: readonly string[]): string | undefined =>
  all.includes(name ?? "") ? undefined : `there is no ${name}`;

it.each(pagesBelow("."))("%s tells to type only what there is", (page) => {
  const typed = typedIn(readFileSync(path.join(ROOT, page), "utf8"));
  const mistakes = typed.flatMap((line) => {
    const mistake = mistakeIn(line);
    return mistake === undefined ? [] : `${line}: ${mistake}`;
  });
  expect(mistakes).toEqual([]);
});

it("names environments that there are", () => {
  const names = environments.map(({ name }) => name);
  const readme = typedIn(readFileSync(path.join(ROOT, "README.md"), "utf8"));
  const deployed = readme.flatMap(
    (line) => /^npx cdktf (?:deploy|diff) (\w+)/.exec(line)?.[1] ?? [],
  );
  expect(deployed.length).toBeGreaterThan(1);
  expect(deployed.filter((name) => !names.includes(name))).toEqual([]);
});

it.each([
  ["```sh\nnpm run localy\n```", "npm run localy: there is no script localy"],
  [
    "```sh\nnpm ci && npm run example -- rotatoin\n```",
    "npm run example -- rotatoin: there is no rotatoin",
  ],
  ["Run `npm run doctor -- dev --read-value`.", "npm run doctor -- dev --read-value: --read-value"],
  ["Run `npx ecs-secrets locale`.", "npx ecs-secrets locale: ecs-secrets has no locale"],
  ["Run `npx cdktf dploy shop`.", "npx cdktf dploy shop: cdktf has no dploy"],
  [
    "Run `npm test -- test/iam/rule.test.ts`.",
    "npm test -- test/iam/rule.test.ts: test/iam/rule.test.ts",
  ],
])("finds what is wrong with %j", (text, found) => {
  expect(
    typedIn(text).flatMap((line) => {
      const mistake = mistakeIn(line);
      return mistake === undefined ? [] : `${line}: ${mistake}`;
    }),
  ).toEqual([found]);
});
