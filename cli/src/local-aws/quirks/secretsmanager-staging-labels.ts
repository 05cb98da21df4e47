import { isJsonObject, jsonAnswer, readJson, succeeded, withJson } from "../quirk";
import type { AwsRequest, JsonObject, Quirk } from "../quirk";
import { secretName } from "./secretsmanager-secret-name";

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
