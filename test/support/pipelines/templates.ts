import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Pipeline } from "./model";
import { readGithub } from "./read-github";
import { readGitlab } from "./read-gitlab";
import { readJenkins } from "./read-jenkins";

const PROJECT = path.resolve(__dirname, "..", "..", "..");

/** Each language, by the paths of its templates. */
const LANGUAGES: readonly (readonly [path: RegExp, read: (text: string) => Pipeline])[] = [
  [/^\.github\/workflows\/[^/]+\.ya?ml$/, readGithub],
  [/^ci\/gitlab[^/]*\.ya?ml$/, readGitlab],
  [/^ci\/Jenkinsfile[^/]*$/, readJenkins],
];

/** The templates that there are, whatever their language. */
export const TEMPLATES = [".github/workflows", "ci"].flatMap((folder) =>
  readdirSync(path.join(PROJECT, folder))
    .sort()
    .map((file) => `${folder}/${file}`),
);

/** The text of a template. */
export function templateText(file: string): string {
  return readFileSync(path.join(PROJECT, file), "utf8");
}

/** Reads a template in its language. @throws Error where there is no reader for it: no rule would look at it */
export function readPipeline(file: string, text: string): Pipeline {
  const [, read] = LANGUAGES.find(([pattern]) => pattern.test(file)) ?? [];
  if (read === undefined) throw new Error(`${file} is in no language that can be read`);
  return read(text);
}
