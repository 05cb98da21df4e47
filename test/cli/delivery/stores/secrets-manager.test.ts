import { found, type AwsClients } from "../../../../cli/src/aws";
import { lookUp, type StoredSecret } from "../../../../cli/src/delivery/stores";
import { parseValueFrom } from "../../../../modules/facts";
import { awsError } from "../../../support/recorded-calls";
import { withAws, type Operations } from "../../aws/aws-stub";
import { accessOf } from "./access";

const LOCATION = { partition: "aws", region: "eu-central-1", account: "123456789012" };
const ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/db-AbCdEf";
const MISTYPED = ARN.replace("AbCdEf", "AbCdEg");
const SECRET = {
  ARN,
  Name: "orders/db",
  KmsKeyId: "alias/orders",
  VersionIdsToStages: { new: ["AWSCURRENT"], old: ["AWSPREVIOUS", "blue"] },
};

/** A Secrets Manager with one secret, which goes by its ARN and its name. */
function managerOf(secret: object, more: Operations = {}): Operations {
  return {
    DescribeSecret: ({ SecretId }) =>
      [ARN, SECRET.Name].includes(String(SecretId))
        ? { ...SECRET, ...secret }
        : awsError("ResourceNotFoundException"),
    ...more,
  };
}

function lookUpIn(clients: AwsClients, valueFrom = ARN) {
  const reference = parseValueFrom(valueFrom, LOCATION);
  if (typeof reference === "string") throw new Error(reference);
  return lookUp(accessOf(clients), reference);
}

async function stored(operations: Operations, valueFrom?: string): Promise<StoredSecret> {
  return withAws(operations, async (clients) => {
    const looked = await lookUpIn(clients, valueFrom);
    if (looked.state !== "found") throw new Error(looked.why);
    return looked.value;
  });
}

describe("a secret of Secrets Manager", () => {
  it("is described with its key and its policy, without its value", async () => {
    const Statement = { Effect: "Deny", Principal: "*", Action: "*", Resource: "*" };
    const ResourcePolicy = JSON.stringify({ Version: "2012-10-17", Statement });
    const operations = managerOf({}, { GetResourcePolicy: () => ({ ResourcePolicy }) });
    await withAws(operations, async (clients, calls) => {
      expect(await lookUpIn(clients)).toMatchObject({
        state: "found",
        value: {
          title: "secret orders/db",
          action: "secretsmanager:GetSecretValue",
          resourceArn: ARN,
          resourcePolicy: { state: "found", value: { statements: [{ effect: "Deny" }] } },
          key: found({ arn: "eu-central-1 alias/orders" }),
          encryptionContext: { key: "SecretARN", value: ARN },
          deleted: false,
          missingVersion: undefined,
        },
      });
      expect(calls.bodies("GetSecretValue")).toEqual([]);
    });
  });

  it("has no policy where it has none, and an unknown one for who may not look", async () => {
    expect((await stored(managerOf({}))).resourcePolicy).toEqual(found(undefined));
    const refused = { GetResourcePolicy: () => awsError("AccessDeniedException") };
    expect((await stored(managerOf({}, refused))).resourcePolicy).toMatchObject({
      state: "unknown",
      permission: "secretsmanager:GetResourcePolicy",
    });
  });

  it("is found by its name where the six characters are mistyped, and says its own ARN", async () => {
    expect(await stored(managerOf({}), MISTYPED)).toMatchObject({
      resourceArn: ARN,
      otherArn: ARN,
    });
    expect(await stored(managerOf({}))).not.toHaveProperty("otherArn");
  });

  it("is missing where neither is known", async () => {
    const other = MISTYPED.replace("orders/db", "orders/other");
    await withAws(managerOf({}), async (clients) => {
      expect(await lookUpIn(clients, other)).toEqual({
        state: "missing",
        why: "there is no secret orders/other in eu-central-1",
      });
    });
  });

  it("is unknown to who may not look", async () => {
    const refused = { DescribeSecret: () => awsError("AccessDeniedException") };
    await withAws(refused, async (clients) => {
      expect(await lookUpIn(clients)).toMatchObject({
        state: "unknown",
        permission: "secretsmanager:DescribeSecret",
      });
    });
  });

  it("may be scheduled for deletion", async () => {
    expect(await stored(managerOf({ DeletedDate: 100 }))).toMatchObject({ deleted: true });
  });

  it.each([
    ["the current version", ARN, undefined],
    ["a label that a version has", `${ARN}::blue:`, undefined],
    ["a label that none has", `${ARN}::green:`, "green"],
    ["a version with a label", `${ARN}:::old`, undefined],
    ["a version that lost its last label", `${ARN}:::forgotten`, undefined],
    ["a version that is gone", `${ARN}:::gone`, "gone"],
  ])("knows whether it has %s", async (_what, valueFrom, missingVersion) => {
    const versions: Operations = {
      ListSecretVersionIds: ({ IncludeDeprecated, NextToken }) => {
        if (IncludeDeprecated !== true) return { Versions: [] };
        return NextToken === undefined
          ? { Versions: [{ VersionId: "new" }], NextToken: "more" }
          : { Versions: [{ VersionId: "forgotten" }] };
      },
    };
    expect(await stored(managerOf({}, versions), valueFrom)).toMatchObject({ missingVersion });
  });

  it("without a current version lacks it", async () => {
    const secret = await stored(managerOf({ VersionIdsToStages: undefined }));
    expect(secret.missingVersion).toBe("AWSCURRENT");
  });

  it.each([
    [{ SecretString: "canary" }, "canary"],
    [{ SecretBinary: Buffer.from("canary").toString("base64") }, Buffer.from("canary")],
  ])("fetches the version that is named: %j", async (answer, value) => {
    const operations = managerOf({}, { GetSecretValue: () => answer });
    await withAws(operations, async (clients, calls) => {
      const looked = await lookUpIn(clients, `${ARN}:password:blue:`);
      if (looked.state !== "found") throw new Error(looked.why);
      const fetched = await looked.value.fetch();
      expect(typeof fetched === "string" ? fetched : Buffer.from(fetched)).toEqual(value);
      expect(calls.bodies("GetSecretValue")).toEqual([{ SecretId: ARN, VersionStage: "blue" }]);
    });
  });

  it("says so where it has no value", async () => {
    await withAws(managerOf({}), async (clients) => {
      const looked = await lookUpIn(clients);
      if (looked.state !== "found") throw new Error(looked.why);
      await expect(looked.value.fetch()).rejects.toThrow("secret orders/db has no value");
    });
  });
});
