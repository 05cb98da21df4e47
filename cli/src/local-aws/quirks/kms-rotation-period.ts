import { readJson, succeeded, withJson } from "../quirk";
import type { AwsRequest, Quirk } from "../quirk";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html */
const AWS_DEFAULT_DAYS = 365;

/** Remembers how often a key is to be rotated. */
export function kmsRotationPeriod(): Quirk {
  const days = new Map<string, unknown>();
  return {
    id: "kms-rotation-period",
    why: "moto forgets RotationPeriodInDays, so every plan after the first wants to set it again",
    matches: (request) =>
      request.service === "kms" &&
      (request.operation === "EnableKeyRotation" || request.operation === "GetKeyRotationStatus"),
    onResponse: (request, response) => {
      if (!succeeded(response)) return response;
      const key = keyId(request);
      if (request.operation === "EnableKeyRotation") {
        days.set(key, readJson(request)["RotationPeriodInDays"] ?? AWS_DEFAULT_DAYS);
        return response;
      }
      const status = readJson(response);
      if (status["KeyRotationEnabled"] !== true) return response;
      return withJson(response, {
        ...status,
        RotationPeriodInDays: days.get(key) ?? AWS_DEFAULT_DAYS,
      });
    },
  };
}

/** A key is named by its id or by its ARN, which ends with the id. */
function keyId(request: AwsRequest): string {
  const name = String(readJson(request)["KeyId"]);
  return name.slice(name.lastIndexOf("/") + 1);
}
