import { readFileSync } from "node:fs";
import path from "node:path";
import { nextAfter } from "../../../cli/src/commands/local";
import { type } from "./typed";

const LIVE = [
  "--app <command>",
  "--cluster <name>",
  "--service <name...>",
  "--region <name>",
  "--profile <name>",
  "--endpoint-url <url>",
];
const REVIEWED = [
  "--app <command>",
  "--no-synth",
  "--report <file>",
  "--plan <file>",
  "--config <file>",
  "--fail-on <severity>",
];

describe("the help of a command", () => {
  it("lists every command", async () => {
    const { out } = await type("--help");
    const listed = [...out.matchAll(/^ {2}(\w+) (?:\[options\] )?/gm)].map(([, name]) => name);
    expect(listed).toEqual(
      expect.arrayContaining([
        "local",
        "emulator",
        "doctor",
        "redeploy",
        "review",
        "verify",
        "apply",
      ]),
    );
    const page = readFileSync(path.join(__dirname, "../../../cli/README.md"), "utf8");
    const ofPage = [...page.matchAll(/^\| \[?`(?:ecs-secrets )?(\w+)`/gm)].map(([, name]) => name);
    expect(ofPage.sort()).toEqual(listed.filter((name) => name !== "help").sort());
  });

  it.each<[string, string, readonly string[], RegExp | undefined]>([
    [
      "local",
      "[options] [stacks...]",
      ["--app <command>", "--default <stacks>", "--setup <file>", "--keep", "--port <number>"],
      /Exit codes: 0 delivered, 1 could not be run, 2 a check failed\./,
    ],
    [
      "emulator",
      "[options]",
      ["--account <id>", "--region <name>", "--port <number>", "--setup <file>"],
      undefined,
    ],
    [
      "doctor",
      "[options] [environment]",
      [...LIVE, "--read-values", "--stopped-reason <text>", "--json", "--print-policy"],
      /Exit codes: 0 nothing is wrong, 1 could not be run, 2 problems, 3 could not tell\./,
    ],
    [
      "redeploy",
      "[options] [environment]",
      [
        ...LIVE,
        "--dry-run",
        "--unclear",
        "--concurrency <number>",
        "--timeout <minutes>",
        "--json",
        "--print-policy",
      ],
      /Exit codes: 0 all tasks hold the current values, 1 could not be run, 2 some do not, 3 could/,
    ],
    [
      "review",
      "[options] [stacks...]",
      [
        "--app <command>",
        "--no-synth",
        "--local",
        "--base <revision>",
        "--sample <folder>",
        "--plan <files...>",
        "--save-plans <folder>",
        "--no-refresh",
        "--config <file>",
        "--fail-on <severity>",
        "--out <folder>",
      ],
      /Exit codes: 0 clean, 1 could not be run, 2 blocking findings, 3 a plan that cannot be reviewed/,
    ],
    [
      "verify",
      "[options] <stack>",
      REVIEWED,
      /Exit codes: 0 the same, 1 could not be run, 2 not what was reviewed, 3 no review or plan of it\./,
    ],
    [
      "apply",
      "[options] <stack>",
      REVIEWED,
      /TF_VAR_<name>[^]*Exit codes: 0 applied, 1 could not be run, 2 not what was reviewed, 3 no review/,
    ],
  ])(
    "%s says how it is typed, its options and its exit codes",
    async (name, usage, flags, codes) => {
      const { out, exitCode } = await type(name, "--help");
      expect(exitCode).toBe(0);
      expect(out).toContain(`Usage: ecs-secrets ${name} ${usage}`);
      const listed = [...out.matchAll(/^ {2}(--[\w-]+(?: <[\w.]+>)?)/gm)].map(([, flag]) => flag);
      for (const flag of flags) expect(listed).toContain(flag);
      if (codes) expect(out).toMatch(codes);
    },
  );
});

describe("what cannot be meant", () => {
  it.each(["http://bob:hunter2@127.0.0.1:1", "http://:hunter2@127.0.0.1:1", "bob:hunter2@x"])(
    "is refused and not shown, as it has a password in it: %s",
    async (url) => {
      const { out, err, error } = await type("doctor", "--json", "--endpoint-url", url);
      expect(error).toMatchObject({ message: "--endpoint-url is refused." });
      expect(JSON.parse(out)).toMatchObject({
        verdict: "failed",
        message: "--endpoint-url is refused.",
      });
      expect(`${out}${err}${String(error)}`).not.toMatch(/bob|hunter2/);
    },
  );

  it.each([
    [["nonsense"], "unknown command 'nonsense'"],
    [["doctor", "--nonsense"], "unknown option '--nonsense'"],
    [["verify"], "missing required argument 'stack'"],
    [["apply"], "missing required argument 'stack'"],
    [["local", "--port", "0"], "A port is a whole number from 1 to 65535."],
    [["emulator", "--port", "65536"], "A port is a whole number from 1 to 65535."],
    [["local", "--port", "1e3"], "A port is a whole number from 1 to 65535."],
    [["emulator", "--port", "0x1f"], "A port is a whole number from 1 to 65535."],
    [["emulator", "--port", " 80 "], "A port is a whole number from 1 to 65535."],
    [["emulator", "--region", "eu-central-123"], "A Region is named like eu-central-1."],
    [["emulator", "--port", "1.5"], "A port is a whole number from 1 to 65535."],
    [["emulator", "--account", "12345678901"], "An account's id has 12 digits."],
    [["emulator", "--region", "Frankfurt"], "A Region is named like eu-central-1."],
    ...["nonsense", "ftp://x", "http://", "http://127.0.0.1:99999"].map(
      (url): [string[], string] => [
        ["redeploy", "--endpoint-url", url],
        "An endpoint is named like http://127.0.0.1:5000.",
      ],
    ),
    [["doctor", "--region", "eu-central"], "A Region is named like eu-central-1."],
    [["redeploy", "--concurrency", "0"], "It must be a whole number from 1 to 5000."],
    [["redeploy", "--concurrency", "1e1"], "It must be a whole number from 1 to 5000."],
    [["redeploy", "--timeout", "soon"], "It must be a whole number from 1 to 10080."],
    [["redeploy", "--timeout", "10081"], "It must be a whole number from 1 to 10080."],
  ])("is refused before anything is done: %j", async (words, message) => {
    const { err, out, exitCode } = await type(...words);
    expect(err).toContain(message);
    expect([out, exitCode]).toEqual(["", 1]);
  });

  it.each([
    [["--plan", "a.json", "--local"], "--plan reads files and plans nothing."],
    [["shop", "--plan", "a.json"], "--plan reads files and plans nothing."],
    [["--base", "main"], "--base needs --local: on AWS the state is the base."],
    [["--save-plans", "plans", "--local"], "--save-plans is for plans on AWS."],
    [["--save-plans", "plans", "--plan", "a.json"], "--save-plans is for plans on AWS."],
  ])("of a review is refused, with how it is typed: %j", async (words, reason) => {
    const { error } = await type("review", ...words);
    expect(error).toMatchObject({
      message: "These options do not go together.",
      reason,
      remedy: [expect.stringContaining("review --help")],
    });
  });

  it.each(["review", "verify", "apply"])(
    "of %s is refused: a severity that there is not",
    async (name) => {
      const { error } = await type(name, "shop", "--fail-on", "sometimes");
      expect(error).toMatchObject({
        name: "UserError",
        message: expect.stringMatching(/fail-?on/i),
      });
    },
  );
});

describe("what comes next after a local run", () => {
  it.each([
    [["dev"], "deploy dev`."],
    [["network", "orders"], "deploy network orders`."],
  ])("names the stacks: %j", (names, command) => {
    const next = nextAfter(names.map((stackName) => ({ stackName })));
    expect(next).toMatch(/^Next: deploy it to AWS with `npx cdktf/);
    expect(next).toContain(command);
  });
});
