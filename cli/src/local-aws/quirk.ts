import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { objectIn, parseJson, type JsonObject } from "../json";

/** A call to AWS, with what the quirks need to know about it. */
export interface AwsRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The signing name of the service, such as "ecs". */
  readonly service: string;
  /** The operation, where the protocol names it, such as "CreateService". */
  readonly operation: string;
}

/** The answer to a call. */
export interface AwsResponse {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** A correction of one way in which the emulator differs from AWS. */
export interface Quirk {
  readonly id: string;
  /** What the emulator does, and what it breaks. */
  readonly why: string;
  matches(request: AwsRequest): boolean;
  /** Changes the call before the emulator sees it, or answers it in the emulator's place. */
  onRequest?(request: AwsRequest): AwsRequest | AwsResponse | Promise<AwsRequest | AwsResponse>;
  /** Changes the emulator's answer; the request is as the caller sent it. */
  onResponse?(request: AwsRequest, response: AwsResponse): AwsResponse;
}

/** Makes a quirk with a memory of its own. */
export type QuirkFactory = () => Quirk;

/** For {@link Quirk.matches}: the calls of some operations of a service. */
export function calls(service: string, ...operations: readonly string[]): Quirk["matches"] {
  return (request) => request.service === service && operations.includes(request.operation);
}

/** The JSON object in a body; an empty one when there is none. */
export function readJson(message: { readonly body: Buffer }): JsonObject {
  return objectIn(parseJson(message.body.toString("utf8")));
}

/** The same answer with another JSON body. */
export function withJson(response: AwsResponse, body: JsonObject): AwsResponse {
  return { ...response, body: Buffer.from(JSON.stringify(body)) };
}

/** An answer of the AWS JSON protocol. */
export function jsonAnswer(body: JsonObject, version: "1.0" | "1.1"): AwsResponse {
  return {
    status: 200,
    headers: { "content-type": `application/x-amz-json-${version}` },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** Whether a call succeeded. */
export function succeeded(response: AwsResponse): boolean {
  return response.status >= 200 && response.status < 300;
}

/** Whether what a quirk made of a request is an answer. */
export function isAnswer(result: AwsRequest | AwsResponse): result is AwsResponse {
  return "status" in result;
}

/** Reads an incoming call whole, and finds out which service and operation it is for. */
export async function readAwsRequest(message: IncomingMessage): Promise<AwsRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks);
  return {
    method: message.method ?? "GET",
    path: message.url ?? "/",
    headers: message.headers,
    body,
    service: signingName(message.headers.authorization),
    operation: operation(message.headers["x-amz-target"], message.headers["content-type"], body),
  };
}

/** The service is part of the scope that every signed call carries. */
function signingName(authorization = ""): string {
  return /Credential=[^/]*\/\d*\/[^/]*\/([^/]+)\/aws4_request/.exec(authorization)?.[1] ?? "";
}

/** JSON protocols name the operation in a header, the query protocol in the form. */
function operation(
  target: string | string[] | undefined,
  contentType: string | undefined,
  body: Buffer,
): string {
  if (typeof target === "string") return target.slice(target.lastIndexOf(".") + 1);
  if (contentType?.startsWith("application/x-www-form-urlencoded") !== true) return "";
  return new URLSearchParams(body.toString("utf8")).get("Action") ?? "";
}
