import { Facts } from "../../../cli/src/delivery";
import { parseMention, registryCredentials } from "../../../cli/src/ways";
import { environmentVariables } from "../../../cli/src/ways/ways";
import type { ValueFrom } from "../../../modules/facts";
import { withAws, type Operations } from "../aws/aws-stub";

const TASK = { partition: "aws", region: "eu-central-1", account: "123456789012" };
const SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:registry";

const NOT_FOUND = {
  status: 400,
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: Buffer.from(JSON.stringify({ __type: "ResourceNotFoundException", message: "none" })),
};

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1";

describe("a name that itself ends like the six characters", () => {
  const named = SECRET.replace("registry", "orders/dev-secret");

  it.each([
    ["without them", named, `${named}-AbCdEf`],
    ["with its own", `${named}-AbCdEf`, undefined],
  ])("is found by its ARN %s", async (_how, valueFrom, otherArn) => {
    // As Secrets Manager does: it takes the last six characters of an ARN for its own.
    const DescribeSecret: Operations[string] = ({ SecretId }) => {
      const whole = { ARN: `${named}-AbCdEf`, Name: "orders/dev-secret" };
      if (SecretId === whole.ARN || SecretId === whole.Name) return whole;
      return NOT_FOUND;
    };
    await withAws({ DescribeSecret }, async (clients) => {
      const reference = parseMention(environmentVariables, valueFrom, TASK) as ValueFrom;
      const secret = await new Facts(clients, {}).secret(reference);
      expect(secret).toMatchObject({ state: "found", value: { resourceArn: `${named}-AbCdEf` } });
      expect(secret.state === "found" && secret.value.otherArn).toBe(otherArn);
    });
  });
});

describe("a registry login that is named, not by an ARN", () => {
  it("is a secret of Secrets Manager, unlike a variable's", () => {
    expect(parseMention(registryCredentials, "registry", TASK)).toMatchObject({
      store: "secretsmanager",
      arn: SECRET,
      region: TASK.region,
      account: TASK.account,
    });
    expect(parseMention(environmentVariables, "registry", TASK)).toMatchObject({ store: "ssm" });
  });

  it.each([`${SECRET}-AbCdEf`, SECRET, "arn:aws:secretsmanager"])(
    "is taken apart as any other text where it begins like an ARN: %s",
    (valueFrom) => {
      expect(parseMention(registryCredentials, valueFrom, TASK)).toEqual(
        parseMention(environmentVariables, valueFrom, TASK),
      );
    },
  );

  it("is found with its whole ARN, of which nothing is mistyped", async () => {
    const describe = { ARN: `${SECRET}-AbCdEf`, Name: "registry" };
    await withAws({ DescribeSecret: () => describe }, async (clients) => {
      const facts = new Facts(clients, {});
      const found = async (valueFrom: string): Promise<unknown> => {
        const reference = parseMention(registryCredentials, valueFrom, TASK) as ValueFrom;
        const secret = await facts.secret(reference);
        return secret.state === "found" && [secret.value.resourceArn, secret.value.otherArn];
      };
      expect(await found("registry")).toEqual([describe.ARN, undefined]);
      expect(await found(`${SECRET}-ZyXwVu`)).toEqual([describe.ARN, describe.ARN]);
    });
  });
});

it("finds the secret that a parameter of AWS stands for, and judges both calls", async () => {
  const described = { ARN: `${SECRET}-AbCdEf`, Name: "registry", KmsKeyId: "1" };
  const DescribeKey = () => ({
    KeyMetadata: {
      Arn: KEY,
      KeyManager: "CUSTOMER",
      KeyState: "Enabled",
      AWSAccountId: TASK.account,
    },
  });
  await withAws({ DescribeSecret: () => described, DescribeKey }, async (clients) => {
    const name = "/aws/reference/secretsmanager/registry";
    const reference = parseMention(environmentVariables, name, TASK) as ValueFrom;
    const secret = await new Facts(clients, {}).secret(reference);
    expect(secret).toMatchObject({
      state: "found",
      value: {
        title: `parameter ${name}, the secret registry`,
        action: "secretsmanager:GetSecretValue",
        resourceArn: described.ARN,
        furtherCalls: [
          {
            action: "ssm:GetParameters",
            resourceArn: `arn:aws:ssm:eu-central-1:123456789012:parameter${name}`,
          },
        ],
        decryptedBy: "secretsmanager",
        encryptionContext: { key: "SecretARN", value: described.ARN },
      },
    });
    expect(secret.state === "found" && secret.value.otherArn).toBeUndefined();
  });
});
