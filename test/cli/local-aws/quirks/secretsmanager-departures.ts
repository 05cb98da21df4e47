import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import type { Departure } from "./departure";

const REGION = "eu-central-1";
const LABEL = "release-1";

function client(endpoint: string): SecretsManagerClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new SecretsManagerClient({ endpoint, region: REGION, credentials });
}

/** Where the emulator departs from Secrets Manager, by the id of the quirk that puts it right. */
export const SECRETSMANAGER_DEPARTURES: Readonly<Record<string, Departure>> = {
  "secretsmanager-moved-current": {
    observe: async (endpoint, SecretId) => {
      const secrets = client(endpoint);
      const create = new CreateSecretCommand({ Name: SecretId, SecretString: "before" });
      const { VersionId: RemoveFromVersionId } = await secrets.send(create);
      const VersionStages = ["AWSPENDING"];
      const { VersionId: MoveToVersionId } = await secrets.send(
        new PutSecretValueCommand({ SecretId, SecretString: "after", VersionStages }),
      );
      const VersionStage = "AWSCURRENT";
      const move = { SecretId, VersionStage, RemoveFromVersionId, MoveToVersionId };
      await secrets.send(new UpdateSecretVersionStageCommand(move));
      return (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString;
    },
    emulator: "before",
    aws: "after",
  },
  "secretsmanager-replica-keys": {
    observe: async (endpoint, Name) => {
      const secrets = client(endpoint);
      const AddReplicaRegions = [{ Region: "eu-west-1", KmsKeyId: "alias/there" }];
      await secrets.send(new CreateSecretCommand({ Name, SecretString: "a", AddReplicaRegions }));
      const { ReplicationStatus } = await secrets.send(
        new DescribeSecretCommand({ SecretId: Name }),
      );
      return ReplicationStatus?.map(({ Region, KmsKeyId }) => [Region, KmsKeyId]);
    },
    emulator: [["eu-west-1", "alias/aws/secretsmanager"]],
    aws: [["eu-west-1", "alias/there"]],
  },
  "secretsmanager-rotation": {
    observe: async (endpoint, SecretId) => {
      const secrets = client(endpoint);
      await secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString: "a" }));
      const RotationRules = { ScheduleExpression: "rate(12 hours)", Duration: "3h" };
      await secrets.send(new RotateSecretCommand({ SecretId, RotationRules }));
      const described = await secrets.send(new DescribeSecretCommand({ SecretId }));
      const versions = Object.keys(described.VersionIdsToStages ?? {}).length;
      return [described.RotationEnabled, described.RotationRules, versions];
    },
    emulator: [false, { AutomaticallyAfterDays: 0 }, 2],
    aws: [true, { ScheduleExpression: "rate(12 hours)", Duration: "3h" }, 1],
  },
  "secretsmanager-staging-labels": {
    observe: async (endpoint, SecretId) => {
      const secrets = client(endpoint);
      const put = async (SecretString: string, ...VersionStages: string[]) =>
        (await secrets.send(new PutSecretValueCommand({ SecretId, SecretString, VersionStages })))
          .VersionId ?? "";
      const stagesOf = async (version: string) => {
        const { VersionIdsToStages = {} } = await secrets.send(
          new DescribeSecretCommand({ SecretId }),
        );
        return VersionIdsToStages[version];
      };
      await secrets.send(new CreateSecretCommand({ Name: SecretId }));
      const first = await put("a", "AWSCURRENT", LABEL);
      const second = await put("b", "AWSCURRENT");
      const kept = await stagesOf(first);
      const move = { SecretId, VersionStage: LABEL, RemoveFromVersionId: first };
      const done = await secrets
        .send(new UpdateSecretVersionStageCommand({ ...move, MoveToVersionId: second }))
        .then(() => true)
        .catch(() => false);
      return [kept, done, await stagesOf(second)];
    },
    emulator: [["AWSPREVIOUS"], false, ["AWSCURRENT"]],
    aws: [["AWSPREVIOUS", LABEL], true, ["AWSCURRENT", LABEL]],
  },
};
