import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { doctorPermissions } from "../../../cli/src/doctor";
import { formatPolicy } from "../../../cli/src/live";
import { decide, parsePolicy } from "../../../cli/src/policy";
import { decryptRequest } from "../../../cli/src/ways";
import { partitionOf } from "../../../modules/facts";
import { statementsAfter } from "../../support/grants";
import { ACCOUNT, testStack } from "../../support/synth";

const REGIONS = [
  "eu-central-1",
  "cn-north-1",
  "us-gov-west-1",
  "eusc-de-east-1",
  "us-iso-east-1",
  "eu-isoe-west-1",
];

describe.each(REGIONS)("in %s", (region) => {
  const partition = partitionOf(region);
  const place = { partition, region, account: ACCOUNT };
  const keyArn = `arn:${partition}:kms:${region}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
  const parameterArn = `arn:${partition}:ssm:${region}:${ACCOUNT}:parameter/orders/key`;
  const request = decryptRequest(
    `arn:${partition}:iam::${ACCOUNT}:role/reader`,
    {
      keyArn,
      store: "ssm",
      region,
      encryptionContext: { key: "PARAMETER_ARN", value: parameterArn },
    },
    place,
  );
  const root = { AWS: `arn:${partition}:iam::${ACCOUNT}:root` };
  const delegating = { Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" };
  const key = parsePolicy({ Version: "2012-10-17", Statement: [delegating] });

  it("the doctor takes for readable what the modules grant", () => {
    const stack = testStack({ region });
    const parameter = SecureStringParameter.fromParameterAttributes(stack, "key", {
      parameterArn,
      encryptionKeyArn: keyArn,
    });
    const granted = statementsAfter(stack, (role) => parameter.grantRead(role));
    const Statement = granted["decrypt-secrets"] ?? [];
    const identity = [parsePolicy({ Version: "2012-10-17", Statement: [...Statement] })];
    expect(decide(request, { identity, key, sameAccount: true }).outcome).toBe("allowed");
  });

  it.each([
    ["that Region", region],
    ["a Region that is not known yet", undefined],
  ])("the policy that it prints for %s lets it decrypt", (_what, selected) => {
    const selection = { targets: [{ cluster: "orders" }], region: selected, accountId: ACCOUNT };
    const identity = [parsePolicy(formatPolicy(doctorPermissions(selection, true)))];
    expect(decide(request, { identity, key, sameAccount: true }).outcome).toBe("allowed");
  });

  it("no other partition's stores are in it", () => {
    const selection = { targets: [{ cluster: "orders" }], region, accountId: ACCOUNT };
    const text = JSON.stringify(doctorPermissions(selection, true));
    const others = REGIONS.map(partitionOf).filter((name) => name !== partition);
    for (const other of others) expect(text).not.toContain(`arn:${other}:`);
  });
});
