import { iamSimulation, kmsRotationPeriod } from "../../../../cli/src/local-aws/quirks/registry";
import { answer, asked, call, exchange } from "./exchange";

const ID = "11111111-2222-3333-4444-555555555555";
const ARN = `arn:aws:kms:eu-central-1:123456789012:key/${ID}`;

describe("iam-simulation", () => {
  it("refuses to simulate, as AWS does to who may not, and asks the emulator nothing", () => {
    const request = call("iam", "SimulatePrincipalPolicy");
    const { response, sent } = exchange(iamSimulation(), request, answer({}));
    expect(sent).toBeUndefined();
    expect(response.status).toBe(403);
    expect(response.body.toString("utf8")).toContain("<Code>AccessDenied</Code>");
  });

  it("lets every other call through", () => {
    const request = call("iam", "GetRole");
    expect(exchange(iamSimulation(), request, answer({})).sent).toBe(request);
  });
});

describe("kms-rotation-period", () => {
  it("remembers the period of each key, whether it is named by id or by ARN", () => {
    const quirk = kmsRotationPeriod();
    asked(quirk, call("kms", "EnableKeyRotation", { KeyId: ID, RotationPeriodInDays: 180 }));
    const status = call("kms", "GetKeyRotationStatus", { KeyId: ARN });
    expect(asked(quirk, status, { KeyRotationEnabled: true })).toEqual({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 180,
    });
    const other = call("kms", "GetKeyRotationStatus", { KeyId: "other" });
    expect(asked(quirk, other, { KeyRotationEnabled: true })).toMatchObject({
      RotationPeriodInDays: 365,
    });
  });

  it("is a year where none was given", () => {
    const quirk = kmsRotationPeriod();
    asked(quirk, call("kms", "EnableKeyRotation", { KeyId: ID }));
    const status = call("kms", "GetKeyRotationStatus", { KeyId: ID });
    expect(asked(quirk, status, { KeyRotationEnabled: true })).toMatchObject({
      RotationPeriodInDays: 365,
    });
  });

  it("says nothing of a key that is not rotated, and remembers nothing that was refused", () => {
    const quirk = kmsRotationPeriod();
    const enable = call("kms", "EnableKeyRotation", { KeyId: ID, RotationPeriodInDays: 90 });
    exchange(quirk, enable, answer({}, 400));
    const status = call("kms", "GetKeyRotationStatus", { KeyId: ID });
    expect(asked(quirk, status, { KeyRotationEnabled: false })).toEqual({
      KeyRotationEnabled: false,
    });
    expect(asked(quirk, status, { KeyRotationEnabled: true })).toMatchObject({
      RotationPeriodInDays: 365,
    });
  });
});
