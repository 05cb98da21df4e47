import { readJson, succeeded } from "../quirk";
import type { Quirk } from "../quirk";
import { secretName } from "./secretsmanager-secret-name";

/** Reads AWSCURRENT where a call names no version, once that label has been moved. */
export function secretsmanagerMovedCurrent(): Quirk {
  const moved = new Set<string>();
  return {
    id: "secretsmanager-moved-current",
    why: "moto goes on to read the version from which AWSCURRENT was moved away, so a rotation never arrives",
    matches: ({ service, operation }) =>
      service === "secretsmanager" &&
      (operation === "UpdateSecretVersionStage" || operation === "GetSecretValue"),
    onRequest: (request) => {
      const asked = readJson(request);
      if (request.operation !== "GetSecretValue" || asked["VersionId"] || asked["VersionStage"]) {
        return request;
      }
      if (!moved.has(secretName(asked["SecretId"]))) return request;
      return {
        ...request,
        body: Buffer.from(JSON.stringify({ ...asked, VersionStage: "AWSCURRENT" })),
      };
    },
    onResponse: (request, response) => {
      const { SecretId, VersionStage } = readJson(request);
      const moves =
        request.operation === "UpdateSecretVersionStage" && VersionStage === "AWSCURRENT";
      if (moves && succeeded(response)) moved.add(secretName(SecretId));
      return response;
    },
  };
}
