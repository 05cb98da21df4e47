import { isJsonObject, readJson, succeeded, withJson } from "../quirk";
import type { Quirk } from "../quirk";
import { secretName } from "./secretsmanager-secret-name";

const CALLS = ["CreateSecret", "ReplicateSecretToRegions", "DescribeSecret"];

/** Remembers which key encrypts each replica of a secret. */
export function secretsmanagerReplicaKeys(): Quirk {
  const keys = new Map<string, unknown>();
  return {
    id: "secretsmanager-replica-keys",
    why: "moto forgets the keys of replicas, so every plan after the first wants to make the replicas anew",
    matches: ({ service, operation }) => service === "secretsmanager" && CALLS.includes(operation),
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

function objectsIn(list: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
