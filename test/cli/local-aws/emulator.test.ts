import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import os from "node:os";
import path from "node:path";
import { startEmulator, type EmulatorOptions } from "../../../cli/src/local-aws";
import { freePort, LOOPBACK } from "../../../cli/src/local-aws/ports";
import { UserError } from "../../../cli/src/user-error";
import { describeWith } from "../../support/requires";
import { isRunning } from "../terraform/is-running";

const ACCOUNT = "123456789012";
const WITHOUT_ENDPOINT = { ...process.env, AWS_ENDPOINT_URL: "" };

jest.setTimeout(30_000);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "ecs-secrets-test-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Options with a PATH on which there is nothing but some scripts. */
function only(
  scripts: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = {},
): EmulatorOptions {
  const bin = path.join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return {
    accountId: ACCOUNT,
    cacheDirectory: path.join(folder, ".cache"),
    env: { PATH: bin, ...env },
  };
}

async function failure(options: EmulatorOptions): Promise<UserError> {
  const error: unknown = await startEmulator(options).then(
    async (emulator) => emulator.stop(),
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error;
  throw new Error("no UserError was thrown", { cause: error });
}

async function serve(handler: Parameters<typeof createServer>[1]): Promise<[Server, number]> {
  const server = createServer(handler);
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
  return [server, port];
}

describe("startEmulator where it cannot start", () => {
  it("says what to install when there is no way at all", async () => {
    const error = await failure(only({}));
    expect(error.message).toBe("No local AWS could be started.");
    expect(error.remedy[0]).toBe("pip install 'moto[server]==5.2.1'");
    expect(error.reason.split("\n").slice(1)).toEqual(
      ["moto_server", "python3", "uvx", "pipx", "docker"].map((name) => `${name}: not on PATH`),
    );
  });

  it("passes over a shim for a server that is not installed and a Python without moto", async () => {
    const error = await failure(
      only({
        moto_server: "echo 'pyenv: moto_server: command not found' >&2; exit 127",
        python3: 'echo "$1: No module named moto" >&2; exit 1',
        uvx: "echo 'network is unreachable' >&2; exit 2",
        pipx: "exit 1",
        docker: "echo 'Cannot connect to the Docker daemon' >&2; exit 125",
      }),
    );
    expect(error.message).toBe("No local AWS could be started.");
    expect(error.reason.split("\n").slice(1)).toEqual([
      "moto_server: pyenv: moto_server: command not found",
      "python3 -m moto.server: -m: No module named moto",
      "uvx: network is unreachable",
      "pipx run: exit code 1",
      "a Python virtual environment: -m: No module named moto",
      "docker: Cannot connect to the Docker daemon",
    ]);
  });

  it("asks for no credentials of the machine that it runs on", async () => {
    const error = await failure(
      only({ moto_server: 'echo "metadata disabled: $AWS_EC2_METADATA_DISABLED"; exit 1' }),
    );
    expect(error.reason).toContain("metadata disabled: true");
  });

  it("shows the last lines of an emulator that dies at once, and tries no other", async () => {
    const error = await failure(
      only({
        moto_server: "echo starting; echo 'ImportError: cannot import name Foo' >&2; exit 1",
        python3: `: > ${path.join(folder, "tried")}`,
      }),
    );
    expect(error.message).toBe(
      "The local AWS did not start: moto_server ended with exit code 1 before it answered.",
    );
    expect(error.reason).toContain("ImportError: cannot import name Foo");
    expect(existsSync(path.join(folder, "tried"))).toBe(false);
  });

  it("gives up on one that never answers, and ends it", async () => {
    const pids = path.join(folder, "pids");
    const script = `PATH=${process.env["PATH"]}; echo waiting for nothing; sleep 60 & echo $! > ${pids}; wait`;
    const error = await failure({ ...only({ moto_server: script }), startTimeoutMs: 700 });
    expect(error.message).toBe(
      "The local AWS did not start: moto_server did not answer within 0.7 seconds.",
    );
    expect(error.reason).toContain("waiting for nothing");
    expect(isRunning(Number(readFileSync(pids, "utf8")))).toBe(false);
  });

  it("says that the port it was given is occupied", async () => {
    const [server, port] = await serve((_request, response) => response.end());
    const error = await failure({ ...only({ moto_server: "exit 1" }), port });
    expect(error.message).toBe(`Port ${port} of 127.0.0.1 is not free.`);
    expect(error.remedy).toContain("name another port, or none to have a free one chosen");
    server.close();
  });

  it.each([0, -1, 65_536, 1.5])("refuses the port %d", async (port) => {
    const error = await failure({ ...only({}), port });
    expect(error.message).toBe(`\`port\` must be between 1 and 65535, got ${port}.`);
  });

  it("does not take for AWS whatever answers at AWS_ENDPOINT_URL", async () => {
    const [server, port] = await serve((_request, response) => response.writeHead(403).end("no"));
    const url = `http://${LOOPBACK}:${port}`;
    const error = await failure(only({}, { AWS_ENDPOINT_URL: url }));
    expect(error.message).toBe(`AWS_ENDPOINT_URL=${url} answers, but not as a local AWS.`);
    expect(error.reason).toContain("HTTP 403");
    server.close();
  });

  it.each<[string, Parameters<typeof createServer>[1]]>([
    ["a body that never ends", (_request, response) => response.writeHead(200).write("<Acc")],
    [
      "a body in no such encoding",
      (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("no"),
    ],
    [
      "a body that breaks off",
      (_request, response) => {
        response.writeHead(200, { "content-length": 99 }).write("<Acc");
        setTimeout(() => response.destroy(), 50);
      },
    ],
  ])("does not take for AWS what answers there with %s", async (_what, handler) => {
    const [server, port] = await serve(handler);
    const url = `http://${LOOPBACK}:${port}`;
    const error = await failure(only({}, { AWS_ENDPOINT_URL: url })).finally(() => {
      server.closeAllConnections();
      server.close();
    });
    expect(error.message).toBe(`AWS_ENDPOINT_URL=${url} answers, but not as a local AWS.`);
    expect(error.reason).toBe(
      "sts:GetCallerIdentity with test credentials gave HTTP 200, and a body that cannot be read or does not end.",
    );
  });

  it.each([
    ["AWS_ENDPOINT_URL", "http://bob:hunter2@127.0.0.1:9"],
    ["AWS_ENDPOINT_URL_S3", "http://bob:hunter2@127.0.0.1:9"],
  ])("refuses a password in %s, and does not show it", async (name, url) => {
    const error = await failure(only({}, { [name]: url }));
    expect(error.message).toBe(`${name} is refused.`);
    expect(error.format()).not.toMatch(/bob|hunter2/);
  });
});

describeWith("startEmulator", ["emulator"], () => {
  it("starts one for the account, and ends it with all it started", async () => {
    const port = await freePort();
    const emulator = await startEmulator({ accountId: ACCOUNT, env: WITHOUT_ENDPOINT, port });
    const pid = emulator.pid ?? 0;
    expect(isRunning(pid)).toBe(true);
    expect(emulator.description).toContain(emulator.url);
    expect(() => emulator.assertAlive()).not.toThrow();

    await emulator.stop();

    expect(isRunning(pid)).toBe(false);
    await expect(fetch(emulator.url)).rejects.toThrow();
    expect(() => emulator.assertAlive()).not.toThrow();
  }, 60_000);

  it("lets it listen where only this user reaches it, and on no port", async () => {
    if (process.platform === "win32") return;
    const canary = "a-value-of-a-variable";
    const env = { ...WITHOUT_ENDPOINT, TF_VAR_api_key: canary };
    const emulator = await startEmulator({ accountId: ACCOUNT, env });
    const { socketPath = "", pid = 0 } = emulator;
    expect(statSync(path.dirname(socketPath)).mode & 0o077).toBe(0);
    expect(statSync(socketPath).isSocket()).toBe(true);
    await expect(fetch(emulator.url)).rejects.toThrow();
    const shown = spawnSync("ps", ["eww", "-p", String(pid)], { encoding: "utf8" }).stdout;
    expect(shown).toContain(socketPath);
    expect(shown).not.toContain(canary);

    await emulator.stop();

    expect(existsSync(path.dirname(socketPath))).toBe(false);
  }, 60_000);

  it("uses the one that is running, checks its account, and leaves it running", async () => {
    const port = await freePort();
    const first = await startEmulator({ accountId: ACCOUNT, env: WITHOUT_ENDPOINT, port });
    try {
      const env = { ...process.env, AWS_ENDPOINT_URL: `${first.url}/` };
      const second = await startEmulator({ accountId: ACCOUNT, env });
      expect(second).toMatchObject({ url: first.url, isProxy: false });
      expect(second.pid).toBeUndefined();
      await second.stop();
      expect((await fetch(`${first.url}/moto-api/data.json`)).ok).toBe(true);

      const error = await failure({ accountId: "210987654321", env });
      expect(error.message).toBe(
        `The local AWS at ${first.url}/ is account 123456789012, wanted 210987654321.`,
      );
    } finally {
      await first.stop();
    }
  }, 60_000);

  it("starts one of its own when nothing answers at AWS_ENDPOINT_URL, on the port it was given", async () => {
    const [dead, port] = [`http://${LOOPBACK}:${await freePort()}`, await freePort()];
    const emulator = await startEmulator({
      accountId: ACCOUNT,
      port,
      env: { ...process.env, AWS_ENDPOINT_URL: dead },
    });
    expect(emulator.url).toBe(`http://${LOOPBACK}:${port}`);
    expect(emulator.description).toContain(`nothing answers at AWS_ENDPOINT_URL=${dead}`);
    await emulator.stop();
  }, 60_000);

  it("tells when it dies later", async () => {
    let died: (error: UserError) => void = () => undefined;
    const death = new Promise<UserError>((resolve) => (died = resolve));
    const emulator = await startEmulator({
      accountId: ACCOUNT,
      env: WITHOUT_ENDPOINT,
      onDeath: (error) => died(error),
    });
    process.kill(-(emulator.pid ?? 0), "SIGKILL");
    expect((await death).reason).toContain("ended without being asked to");
    expect(() => emulator.assertAlive()).toThrow("The local AWS has died.");
    await emulator.stop();
  }, 60_000);
});
