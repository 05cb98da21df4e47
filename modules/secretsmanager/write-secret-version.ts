import type { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { DataResource, type ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { WrittenValue } from "../core";

/** The version of `secret` that Terraform writes. */
export function writeSecretVersion(
  scope: Construct,
  secret: SecretsmanagerSecret,
  value: WrittenValue,
  revision: number,
): ITerraformDependable {
  const expression = value.bind(scope);
  // A new revision replaces the version, and Terraform sets the old one aside before it evaluates the new one. So what may
  // be missing is asked for here first, in a resource of its own: then a refused apply has moved nothing.
  const guard =
    value.guarded &&
    new DataResource(scope, "value-guard", {
      input: {
        secret: secret.nameInput,
        revision,
        given: `\${ephemeralasnull(${expression})}`,
      },
    });
  return new SecretsmanagerSecretVersion(scope, "version", {
    secretId: secret.id,
    secretStringWo: `\${${expression}}`,
    secretStringWoVersion: revision,
    // AWS deletes versions without a label once there are a hundred newer ones, and Terraform would then write what it
    // no longer finds again, over whatever a rotation has set. With a label of its own a version stays.
    versionStages: ["AWSCURRENT", `terraform-revision-${revision}`],
    lifecycle: {
      // By default Terraform forgets the old version first: a write that then fails has lost it from the state.
      createBeforeDestroy: true,
      // Rotations and people move AWSCURRENT, and it is not to be moved back.
      ignoreChanges: ["version_stages"],
    },
    dependsOn: guard ? [guard] : undefined,
  });
}
