import {
  type AwsRequest,
  isJsonObject,
  jsonAnswer,
  type JsonObject,
  type Quirk,
  readJson,
  succeeded,
  withJson,
} from "../quirk";

/** The name of a secret that a call names by its name or by its ARN, which ends with the name and six characters. */
function secretName(id: unknown): string {
  const [, afterKind] = String(id).split(":secret:");
  return afterKind === undefined ? String(id) : afterKind.replace(/-[A-Za-z0-9]{6}$/, "");
}

function objectsIn(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
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
const DATED_READS = ["DescribeSecret", "ListSecretVersionIds"];

/** Remembers when each version of a secret was made, and when a secret was last modified. */
export function secretsmanagerDates(): Quirk {
  const changed = new Map<string, number>();
  const created = new Map<string, number>();
  return {
    id: "secretsmanager-dates",
    why: "moto lists every version as created just now, and no move of a label as a modification",
    matches: ({ service, operation }) =>
      service === "secretsmanager" && [...DATED_CHANGES, ...DATED_READS].includes(operation),
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

const REPLICA_CALLS = ["CreateSecret", "ReplicateSecretToRegions", "DescribeSecret"];

/** Remembers which key encrypts each replica of a secret. */
export function secretsmanagerReplicaKeys(): Quirk {
  const keys = new Map<string, unknown>();
  return {
    id: "secretsmanager-replica-keys",
    why: "moto forgets the keys of replicas, so every plan after the first wants to make the replicas anew",
    matches: ({ service, operation }) =>
      service === "secretsmanager" && REPLICA_CALLS.includes(operation),
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
    matches: ({ service, operation }) =>
      service === "secretsmanager" && ROTATION_CALLS.includes(operation),
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
    matches: ({ service, operation }) =>
      service === "secretsmanager" &&
      ["PutSecretValue", "UpdateSecretVersionStage", "GetSecretValue", "DescribeSecret"].includes(
        operation,
      ),
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
  return Array.isArray(stages) ? stages.map(String).filter((stage) => !isAws(stage)) : [];
}

/** The answer with what is remembered in place of what the emulator says of labels that are not AWS's. */
function labelled(answer: JsonObject, labels: Labels): JsonObject {
  const { VersionId, VersionStages, VersionIdsToStages } = answer;
  const stagesOf = (version: string, stages: unknown): string[] => [
    ...(Array.isArray(stages) ? stages.map(String).filter(isAws) : []),
    ...[...labels].filter(([, holder]) => holder === version).map(([label]) => label),
  ];
  if (typeof VersionId === "string") {
    return { ...answer, VersionStages: stagesOf(VersionId, VersionStages) };
  }
  if (!isJsonObject(VersionIdsToStages)) return answer;
  const versions = Object.entries(VersionIdsToStages).map(([version, stages]) => [
    version,
    stagesOf(version, stages),
  ]);
  return { ...answer, VersionIdsToStages: Object.fromEntries(versions) as JsonObject };
}
