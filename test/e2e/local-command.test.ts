import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { Command, processesMarked, type Ended, type RunningProcess } from "../support/command";
import { ProjectCopy } from "../support/project-copy";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

describeWith("npm run local", ["terraform", "emulator", "provider"], () => {
  let copy: ProjectCopy;
  let clean: Readonly<Record<string, string>>;
  const commands: Command[] = [];

  beforeAll(() => {
    copy = new ProjectCopy();
    clean = copy.files();
  });

  afterAll(() => {
    for (const command of commands) command.kill();
    for (const { pid } of processesMarked(copy.temporary)) process.kill(pid, "SIGKILL");
    copy.remove();
  });

  it("delivers the secrets of a fresh clone, and leaves nothing behind", async () => {
    // WHEN
    const { code, output } = await start(["run", "local"], {
      TF_VAR_orders_api_key: "of-the-shell-that-runs-it",
    }).ended;

    // THEN
    const rows = output.split("\n").filter((line) => /^web +variable +\w+/.test(line));
    expect(rows.filter((row) => /parameter \S+ +yes, \d+ characters$/.test(row))).toHaveLength(2);
    expect(rows.filter((row) => / secret .* yes, \d+ characters$/.test(row))).toHaveLength(2);
    expect(output).toMatch(/^secrets +4 of 4 delivered$/m);
    expect(output).toMatch(/^network +1 service: nothing keeps the tasks/m);
    expect(output).toMatch(/^second plan +no changes$/m);
    expect(output).toMatch(/^leaks +.*: none found$/m);
    expect(output).not.toContain("of-the-shell-that-runs-it");
    // What the command makes up as values begins like this.
    expect(output).not.toMatch(/[0-9a-f]{24}-/);
    expect(output).not.toMatch(/Warning|\n +at /);
    expect(code).toBe(0);
    expectNothingLeft();
  });

  it("deploys the stack that is named, and says when its tasks have no way to their secrets", async () => {
    // GIVEN
    const network = 'network: { kind: "lookup", assignPublicIp: false }';
    copy.edit("environments/staging.ts", (text) =>
      text.replace(/network: \{.*?\n {4}\}/s, network),
    );

    // WHEN
    const { code, output } = await start(["run", "local", "--", "staging"]).ended;

    // THEN
    expect(output).toMatch(/resources of stack staging applied$/m);
    expect(output).toMatch(/^secrets +4 of 4 delivered$/m);
    expect(output).toMatch(
      /^network +NO WAY: orders-staging-web: subnet-\w+ has an internet gateway, which a task without a public address cannot use, and no endpoint for .*Secrets Manager/m,
    );
    expect(output).not.toContain("Every secret arrives");
    expect(code).toBe(2);
    clean = copy.files();
    expectNothingLeft();
  });

  it("ends everything on Ctrl-C in the middle of a deployment", async () => {
    // GIVEN
    const command = start(["run", "local"]);
    await command.printed(/create aws_iam_role\./);
    expect(emulators()).toHaveLength(1);

    // WHEN
    const interrupted = Date.now();
    command.interrupt();
    const { code, output } = await command.ended;

    // THEN
    await expectNothingRuns();
    expect(Date.now() - interrupted).toBeLessThan(40_000);
    expect(code).not.toBe(0);
    expect(output).not.toMatch(/\n +at /);
    expectNothingLeft();
  });

  it("says so when the local AWS dies in the middle", async () => {
    // GIVEN
    const command = start(["run", "local"]);
    await command.printed(/create aws_iam_role\./);
    const [emulator] = emulators();

    // WHEN
    process.kill(emulator?.pid ?? NaN, "SIGKILL");
    const ended = await command.ended;

    // THEN
    expectUnusable(ended, "The local AWS has died.");
    expectNothingLeft();
  });

  it("names the stacks when there is none of the name", async () => {
    const ended = await start(["run", "ecs-secrets", "--", "local", "test"]).ended;
    expectUnusable(ended, "Which stack?");
    expect(ended.output).toContain("name one of: dev, production, staging");
  });

  it("names the port that is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const ended = await start(["run", "local", "--", "--port", String(port)]).ended;
    server.close();
    expectUnusable(ended, `Port ${port} of 127.0.0.1 is not free.`);
  });

  it("says what to install where there is no Terraform", async () => {
    const ended = await start(["run", "local"], { PATH: pathWithoutTerraform() }).ended;
    expectUnusable(ended, "Terraform was not found.");
    expect(ended.output).toContain("install Terraform >= 1.11");
  });

  it("refuses a Terraform without write-only arguments", async () => {
    // GIVEN
    const old = path.join(temporary("old-"), "terraform");
    writeFileSync(old, `#!/bin/sh\necho '{"terraform_version":"1.9.8"}'\n`);
    chmodSync(old, 0o755);

    // WHEN
    const ended = await start(["run", "local"], { TERRAFORM_BINARY_NAME: old }).ended;

    // THEN
    expectUnusable(ended, "Terraform 1.9.8 is too old: 1.11 or newer is needed.");
  });

  function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Command {
    const command = new Command("npm", args, {
      cwd: copy.folder,
      env: { ...process.env, AWS_ENDPOINT_URL: undefined, TMPDIR: copy.temporary, ...env },
    });
    commands.push(command);
    return command;
  }

  function emulators(): readonly RunningProcess[] {
    // The environment follows the command line, and may hold any word.
    return processesMarked(copy.temporary).filter(({ command }) =>
      /moto_server|moto\.server/.test(command.split(/ [A-Z_]+=/)[0] ?? ""),
    );
  }

  function expectUnusable({ code, output }: Ended, message: string): void {
    expect(output).toContain(message);
    expect(output).toMatch(/^ {2}Why: .+/m);
    expect(output).toMatch(/^ {2}Try: .+/m);
    expect(output).not.toMatch(/\n +at |node:internal/);
    expect(code).toBe(1);
    expectNothingLeft();
  }

  /** Neither a process nor a file. */
  function expectNothingLeft(): void {
    expect(processesMarked(copy.temporary)).toEqual([]);
    expect(copy.temporaryFiles()).toEqual([]);
    expect(copy.files()).toEqual(clean);
  }

  /** npm ends at once on a signal; what it started takes the time it needs. */
  async function expectNothingRuns(): Promise<void> {
    const deadline = Date.now() + 40_000;
    while (processesMarked(copy.temporary).length > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(processesMarked(copy.temporary)).toEqual([]);
  }

  function temporary(prefix: string): string {
    return mkdtempSync(path.join(copy.temporary, prefix));
  }

  /** PATH without Terraform: a folder that has it is replaced by links to everything else in it. */
  function pathWithoutTerraform(): string {
    const hidden = ["terraform", "tofu"];
    const folders = (process.env["PATH"] ?? "").split(path.delimiter);
    return folders
      .map((folder) => {
        if (!hidden.some((name) => existsSync(path.join(folder, name)))) return folder;
        const links = temporary("path-");
        for (const name of readdirSync(folder).filter((entry) => !hidden.includes(entry))) {
          symlinkSync(path.join(folder, name), path.join(links, name));
        }
        return links;
      })
      .join(path.delimiter);
  }
});
