import { calls, readJson, succeeded, withJson, type AwsRequest, type Quirk } from "../quirk";

const REFUSED = `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <Error><Type>Sender</Type><Code>AccessDenied</Code><Message>No simulation here.</Message></Error>
</ErrorResponse>`;

/** Refuses IAM's policy simulation, as AWS does to those who may not use it. */
export function iamSimulation(): Quirk {
  return {
    id: "iam-simulation",
    why: "moto lacks SimulatePrincipalPolicy and breaks down over it, so that clients ask again and again",
    matches: calls("iam", "SimulatePrincipalPolicy"),
    onRequest: () => ({
      status: 403,
      headers: { "content-type": "text/xml" },
      body: Buffer.from(REFUSED),
    }),
  };
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html */
const AWS_DEFAULT_DAYS = 365;

/** Remembers how often a key is to be rotated. */
export function kmsRotationPeriod(): Quirk {
  const days = new Map<string, unknown>();
  return {
    id: "kms-rotation-period",
    why: "moto forgets RotationPeriodInDays, so every plan after the first wants to set it again",
    matches: calls("kms", "EnableKeyRotation", "GetKeyRotationStatus"),
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
