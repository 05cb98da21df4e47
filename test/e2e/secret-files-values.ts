import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateSecretCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { SecretReference, type SecretFiles, type SecretSelector } from "cdktf-ecs-secrets/ecs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { initContainerOf, type InitContainer } from "../support/init-container";
import { testStack } from "../support/synth";

const PEM_LINE = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n";

/** As much as Secrets Manager takes. */
export const LARGE = "0123456789abcdef".repeat(4096);
export const PASSPHRASE = "correct horse battery staple";

/** What has to arrive byte by byte, by the path of its file. */
export const SECRETS: Readonly<Record<string, string | Uint8Array>> = {
  "/run/secrets/plain": PASSPHRASE,
  "/run/secrets/tls.key": `-----BEGIN PRIVATE KEY-----\n${PEM_LINE.repeat(26)}-----END PRIVATE KEY-----\n`,
  "/run/secrets/crlf": "first line\r\nsecond line\r\n",
  "/run/secrets/tabs": "\tcolumn one\tcolumn two\t",
  "/run/secrets/none": "None",
  "/run/secrets/blanks": "  between blanks  \n\n\n",
  "/run/secrets/deeper/utf8": "Grüße, 世界 🔑 — naïve",
  "/app/secrets/large": LARGE,
  "/app/secrets/answer": "looks like the end of an answer\tstring\tnull\n",
  "/app/secrets/`touch pwned` $(touch pwned) \"'; touch pwned; '": "a name that shells would run",
  "/app/secrets/-n": "a name that looks like an option",
  "/app/secrets/all-bytes": Uint8Array.from({ length: 256 }, (_, byte) => byte),
  "/app/secrets/der": Uint8Array.from([0, 10, 13, 10, 0, 10]),
};

/** The same, with the name of its parameter. */
export const PARAMETERS: Readonly<Record<string, readonly [name: string, value: string]>> = {
  "/run/secrets/path": ["/orders/dev/api-key", "a value\nof two lines\n"],
  "/run/secrets/name": ["-api.key", "a name without a slash"],
  "/run/secrets/slash": ["/api-key", "a name with one slash\r\n"],
};

/** What stands in which file when all are delivered. */
export function expectedFiles(): ReadonlyMap<string, Buffer> {
  const parameters = Object.entries(PARAMETERS).map(([file, [, value]]) => [file, value] as const);
  return new Map(
    [...Object.entries(SECRETS), ...parameters].map(([file, value]) => [file, Buffer.from(value)]),
  );
}

/** Those of the values that can be searched for, as they are and in base64. */
export function searchable(): readonly string[] {
  const values = [...expectedFiles().values()].map((value) => value.subarray(0, 64));
  return values
    .flatMap((value) => [value.toString("latin1"), value.toString("base64").replace(/=+$/, "")])
    .filter((text) => text.length > 6);
}

/** Secrets of a local AWS, and references to them. */
export class StoredValues {
  private readonly arns = new Map<string, string>();

  public constructor(
    private readonly stores: {
      readonly secretsManager: SecretsManagerClient;
      readonly ssm: SSMClient;
    },
  ) {}

  /** Writes {@link SECRETS} and {@link PARAMETERS}. */
  public async fill(): Promise<void> {
    for (const [file, value] of Object.entries(SECRETS)) await this.add(file, value);
    for (const [Name, Value] of Object.values(PARAMETERS)) {
      await this.stores.ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString" }));
    }
  }

  /** @returns its ARN */
  public async add(label: string, value: string | Uint8Array): Promise<string> {
    // Every kind of character that a name may have.
    const Name = `orders/dev/file_${this.arns.size}+=.@-x`;
    const content = typeof value === "string" ? { SecretString: value } : { SecretBinary: value };
    const request = new CreateSecretCommand({ Name, ...content });
    const { ARN = "" } = await this.stores.secretsManager.send(request);
    this.arns.set(label, ARN);
    return ARN;
  }

  public arnOf(label: string): string {
    return this.arns.get(label) ?? "";
  }

  /** The init container for `files`: path → label of a secret, with its selector, or the name of a parameter. */
  public container(
    files: Readonly<
      Record<string, { secret: string; selector?: SecretSelector } | { parameter: string }>
    >,
    user?: string,
  ): InitContainer {
    const stack = testStack();
    const references = Object.entries(files).map(([file, of], index) => {
      if ("secret" in of) {
        const secretArn = this.arnOf(of.secret);
        const secret = SecretsManagerSecret.fromSecretAttributes(stack, `${index}`, { secretArn });
        return [file, SecretReference.fromSecretsManager(secret, of.selector)] as const;
      }
      const parameterName = of.parameter;
      const parameter = SecureStringParameter.fromParameterAttributes(stack, `${index}`, {
        parameterName,
      });
      return [file, SecretReference.fromSsmParameter(parameter)] as const;
    });
    const secretFiles: SecretFiles = Object.fromEntries(references);
    return initContainerOf(stack, { secretFiles, user });
  }

  /** The init container for {@link SECRETS} and {@link PARAMETERS}. */
  public containerOfAll(user: string): InitContainer {
    const secrets = Object.keys(SECRETS).map((file) => [file, { secret: file }] as const);
    const parameters = Object.entries(PARAMETERS).map(
      ([file, [parameter]]) => [file, { parameter }] as const,
    );
    return this.container(Object.fromEntries([...secrets, ...parameters]), user);
  }
}

/** An AWS that denies every call, with a message of its own. */
export async function startDenyingAws(
  message: string,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((_request, response) => {
    response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ __type: "AccessDeniedException", Message: message }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
