import { createServer, request, type IncomingMessage, type Server } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { freePort, LOOPBACK } from "../../../cli/src/local-aws/ports";
import { PROXY_HEADER, startProxy, type Proxy } from "../../../cli/src/local-aws/proxy";
import type { AwsRequest, Quirk } from "../../../cli/src/local-aws/quirk";
import { awsCall } from "./aws-call";

let upstream: Server;
let target: string;
let seen: { request: IncomingMessage; body: string }[];
let proxy: Proxy | undefined;

beforeEach(async () => {
  seen = [];
  upstream = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      seen.push({ request, body });
      response.setHeader("x-amzn-requestid", "1");
      // As the emulator does for every page that asks.
      response.setHeader("Access-Control-Allow-Origin", "*");
      response.setHeader("access-control-allow-headers", "*");
      response.writeHead(request.url === "/missing" ? 404 : 200).end(`answer to ${body}`);
    });
  });
  const port = await freePort();
  target = `http://${LOOPBACK}:${port}`;
  await new Promise<void>((resolve) => upstream.listen(port, LOOPBACK, resolve));
});

afterEach(async () => {
  await proxy?.stop();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

async function start(...quirks: (() => Quirk)[]): Promise<string> {
  proxy = await startProxy({ target: { url: target }, quirks });
  return proxy.url;
}

/** `fetch` lets nobody set these headers. */
function rawCall(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number | undefined; headers: IncomingMessage["headers"] }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (response) => {
      response.resume();
      response.once("end", () =>
        resolve({ status: response.statusCode, headers: response.headers }),
      );
    });
    asked.once("error", reject);
    asked.end();
  });
}

const base = { id: "test", why: "to see that it is asked", matches: () => true };

describe("startProxy", () => {
  it("passes calls and answers on as they are", async () => {
    const url = await start();
    const answer = await awsCall(url, { service: "ecs", path: "/a%20b?c=d", body: "€" });

    expect(answer).toMatchObject({ status: 200, body: "answer to €" });
    expect(answer.headers.get("x-amzn-requestid")).toBe("1");
    expect(answer.headers.get(PROXY_HEADER)).toBe("1");
    expect(seen[0]?.request).toMatchObject({ method: "POST", url: "/a%20b?c=d" });
    expect(seen[0]?.request.headers).toMatchObject({
      host: url.replace("http://", ""),
      authorization: expect.stringContaining("/ecs/aws4_request"),
      "content-length": "3",
    });
    expect((await awsCall(url, { service: "ecs", path: "/missing" })).status).toBe(404);
  });

  it.each<[string, Record<string, string>]>([
    ["a web page's script", { origin: "https://evil.example" }],
    ["a sandboxed page's script", { origin: "null" }],
    ["an image of a web page", { "sec-fetch-site": "cross-site" }],
    ["a page whose name was made to lead here", { host: "evil.example" }],
    ["such a page, with the port", { host: "evil.example:8080" }],
    ["a name that only begins like ours", { host: "localhost.evil.example" }],
    ["a name that only ends like ours", { host: "evil.example@127.0.0.1" }],
    ["an address that leads to every machine's own", { host: "0.0.0.0:8080" }],
    ["an address of a name service that gives ours", { host: "127.0.0.1.nip.io" }],
    ["ours in another notation", { host: "[::ffff:127.0.0.1]" }],
    ["a page of another port of this machine", { "sec-fetch-site": "same-site" }],
    ["a page of its own", { "sec-fetch-site": "same-origin" }],
    ["an origin without a name", { origin: "" }],
    ["a browser that tells the page only", { referer: "https://evil.example/" }],
    ["an old browser that tells nothing", { "user-agent": "Mozilla/5.0 (X11) Gecko/20100101" }],
  ])("refuses %s, and asks the emulator nothing", async (_, headers) => {
    const url = await start();
    for (const method of ["GET", "POST", "OPTIONS"]) {
      const answer = await rawCall(url, method, headers);
      expect(answer.status).toBe(403);
      expect(Object.keys(answer.headers).join()).not.toContain("access-control");
    }
    expect(seen).toEqual([]);
  });

  it.each(["127.0.0.1", "localhost", "[::1]", "LOCALHOST"])(
    "answers programs that ask it as %s, and lets no page read the answer",
    async (host) => {
      const url = await start();
      const answer = await rawCall(url, "POST", { host: `${host}:${new URL(url).port}` });
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.headers).join()).not.toContain("access-control");
    },
  );

  it.each<[string, string]>([
    ["with a host in its first line", "GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1"],
    ["with two hosts", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example"],
    ["with no host", "GET / HTTP/1.0"],
  ])("refuses a call %s", async (_, head) => {
    const socket = connect(Number(new URL(await start()).port), LOOPBACK);
    socket.write(`${head}\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(seen).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ["a person types into a browser", { "user-agent": "Mozilla/5.0", "sec-fetch-site": "none" }],
    ["PowerShell asks", { "user-agent": "Mozilla/5.0 (Windows NT) WindowsPowerShell/5.1" }],
  ])("answers what %s", async (_, headers) => {
    expect((await rawCall(await start(), "GET", headers)).status).toBe(200);
  });

  it("passes the length of what HEAD asks for", async () => {
    const url = await start();
    const response = await fetch(url, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });

  it("tells a quirk the service and the operation, in JSON and in query calls", async () => {
    const asked: AwsRequest[] = [];
    const matches = (request: AwsRequest): boolean => asked.push(request) < 0;
    const url = await start(() => ({ ...base, matches }));
    await awsCall(url, { service: "kms", target: "TrentService.CreateKey", body: {} });
    await fetch(url, { method: "POST", body: new URLSearchParams({ Action: "GetRole" }) });
    await fetch(url);

    expect(asked.map(({ service, operation }) => [service, operation])).toEqual([
      ["kms", "CreateKey"],
      ["", "GetRole"],
      ["", ""],
    ]);
  });

  it("lets quirks change the call, change the answer, and answer themselves", async () => {
    const rewrite: Quirk = {
      ...base,
      onRequest: (request) => ({ ...request, body: Buffer.from("rewritten") }),
      onResponse: (request, response) => ({
        ...response,
        body: Buffer.from(`${response.body.toString()}, asked as ${request.body.toString()}`),
      }),
    };
    const url = await start(() => rewrite);
    const call = { service: "ecs", body: "original" };
    expect((await awsCall(url, call)).body).toBe("answer to rewritten, asked as original");
    await proxy?.stop();

    const answering = { status: 418, headers: {}, body: Buffer.from("mine") };
    const second = await start(() => ({ ...base, onRequest: () => answering }));
    expect(await awsCall(second, call)).toMatchObject({ status: 418, body: "mine" });
    expect(seen).toHaveLength(1);
  });

  it("forgets with the emulator when that is reset", async () => {
    const counting = (): Quirk => {
      let calls = 0;
      const count = (): Buffer => Buffer.from(String((calls += 1)));
      return { ...base, onResponse: (_request, response) => ({ ...response, body: count() }) };
    };
    const url = await start(counting);
    const call = { service: "ecs" };
    await awsCall(url, call);
    expect((await awsCall(url, call)).body).toBe(2);
    await awsCall(url, { ...call, path: "/moto-api/reset" });
    expect((await awsCall(url, call)).body).toBe(2);
  });

  it("says when the emulator does not answer, in a way that no client retries", async () => {
    const url = await start();
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
    expect(await awsCall(url, { service: "ecs" })).toMatchObject({
      status: 400,
      body: {
        __type: "LocalAwsUnreachable",
        message: expect.stringContaining(`The local AWS at ${target} does not answer`),
      },
    });
  });

  it("says when its port is occupied", async () => {
    const port = Number(new URL(target).port);
    await expect(startProxy({ target: { url: target }, port })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is not free.`,
    );
  });
});
