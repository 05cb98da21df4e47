import { secretNameOf } from "../../../../modules/facts";
import { isObject, listIn, type JsonObject } from "../../json";
import {
  calls,
  jsonAnswer,
  readJson,
  succeeded,
  withJson,
  type AwsRequest,
  type Quirk,
} from "../quirk";

/** The name of a secret that a call names by its name or by its ARN. */
function secretName(id: unknown): string {
  return secretNameOf(String(id));
}

function objectsIn(list: unknown): readonly JsonObject[] {
  return listIn(list).filter(isObject);
}

const DATED_CHANGES = [
  "CreateSecret",
  "PutSecretValue",
  "UpdateSecret",
  "UpdateSecretVersionStage",
  "RotateSecret",
  "TagResource",
  "UntagResource",
];

/** Remembers when each version of a secret was made, and when a secret was last modified. */
export function secretsmanagerDates(): Quirk {
  const changed = new Map<string, number>();
  const created = new Map<string, number>();
  return {
    id: "secretsmanager-dates",
    why: "moto lists every version as created just now, and no move of a label as a modification",
    matches: calls("secretsmanager", ...DATED_CHANGES, "DescribeSecret", "ListSecretVersionIds"),
    onResponse: (request, response) => {
      if (!succeeded(response)) return response;
      const answer = readJson(response);
      const { Name, SecretId } = readJson(request);
      const secret = secretName(answer["ARN"] ?? SecretId ?? Name);
      if (request.operation === "DescribeSecret") {
        const LastChangedDate = changed.get(secret) ?? answer["LastChangedDate"];
        return withJson(response, { ...answer, LastChangedDate });
      }
      if (request.operation === "ListSecretVersionIds") {
        const Versions = objectsIn(answer["Versions"]).map((version) => {
          const CreatedDate = created.get(`${secret} ${String(version["VersionId"])}`);
          return CreatedDate === undefined ? version : { ...version, CreatedDate };
        });
        return withJson(response, { ...answer, Versions });
      }
      const now = Date.now() / 1000;
      changed.set(secret, now);
      const version = `${secret} ${String(answer["VersionId"])}`;
      // Rotation and the move of a label name a version that is there already.
      if (answer["VersionId"] !== undefined && !created.has(version)) created.set(version, now);
      return response;
    },
  };
}

/** Reads AWSCURRENT where a call names no version, once that label has been moved. */
export function secretsmanagerMovedCurrent(): Quirk {
  const moved = new Set<string>();
  return {
    id: "secretsmanager-moved-current",
    why: "moto goes on to read the version from which AWSCURRENT was moved away, so a rotation never arrives",
    matches: calls("secretsmanager", "UpdateSecretVersionStage", "GetSecretValue"),
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

/** Remembers which key encrypts each replica of a secret. */
export function secretsmanagerReplicaKeys(): Quirk {
  const keys = new Map<string, unknown>();
  return {
    id: "secretsmanager-replica-keys",
    why: "moto forgets the keys of replicas, so every plan after the first wants to make the replicas anew",
    matches: calls("secretsmanager", "CreateSecret", "ReplicateSecretToRegions", "DescribeSecret"),
    onResponse: (request, response) => {
      if (!succeeded(response)) return response;
      const asked = readJson(request);
      const secret = secretName(asked["SecretId"] ?? asked["Name"]);
      for (const replica of objectsIn(asked["AddReplicaRegions"])) {
        keys.set(`${secret} ${String(replica["Region"])}`, replica["KmsKeyId"]);
      }
      const answer = readJson(response);
      if (!Array.isArray(answer["ReplicationStatus"])) return response;
      const ReplicationStatus = objectsIn(answer["ReplicationStatus"]).map((replica) => {
        const KmsKeyId = keys.get(`${secret} ${String(replica["Region"])}`) ?? replica["KmsKeyId"];
        return { ...replica, KmsKeyId };
      });
      return withJson(response, { ...answer, ReplicationStatus });
    },
  };
}

const ROTATION_CALLS = ["RotateSecret", "CancelRotateSecret", "DescribeSecret", "DeleteSecret"];

/**
 * Remembers how a secret is rotated. Nothing is rotated: no function runs in the local AWS, so no version waits half-made.
 */
export function secretsmanagerRotation(): Quirk {
  const rotations = new Map<string, JsonObject>();
  return {
    id: "secretsmanager-rotation",
    why: "moto runs the rotation function, which needs Docker, leaves a version without a value, and forgets schedule and window",
    matches: calls("secretsmanager", ...ROTATION_CALLS),
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

const LABEL_CALLS = [
  "PutSecretValue",
  "UpdateSecretVersionStage",
  "GetSecretValue",
  "DescribeSecret",
];

/** Label → the version that has it, of one secret. */
type Labels = Map<string, string>;

/** Keeps the staging labels that are not AWS's own. */
export function secretsmanagerStagingLabels(): Quirk {
  const secrets = new Map<string, Labels>();
  const labelsOf = (request: AwsRequest): Labels => {
    const name = secretName(readJson(request)["SecretId"]);
    const labels = secrets.get(name) ?? new Map<string, string>();
    secrets.set(name, labels);
    return labels;
  };
  return {
    id: "secretsmanager-staging-labels",
    why: "moto drops a version's own staging labels when another version becomes AWSCURRENT, so the AWS provider fails to remove them",
    matches: calls("secretsmanager", ...LABEL_CALLS),
    onRequest: (request) => {
      if (request.operation !== "UpdateSecretVersionStage") return request;
      const { SecretId, VersionStage, RemoveFromVersionId, MoveToVersionId } = readJson(request);
      const labels = labelsOf(request);
      const label = String(VersionStage);
      // Of its own labels, a version loses only those that it has: else the emulator refuses, as AWS does.
      if (isAws(label) || (RemoveFromVersionId && labels.get(label) !== RemoveFromVersionId)) {
        return request;
      }
      labels.delete(label);
      if (MoveToVersionId) labels.set(label, String(MoveToVersionId));
      return jsonAnswer({ ARN: SecretId, Name: secretName(SecretId) }, "1.1");
    },
    onResponse: (request, response) => {
      if (!succeeded(response)) return response;
      const labels = labelsOf(request);
      if (request.operation !== "PutSecretValue") {
        return withJson(response, labelled(readJson(response), labels));
      }
      const { VersionStages } = readJson(request);
      const { VersionId } = readJson(response);
      for (const label of labelsIn(VersionStages)) labels.set(label, String(VersionId));
      return response;
    },
  };
}

function isAws(label: string): boolean {
  return label.startsWith("AWS");
}

function labelsIn(stages: unknown): readonly string[] {
  return listIn(stages)
    .map(String)
    .filter((stage) => !isAws(stage));
}

/** The answer with what is remembered in place of what the emulator says of labels that are not AWS's. */
function labelled(answer: JsonObject, labels: Labels): JsonObject {
  const { VersionId, VersionStages, VersionIdsToStages } = answer;
  const stagesOf = (version: string, stages: unknown): string[] => [
    ...listIn(stages).map(String).filter(isAws),
    ...[...labels].filter(([, holder]) => holder === version).map(([label]) => label),
  ];
  if (typeof VersionId === "string") {
    return { ...answer, VersionStages: stagesOf(VersionId, VersionStages) };
  }
  if (!isObject(VersionIdsToStages)) return answer;
  const versions = Object.entries(VersionIdsToStages).map(([version, stages]) => [
    version,
    stagesOf(version, stages),
  ]);
  return { ...answer, VersionIdsToStages: Object.fromEntries(versions) as JsonObject };
}
