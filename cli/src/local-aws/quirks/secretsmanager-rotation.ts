import { readJson, succeeded, withJson } from "../quirk";
import type { AwsRequest, JsonObject, Quirk } from "../quirk";
import { secretName } from "./secretsmanager-secret-name";

const CALLS = ["RotateSecret", "CancelRotateSecret", "DescribeSecret", "DeleteSecret"];

/**
 * Remembers how a secret is rotated. Nothing is rotated: no function runs in the local AWS, so no version waits half-made.
 */
export function secretsmanagerRotation(): Quirk {
  const rotations = new Map<string, JsonObject>();
  return {
    id: "secretsmanager-rotation",
    why: "moto runs the rotation function, which needs Docker, leaves a version without a value, and forgets schedule and window",
    matches: ({ service, operation }) => service === "secretsmanager" && CALLS.includes(operation),
    // What a call to rotate answers of the secret, the emulator says best when it describes it.
    onRequest: (request) =>
      ["RotateSecret", "CancelRotateSecret"].includes(request.operation)
        ? describe(request)
        : request,
    onResponse: (request, response) => {
      if (!succeeded(response)) return response;
      const { SecretId, RotationLambdaARN, RotationRules } = readJson(request);
      const answer = readJson(response);
      const name = secretName(SecretId);
      const { ARN, Name } = answer;
      switch (request.operation) {
        case "RotateSecret":
          rotations.set(name, { RotationEnabled: true, RotationLambdaARN, RotationRules });
          return withJson(response, { ARN, Name });
        case "CancelRotateSecret":
          rotations.set(name, { ...rotations.get(name), RotationEnabled: false });
          return withJson(response, { ARN, Name });
        case "DeleteSecret":
          rotations.delete(name);
          return response;
        default:
          return withJson(response, { ...answer, ...rotations.get(name) });
      }
    },
  };
}

function describe(request: AwsRequest): AwsRequest {
  const { SecretId } = readJson(request);
  return {
    ...request,
    headers: { ...request.headers, "x-amz-target": "secretsmanager.DescribeSecret" },
    body: Buffer.from(JSON.stringify({ SecretId })),
  };
}
