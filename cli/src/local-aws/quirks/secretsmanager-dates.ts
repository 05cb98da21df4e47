import { isJsonObject, readJson, succeeded, withJson } from "../quirk";
import type { JsonObject, Quirk } from "../quirk";

const CHANGES = [
  "CreateSecret",
  "PutSecretValue",
  "UpdateSecret",
  "UpdateSecretVersionStage",
  "RotateSecret",
  "TagResource",
  "UntagResource",
];
const READS = ["DescribeSecret", "ListSecretVersionIds"];

/** Remembers when each version of a secret was made, and when a secret was last modified. */
export function secretsmanagerDates(): Quirk {
  const changed = new Map<string, number>();
  const created = new Map<string, number>();
  return {
    id: "secretsmanager-dates",
    why: "moto lists every version as created just now, and no move of a label as a modification",
    matches: ({ service, operation }) =>
      service === "secretsmanager" && [...CHANGES, ...READS].includes(operation),
    onResponse: (request, response) => {
      if (!succeeded(response)) return response;
      const answer = readJson(response);
      const { Name, SecretId } = readJson(request);
      const secret = nameOf(answer["ARN"] ?? SecretId ?? Name);
      if (request.operation === "DescribeSecret") {
        const LastChangedDate = changed.get(secret) ?? answer["LastChangedDate"];
        return withJson(response, { ...answer, LastChangedDate });
      }
      if (request.operation === "ListSecretVersionIds") {
        const Versions = list(answer["Versions"]).map((version) => {
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

/** A secret is named by its name or its ARN, which ends with the name and six characters. */
function nameOf(secret: unknown): string {
  const [, afterKind] = String(secret).split(":secret:");
  return afterKind === undefined ? String(secret) : afterKind.replace(/-[A-Za-z0-9]{6}$/, "");
}

function list(items: unknown): JsonObject[] {
  return Array.isArray(items) ? items.filter(isJsonObject) : [];
}
