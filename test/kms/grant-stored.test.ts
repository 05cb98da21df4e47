import type { TerraformStack } from "cdktf";
import { SecretValue, type IGrantee } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { statementsAfter } from "../support/grants";
import { testStack } from "../support/synth";

const HERE = "eu-central-1:123456789012";
const KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const WRITTEN = { value: SecretValue.generated(), revision: 1 } as const;

interface StoreCase {
  readonly service: string;
  readonly action: string;
  readonly contextKey: string;
  /** What policies name of one that this stack makes, and what its encryption context names. */
  readonly arn: string;
  readonly encrypted?: string;
  make(stack: TerraformStack): Readable;
  /** One of us-east-1, with the key that is given. */
  lookUp(stack: TerraformStack, encryptionKeyArn?: string): Readable;
}

interface Readable {
  grantRead(grantee: IGrantee): void;
}

const STORES: readonly StoreCase[] = [
  {
    service: "secretsmanager",
    action: "secretsmanager:GetSecretValue",
    contextKey: "SecretARN",
    arn: `arn:aws:secretsmanager:${HERE}:secret:orders-??????`,
    make: (stack) => {
      const encryptionKey = new EncryptionKey(stack, "key");
      const props = { secretName: "orders", encryptionKey, ...WRITTEN };
      return new SecretsManagerSecret(stack, "orders", props);
    },
    lookUp: (stack, encryptionKeyArn) => {
      const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:orders-AbCdEf";
      const attributes = { secretArn, encryptionKeyArn };
      return SecretsManagerSecret.fromSecretAttributes(stack, "orders", attributes);
    },
  },
  {
    service: "ssm",
    action: "ssm:GetParameters",
    contextKey: "PARAMETER_ARN",
    arn: `arn:aws:ssm:${HERE}:parameter/orders`,
    make: (stack) => {
      const encryptionKey = new EncryptionKey(stack, "key");
      const props = { parameterName: "/orders", encryptionKey, ...WRITTEN };
      return new SecureStringParameter(stack, "orders", props);
    },
    lookUp: (stack, encryptionKeyArn) => {
      const parameterArn = "arn:aws:ssm:us-east-1:123456789012:parameter/orders";
      const attributes = { parameterArn, encryptionKeyArn };
      return SecureStringParameter.fromParameterAttributes(stack, "orders", attributes);
    },
  },
  {
    service: "s3",
    action: "s3:GetObject",
    contextKey: "aws:s3:arn",
    arn: "arn:aws:s3:::orders/web/*",
    encrypted: "arn:aws:s3:::orders",
    make: (stack) => {
      const encryptionKey = new EncryptionKey(stack, "key");
      const bucket = new SecretsBucket(stack, "orders", { bucketName: "orders", encryptionKey });
      return { grantRead: (grantee) => bucket.grantRead(grantee, "web/") };
    },
    lookUp: (stack, encryptionKeyArn) => {
      const attributes = { bucketName: "orders", region: "us-east-1", encryptionKeyArn };
      const bucket = SecretsBucket.fromBucketAttributes(stack, "orders", attributes);
      return { grantRead: (grantee) => bucket.grantRead(grantee, "web/") };
    },
  },
];

describe.each(STORES)("a grant to read from $service", (store) => {
  const { service, action, contextKey, arn, encrypted = arn } = store;

  it("allows to get and to decrypt exactly that, literally before it exists", () => {
    const stack = testStack();
    const readable = store.make(stack);
    expect(statementsAfter(stack, (role) => readable.grantRead(role))).toEqual({
      "read-secrets": [{ Effect: "Allow", Action: action, Resource: arn }],
      "decrypt-secrets": [
        {
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: expect.stringMatching(/^\$\{aws_kms_key\..+\.arn\}$/),
          Condition: {
            StringEquals: { "kms:ViaService": `${service}.eu-central-1.amazonaws.com` },
            StringLike: { [`kms:EncryptionContext:${contextKey}`]: encrypted },
          },
        },
      ],
    });
  });

  it("decrypts what is in another Region through that Region's service", () => {
    const stack = testStack();
    const readable = store.lookUp(stack, KEY_ARN);
    const statements = statementsAfter(stack, (role) => readable.grantRead(role));
    expect(statements["decrypt-secrets"]).toMatchObject([
      {
        Resource: KEY_ARN,
        Condition: { StringEquals: { "kms:ViaService": `${service}.us-east-1.amazonaws.com` } },
      },
    ]);
  });

  it("needs no key where AWS's own encrypts it", () => {
    const stack = testStack();
    const readable = store.lookUp(stack);
    const statements = statementsAfter(stack, (role) => readable.grantRead(role));
    expect(Object.keys(statements)).toEqual(["read-secrets"]);
  });
});
