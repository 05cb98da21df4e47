import { physicalName } from "../../modules/core/names";
import { Construct } from "constructs";
import { bareStack } from "../support/synth";

const named = (...ids: readonly string[]) =>
  ids.reduce<Construct>((scope, id) => new Construct(scope, id), bareStack("dev"));

describe("physicalName", () => {
  it("is the construct path in letters that every service takes", () => {
    expect(physicalName(named("web", "execution role_ü"), 64)).toBe("dev-web-execution-role-");
  });

  it("is not cut while it fits", () => {
    const scope = named("x".repeat(60));
    expect(physicalName(scope, 64)).toBe(`dev-${"x".repeat(60)}`);
  });

  it("is cut to the limit and ends in a digest of the whole path", () => {
    const names = ["a", "b"].map((end) => physicalName(named(`${"x".repeat(80)}${end}`), 64));
    for (const name of names) {
      expect(name).toHaveLength(64);
      expect(name).toMatch(/^dev-x{51}-[0-9a-f]{8}$/);
    }
    expect(new Set(names).size).toBe(2);
  });

  it("is the same on every run", () => {
    expect(physicalName(named("x".repeat(80)), 20)).toBe("dev-xxxxxxx-90a3b1df");
  });
});
