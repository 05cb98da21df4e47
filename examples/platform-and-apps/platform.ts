import { LocalBackend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { EcsCluster } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import type { Construct } from "constructs";

/** What the applications share: the key, the cluster and the login to the database. */
export class Platform extends TerraformStack {
  public readonly encryptionKey: EncryptionKey;
  public readonly cluster: EcsCluster;
  public readonly database: SecretsManagerSecret;

  public constructor(scope: Construct, id: string) {
    super(scope, id);
    deployToAws(this, { account: "111111111111", region: "eu-central-1" });
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    this.encryptionKey = new EncryptionKey(this, "key");
    this.cluster = new EcsCluster(this, "cluster");
    this.database = new SecretsManagerSecret(this, "database", {
      secretName: "example/platform/database",
      encryptionKey: this.encryptionKey,
      value: SecretValue.json({ username: "shop", password: SecretValue.generated() }),
      revision: 1,
    });
  }
}
