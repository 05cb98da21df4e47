import { isJsonObject, readJson, succeeded } from "../quirk";
import type { AwsRequest, AwsResponse, JsonObject, Quirk } from "../quirk";

const CONDITION_KEY = "aws:securetransport";
const OPERATORS = new Set(["bool", "boolifexists"]);

/**
 * Keeps "no plain HTTP" statements from the emulator and puts them back into what is read.
 *
 * Over TLS, as AWS is called, such a statement never applies; so leaving it out is what AWS would do.
 */
export function s3SecureTransport(): Quirk {
  const policies = new Map<string, Buffer>();
  return {
    id: "s3-secure-transport",
    why: "moto ignores conditions, so a policy that denies plain HTTP denies every upload",
    matches: (request) => request.service === "s3" && bucketOf(request) !== undefined,
    onRequest: (request) => (request.method === "PUT" ? withoutTransport(request) : request),
    onResponse: (request, response) => {
      const bucket = bucketOf(request) ?? "";
      if (request.method !== "GET") {
        if (!succeeded(response)) return response;
        if (request.method === "PUT" && withoutTransport(request) !== request) {
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

/** The bucket whose policy a call is about, where the bucket is named in the path. */
function bucketOf(request: AwsRequest): string | undefined {
  const { pathname, searchParams } = new URL(request.path, "http://localhost");
  const [bucket = "", ...key] = pathname.slice(1).split("/");
  return searchParams.has("policy") && bucket !== "" && key.join("") === "" ? bucket : undefined;
}

/** The call without the statements; with none left, it becomes the removal of the policy. */
function withoutTransport(request: AwsRequest): AwsRequest {
  const policy = readJson(request);
  const { Statement: listed = [] } = policy;
  const statements: unknown[] = Array.isArray(listed) ? listed : [listed];
  const kept = statements.filter((statement) => !deniesPlainHttp(statement));
  if (kept.length === statements.length) return request;
  if (kept.length === 0) return { ...request, method: "DELETE", body: Buffer.alloc(0) };
  return { ...request, body: Buffer.from(JSON.stringify({ ...policy, Statement: kept })) };
}

function deniesPlainHttp(statement: unknown): boolean {
  if (!isJsonObject(statement) || statement["Effect"] !== "Deny") return false;
  const condition = statement["Condition"];
  if (!isJsonObject(condition)) return false;
  // All conditions of a statement must hold, so one that never does is enough.
  return Object.entries(condition).some(
    ([operator, keys]) =>
      OPERATORS.has(operator.toLowerCase()) && isJsonObject(keys) && requiresPlainHttp(keys),
  );
}

function requiresPlainHttp(keys: JsonObject): boolean {
  return Object.entries(keys).some(
    ([key, value]) => key.toLowerCase() === CONDITION_KEY && [value].flat().every(isFalse),
  );
}

function isFalse(value: unknown): boolean {
  return String(value).toLowerCase() === "false";
}

function isNoSuchBucket(response: AwsResponse): boolean {
  return response.status === 404 && response.body.includes("<Code>NoSuchBucket</Code>");
}
