import { compareVersions, satisfies } from "../../../cli/src/terraform/binary";

describe("satisfies", () => {
  it.each([
    ["5.100.0", "5.100.0"],
    ["5.100.0", "= 5.100.0"],
    ["5.100.0", ">= 5.9, < 6.0"],
    ["5.100.0", "~> 5.90"],
    ["5.100.3", "~> 5.100.0"],
    ["5.100.0", "~> 5"],
    ["5.100.0", "!= 5.99.0"],
    ["5.100.0", "<= 5.100.0"],
    ["5.100.0", "> 5.99.9"],
    ["5.100.0", ""],
    ["6.0.0-beta1", "6.0.0-beta1"],
  ])("%s satisfies %j", (version, constraint) => {
    expect(satisfies(version, constraint)).toBe(true);
  });

  it.each([
    ["5.9.0", "5.100.0"],
    ["6.0.0", "~> 5.90"],
    ["5.101.0", "~> 5.100.0"],
    ["6.1.0", ">= 5.9, < 6.0"],
    ["5.100.0", "!= 5.100.0"],
    ["5.100.0", "> 5.100.0"],
    ["5.100.0", "< 5.100.0"],
    ["6.0.0-beta1", ">= 5.0"],
    ["6.0.0-beta1", "6.0.0"],
  ])("%s does not satisfy %j", (version, constraint) => {
    expect(satisfies(version, constraint)).toBe(false);
  });
});

describe("compareVersions", () => {
  it("orders by number, and a pre-release before its release", () => {
    const versions = ["5.100.0", "5.9.0", "6.0.0", "6.0.0-beta2", "6.0.0-beta1", "5.9"];
    expect([...versions].sort(compareVersions)).toEqual([
      "5.9.0",
      "5.9",
      "5.100.0",
      "6.0.0-beta1",
      "6.0.0-beta2",
      "6.0.0",
    ]);
  });
});
