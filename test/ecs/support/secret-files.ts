import type { TerraformStack } from "cdktf";
import {
  SecretReference,
  type ContainerProps,
  type SecretFiles,
  type TaskDefinitionProps,
} from "cdktf-ecs-secrets/ecs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { testStack, type Attributes } from "../../support/synth";
import { containersOf, image, taskIn } from "./fixtures";

export const TLS_KEY = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/tls-AbCdEf";
export const VENDOR = "arn:aws:secretsmanager:eu-west-1:210987654321:secret:vendor-AbCdEf";
export const KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";
export const API_KEY = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/api-key";

/** References to what exists already: every text of them is known. */
export class Existing {
  public constructor(private readonly stack: TerraformStack) {}

  public secret(secretArn = TLS_KEY, selector = {}): SecretReference {
    const id = `secret-${this.stack.node.children.length}`;
    const encryptionKeyArn = KEY.replace("eu-central-1", secretArn.split(":")[3] ?? "");
    const attributes = { secretArn, encryptionKeyArn };
    const secret = SecretsManagerSecret.fromSecretAttributes(this.stack, id, attributes);
    return SecretReference.fromSecretsManager(secret, selector);
  }

  public parameter(): SecretReference {
    const id = `parameter-${this.stack.node.children.length}`;
    const attributes = { parameterName: "/orders/api-key", encryptionKeyArn: KEY };
    return SecretReference.fromSsmParameter(
      SecureStringParameter.fromParameterAttributes(this.stack, id, attributes),
    );
  }
}

/** The application's container and its init container, as synthesized. */
export function containers(
  files: (existing: Existing) => SecretFiles,
  container: Partial<ContainerProps> = {},
  task: Partial<TaskDefinitionProps> = {},
): { readonly app: Attributes; readonly init: Attributes; readonly stack: TerraformStack } {
  const stack = testStack();
  const secretFiles = files(new Existing(stack));
  taskIn(stack, task).addContainer("web", { image, user: "1000", secretFiles, ...container });
  const [init = {}, app = {}] = containersOf(stack);
  return { app, init, stack };
}

/** One file. */
export const one = (existing: Existing): SecretFiles => ({
  "/run/secrets/tls.key": existing.secret(),
});
