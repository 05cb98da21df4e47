import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { brokenScripts, INSTALL } from "./support/pipelines/allowed";
import { BROKEN_GITHUB } from "./support/pipelines/broken-github";
import { BROKEN_GITLAB } from "./support/pipelines/broken-gitlab";
import { BROKEN_JENKINS } from "./support/pipelines/broken-jenkins";
import { brokenRules } from "./support/pipelines/rules";
import { readPipeline, TEMPLATES, templateText } from "./support/pipelines/templates";
import { MISPLACED_GITHUB } from "./support/pipelines/misplaced-github";
import { UNLISTED_GITHUB } from "./support/pipelines/unlisted-github";

const PROJECT = path.resolve(__dirname, "..");
const FOLDER = path.join(PROJECT, ".github", "workflows");
const FILES = readdirSync(FOLDER).sort();

function text(file: string): string {
  return readFileSync(path.join(FOLDER, file), "utf8");
}

/** As much of a workflow as is looked at here. */
interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: object;
  readonly steps?: readonly {
    readonly id?: string;
    readonly uses?: string;
    readonly run?: string;
    readonly if?: string;
  }[];
}

function workflow(file: string): Workflow {
  return parse(text(file)) as Workflow;
}

/** What GitHub's own checker says of a workflow. */
function lint(content: string): readonly string[] {
  const program = ["--import", "tsx", path.join(__dirname, "support", "lint-workflow.mts")];
  const options = { cwd: PROJECT, input: content, encoding: "utf8" } as const;
  const { stdout, stderr } = spawnSync(process.execPath, program, options);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as readonly string[];
}

function job(file: string, name: string): Job {
  const found = workflow(file).jobs[name];
  if (!found) throw new Error(`${file} has no job ${name}`);
  return found;
}

const { scripts } = JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Whether a person types the same: an npm script of this project, or what CI is. */
function isOurs(command: string): boolean {
  if (["npm ci", INSTALL, ".ci/run", "exit 1"].includes(command)) return true;
  const [, script = ""] =
    /^npm run ([a-z:]+)(?: -- (?:[\w-]+|"\$[A-Z_]+"| )+)?$/.exec(command) ?? [];
  return script in scripts;
}

describe.each(FILES)("%s", (file) => {
  it("passes GitHub's own checker", () => {
    expect(lint(text(file))).toEqual([]);
  });

  it("runs only what a person types, too", () => {
    const jobs = Object.values(workflow(file).jobs);
    const commands = jobs.flatMap(({ steps = [] }) => steps.flatMap(({ run }) => run ?? []));
    expect(commands.filter((command) => !isOurs(command.trim()))).toEqual([]);
  });
});

describe.each(TEMPLATES)("%s", (file) => {
  it("breaks none of our rules", () => {
    expect(brokenRules(readPipeline(file, templateText(file)))).toEqual([]);
  });
});

/** A template of that name in which what is right stands as something else, the last time that it is there. */
function broken(name: string, right: string, wrong: string): readonly [file: string, text: string] {
  const file = TEMPLATES.find((one) => path.basename(one) === name) ?? name;
  const content = templateText(file);
  const at = content.lastIndexOf(right);
  if (at < 0) throw new Error(`${file} has no ${right}`);
  return [file, content.slice(0, at) + wrong + content.slice(at + right.length)];
}

describe("our rules", () => {
  const all = [
    ...BROKEN_GITHUB,
    ...UNLISTED_GITHUB,
    ...MISPLACED_GITHUB,
    ...BROKEN_GITLAB,
    ...BROKEN_JENKINS,
  ];

  it.each(all)("refuse %s in %s, and say why", (_what, name, right, wrong, said) => {
    const found = brokenRules(readPipeline(...broken(name, right, wrong)));
    expect(found).toContainEqual(expect.stringContaining(said));
  });

  it("have a reader for every template", () => {
    expect(() => readPipeline("ci/other.yml", "")).toThrow("in no language that can be read");
  });

  it("know what the scripts of this project do that may run beside credentials", () => {
    expect(brokenScripts(scripts)).toEqual([]);
    // A setting of npm's could be a shell of one's own, or let packages run scripts.
    expect(readdirSync(PROJECT)).not.toContain(".npmrc");
  });

  it.each([
    [{ preapply: "./evil.sh" }, ["preapply"]],
    [{ postreview: "./evil.sh" }, ["postreview"]],
    [{ "preecs-secrets": "./evil.sh" }, ["preecs-secrets"]],
    [{ postinstall: "./evil.sh" }, ["postinstall"]],
    [{ prepare: "./evil.sh" }, ["prepare"]],
    [{ apply: "./evil.sh && npm run --silent ecs-secrets -- apply" }, ["apply"]],
    [{ apply: "npm run --silent ecs-secrets -- apply; ./evil.sh" }, ["apply"]],
    [{ review: "npm run --silent ecs-secrets -- apply" }, ["review"]],
    [{ "ecs-secrets": "npx evil" }, ["ecs-secrets"]],
  ])("refuse the scripts %j", (changed, found) => {
    expect(brokenScripts({ ...scripts, ...changed })).toEqual(found);
  });

  // Whatever is added to this project later is refused until somebody has put it on the list.
  it.each([
    ["apply.yml", 'npm run apply -- --no-synth -- "$STACK"'],
    ["plan-review.yml", "npm run review -- --no-synth"],
    ["gitlab-ci.yml", 'npm run apply -- --no-synth -- "$STACK"'],
    ["gitlab-ci.yml", "npm run review -- --no-synth"],
    ["Jenkinsfile", "npm run review -- --no-synth"],
  ])("let no script of this project run beside credentials in %s in place of %s", (name, right) => {
    const passing = Object.keys(scripts)
      .flatMap((script) => [`npm run ${script}`, `npm run ${script} -- dev`])
      .filter((wrong) => brokenRules(readPipeline(...broken(name, right, wrong))).length === 0);
    expect(passing).toEqual([]);
  });

  // It is what the job is for, or what it is safe by.
  it.each(TEMPLATES)("miss every act of a job with credentials that is left out of %s", (file) => {
    const pipeline = readPipeline(file, templateText(file));
    const optional = ["set up", "keep the report", "check out", "empty the folder", "comment"];
    for (const job of pipeline.jobs.filter(({ credentials }) => credentials.length > 0)) {
      for (const { does } of job.acts.filter(
        (one) => !optional.some((o) => one.does.startsWith(o)),
      )) {
        const acts = job.acts.filter((one) => one.does !== does);
        const jobs = pipeline.jobs.map((one) => (one === job ? { ...job, acts } : one));
        expect(brokenRules({ ...pipeline, jobs })).toContainEqual(
          expect.stringContaining(`nothing does \`${does}\``),
        );
      }
    }
  });
});

describe("GitHub's own checker", () => {
  it.each([
    ["a misspelt key", "runs-on:", "runs-om:"],
    ["a permission that does not exist", "contents: read", "contents: rread"],
    ["a context that does not exist", "${{ vars.", "${{ varz."],
    ["a job that does not exist", "needs: plan", "needs: plam"],
    ["a step that does not exist", "steps.report.outcome", "steps.rapport.outcome"],
  ])("finds %s", (_what, right, wrong) => {
    const content = text("plan-review.yml");
    expect(content).toContain(right);
    expect(lint(content.replace(right, wrong))).not.toEqual([]);
  });
});

describe("plan-review.yml", () => {
  it("plans what a job without credentials has synthesized, and runs no app itself", () => {
    expect(workflow("plan-review.yml").jobs["synth"]?.permissions).toEqual({ contents: "read" });
    const { needs, steps = [] } = job("plan-review.yml", "plan");
    expect(needs).toBe("synth");
    expect(steps.flatMap(({ run }) => run ?? [])).toEqual([
      INSTALL,
      "npm run review -- --no-synth",
    ]);
  });

  it("uploads the report and no plan", () => {
    const { jobs } = readPipeline(".github/workflows/plan-review.yml", text("plan-review.yml"));
    const kept = jobs.flatMap(({ name, acts }) =>
      acts.filter(({ does }) => does.startsWith("keep")).map(({ does }) => `${name}: ${does}`),
    );
    expect(kept).toEqual(["synth: keep what was synthesized", "plan: keep the report"]);
  });

  it("keeps no report that the pull request brought along", () => {
    const { steps = [] } = job("plan-review.yml", "plan");
    const review = steps.findIndex(({ run = "" }) => run.startsWith("npm run review"));
    expect(steps[review]).toMatchObject({ id: "review" });
    expect(steps[review + 1]?.if).toBe("${{ !cancelled() && steps.review.outcome != 'skipped' }}");
  });

  it("says nothing for a run that was cancelled for the next one", () => {
    expect(job("plan-review.yml", "comment").if).toBe(
      "${{ !cancelled() && needs.synth.result != 'skipped' }}",
    );
    // Where nothing could be synthesized nothing was planned, and that is told, too.
    expect(job("plan-review.yml", "comment").needs).toEqual(["synth", "plan"]);
  });

  it("comments without a checkout and without credentials", () => {
    const { steps = [], permissions } = job("plan-review.yml", "comment");
    expect(permissions).toEqual({ "pull-requests": "write" });
    expect(steps.filter(({ uses = "", run }) => /checkout|aws-/.test(uses) || run)).toEqual([]);
  });

  it("lets nothing pass that was not planned", () => {
    const { if: when, steps = [], needs } = job("plan-review.yml", "gate");
    expect(when).toBe("always()");
    expect(needs).toBe("plan");
    expect(steps).toEqual([{ if: "needs.plan.result != 'success'", run: "exit 1" }]);
  });
});

describe("the trust of the roles", () => {
  const page = readFileSync(path.join(PROJECT, "docs", "plan-review.md"), "utf8");
  const policies = [...page.matchAll(/```json\n(\s*\{\s*"Version"[^]*?)```/g)].map(
    ([, json = ""]) =>
      JSON.parse(json) as {
        readonly Statement: readonly {
          readonly Condition: Readonly<Record<string, Readonly<Record<string, string>>>>;
        }[];
      },
  );

  it("names audience and subject in full, for pull requests and for environments", () => {
    const conditions = policies.flatMap(({ Statement }) => Statement.map((one) => one.Condition));
    const issuer = "token.actions.githubusercontent.com";
    expect(conditions).toEqual(
      ["pull_request", "environment:dev"].map((subject) => ({
        StringEquals: {
          [`${issuer}:aud`]: "sts.amazonaws.com",
          [`${issuer}:sub`]: `repo:OWNER/REPOSITORY:${subject}`,
        },
      })),
    );
  });
});

interface GitlabJob {
  readonly before_script?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

describe("the other systems", () => {
  const gitlab = parse(readFileSync(path.join(PROJECT, "ci", "gitlab-ci.yml"), "utf8"), {
    merge: true,
  }) as Readonly<Record<string, GitlabJob>>;

  it("give each job the token of its role where the AWS provider looks for it", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "gitlab-"));
    for (const [name, role] of [
      ["plan-review", "$PLAN_ROLE_ARN"],
      ["apply", "$APPLY_ROLE_ARN"],
    ] as const) {
      const { variables = {}, before_script = [] } = gitlab[name] ?? {};
      const command = before_script.find((line) => line.includes('> "$AWS_WEB')) ?? "";
      expect(variables["AWS_ROLE_ARN"]).toBe(role);
      const file = variables["AWS_WEB_IDENTITY_TOKEN_FILE"] ?? "";
      const env = { CI_PROJECT_DIR: path.join(folder, name), GITLAB_OIDC_TOKEN: "a.b.c" };
      const expanded = file.replace("$CI_PROJECT_DIR", env.CI_PROJECT_DIR);
      execFileSync("sh", ["-ec", command], {
        env: { ...process.env, ...env, AWS_WEB_IDENTITY_TOKEN_FILE: expanded },
      });
      expect(readFileSync(expanded, "utf8")).toBe("a.b.c");
      expect(statSync(expanded).mode & 0o777).toBe(0o600);
    }
    rmSync(folder, { recursive: true });
  });
});
