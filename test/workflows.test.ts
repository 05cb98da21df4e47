import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { BROKEN } from "./support/broken-workflows";
import { brokenRules, INSTALL, type Job, type Workflow } from "./support/workflow-rules";

const PROJECT = path.resolve(__dirname, "..");
const FOLDER = path.join(PROJECT, ".github", "workflows");
const FILES = readdirSync(FOLDER).sort();

function text(file: string): string {
  return readFileSync(path.join(FOLDER, file), "utf8");
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

  it("breaks none of our rules", () => {
    expect(brokenRules(text(file))).toEqual([]);
  });

  it("runs only what a person types, too", () => {
    const jobs = Object.values(workflow(file).jobs);
    const commands = jobs.flatMap(({ steps = [] }) => steps.flatMap(({ run }) => run ?? []));
    expect(commands.filter((command) => !isOurs(command.trim()))).toEqual([]);
  });
});

describe("our rules", () => {
  it.each(BROKEN)("find %s", (_what, file, right, wrong, demand) => {
    const content = text(file);
    expect(content).toContain(right);
    expect(brokenRules(content.replace(right, () => wrong))).toEqual([
      expect.stringContaining(demand),
    ]);
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
  const CREDENTIALS = "aws-actions/configure-aws-credentials";

  it("runs what the pull request brings along before there are credentials", () => {
    const { steps = [] } = job("plan-review.yml", "plan");
    const login = steps.findIndex(({ uses = "" }) => uses.startsWith(CREDENTIALS));
    const commands = steps.map(({ run }) => run);
    expect(commands.indexOf(INSTALL)).toBeLessThan(login);
    expect(commands.indexOf("npm run synth")).toBeLessThan(login);
    expect(commands.slice(login).filter((run) => run !== undefined)).toEqual([
      "npm run review -- --no-synth",
    ]);
  });

  it("uploads the report and no plan", () => {
    const { steps = [] } = job("plan-review.yml", "plan");
    const uploads = steps.filter(({ uses = "" }) => uses.startsWith("actions/upload-artifact"));
    expect(uploads.map((step) => step.with?.["path"])).toEqual(["report/"]);
  });

  it("keeps no report that the pull request brought along", () => {
    const { steps = [] } = job("plan-review.yml", "plan");
    const review = steps.findIndex(({ run = "" }) => run.startsWith("npm run review"));
    expect(steps[review]).toMatchObject({ id: "review" });
    expect(steps[review + 1]?.if).toBe("${{ !cancelled() && steps.review.outcome != 'skipped' }}");
  });

  it("says nothing for a run that was cancelled for the next one", () => {
    expect(job("plan-review.yml", "comment").if).toBe(
      "${{ !cancelled() && needs.plan.result != 'skipped' }}",
    );
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

describe("apply.yml", () => {
  it("asks the environment of the stack for approval, and applies what was reviewed", () => {
    const { environment, steps = [], if: when } = job("apply.yml", "apply");
    expect(environment).toBe("${{ inputs.stack }}");
    // A tag of the same name has the same `ref_name`.
    expect(when).toBe(
      "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)",
    );
    expect(steps.at(-1)?.run).toBe('npm run apply -- --no-synth -- "$STACK"');
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
  readonly script?: readonly string[];
  readonly artifacts?: object;
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

  it("fetch the report that was read, where apply looks for it", () => {
    const fetched = gitlab["apply"]?.before_script?.find((line) => line.startsWith("curl")) ?? "";
    expect(fetched).toContain("--output report/report.json");
    expect(fetched).toContain("/jobs/$REVIEW_JOB/artifacts/report/report.json");
  });

  it("install without scripts and run the app before a token stands in a file", () => {
    for (const name of ["plan-review", "apply"]) {
      const [install, synth, token] = gitlab[name]?.before_script ?? [];
      expect(install).toBe(INSTALL);
      expect(synth).toBe("env -u GITLAB_OIDC_TOKEN npm run synth");
      expect(token).toContain("AWS_WEB_IDENTITY_TOKEN_FILE");
    }
    const jenkins = readFileSync(path.join(PROJECT, "ci", "Jenkinsfile"), "utf8");
    expect(jenkins.indexOf("npm run synth")).toBeLessThan(jenkins.indexOf("withAWS"));
  });

  it("run the same one command", () => {
    expect(gitlab["plan-review"]?.script).toEqual(["npm run review -- --no-synth"]);
    expect(gitlab["apply"]?.script).toEqual(['npm run apply -- --no-synth -- "$REVIEWED_STACK"']);
    expect(gitlab["plan-review"]?.artifacts).toMatchObject({
      paths: ["report/"],
      reports: { terraform: "report/gitlab-terraform.json" },
    });
    expect(gitlab["apply"]?.script?.every(isOurs)).toBe(true);
    const jenkins = readFileSync(path.join(PROJECT, "ci", "Jenkinsfile"), "utf8");
    expect([...jenkins.matchAll(/\bsh '([^']*)'/g)].map(([, command]) => command)).toEqual([
      INSTALL,
      "npm run synth",
      "npm run review -- --no-synth",
    ]);
    expect(jenkins).toContain("artifacts: 'report/**'");
  });
});
