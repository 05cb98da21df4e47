import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  foreignValues,
  ownSettings,
  expectOk,
  findTerraform,
  NoRoomError,
  TerraformRunner,
  type TerraformEvent,
  type TerraformRunnerOptions,
} from "../../../cli/src/terraform";
import { Transcript } from "../../../cli/src/ui";
import { describeWith } from "../../support/requires";
import { isRunning } from "./is-running";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "ecs-secrets-test-"));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(stack: object): void {
  writeFileSync(path.join(directory, "cdk.tf.json"), JSON.stringify(stack));
}

/** terraform_data is built in: it needs no provider, and so no network and no time. */
const STACK = {
  variable: { greeting: { type: "string", default: "" } },
  resource: { terraform_data: { hello: { input: "${var.greeting}" } } },
  output: { greeting: { value: "${terraform_data.hello.output}" } },
};

describeWith("TerraformRunner", ["terraform"], () => {
  let binary: string;

  beforeAll(async () => {
    binary = (await findTerraform()).path;
  });

  function runner(options: Partial<TerraformRunnerOptions> = {}): TerraformRunner {
    return new TerraformRunner({ binary, directory, ...options });
  }

  it("goes through a stack's life, and tells about it", async () => {
    write(STACK);
    const events: TerraformEvent[] = [];
    const transcript = new Transcript();
    const terraform = runner({
      variables: { greeting: "good morning" },
      onEvent: (event) => events.push(event),
      transcript,
    });

    expect(await terraform.init()).toMatchObject({ ok: true, exitCode: 0, command: "init" });
    expect(await terraform.validate()).toMatchObject({ ok: true, diagnostics: [] });
    expect(await terraform.state()).toBeUndefined();
    const plan = await terraform.plan({ out: "plan" });
    expect(plan).toMatchObject({
      ok: true,
      hasChanges: true,
      changes: 1,
      summary: { add: 1, change: 0, remove: 0, import: 0 },
      planned: [{ address: "terraform_data.hello", action: "create" }],
    });
    expect(await terraform.showJson("plan")).toHaveProperty("resource_changes.length", 1);
    expect(await terraform.apply({ planFile: "plan" })).toMatchObject({
      ok: true,
      summary: { add: 1 },
    });
    expect(await terraform.output()).toEqual({ greeting: "good morning" });
    expect(await terraform.showJson()).toHaveProperty("values.root_module.resources.length", 1);
    expect(await terraform.state()).toHaveProperty("resources.length", 1);
    expect(await terraform.plan()).toMatchObject({ ok: true, hasChanges: false, changes: 0 });
    expect(await terraform.apply({ variables: { greeting: "good night" } })).toMatchObject({
      summary: { add: 0, change: 1 },
    });
    expect(await terraform.plan({ destroy: true })).toMatchObject({ summary: { remove: 1 } });
    expect(await terraform.destroy()).toMatchObject({ ok: true, summary: { remove: 1 } });

    const seen = events.filter((event) => event.type === "resource").map((event) => event.stage);
    expect(seen).toEqual(expect.arrayContaining(["start", "complete"]));
    expect(transcript.sources).toEqual(
      ["apply", "destroy", "init", "output", "plan", "show", "state", "validate"].map(
        (command) => `terraform ${command}`,
      ),
    );
    expect(transcript.text("terraform output")).toContain("good morning");
  }, 60_000);

  it("prints no warnings for a TF_CLI_CONFIG_FILE that is not there", async () => {
    write(STACK);
    const result = await runner({
      env: { TF_CLI_CONFIG_FILE: path.join(directory, "nonesuch.rc") },
    }).init();
    expect(result.ok).toBe(true);
    expect(result.output).not.toContain("CLI configuration");
  }, 30_000);

  it("gives the diagnostics of an invalid stack", async () => {
    write({ output: { greeting: { value: "${var.nonesuch}" } } });
    const result = await runner().validate();
    expect(result.ok).toBe(false);
    expect(result.diagnostics).toEqual([
      expect.objectContaining({
        severity: "error",
        summary: "Reference to undeclared input variable",
      }),
    ]);
    expect(() => expectOk(result)).toThrow("`terraform validate` failed with exit code 1.");
    expect(() => expectOk(result)).toThrow(
      expect.objectContaining({ reason: expect.stringContaining("undeclared input variable") }),
    );
  }, 30_000);

  it("throws where data was asked for and there is none", async () => {
    write(STACK);
    await expect(runner().showJson("nonesuch")).rejects.toThrow("`terraform show` failed");
  }, 30_000);

  it("interrupts Terraform on abort, so that the state is saved", async () => {
    const slow = { "local-exec": { command: "sleep 30" } };
    write({
      resource: {
        terraform_data: {
          quick: { input: "done" },
          slow: { provisioner: [slow], depends_on: ["terraform_data.quick"] },
        },
      },
    });
    expectOk(await runner().init());
    const controller = new AbortController();
    const started = Date.now();
    const result = await runner({
      signal: controller.signal,
      onEvent: (event) => {
        const isSlow = event.type === "resource" && event.address === "terraform_data.slow";
        if (isSlow && event.stage === "start") setTimeout(() => controller.abort(), 500);
      },
    }).apply();

    // Terraform's own exit code: a signal that it could not heed would give 128 and more.
    expect(result).toMatchObject({ ok: false, aborted: true, exitCode: 1 });
    expect(Date.now() - started).toBeLessThan(20_000);
    expect(() => expectOk(result)).toThrow("`terraform apply` was interrupted.");
    expect(statSync(path.join(directory, "terraform.tfstate")).size).toBeGreaterThan(0);
    expect(JSON.stringify(await runner().showJson())).toContain("terraform_data.quick");
  }, 60_000);
});

describe("TerraformRunner with a binary that misbehaves", () => {
  const ENDED = {
    command: "init",
    exitCode: 1,
    ok: false,
    aborted: false,
    diagnostics: [],
    seconds: 1,
  };

  function script(...lines: string[]): TerraformRunnerOptions {
    const binary = path.join(directory, "terraform");
    writeFileSync(binary, ["#!/bin/sh", ...lines].join("\n"), { mode: 0o755 });
    return { binary, directory };
  }

  it("kills what does not heed the interrupt, with all it started", async () => {
    const options = script("trap '' INT", "sleep 60 &", "echo $! > child.pid", "wait");
    const controller = new AbortController();
    const running = new TerraformRunner({
      ...options,
      signal: controller.signal,
      abortGraceMs: 300,
    }).apply();
    await sleep(500);
    controller.abort();

    expect(await running).toMatchObject({ ok: false, aborted: true, exitCode: 137 });
    const child = Number(readFileSync(path.join(directory, "child.pid"), "utf8"));
    await sleep(100);
    expect(isRunning(child)).toBe(false);
  }, 20_000);

  it("starts nothing once aborted", async () => {
    const options = script("touch started");
    const result = await new TerraformRunner({ ...options, signal: AbortSignal.abort() }).apply();
    expect(result).toMatchObject({ ok: false, aborted: true });
    expect(() => statSync(path.join(directory, "started"))).toThrow("ENOENT");
  });

  it("passes variables and settings by the environment only", async () => {
    const summary = '{"type":"change_summary","changes":{"add":1}}';
    const options = script('echo "$@" > args', "env > environment", `echo '${summary}'`);
    await new TerraformRunner({
      ...options,
      env: { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_CA_BUNDLE: "bundle.pem", HOME: undefined },
      variables: { api_key: "first" },
    }).apply({ variables: { api_key: "canary" } });

    const seen = readFileSync(path.join(directory, "environment"), "utf8").split("\n");
    expect(seen).toEqual(
      expect.arrayContaining([
        "TF_VAR_api_key=canary",
        "TF_IN_AUTOMATION=1",
        "CHECKPOINT_DISABLE=1",
        "AWS_ENDPOINT_URL=http://127.0.0.1:1",
      ]),
    );
    expect(seen.some((entry) => /^(AWS_CA_BUNDLE|HOME)=/.test(entry))).toBe(false);
    expect(readFileSync(path.join(directory, "args"), "utf8")).not.toContain("canary");
  });

  it.each([
    ["nothing of what it said", ""],
    ["a part of it", '{"type":"apply_complete","hook":{'],
  ])(
    "does not say of an apply that it did nothing where there was room for %s",
    async (_, said) => {
      const terraform = new TerraformRunner(script(`printf '%s' '${said}'`));
      // One after the other: a refusal that nobody waits for yet fails the test.
      for (const end of [() => terraform.apply(), () => terraform.destroy()]) {
        await expect(end()).rejects.toMatchObject({
          message: expect.stringContaining("and what it said is lost"),
          reason: expect.stringContaining("No space is left on the device"),
          exitCode: 1,
        });
      }
    },
  );

  it("says of a disk that is full what to do", async () => {
    const full = "echo 'Error: plugin: no space left on device' >&2; exit 1";
    const terraform = new TerraformRunner(script(full));
    expect(() => expectOk({ ...ENDED, output: "ENOSPC: No space left on device" })).toThrow(
      expect.objectContaining({ remedy: [expect.stringContaining("make room")] }),
    );
    await expect(terraform.showJson()).rejects.toBeInstanceOf(NoRoomError);
  });

  it.each([
    [{ TF_CLI_ARGS_plan: "-destroy" }, "-destroy"],
    [{ TF_CLI_ARGS_plan: "-parallelism=2 -target=aws_kms_key.x" }, "-target"],
    [{ TF_CLI_ARGS: "-var=x=CANARY" }, "-var"],
    [{ TF_CLI_ARGS_apply: "-replace=a" }, "-replace"],
    [{ TF_CLI_ARGS_plan: "--out=CANARY" }, "--out"],
  ])("refuses what would make another plan of it: %j", async (env, option) => {
    const terraform = new TerraformRunner({ ...script("true"), env });
    const refused = await terraform.plan().catch((error: unknown) => error);
    expect(refused).toMatchObject({
      message: `${Object.keys(env)[0]} is refused.`,
      reason: expect.stringContaining(`\`${option}\``),
    });
    expect(JSON.stringify(refused)).not.toContain("CANARY");
  });

  it("takes what says only how it works", async () => {
    const env = {
      TF_CLI_ARGS: "-no-color",
      TF_CLI_ARGS_init: "-backend-config=bucket=state",
      TF_CLI_ARGS_plan: " -lock-timeout=5m  -parallelism=2 ",
    };
    expect((await new TerraformRunner({ ...script("true"), env }).init()).ok).toBe(true);
  });

  it.each([
    (folder: string) => `-plugin-dir=${folder}`,
    (folder: string) => `-upgrade --plugin-dir "${folder}"`,
    (folder: string) => `'-plugin-dir'=${folder.replaceAll("/", String.raw`\/`)}`,
    () => "-plugin-dir providers",
  ])("refuses a folder of providers that others may write to: %s", async (args) => {
    if (process.platform === "win32") return;
    const folder = path.join(directory, "providers");
    mkdirSync(folder);
    const env = { TF_CLI_ARGS_init: args(folder) };
    const terraform = new TerraformRunner({ ...script("true"), env });
    expect((await terraform.init()).ok).toBe(true);
    chmodSync(folder, 0o777);
    await expect(terraform.init()).rejects.toMatchObject({
      message: expect.stringMatching(/^The provider mirror ".*" is refused\.$/),
      reason: expect.stringContaining(
        `as TF_CLI_ARGS_init says, and every user may write to "${folder}"`,
      ),
    });
  });

  it("hands on folders as absolute paths, and none that is empty", async () => {
    const env = {
      HOME: "home",
      TF_PLUGIN_CACHE_DIR: "cache",
      TMPDIR: "tmp",
      TF_CLI_CONFIG_FILE: "cli/package.json",
      TERRAFORM_CONFIG: "",
    };
    const says = script(
      'echo "$HOME $TF_PLUGIN_CACHE_DIR $TMPDIR $TF_CLI_CONFIG_FILE" >&2',
      "exit 1",
    );
    const { output } = await new TerraformRunner({ ...says, env }).init();
    const absolute = ["home", "cache", "tmp", "cli/package.json"].map((name) => path.resolve(name));
    expect(output.trim()).toBe(absolute.join(" "));
    const empty = { HOME: "", TF_PLUGIN_CACHE_DIR: "", TMPDIR: "", TF_CLI_CONFIG_FILE: "" };
    expect((await new TerraformRunner({ ...says, env: empty }).init()).output.trim()).toBe("");
  });

  it("says that the name of the folder for temporary files is too long for sockets", async () => {
    if (process.platform === "win32") return;
    const longest = process.platform === "linux" ? 90 : 86;
    const run = (bytes: number): Promise<unknown> =>
      new TerraformRunner({
        ...script("true"),
        env: { TMPDIR: `/${"x".repeat(bytes - 1)}` },
      }).init();
    expect(await run(longest)).toMatchObject({ ok: true });
    await expect(run(longest + 1)).rejects.toMatchObject({
      message: expect.stringMatching(/^The folder for temporary files, \/x+, cannot be used\.$/),
      remedy: ["name one with a shorter name: export TMPDIR=/tmp"],
    });
  });

  it.each(["DEBUG", "trace", "JSON", "nonsense"])("refuses TF_LOG=%s", async (level) => {
    const terraform = new TerraformRunner({ ...script("true"), env: { TF_LOG: level } });
    await expect(terraform.plan()).rejects.toMatchObject({
      message: `TF_LOG=${level} is refused.`,
      remedy: expect.arrayContaining(["unset TF_LOG"]),
    });
  });

  it("refuses it for the provider alone, too, and takes the harmless levels", async () => {
    const options = script("true");
    const provider = new TerraformRunner({ ...options, env: { TF_LOG_PROVIDER: "TRACE" } });
    await expect(provider.init()).rejects.toThrow("TF_LOG_PROVIDER=TRACE is refused.");
    const env = { TF_LOG: "info", TF_LOG_PATH: "terraform.log" };
    expect(await new TerraformRunner({ ...options, env }).init()).toMatchObject({ ok: true });
  });

  it("reports the end of the output where there are no diagnostics", async () => {
    const result = await new TerraformRunner(script("echo broken >&2", "exit 3")).init();
    expect(() => expectOk(result)).toThrow(expect.objectContaining({ reason: "broken" }));
  });
});

describe("what is taken out of an environment", () => {
  const env = { PATH: "/bin", TF_VAR_tag: "1", TF_VAR_key: "CANARY", TF_VAR_other: "CANARY" };

  it("is every variable but the plain ones of the stack", () => {
    const taken = { TF_VAR_key: undefined, TF_VAR_other: undefined };
    expect(foreignValues(env, ["tag", "unset"])).toStrictEqual(taken);
  });

  it("is what the user set for runs of their own", () => {
    const own = { TF_CLI_ARGS: "a", TF_CLI_ARGS_plan: "b", TF_DATA_DIR: "c", TF_WORKSPACE: "d" };
    expect(Object.keys(ownSettings({ ...env, ...own, TF_LOG: "INFO" }))).toEqual(Object.keys(own));
  });
});
