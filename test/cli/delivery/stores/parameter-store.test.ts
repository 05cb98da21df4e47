import { found, type AwsClients } from "../../../../cli/src/aws";
import { lookUp } from "../../../../cli/src/delivery/stores";
import { parseValueFrom } from "../../../../modules/facts";
import { awsError } from "../../../support/recorded-calls";
import { withAws, type Operations } from "../../aws/aws-stub";
import { accessOf } from "./access";

const LOCATION = { partition: "aws", region: "eu-central-1", account: "123456789012" };
const ARN = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/api-key";
const PARAMETER = { Name: "/orders/api-key", Type: "SecureString", KeyId: "alias/orders" };

function lookUpIn(clients: AwsClients, valueFrom: string) {
  const reference = parseValueFrom(valueFrom, LOCATION);
  if (typeof reference === "string") throw new Error(reference);
  return lookUp(accessOf(clients), reference);
}

/** A Parameter Store with these parameters. */
const storeOf = (...Parameters: readonly object[]): Operations => ({
  DescribeParameters: () => ({ Parameters }),
});

describe("a parameter", () => {
  it("is described without its value, which is fetched only when it is asked for", async () => {
    const operations: Operations = {
      ...storeOf(PARAMETER),
      GetParameters: () => ({ Parameters: [{ Value: "canary" }] }),
    };
    await withAws(operations, async (clients, calls) => {
      const looked = await lookUpIn(clients, PARAMETER.Name);
      expect(looked).toMatchObject({
        state: "found",
        value: {
          title: "parameter /orders/api-key",
          action: "ssm:GetParameters",
          resourceArn: ARN,
          resourcePolicy: found(undefined),
          key: found({ arn: "eu-central-1 alias/orders" }),
          encryptionContext: { key: "PARAMETER_ARN", value: ARN },
          plainText: false,
        },
      });
      expect(calls.bodies("GetParameters")).toEqual([]);
      if (looked.state !== "found") throw new Error(looked.why);
      expect(await looked.value.fetch()).toBe("canary");
      expect(calls.bodies("GetParameters")).toEqual([
        { Names: [PARAMETER.Name], WithDecryption: true },
      ]);
    });
  });

  it("is plain text where it is not a SecureString", async () => {
    await withAws(storeOf({ ...PARAMETER, Type: "String" }), async (clients) => {
      expect(await lookUpIn(clients, ARN)).toMatchObject({ value: { plainText: true } });
    });
  });

  it("is found by its ARN under a name with or without a slash, which the ARN does not tell", async () => {
    for (const Name of ["key", "/key"]) {
      await withAws(storeOf({ ...PARAMETER, Name }), async (clients, calls) => {
        const arn = ARN.replace("orders/api-key", "key");
        expect(await lookUpIn(clients, arn)).toMatchObject({ state: "found" });
        expect(calls.bodies("DescribeParameters")).toMatchObject([
          { ParameterFilters: [{ Key: "Name", Option: "Equals", Values: ["key", "/key"] }] },
        ]);
      });
    }
  });

  it("is found behind an empty page", async () => {
    const operations: Operations = {
      DescribeParameters: ({ NextToken }) =>
        NextToken === undefined
          ? { Parameters: [], NextToken: "more" }
          : { Parameters: [PARAMETER] },
    };
    await withAws(operations, async (clients) => {
      expect(await lookUpIn(clients, ARN)).toMatchObject({ state: "found" });
    });
  });

  it("is missing where the store has only others", async () => {
    await withAws(storeOf({ ...PARAMETER, Name: "/orders/other" }), async (clients) => {
      expect(await lookUpIn(clients, ARN)).toEqual({
        state: "missing",
        why: "there is no parameter /orders/api-key",
      });
    });
  });

  it("is unknown to who may not look", async () => {
    const refused = { DescribeParameters: () => awsError("AccessDeniedException") };
    await withAws(refused, async (clients) => {
      expect(await lookUpIn(clients, ARN)).toMatchObject({
        state: "unknown",
        permission: "ssm:DescribeParameters",
      });
    });
  });

  it("says so where it has no value", async () => {
    await withAws(storeOf(PARAMETER), async (clients) => {
      const looked = await lookUpIn(clients, ARN);
      if (looked.state !== "found") throw new Error(looked.why);
      await expect(looked.value.fetch()).rejects.toThrow("/orders/api-key has no value");
    });
  });
});
