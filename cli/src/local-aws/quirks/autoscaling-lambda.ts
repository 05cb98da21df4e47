import { calls, jsonAnswer, type Quirk } from "../quirk";

/** Answers ListTagsForResource of Application Auto Scaling: the modules tag no scalable target. */
export function autoscalingTags(): Quirk {
  return {
    id: "autoscaling-tags",
    why: "moto lacks ListTagsForResource, which the AWS provider calls for every scalable target",
    matches: calls("application-autoscaling", "ListTagsForResource"),
    onRequest: () => jsonAnswer({ Tags: {} }, "1.1"),
  };
}

/** Lets every function succeed without running it: here a one-off task is never started. */
export function lambdaInvocation(): Quirk {
  return {
    id: "lambda-invocation",
    why: "moto runs functions in Docker containers, which most machines that it runs on do not have",
    matches: ({ service, method, path }) =>
      service === "lambda" && method === "POST" && /\/functions\/[^/]+\/invocations/.test(path),
    onRequest: () => ({
      status: 200,
      headers: { "content-type": "application/json" },
      body: Buffer.from("null"),
    }),
  };
}
