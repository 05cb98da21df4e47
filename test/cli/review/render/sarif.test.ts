import { sarif } from "../../../../cli/src/review/render";
import { finding, report, stack } from "./sample-report";

describe("the SARIF file", () => {
  const waived = { reason: "moved with a ticket", expires: "2027-01-31" };
  const found = [
    finding("SECRET-REPLACED", { address: "aws_secretsmanager_secret.db" }),
    finding("NO-CMK", { severity: "low", blocking: false, waived }),
  ];
  const { runs, version } = JSON.parse(sarif(report([stack("dev", { findings: found })]))) as {
    readonly version: string;
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly unknown[] } };
      readonly results: readonly unknown[];
    }[];
  };

  it("has every finding, by its rule, with its level and the address of the resource", () => {
    expect(version).toBe("2.1.0");
    expect(runs[0]?.tool.driver.rules).toEqual([{ id: "NO-CMK" }, { id: "SECRET-REPLACED" }]);
    expect(runs[0]?.results).toMatchObject([
      {
        ruleId: "SECRET-REPLACED",
        level: "error",
        message: { text: expect.stringContaining("dev: shop/database: The secret is replaced") },
        locations: [{ logicalLocations: [{ fullyQualifiedName: "aws_secretsmanager_secret.db" }] }],
      },
      { ruleId: "NO-CMK", level: "note" },
    ]);
  });

  it("says what is waived, and why", () => {
    expect(runs[0]?.results[1]).toMatchObject({
      suppressions: [{ justification: "moved with a ticket" }],
    });
  });
});
