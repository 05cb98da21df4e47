import { succeeded } from "../quirk";
import type { AwsRequest, AwsResponse, Quirk } from "../quirk";

const EVENT_BRIDGE = "<EventBridgeConfiguration/>";

/**
 * Keeps whether a bucket tells EventBridge of its events.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html
 */
export function s3EventBridge(): Quirk {
  const telling = new Set<string>();
  return {
    id: "s3-event-bridge",
    why: "moto takes EventBridgeConfiguration and never shows it, so every plan turns it on again; turning it off fails",
    matches: (request) => request.service === "s3" && bucketOf(request) !== undefined,
    onRequest: (request) => {
      if (request.method !== "PUT" || !turnsAllOff(request)) return request;
      telling.delete(bucketOf(request) ?? "");
      return { status: 200, headers: {}, body: Buffer.alloc(0) };
    },
    onResponse: (request, response) => {
      const bucket = bucketOf(request) ?? "";
      if (!succeeded(response)) return response;
      if (request.method === "PUT") {
        if (request.body.includes("<EventBridgeConfiguration")) telling.add(bucket);
        else telling.delete(bucket);
      }
      return request.method === "GET" && telling.has(bucket) ? withEventBridge(response) : response;
    },
  };
}

/** The bucket whose notifications a call is about, where the bucket is named in the path. */
function bucketOf(request: AwsRequest): string | undefined {
  const { pathname, searchParams } = new URL(request.path, "http://localhost");
  const [bucket = "", ...key] = pathname.slice(1).split("/");
  return searchParams.has("notification") && bucket !== "" && key.join("") === ""
    ? bucket
    : undefined;
}

/** Whether a call sets no notification of any kind. */
function turnsAllOff(request: AwsRequest): boolean {
  const kinds = request.body.toString("utf8").match(/<\w+Configuration\b/g) ?? [];
  return kinds.every((kind) => kind === "<NotificationConfiguration");
}

/** The answer with the element; one without any notification is a tag that closes itself. */
function withEventBridge(response: AwsResponse): AwsResponse {
  const xml = response.body
    .toString("utf8")
    .replace(
      /<NotificationConfiguration([^>]*?)\/>/,
      "<NotificationConfiguration$1></NotificationConfiguration>",
    )
    .replace("</NotificationConfiguration>", `${EVENT_BRIDGE}</NotificationConfiguration>`);
  return { ...response, body: Buffer.from(xml) };
}
