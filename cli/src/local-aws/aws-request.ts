import type { IncomingMessage } from "node:http";
import type { AwsRequest } from "./quirk";

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
