import { isObject } from "../../json";
import { readJson, succeeded, type AwsRequest, type AwsResponse, type Quirk } from "../quirk";

/** The bucket whose setting a call is about, where the bucket is named in the path. */
function bucketOf(request: AwsRequest, setting: "policy" | "notification"): string | undefined {
  const { pathname, searchParams } = new URL(request.path, "http://localhost");
  const [bucket = "", ...key] = pathname.slice(1).split("/");
  return searchParams.has(setting) && bucket !== "" && key.join("") === "" ? bucket : undefined;
}

/**
 * Keeps statements that deny under a condition from the emulator and puts them back into what is read.
 *
 * Those of this project deny plain HTTP and wrong encryption, which calls over TLS to the bucket's default never are; so
 * leaving them out is what AWS would do. Whether they deny what they should, the policy evaluator judges.
 */
export function s3ConditionalDenies(): Quirk {
  const policies = new Map<string, Buffer>();
  return {
    id: "s3-conditional-denies",
    why: "moto ignores conditions, so a policy that denies plain HTTP denies every upload",
    matches: (request) => request.service === "s3" && bucketOf(request, "policy") !== undefined,
    onRequest: (request) => (request.method === "PUT" ? withoutConditional(request) : request),
    onResponse: (request, response) => {
      const bucket = bucketOf(request, "policy") ?? "";
      if (request.method !== "GET") {
        if (!succeeded(response)) return response;
        if (request.method === "PUT" && withoutConditional(request) !== request) {
          policies.set(bucket, request.body);
        } else {
          policies.delete(bucket);
        }
        return response;
      }
      const policy = policies.get(bucket);
      if (policy === undefined || isNoSuchBucket(response)) return response;
      return { status: 200, headers: { "content-type": "application/json" }, body: policy };
    },
  };
}

/** The call without the statements; with none left, it becomes the removal of the policy. */
function withoutConditional(request: AwsRequest): AwsRequest {
  const policy = readJson(request);
  const { Statement: listed = [] } = policy;
  const statements: unknown[] = Array.isArray(listed) ? listed : [listed];
  const kept = statements.filter((statement) => !deniesUnderCondition(statement));
  if (kept.length === statements.length) return request;
  if (kept.length === 0) return { ...request, method: "DELETE", body: Buffer.alloc(0) };
  return { ...request, body: Buffer.from(JSON.stringify({ ...policy, Statement: kept })) };
}

function deniesUnderCondition(statement: unknown): boolean {
  return isObject(statement) && statement["Effect"] === "Deny" && isObject(statement["Condition"]);
}

function isNoSuchBucket(response: AwsResponse): boolean {
  return response.status === 404 && response.body.includes("<Code>NoSuchBucket</Code>");
}

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
    matches: (request) =>
      request.service === "s3" && bucketOf(request, "notification") !== undefined,
    onRequest: (request) => {
      if (request.method !== "PUT" || !turnsAllOff(request)) return request;
      telling.delete(bucketOf(request, "notification") ?? "");
      return { status: 200, headers: {}, body: Buffer.alloc(0) };
    },
    onResponse: (request, response) => {
      const bucket = bucketOf(request, "notification") ?? "";
      if (!succeeded(response)) return response;
      if (request.method === "PUT") {
        if (request.body.includes("<EventBridgeConfiguration")) telling.add(bucket);
        else telling.delete(bucket);
      }
      return request.method === "GET" && telling.has(bucket) ? withEventBridge(response) : response;
    },
  };
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
