import { found } from "../../../../cli/src/aws";
import { readKey } from "../../../../cli/src/delivery/stores";
import { awsError } from "../../../support/recorded-calls";
import { withAws, type Operations } from "../../aws/aws-stub";

const ARN = "arn:aws:kms:eu-central-1:123456789012:key/1";
const METADATA = { Arn: ARN, AWSAccountId: "123456789012", KeyState: "Disabled" };
const Policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" },
});

function keyIn(operations: Operations, keyId?: string) {
  return withAws(operations, (clients) => readKey(clients, { region: "eu-central-1", keyId }));
}

describe("the key of a secret", () => {
  it.each([undefined, "alias/aws/ssm"])("is AWS's own where it is %s: nothing is asked", (keyId) =>
    withAws({}, async (clients, calls) => {
      expect(await readKey(clients, { region: "eu-central-1", keyId })).toEqual(found(undefined));
      expect(calls.requests).toEqual([]);
    }),
  );

  it("is AWS's own where KMS says that AWS manages it", async () => {
    const KeyMetadata = { ...METADATA, KeyManager: "AWS" };
    expect(await keyIn({ DescribeKey: () => ({ KeyMetadata }) }, ARN)).toEqual(found(undefined));
  });

  it("is a customer's with its state, its account and its policy", async () => {
    const operations = {
      DescribeKey: () => ({ KeyMetadata: METADATA }),
      GetKeyPolicy: () => ({ Policy }),
    };
    expect(await keyIn(operations, "alias/orders")).toMatchObject({
      state: "found",
      value: {
        arn: ARN,
        account: "123456789012",
        state: "Disabled",
        policy: { state: "found", value: { statements: [{ effect: "Allow" }] } },
      },
    });
  });

  it("has an unknown policy for who may not read it", async () => {
    const operations = {
      DescribeKey: () => ({ KeyMetadata: METADATA }),
      GetKeyPolicy: () => awsError("AccessDeniedException"),
    };
    expect(await keyIn(operations, ARN)).toMatchObject({
      value: { policy: { state: "unknown", permission: "kms:GetKeyPolicy" } },
    });
  });

  it("may be missing, or unknown", async () => {
    expect(await keyIn({ DescribeKey: () => awsError("NotFoundException") }, ARN)).toEqual({
      state: "missing",
      why: `there is no key ${ARN}`,
    });
    expect(
      await keyIn({ DescribeKey: () => awsError("AccessDeniedException") }, ARN),
    ).toMatchObject({ state: "unknown", permission: "kms:DescribeKey" });
  });
});
