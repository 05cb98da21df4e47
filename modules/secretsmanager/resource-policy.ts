import { SecretsmanagerSecretPolicy } from "@cdktf/provider-aws/lib/secretsmanager-secret-policy";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { terraformJson, type IGrantee } from "../core";
import {
  addressable,
  addressBy,
  checkPartition,
  nameDigest,
  keepLifecycle,
  lazyTerraformJson,
  padUnknown,
  PolicyDocument,
  type PropTable,
  names,
} from "../core/internal";
import { STORES } from "../facts";
import type { Reader } from "../iam";
import { denyAllBut, Readers, readersProp } from "../iam/internal";
import type { ISecretsManagerSecret } from "./readable-secret";
import { restrictedDeployers, secretPolicySize, sharedPrincipal } from "./rules";

/** Who may read a secret besides what identity policies of its account say. */
export interface SecretAccess {
  /**
   * ARNs of roles, users or accounts that may read it, also of other accounts, whose own policies must allow it, too.
   * @default - no other account
   */
  readonly sharedWith?: readonly string[];
  /**
   * Only these roles can read it, whatever other policies allow: not even an administrator can, though anyone who may
   * change the secret's policy can take it back. Roles that reference it in this stack and `sharedWith` are among them by
   * themselves. @default - all that IAM allows to
   */
  readonly restrictTo?: readonly Reader[];
  /** With `restrictTo`: the roles that run Terraform, which reads at every plan what it wrote. @default - none */
  readonly deployers?: readonly Reader[];
}

/** How {@link SecretAccess} is read. */
export const SECRET_ACCESS_PROPS = {
  sharedWith: names,
  restrictTo: readersProp,
  deployers: readersProp,
} satisfies PropTable<SecretAccess>;

const SecretPolicy = addressable(SecretsmanagerSecretPolicy);

// BatchGetSecretValue needs it, too, for each secret.
const READING = [STORES.secretsmanager.readAction];

/** The policy of a secret itself. */
export class ResourcePolicy {
  private readonly readers: Readers | undefined;

  /** @param written whether Terraform writes the value, and so reads it */
  public constructor(
    private readonly scope: Construct,
    private readonly access: SecretAccess,
    written: boolean,
  ) {
    const { sharedWith = [], restrictTo, deployers = [] } = access;
    for (const arn of sharedWith) {
      sharedPrincipal.enforce(scope, "sharedWith", arn);
      checkPartition(scope, "sharedWith", arn);
    }
    if (!restrictTo) return;
    const found = { written, deployers: deployers.length };
    restrictedDeployers.enforce(scope, "deployers", found);
    const everyone = sharedWith.map((arn) => arn.replace(/:root$/, ":*"));
    this.readers = new Readers(scope, "restrictTo", [...restrictTo, ...deployers], everyone);
  }

  /** Adds a principal that is granted to read the secret. */
  public admit(grantee: IGrantee): void {
    this.readers?.add(grantee);
  }

  /** Adds the resource, where there is anything to say. */
  public attach({ secretArn, secretName }: ISecretsManagerSecret): readonly ITerraformDependable[] {
    if (!this.access.sharedWith?.length && !this.readers) return [];
    const policy = keepLifecycle(
      new SecretPolicy(this.scope, "policy", {
        secretArn,
        // Readers are admitted until synthesis.
        policy: lazyTerraformJson(() => this.document.toJson()),
        blockPublicPolicy: true,
        // Another secret: an apply that is refused before it is made leaves the policy of the old one.
        lifecycle: { createBeforeDestroy: true },
      }),
    );
    addressBy(policy, nameDigest(policy, secretName));
    secretPolicySize.enforceAtSynthesis(
      this.scope,
      "sharedWith, restrictTo",
      () => padUnknown(terraformJson(this.document.toJson())).length,
    );
    return [policy];
  }

  private get document(): PolicyDocument {
    const { sharedWith = [] } = this.access;
    const document = new PolicyDocument();
    // The secret is what the policy is attached to; its replicas have the same policy, under other ARNs.
    const resources = ["*"];
    if (sharedWith.length > 0) {
      document.add({
        sid: "Share",
        principals: { AWS: sharedWith },
        actions: READING,
        resources,
      });
    }
    if (this.readers) {
      document.add(denyAllBut(this.readers.principalArns, { actions: READING, resources }));
    }
    return document;
  }
}
