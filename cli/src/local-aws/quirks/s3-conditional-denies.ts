import { isJsonObject, readJson, succeeded } from "../quirk";
import type { AwsRequest, AwsResponse, Quirk } from "../quirk";

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
    matches: (request) => request.service === "s3" && bucketOf(request) !== undefined,
    onRequest: (request) => (request.method === "PUT" ? withoutConditional(request) : request),
    onResponse: (request, response) => {
      const bucket = bucketOf(request) ?? "";
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

/** The bucket whose policy a call is about, where the bucket is named in the path. */
function bucketOf(request: AwsRequest): string | undefined {
  const { pathname, searchParams } = new URL(request.path, "http://localhost");
  const [bucket = "", ...key] = pathname.slice(1).split("/");
  return searchParams.has("policy") && bucket !== "" && key.join("") === "" ? bucket : undefined;
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
  return (
    isJsonObject(statement) &&
    statement["Effect"] === "Deny" &&
    isJsonObject(statement["Condition"])
  );
}

function isNoSuchBucket(response: AwsResponse): boolean {
  return response.status === 404 && response.body.includes("<Code>NoSuchBucket</Code>");
}
