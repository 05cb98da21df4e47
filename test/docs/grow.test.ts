import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { copyOfProject, ROOT, type Run, runProgram } from "../environments/support/program";

/** A file that a page names beside the language of a sample, and the sample. */
interface Sample {
  readonly language: string;
  readonly file: string;
  readonly text: string;
}

/** A newcomer's copy of the project, grown as a page says, line by line. */
interface Grown {
  readonly samples: readonly Sample[];
  readonly types: string;
  readonly run: Run;
  readonly stack: (name: string) => Synthesized;
}

interface Synthesized {
  readonly resource: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** @param more files that the page tells to write without showing them */
function grown(page: string, more: Readonly<Record<string, string>> = {}): Grown {
  const project = copyOfProject();
  for (const [file, text] of Object.entries(more)) writeFileSync(path.join(project, file), text);
  const samples = samplesIn(readFileSync(path.join(ROOT, page), "utf8"));
  for (const { language, file, text } of samples) {
    const target = path.join(project, file);
    const made = language === "diff" ? applied(readFileSync(target, "utf8"), text) : text;
    writeFileSync(target, made);
  }
  const run = runProgram(project);
  const stack = (name: string): Synthesized => {
    const file = path.join(project, "cdktf.out/stacks", name, "cdk.tf.json");
    return JSON.parse(readFileSync(file, "utf8")) as Synthesized;
  };
  return { samples, types: typesOf(project), run, stack };
}

function samplesIn(page: string): readonly Sample[] {
  return [...page.matchAll(/^```(diff|ts) (environments\/\S+)\n([\s\S]*?)^```$/gm)].map(
    ([, language = "", file = "", text = ""]) => ({ language, file, text }),
  );
}

/** The text after a diff without line numbers, whose hunks stand apart. @throws Error where a hunk's place is not the only one */
function applied(before: string, diff: string): string {
  const hunks = diff.trimEnd().split("\n\n");
  return hunks.reduce((text, hunk) => {
    const without = (mark: string): string => {
      const lines = hunk.split("\n").filter((line) => !line.startsWith(mark));
      return lines.map((line) => `\n${line.slice(1)}`).join("");
    };
    const [old, current] = [`${without("+")}\n`, `${without("-")}\n`];
    const whole = `\n${text}`;
    const place = whole.indexOf(old);
    if (place < 0) throw new Error(`No place in the file for:${old}`);
    if (whole.includes(old, place + 1)) throw new Error(`Several places in the file for:${old}`);
    return `${whole.slice(0, place)}${current}${whole.slice(place + old.length)}`.slice(1);
  }, before);
}

/** What the type checker says, with the project's own settings. */
function typesOf(project: string): string {
  const checker = path.join(ROOT, "node_modules/typescript7/bin/tsc");
  const { stdout, stderr } = spawnSync(process.execPath, [checker, "--noEmit"], {
    cwd: project,
    encoding: "utf8",
  });
  return stdout + stderr;
}

const resourcesOf = ({ resource }: Synthesized, type: string): readonly string[] =>
  Object.values(resource[type] ?? {}).map((block) => JSON.stringify(block));

describe("README.md, Grow it", () => {
  const dev = readFileSync(path.join(ROOT, "environments/dev.ts"), "utf8");
  const qa = dev.replaceAll(/\bdev\b/g, "qa");
  const { samples, types, run, stack } = grown("README.md", { "environments/qa.ts": qa });

  it("shows a secret, a service and an environment", () => {
    expect(samples.map(({ file }) => path.basename(file))).toEqual([
      "environment-stack.ts",
      "environment-stack.ts",
      "index.ts",
    ]);
  });

  it("compiles", () => {
    expect(types).toBe("");
  });

  it.each(["dev", "qa"])("synthesizes %s with both services, which read the new secret", (name) => {
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(resourcesOf(stack(name), "aws_ecs_service")).toHaveLength(2);
    const tasks = resourcesOf(stack(name), "aws_ecs_task_definition");
    expect(tasks).toHaveLength(2);
    for (const task of tasks) expect(task).toContain("MAIL_KEY");
  });
});

describe("environments/README.md", () => {
  const { samples, types, run, stack } = grown("environments/README.md");

  it("shows a secret, an environment and a service", () => {
    expect(samples.map(({ file }) => path.basename(file))).toEqual([
      "environment-stack.ts",
      "demo.ts",
      "index.ts",
      "environment-stack.ts",
    ]);
  });

  it("compiles", () => {
    expect(types).toBe("");
  });

  it("synthesizes a worker that reads the new secret, and an environment without service", () => {
    expect(run).toMatchObject({ status: 0, stderr: "" });
    const tasks = resourcesOf(stack("dev"), "aws_ecs_task_definition");
    expect(tasks.filter((task) => task.includes("MAIL_KEY"))).toHaveLength(2);
    expect(resourcesOf(stack("demo"), "aws_ssm_parameter")).toHaveLength(3);
    expect(resourcesOf(stack("demo"), "aws_ecs_service")).toEqual([]);
  });
});

it("finds a sample whose place is gone, or is not the only one", () => {
  expect(() => applied("a\nb\n", "+x\n c\n")).toThrow("No place in the file for:\nc");
  expect(() => applied("a\na\n", "+x\n a\n")).toThrow("Several places in the file for:\na");
  expect(applied("a\nb\nc\n", "+x\n a\n\n-c\n+d\n")).toBe("x\na\nb\nd\n");
});
