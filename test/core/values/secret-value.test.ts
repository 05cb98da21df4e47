import { SecretValue } from "cdktf-ecs-secrets/core";

describe("SecretValue", () => {
  it("external is written outside of Terraform, so there is nothing to bind", () => {
    const value = SecretValue.external();
    expect(value).toEqual({ kind: "external", shape: { kind: "unknown" } });
  });

  it("has no way to take a value itself", () => {
    expect(Object.keys(SecretValue).sort()).toEqual([
      "external",
      "fromVariable",
      "generated",
      "json",
      "registryCredentials",
    ]);
  });
});
