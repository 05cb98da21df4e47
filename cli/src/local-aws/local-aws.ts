import os from "node:os";
import { startEmulator, type EmulatorOptions } from "./emulator";
import { requireFreePort } from "./ports";
import { startProxy } from "./proxy";

/** What the local AWS is wanted for. */
export interface LocalAwsOptions extends EmulatorOptions {
  /** The Region that clients and the provider use. */
  readonly region: string;
  /**
   * The port of the endpoint.
   *
   * @default - a free one
   */
  readonly port?: number;
}

/** A local AWS that behaves like AWS as far as our stacks go. */
export interface LocalAws {
  /** URL of the proxy, which answers for every service. */
  readonly endpoint: string;
  /** The account that it plays. */
  readonly accountId: string;
  /** The Region that it plays. */
  readonly region: string;
  /** For child processes: the endpoint, test credentials, and nothing of the user's AWS configuration. */
  readonly env: NodeJS.ProcessEnv;
  /** For clients of the AWS SDK. */
  readonly clientConfig: {
    /** URL of the proxy. */
    readonly endpoint: string;
    /** The Region that it plays. */
    readonly region: string;
    /** Made up: the key's id is the account that it plays. */
    readonly credentials: {
      /** The account that it plays. */
      readonly accessKeyId: string;
      /** Any text. */
      readonly secretAccessKey: string;
    };
  };
  /** One line for the user: what it is and where it comes from. */
  readonly description: string;
  /** Whether it was there before, and stays with all that is made in it. */
  readonly wasRunning: boolean;
  /** Throws when the emulator has died since. */
  assertAlive(): void;
  /** Ends what was started here; may be called more than once. */
  stop(): Promise<void>;
}

/** Starts the emulator with the proxy in front of it, or uses the one that AWS_ENDPOINT_URL names. */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { port, ...emulatorOptions } = options;
  // Known before anything is started: a wrong port must not cost the start of an emulator.
  if (port !== undefined) await requireFreePort(port);
  const emulator = await startEmulator(emulatorOptions);
  const proxy = emulator.isProxy
    ? undefined
    : await startProxy({ target: emulator, ...(port === undefined ? {} : { port }) }).catch(
        async (error: unknown) => {
          await emulator.stop();
          throw error;
        },
      );
  const endpoint = proxy?.url ?? emulator.url;
  // LocalStack takes the account from the access key; moto takes any key.
  const credentials = { accessKeyId: options.accountId, secretAccessKey: "test" };
  return {
    endpoint,
    accountId: options.accountId,
    region: options.region,
    env: localEnvironment(options.env ?? process.env, endpoint, options.region, credentials),
    clientConfig: { endpoint, region: options.region, credentials },
    description:
      proxy === undefined
        ? emulator.description
        : `${emulator.description}, asked through ${proxy.url}`,
    wasRunning: emulator.pid === undefined,
    assertAlive: () => emulator.assertAlive(),
    stop: async () => {
      await proxy?.stop();
      await emulator.stop();
    },
  };
}

/** Every AWS_ variable of the user is removed: a profile or a service's own endpoint would lead to a real account. */
function localEnvironment(
  base: NodeJS.ProcessEnv,
  endpoint: string,
  region: string,
  credentials: LocalAws["clientConfig"]["credentials"],
): NodeJS.ProcessEnv {
  const removed = Object.keys(base)
    .filter((name) => name.startsWith("AWS_"))
    .map((name): [string, undefined] => [name, undefined]);
  return {
    ...Object.fromEntries(removed),
    AWS_PROFILE: undefined,
    AWS_CA_BUNDLE: undefined,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: os.devNull,
    AWS_SHARED_CREDENTIALS_FILE: os.devNull,
  };
}
