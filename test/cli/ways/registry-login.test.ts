import { Facts } from "../../../cli/src/delivery";
import { parseMention, registryCredentials } from "../../../cli/src/ways";
import { environmentVariables } from "../../../cli/src/ways/ways";
import type { ValueFrom } from "../../../modules/facts";
import { withAws } from "../live/aws-stub";

const TASK = { partition: "aws", region: "eu-central-1", account: "123456789012" };
const SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:registry";

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
