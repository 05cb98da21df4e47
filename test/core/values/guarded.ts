import type { TerraformStack } from "cdktf";
import { SecretValue, type WrittenValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter, type SecureStringParameterProps } from "cdktf-ecs-secrets/ssm";
import { synth, testStack } from "../../support/synth";
import { TerraformDirectory, type Variables } from "../../support/terraform";

export const KEY_ARN =
  "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

export type Changed = Partial<
  Pick<
    SecureStringParameterProps,
    "parameterName" | "revision" | "tier" | "description" | "allowedPattern" | "tags"
  >
> & { readonly keyArn?: string; readonly value?: WrittenValue };

export function parameterIn(
  stack: TerraformStack,
  { keyArn = KEY_ARN, ...props }: Changed = {},
): void {
  new SecureStringParameter(stack, "api-key", {
    parameterName: "/orders/api-key",
    encryptionKey: EncryptionKey.fromKeyArn(stack, "key", keyArn),
    value: SecretValue.fromVariable("api_key"),
    revision: 1,
    ...props,
  });
}

export function secretIn(stack: TerraformStack, secretName: string, revision = 1): void {
  new SecretsManagerSecret(stack, "db", {
    secretName,
    encryptionKey: new EncryptionKey(stack, "db-key"),
    value: SecretValue.json({
      token: SecretValue.fromVariable("token"),
      spare: SecretValue.fromVariable("spare"),
      drawn: SecretValue.generated(),
    }),
    revision,
  });
}

/** A stack of guards as the modules make it, with something in the place of what AWS's provider would make. */
export class Guarded {
  private readonly directory = new TerraformDirectory();

  /**
   * @param revisions of a secret with two variables and of a parameter with one
   * @param changed more of the parameter
   * @param follows what follows changes with that; the revisions always
   */
  public async apply(
    { secret, parameter }: { readonly secret: number; readonly parameter: number },
    variables: Variables = {},
    changed: (stack: TerraformStack) => Changed = () => ({}),
    follows = "",
  ) {
    const stack = testStack();
    secretIn(stack, "orders/db", secret);
    parameterIn(stack, { revision: parameter, ...changed(stack) });
    const { json, resources, variables: declared, locals } = synth(stack);
    const data = Object.entries(resources("terraform_data"));
    const guards = data.filter(([name]) => name === "values-given" || name.includes("guard"));
    const depends_on = ["terraform_data.values-given"];
    const moved = { input: `${secret}.${parameter}${follows}`, depends_on };
    this.directory.write({
      terraform: {
        required_version: (json["terraform"] as { required_version: string }).required_version,
      },
      variable: declared,
      ...(Object.keys(locals).length === 0 ? {} : { locals }),
      resource: { terraform_data: { ...Object.fromEntries(guards), moved } },
    });
    const applied = await this.directory.apply(variables);
    const state = this.directory.read("terraform.tfstate");
    const written = JSON.parse(state) as {
      readonly resources: readonly {
        readonly name: string;
        readonly instances: readonly {
          readonly attributes: { readonly input?: { readonly value?: string } };
        }[];
      }[];
    };
    const names = written.resources.map(({ name }) => name).sort();
    const input = written.resources.find(({ name }) => name === "moved")?.instances[0]?.attributes
      .input;
    return { ...applied, names, moved: input?.value, state };
  }

  public remove(): void {
    this.directory.remove();
  }
}
