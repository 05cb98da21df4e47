import { createServer, request as httpRequest, type Server } from "node:http";
import { decide, parsePolicy } from "../../cli/src/policy";
import {
  readAwsRequest,
  readJson,
  type AwsRequest,
  type AwsResponse,
} from "../../cli/src/local-aws/quirk";
import { LOOPBACK } from "../../cli/src/local-aws/ports";
import { permissionsOf, type WantedPermission } from "./wanted-permissions";

/** Answers a call in place of the local AWS; undefined lets it through. */
export type Answer = (
  request: AwsRequest,
) => AwsResponse | undefined | Promise<AwsResponse | undefined>;

/** An endpoint that remembers every call, and what it would take on AWS. */
export class RecordedCalls {
  /** Starts it; what `answer` leaves goes to `target`. */
  public static async start(target: string, answer?: Answer): Promise<RecordedCalls> {
    const recorded = new RecordedCalls(target, answer);
    await new Promise<void>((resolve) => recorded.server.listen(0, LOOPBACK, resolve));
    return recorded;
  }

  public readonly requests: AwsRequest[] = [];
  private readonly server: Server;

  private constructor(target: string, answer: Answer | undefined) {
    this.server = createServer((incoming, outgoing) => {
      void readAwsRequest(incoming)
        .then(async (request) => {
          this.requests.push(request);
          return (await answer?.(request)) ?? forward(target, request);
        })
        .catch((error: unknown) => awsError(String(error)))
        .then(({ status, headers, body }) => outgoing.writeHead(status, headers).end(body));
    });
  }

  public get endpoint(): string {
    const address = this.server.address();
    if (typeof address !== "object" || address === null) throw new Error("it does not listen");
    return `http://${LOOPBACK}:${address.port}`;
  }

  /** The bodies of all calls of one operation, as JSON. */
  public bodies(operation: string): readonly unknown[] {
    return this.requests.filter((call) => call.operation === operation).map(readJson);
  }

  /** What all calls took, each once. */
  public permissions(account: string): readonly WantedPermission[] {
    const wanted = this.requests.flatMap((request) => permissionsOf(request, account));
    return [...new Map(wanted.map((item) => [JSON.stringify(item), item])).values()];
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** What AWS would not allow to a user who has this policy alone. */
export function refusedBy(
  policy: string,
  wanted: readonly WantedPermission[],
): readonly WantedPermission[] {
  const identity = [parsePolicy(policy)];
  return wanted.filter(({ action, resource, context }) => {
    const principal = { arn: `arn:aws:iam::${resource.split(":")[4] || "123456789012"}:user/me` };
    const request = { principal, action, resource, context };
    return decide(request, { identity, sameAccount: true }).outcome !== "allowed";
  });
}

/** An error of the AWS JSON protocol. */
export function awsError(type: string, status = 400): AwsResponse {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: Buffer.from(JSON.stringify({ __type: type, message: `${type} as planned` })),
  };
}

function forward(target: string, request: AwsRequest): Promise<AwsResponse> {
  const { method, path, headers, body } = request;
  return new Promise((resolve, reject) => {
    httpRequest(new URL(path, target), { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const status = response.statusCode ?? 502;
        // The answer is sent in one piece.
        const whole = { ...response.headers, "transfer-encoding": undefined };
        const sent = Object.entries(whole).filter(([, value]) => value !== undefined);
        resolve({ status, headers: Object.fromEntries(sent), body: Buffer.concat(chunks) });
      });
    })
      .once("error", reject)
      .end(body);
  });
}
