import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";

const PROJECT = path.resolve(__dirname, "..");
const FOLDER = path.join(PROJECT, ".github", "workflows");
const FILES = readdirSync(FOLDER).sort();

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly "timeout-minutes"?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

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
/** How packages are installed where credentials can be had: a script of theirs could take them. */
const INSTALL = "npm ci --ignore-scripts";

function isOurs(command: string): boolean {
  if (["npm ci", INSTALL, ".ci/run", "exit 1"].includes(command)) return true;
  const [, script = ""] =
    /^npm run ([a-z:]+)(?: -- (?:[\w-]+|"\$[A-Z_]+"| )+)?$/.exec(command) ?? [];
  return script in scripts;
}

/** What brings credentials into a job of GitHub's. */
const LOGIN = "aws-actions/configure-aws-credentials@";

describe.each(FILES)("%s", (file) => {
  it("passes GitHub's own checker", () => {
    expect(lint(text(file))).toEqual([]);
  });

  it("pins every action by its commit and says which version that is", () => {
    const used = text(file)
      .split("\n")
      .filter((line) => /\buses:/.test(line));
    expect(used.length).toBeGreaterThan(0);
    for (const line of used)
      expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("runs only what a person types, too", () => {
    const jobs = Object.values(workflow(file).jobs);
    const commands = jobs.flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(commands.filter((command) => !isOurs(command.trim()))).toEqual([]);
  });

  it("gives no permission but to the job that needs it, and no job for ever", () => {
    const { permissions, jobs } = workflow(file);
    expect(permissions).toEqual({});
    for (const each of Object.values(jobs)) {
      expect(each.permissions).toBeDefined();
      expect(each["timeout-minutes"]).toBeLessThanOrEqual(60);
    }
  });

  it("is never started by code from a fork with the repository's rights", () => {
    expect(Object.keys(workflow(file).on)).not.toContain("pull_request_target");
  });

  it("runs no script of a package where credentials can be had, and the app before there are any", () => {
    for (const { steps, permissions } of Object.values(workflow(file).jobs)) {
      const login = steps.findIndex(({ uses = "" }) => uses.startsWith(LOGIN));
      if (login < 0 && permissions?.["id-token"] !== "write") continue;
      const before = steps.slice(0, login < 0 ? steps.length : login);
      const installs = steps.filter(({ run = "" }) => /\bnpm (ci|i|install)\b/.test(run));
      expect(installs.map(({ run }) => run)).toEqual([INSTALL]);
      expect(before).toEqual(expect.arrayContaining(installs));
      const commands = steps.slice(before.length).flatMap(({ run }) => run ?? []);
      for (const command of commands) {
        if (/^npm run (apply|review|verify)\b/.test(command))
          expect(command).toMatch(/ --no-synth\b/);
        expect(command).not.toMatch(/^npm run synth|\bnpx\b/);
      }
    }
  });

  it("tells branches from tags of the same name", () => {
    expect(text(file)).not.toContain("ref_name");
  });

  it("keeps no token in the checkout, and puts no input into a script", () => {
    for (const { steps } of Object.values(workflow(file).jobs)) {
      for (const { uses = "", run = "", with: given } of steps) {
        if (uses.startsWith("actions/checkout@"))
          expect(given).toEqual({ "persist-credentials": false });
        expect(run).not.toContain("${{");
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
  const CREDENTIALS = "aws-actions/configure-aws-credentials";

  it("runs what the pull request brings along before there are credentials", () => {
    const { steps } = job("plan-review.yml", "plan");
    const login = steps.findIndex(({ uses = "" }) => uses.startsWith(CREDENTIALS));
    const commands = steps.map(({ run }) => run);
    expect(commands.indexOf(INSTALL)).toBeLessThan(login);
    expect(commands.indexOf("npm run synth")).toBeLessThan(login);
    expect(commands.slice(login).filter((run) => run !== undefined)).toEqual([
      "npm run review -- --no-synth",
    ]);
  });

  it("uploads the report and no plan", () => {
    const { steps } = job("plan-review.yml", "plan");
    const uploads = steps.filter(({ uses = "" }) => uses.startsWith("actions/upload-artifact"));
    expect(uploads.map((step) => step.with?.["path"])).toEqual(["report/"]);
  });

  it("keeps no report that the pull request brought along", () => {
    const { steps } = job("plan-review.yml", "plan");
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
    const { steps, permissions } = job("plan-review.yml", "comment");
    expect(permissions).toEqual({ "pull-requests": "write" });
    expect(steps.filter(({ uses = "", run }) => /checkout|aws-/.test(uses) || run)).toEqual([]);
  });

  it("lets nothing pass that was not planned", () => {
    const { if: when, steps, needs } = job("plan-review.yml", "gate");
    expect(when).toBe("always()");
    expect(needs).toBe("plan");
    expect(steps).toEqual([{ if: "needs.plan.result != 'success'", run: "exit 1" }]);
  });
});

describe("apply.yml", () => {
  it("asks the environment of the stack for approval, and applies what was reviewed", () => {
    const { environment, steps, if: when } = job("apply.yml", "apply");
    expect(environment).toBe("${{ inputs.stack }}");
    // A tag of the same name has the same `ref_name`.
    expect(when).toBe(
      "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)",
    );
    expect(steps.at(-1)?.run).toBe('npm run apply -- "$STACK" --no-synth');
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
    expect(gitlab["apply"]?.script).toEqual(['npm run apply -- "$REVIEWED_STACK" --no-synth']);
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
