import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import {
  isAnswer,
  readAwsRequest,
  type AwsRequest,
  type AwsResponse,
  type Quirk,
  type QuirkFactory,
} from "./quirk";
import { listen, LOOPBACK } from "./ports";
import { QUIRKS } from "./quirks/registry";

/** In every answer, so that a later run recognizes the proxy and puts no second one before it. */
export const PROXY_HEADER = "x-ecs-secrets-proxy";

/** Where the emulator listens. */
export interface ProxyTarget {
  readonly url: string;
  /** Where it listens on a socket of this machine and on no port. */
  readonly socketPath?: string;
}

/** What stands before the emulator. */
export interface ProxyOptions {
  readonly target: ProxyTarget;
  /** @default - a free port */
  readonly port?: number;
  /** @default - all of them */
  readonly quirks?: readonly QuirkFactory[];
}

/** A running proxy. */
export interface Proxy {
  readonly url: string;
  stop(): Promise<void>;
}

/** Headers that belong to one connection and are set anew for the next. */
const HOP_BY_HOP =
  /^(connection|keep-alive|transfer-encoding|content-length|expect|accept-encoding)$/i;

/** By which the emulator lets every web page read its answers. */
const CORS = /^access-control-/i;

/** Starts the reverse proxy that puts right where the emulator departs from AWS. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const factories = options.quirks ?? QUIRKS;
  let quirks = factories.map((make) => make());
  const server = createServer((incoming, outgoing) => {
    if (isFromWebPage(incoming)) return send(outgoing, REFUSED);
    readAwsRequest(incoming)
      .then((request) => {
        // A reset of the emulator also clears what the quirks remember.
        if (request.path === "/moto-api/reset") quirks = factories.map((make) => make());
        return handle(request, quirks, options.target);
      })
      .catch((error: unknown) => unreachable(options.target.url, error))
      .then((response) => send(outgoing, response));
  });
  // Longer than any client keeps an idle connection: the one that closes first must not be us.
  server.keepAliveTimeout = 120_000;
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://${LOOPBACK}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const OWN_NAMES = ["127.0.0.1", "localhost", "[::1]"];

/** All of them name themselves so, and no client of AWS does; Windows' shell does, which shows no page. */
const BROWSER = /^Mozilla\/(?!.*PowerShell)/i;

/**
 * Whether a browser sends the call for a web page: no client of AWS names an origin or a page that it comes from, and a
 * page whose own name leads to this machine names that as the host. What a person typed there comes from no site.
 */
function isFromWebPage({ headers, headersDistinct, url = "" }: IncomingMessage): boolean {
  const { origin, referer, "user-agent": agent = "" } = headers;
  const site = headers["sec-fetch-site"];
  const [host = "", ...others] = headersDistinct["host"] ?? [];
  const name = host.replace(/:\d*$/, "").toLowerCase();
  return (
    origin !== undefined ||
    referer !== undefined ||
    (site === undefined ? BROWSER.test(agent) : site !== "none") ||
    // Also where the line of the request names a host of its own.
    !(OWN_NAMES.includes(name) && others.length === 0 && /^[/*]/.test(url))
  );
}

const REFUSED: AwsResponse = {
  status: 403,
  headers: { "content-type": "application/json", "x-amzn-errortype": "AccessDenied" },
  body: Buffer.from(
    JSON.stringify({
      __type: "AccessDenied",
      message: `The local AWS answers programs of this machine and no web page. Ask it as ${LOOPBACK}.`,
    }),
  ),
};

async function handle(
  original: AwsRequest,
  quirks: readonly Quirk[],
  target: ProxyTarget,
): Promise<AwsResponse> {
  const matching = quirks.filter((quirk) => quirk.matches(original));
  let request = original;
  for (const quirk of matching) {
    const result = (await quirk.onRequest?.(request)) ?? request;
    if (isAnswer(result)) return result;
    request = result;
  }
  const response = await forward(request, target);
  return matching.reduce(
    (answer, quirk) => quirk.onResponse?.(original, answer) ?? answer,
    response,
  );
}

function forward(request: AwsRequest, { url, socketPath }: ProxyTarget): Promise<AwsResponse> {
  const headers = without(HOP_BY_HOP, request.headers);
  headers["content-length"] = request.body.length;
  return new Promise((resolve, reject) => {
    const upstream = httpRequest(
      url,
      // A connection of its own for each call: the emulator closes them anyway.
      { method: request.method, path: request.path, headers, agent: false, socketPath },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () =>
          resolve({
            status: response.statusCode ?? 502,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    upstream.once("error", reject);
    upstream.end(request.body);
  });
}

function send(outgoing: ServerResponse, response: AwsResponse): void {
  const headers = without(CORS, without(HOP_BY_HOP, response.headers));
  const length = response.headers["content-length"];
  // The answer to HEAD tells the length of a body that it does not have.
  const own = outgoing.req.method === "HEAD" ? length : response.body.length;
  if (own !== undefined) headers["content-length"] = own;
  headers[PROXY_HEADER] = "1";
  outgoing.writeHead(response.status, headers);
  outgoing.end(response.body);
}

/** Answered as a 400, which no AWS client retries: a dead emulator is reported at once. */
function unreachable(target: string, error: unknown): AwsResponse {
  const message = `The local AWS at ${target} does not answer: ${error instanceof Error ? error.message : String(error)}`;
  return {
    status: 400,
    headers: { "content-type": "application/json", "x-amzn-errortype": "LocalAwsUnreachable" },
    body: Buffer.from(JSON.stringify({ __type: "LocalAwsUnreachable", message })),
  };
}

function without(names: RegExp, headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(
    ([name, value]) => !names.test(name) && value !== undefined,
  );
  return Object.fromEntries(kept);
}
