import { ModuleDefaults } from "cdktf-ecs-secrets/core";
import { Construct } from "constructs";
import { bareStack } from "../support/synth";

describe("ModuleDefaults", () => {
  it("are empty where nobody set any", () => {
    expect(ModuleDefaults.of(bareStack())).toEqual({});
  });

  it("are inherited, and overridden one by one", () => {
    // GIVEN
    const stack = bareStack();
    const part = new Construct(stack, "part");

    // WHEN
    ModuleDefaults.set(stack, { deletionProtection: true, logRetentionDays: 30 });
    ModuleDefaults.set(part, { logRetentionDays: 7 });

    // THEN
    expect(ModuleDefaults.of(new Construct(part, "below"))).toEqual({
      deletionProtection: true,
      logRetentionDays: 7,
    });
    expect(ModuleDefaults.of(new Construct(stack, "beside"))).toEqual({
      deletionProtection: true,
      logRetentionDays: 30,
    });
  });

  it("are refused behind a construct that they would not reach", () => {
    const stack = bareStack();
    ModuleDefaults.of(new Construct(new Construct(stack, "part"), "key"));
    expect(() => {
      ModuleDefaults.set(stack, { deletionProtection: true });
    }).toThrow(
      "test: `ModuleDefaults.set` must be said before what is below is made, because that has asked for it already",
    );
    expect(() => {
      ModuleDefaults.set(new Construct(stack, "beside"), { deletionProtection: true });
    }).not.toThrow();
  });

  it("add up when they are set twice on the same construct", () => {
    // GIVEN
    const stack = bareStack();

    // WHEN
    ModuleDefaults.set(stack, { keyDeletionWindowDays: 7 });
    ModuleDefaults.set(stack, { secretRecoveryWindowDays: 0 });

    // THEN
    expect(ModuleDefaults.of(stack)).toEqual({
      keyDeletionWindowDays: 7,
      secretRecoveryWindowDays: 0,
    });
  });
});
