import path from "node:path";
import { refuseEndpoints } from "../endpoint";
import { makePrivateDirectory, refuseLinks, removeDirectory } from "../files";
import { findOnPath, hadNoRoom, NoRoomError, withoutValues } from "../terraform";
import { UserError } from "../user-error";
import {
  type EmulatorLauncher,
  emulatorLaunchers,
  EmulatorProcess,
  type LaunchFailure,
  MOTO_VERSION,
} from "./emulator-process";
import { freePort, LOOPBACK, portError, requireFreePort } from "./ports";
import { PROXY_HEADER, type ProxyTarget } from "./proxy";

/** What the emulator is wanted for. */
export interface EmulatorOptions {
  /** The account it plays. */
  readonly accountId: string;
  /** @default - none: it listens on a socket that only this user can reach; in a container, on a free port */
  readonly port?: number;
  /**
   * Where a virtual environment may be kept when nothing is installed.
   *
   * @default - `.cache` in the working directory
   */
  readonly cacheDirectory?: string;
  /** @default - the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * How long it may take to answer.
   *
   * @default - 30 seconds; 5 minutes where it is downloaded first
   */
  readonly startTimeoutMs?: number;
  /** Called when it ends without having been asked to. */
  readonly onDeath?: (error: UserError) => void;
}

/** A local AWS that answers. */
export interface Emulator {
  /** Where it is asked. */
  readonly url: string;
  /** Where it listens on a socket of this machine and on no port. */
  readonly socketPath?: string;
  /** One line for the user: what it is and where it comes from. */
  readonly description: string;
  /** The process that was started; undefined when it was running before. */
  readonly pid?: number;
  /** Whether it is our own proxy already. */
  readonly isProxy: boolean;
  /** Throws when it has died since. */
  assertAlive(): void;
  /** Ends what was started; leaves alone what was running before. */
  stop(): Promise<void>;
}

/** Another program may take a port that was chosen at random before the emulator listens. */
const ATTEMPTS = 3;

/** Uses the endpoint in AWS_ENDPOINT_URL if it answers, else starts an emulator in the best way this machine offers. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const env = options.env ?? process.env;
  refuseEndpoints(env);
  const named = env["AWS_ENDPOINT_URL"] ?? "";
  let remark = "";
  if (named !== "") {
    const running = await inspectEndpoint(named, options.accountId);
    if (running !== undefined) {
      return {
        ...running,
        description: `the local AWS that is running at ${running.url}`,
        assertAlive: () => undefined,
        stop: () => Promise.resolve(),
      };
    }
    remark = ` (nothing answers at AWS_ENDPOINT_URL=${named})`;
  }
  for (let attempt = 1; ; attempt += 1) {
    const port =
      options.port === undefined ? await freePort() : await requireFreePort(options.port);
    try {
      const emulator = await launchAny(options, env, port);
      return { ...emulator, description: emulator.description + remark };
    } catch (error) {
      const lostPort = error instanceof UserError && /address already in use/i.test(error.reason);
      if (!lostPort) throw error;
      if (options.port !== undefined) throw portError(port, error);
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function launchAny(
  options: EmulatorOptions,
  env: NodeJS.ProcessEnv,
  port: number,
): Promise<Emulator> {
  const settings = {
    MOTO_ACCOUNT_ID: options.accountId,
    MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
    MOTO_PORT: String(port),
    // Without credentials of this user it would ask for those of the machine that it runs on.
    AWS_EC2_METADATA_DISABLED: "true",
  };
  const cacheDirectory = options.cacheDirectory ?? path.join(process.cwd(), ".cache");
  const url = `http://${LOOPBACK}:${port}`;
  const tried = PROGRAMS.filter((name) => findOnPath(name, env) === undefined).map(
    (name) => `${name}: not on PATH`,
  );
  const { startTimeoutMs } = options;
  const folder = options.port === undefined ? await socketFolder() : undefined;
  const socketPath = folder === undefined ? undefined : path.join(folder, SOCKET);
  for (const found of emulatorLaunchers({ port, socketPath, settings, cacheDirectory, env })) {
    const launcher = { ...found, timeoutMs: startTimeoutMs ?? found.timeoutMs };
    if (launcher.installsInto !== undefined) await refuseLinks(launcher.installsInto);
    const target = launcher.isContainer === true ? { url } : { url, socketPath };
    const outcome = await EmulatorProcess.launch(
      launcher,
      { ...withoutSecrets(env), ...settings },
      target,
    );
    if (outcome.running !== undefined) {
      return emulatorOf(outcome.running, launcher, { ...target, folder }, options);
    }
    const { failure } = outcome;
    const absent =
      failure.reason === "exited" && launcher.isAbsent(failure.exitCode, failure.output);
    if (!absent || hadNoRoom(failure)) {
      if (folder !== undefined) await removeDirectory(folder);
      throw startError(launcher, failure);
    }
    // Behind what is wrong, docker says where its help is.
    const lines = failure.output.split("\n").filter((line) => !/^(Run|See) '.*--help'/.test(line));
    const exitCode = failure.reason === "exited" ? failure.exitCode : 127;
    tried.push(`${launcher.name}: ${lines.at(-1) || `exit code ${exitCode}`}`);
  }
  if (folder !== undefined) await removeDirectory(folder);
  throw new UserError(
    "No local AWS could be started.",
    ["None of the ways to run the emulator moto works on this machine.", ...tried].join("\n"),
    [
      `pip install 'moto[server]==${MOTO_VERSION}'`,
      "or install uv (https://docs.astral.sh/uv/), pipx or Docker, and run this again",
      "or start a local AWS yourself and name it: AWS_ENDPOINT_URL=http://127.0.0.1:5000",
    ],
  );
}

/** The programs that can run the emulator, or bring it. */
const PROGRAMS = ["moto_server", "python3", "uvx", "pipx", "docker"];

const SOCKET = "moto.sock";

/** An address of a socket may be so long, on the systems that allow least. */
const LONGEST_SOCKET = 103;

/** A folder that only this user may open; undefined where the platform has no such sockets. */
async function socketFolder(): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  const folder = await makePrivateDirectory();
  if (path.join(folder, SOCKET).length <= LONGEST_SOCKET) return folder;
  await removeDirectory(folder);
  return makePrivateDirectory(path.join(path.sep, "tmp"));
}

/** The emulator needs no value of any variable, and no credentials. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(withoutValues(env)).filter(([name]) => !name.startsWith("AWS_"));
  return Object.fromEntries(others);
}

function emulatorOf(
  process: EmulatorProcess,
  launcher: EmulatorLauncher,
  { url, socketPath, folder }: ProxyTarget & { readonly folder?: string },
  options: EmulatorOptions,
): Emulator {
  const place = socketPath === undefined ? `at ${url}` : "on a socket that only this user reaches";
  let stopping = false;
  const death = (): UserError =>
    new UserError(
      "The local AWS has died.",
      `The emulator (${launcher.name}) ended without being asked to. Its last lines:\n${process.lastLines(8)}`,
      ["run the same command again"],
    );
  process.onExit(() => {
    if (!stopping) options.onDeath?.(death());
  });
  return {
    url,
    ...(socketPath === undefined ? {} : { socketPath }),
    description: `moto (${launcher.name}) ${place}`,
    ...(process.pid === undefined ? {} : { pid: process.pid }),
    isProxy: false,
    assertAlive: () => {
      if (process.exited && !stopping) throw death();
    },
    stop: async () => {
      stopping = true;
      await process.stop();
      if (folder !== undefined) await removeDirectory(folder);
    },
  };
}

function startError(launcher: EmulatorLauncher, failure: LaunchFailure): UserError {
  if (hadNoRoom(failure)) {
    return new NoRoomError(`The local AWS did not start: ${launcher.name} had no room.`);
  }
  const what =
    failure.reason === "exited"
      ? `ended with exit code ${failure.exitCode} before it answered`
      : `did not answer within ${launcher.timeoutMs / 1000} seconds`;
  return new UserError(
    `The local AWS did not start: ${launcher.name} ${what}.`,
    failure.output === "" ? "It printed nothing." : `Its last lines:\n${failure.output}`,
    [
      "see whether it runs by itself: moto_server -p 5000",
      `or reinstall it: pip install 'moto[server]==${MOTO_VERSION}'`,
    ],
  );
}

/**
 * Looks at the endpoint the user named in AWS_ENDPOINT_URL; undefined when nothing answers there.
 *
 * Throws when something answers that is not a local AWS for the wanted account: better no run than one against the
 * wrong account.
 */
export async function inspectEndpoint(
  url: string,
  accountId: string,
): Promise<Pick<Emulator, "url" | "isProxy"> | undefined> {
  const answer = await callerIdentity(url);
  if (answer === undefined) return undefined;
  const { response, body } = answer;
  const account = /<Account>(\d+)<\/Account>/.exec(body ?? "")?.[1];
  if (account === undefined) {
    throw new UserError(
      `AWS_ENDPOINT_URL=${url} answers, but not as a local AWS.`,
      `sts:GetCallerIdentity with test credentials gave HTTP ${response.status}${body === undefined ? ", and a body that cannot be read or does not end" : ""}.`,
      ["unset AWS_ENDPOINT_URL to have an emulator started", "or name a running emulator in it"],
    );
  }
  if (account !== accountId) {
    throw new UserError(
      `The local AWS at ${url} is account ${account}, wanted ${accountId}.`,
      "What is deployed there would name another account, and a provider with `allowed_account_ids` refuses it.",
      [
        `start it with MOTO_ACCOUNT_ID=${accountId}`,
        "or unset AWS_ENDPOINT_URL to have one started",
      ],
    );
  }
  return { url: url.replace(/\/+$/, ""), isProxy: response.headers.has(PROXY_HEADER) };
}

/** Long enough for an emulator that is busy. */
const ANSWER_MS = 5_000;

interface Answer {
  readonly response: Response;
  /** @default - it cannot be read, or did not end in time */
  readonly body?: string;
}

/** Asks who we are. An emulator checks no signature, so the scope alone has to be right. */
async function callerIdentity(url: string): Promise<Answer | undefined> {
  const scope = "Credential=test/20240101/us-east-1/sts/aws4_request";
  const request = {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`,
    },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
    signal: AbortSignal.timeout(ANSWER_MS),
  };
  const response = await fetch(url, request).catch(() => undefined);
  return response && { response, body: await response.text().catch(() => undefined) };
}
