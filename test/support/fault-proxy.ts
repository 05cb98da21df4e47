import { createServer, request as httpRequest, type Server, type ServerResponse } from "node:http";
import { LOOPBACK } from "../../cli/src/local-aws/ports";
import { readAwsRequest, type AwsRequest } from "../../cli/src/local-aws/quirk";

/** AWS refuses it, and does nothing. */
export interface Refusal {
  readonly kind: "answer";
  readonly status: number;
  readonly type: string;
  /** Whether the message quotes the request, as some services do. @default false */
  readonly echo?: boolean;
}

/** What happens to a call on its way. */
export type Fault =
  | Refusal
  /** The connection is closed: before AWS has done anything, or instead of its answer. */
  | { readonly kind: "close"; readonly at: FaultPoint }
  /** The connection is closed, and AWS does it only then: perhaps after the next try. */
  | { readonly kind: "late"; readonly ms: number }
  /** AWS is gone, for this call and for all after it. */
  | { readonly kind: "gone" }
  /** AWS answers only then. */
  | { readonly kind: "wait"; readonly ms: number }
  /** Nobody answers; what is told happens. */
  | { readonly kind: "never"; readonly at: FaultPoint; readonly then: () => void };

export type FaultPoint = "before AWS did it" | "after AWS did it";

/** A call that changes something. */
export interface WriteCall {
  readonly operation: string;
  /**
   * The operation and what it is about, such as `PutParameter /orders/api-key`: the same at every try. Of services that name
   * operations by method and path: these, such as `PUT /secrets?policy`.
   */
  readonly key: string;
  readonly body: string;
}

/** Chooses what happens to a write; undefined lets it through. */
export type ChooseFault = (call: WriteCall) => Fault | undefined;

const READS = /^(Get|List|Describe|Head|BatchGet|Assume|Validate|Simulate)/i;
/** Fields by which calls name what they are about. */
const NAMES = [
  "Name",
  "SecretId",
  "RoleName",
  "PolicyName",
  "family",
  "clusterName",
  "serviceName",
  "service",
  "logGroupName",
  "taskDefinition",
  "KeyId",
  "AliasName",
  "AlarmName",
  "Rule",
  "QueueName",
  "QueueUrl",
  "name",
  "stateMachineArn",
  "resourceArn",
  "ResourceArn",
  "ResourceARN",
  "ResourceId",
  "PolicyArn",
];

/** Stands between Terraform and the local AWS, and lets writes go wrong. */
export class FaultProxy {
  public static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.listen(0);
    return proxy;
  }

  /** What happens to writes. @default - nothing */
  public choose: ChooseFault = () => undefined;
  /** Which reads are refused. @default - none */
  public chooseRead: (call: WriteCall) => Refusal | undefined = () => undefined;
  /** The keys of all writes, as they came. */
  public readonly writes: string[] = [];
  private readonly server: Server;
  private port = 0;

  private constructor(private readonly target: string) {
    this.server = createServer((incoming, outgoing) => {
      // A client that was killed has closed its connection.
      outgoing.on("error", () => undefined);
      readAwsRequest(incoming)
        .then((request) => this.handle(request, outgoing))
        .catch(() => outgoing.destroy());
    });
    this.server.keepAliveTimeout = 120_000;
  }

  public get url(): string {
    return `http://${LOOPBACK}:${this.port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Answers again after it was gone. */
  public async comeBack(): Promise<void> {
    if (!this.server.listening) await this.listen(this.port);
  }

  private async listen(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(port, LOOPBACK, resolve));
    const address = this.server.address();
    if (typeof address !== "object" || address === null) throw new Error("it does not listen");
    this.port = address.port;
  }

  private async handle(request: AwsRequest, outgoing: ServerResponse): Promise<void> {
    const call = writeCall(request);
    if (READS.test(call.operation)) {
      const refusal = this.chooseRead(call);
      return refusal ? refuse(refusal, request, outgoing) : this.forward(request, outgoing);
    }
    this.writes.push(call.key);
    const fault = this.choose(call);
    if (fault === undefined) return this.forward(request, outgoing);
    if (fault.kind === "answer") return refuse(fault, request, outgoing);
    if (fault.kind === "gone") {
      // As where it was killed: what is open is cut, and nobody listens any more.
      this.server.close();
      return this.server.closeAllConnections();
    }
    if (fault.kind === "late") {
      outgoing.destroy();
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return this.forward(request);
    }
    if (fault.kind === "wait") {
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return this.forward(request, outgoing);
    }
    if (fault.at === "after AWS did it") await this.forward(request);
    if (fault.kind === "never") fault.then();
    else outgoing.destroy();
  }

  private forward(
    { method, path, headers, body }: AwsRequest,
    outgoing?: ServerResponse,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const upstream = httpRequest(
        new URL(path, this.target),
        { method, headers, agent: false },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.once("error", reject);
          answer.once("end", () => {
            // The answer is sent in one piece.
            const kept = Object.entries(answer.headers).filter(
              ([name]) => name !== "transfer-encoding" && name !== "connection",
            );
            outgoing
              ?.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept))
              .end(Buffer.concat(chunks));
            resolve();
          });
        },
      );
      upstream.once("error", reject);
      upstream.end(body);
    });
  }
}

function writeCall({ operation, method, path, body }: AwsRequest): WriteCall {
  const text = body.toString("utf8");
  if (operation === "") {
    const { pathname, searchParams } = new URL(path, "http://localhost");
    // The clients name the operation of S3 for its logs only.
    const query = [...searchParams.keys()].filter((name) => name !== "x-id").join("&");
    const key = `${method} ${pathname}${query === "" ? "" : `?${query}`}`;
    return { operation: method, key, body: text };
  }
  const names = NAMES.flatMap((name) => fields(text)[name] ?? []);
  return { operation, key: [operation, ...names].join(" "), body: text };
}

/** JSON or a form. */
function fields(text: string): Readonly<Partial<Record<string, string>>> {
  const isJson = text.startsWith("{");
  const all: Record<string, unknown> = isJson
    ? (JSON.parse(text) as Record<string, unknown>)
    : Object.fromEntries(new URLSearchParams(text));
  const texts = Object.entries(all).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(texts) as Record<string, string>;
}

/** In the protocol that the client speaks. */
function refuse(
  { status, type, echo }: Refusal,
  { service, headers, body: request }: AwsRequest,
  outgoing: ServerResponse,
): void {
  const message = `${type} by the test${echo ? `: ${request.toString("utf8")}` : ""}`;
  const isQuery = String(headers["content-type"]).startsWith("application/x-www-form-urlencoded");
  const error = `<Code>${type}</Code><Message>${message}</Message>`;
  const body = isQuery
    ? `<ErrorResponse><Error><Type>Sender</Type>${error}</Error></ErrorResponse>`
    : service === "s3"
      ? `<Error>${error}</Error>`
      : JSON.stringify({ __type: type, message });
  const contentType = isQuery || service === "s3" ? "text/xml" : "application/x-amz-json-1.1";
  outgoing.writeHead(status, { "content-type": contentType, "x-amzn-errortype": type }).end(body);
}
