import type { SecretChange } from "../../../cli/src/delivery";
import type { LiveTask } from "../../../cli/src/live";
import { held } from "../../../cli/src/live/stale";

const task: LiveTask = {
  taskArn: "arn:aws:ecs:eu-central-1:123456789012:task/orders/1",
  taskDefinitionArn: "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:1",
  lastStatus: "RUNNING",
  createdAt: at("12:00:00.100"),
  startedAt: at("12:01:00.100"),
  containers: [],
};

describe("what a task holds of a secret", () => {
  it.each([
    ["before the task was created", "11:59:59.900", "current"],
    ["in the very moment of its creation", "12:00:00.100", "unclear"],
    ["while it started", "12:00:30.500", "unclear"],
    ["in the very moment of its start", "12:01:00.100", "unclear"],
    ["after it started", "12:01:00.101", "stale"],
  ])("that was written %s (%s) is %s", (_when, time, state) => {
    expect(held(written(time), task, false).state).toBe(state);
  });

  it.each([
    // Somewhere within the second 12:00:00, of which the task began at .100.
    ["change", written("12:00:00.000"), task, "unclear"],
    ["start", written("12:01:00.500"), { ...task, startedAt: at("12:01:00.000") }, "unclear"],
    ["start", written("12:01:01.000"), { ...task, startedAt: at("12:01:00.000") }, "stale"],
  ])(
    "takes a time of whole seconds for any moment of the second: %s",
    (_what, change, of, state) => {
      expect(held(change, of, false).state).toBe(state);
    },
  );

  it("is never old where the version is pinned", () => {
    expect(held({ kind: "pinned" }, task, false)).toEqual({ state: "current" });
  });

  it("is unclear where the store does not tell, with its reason", () => {
    const change: SecretChange = { kind: "unknown", reason: "there is no parameter /a" };
    expect(held(change, task, false)).toEqual({
      state: "unclear",
      reason: "there is no parameter /a",
    });
  });

  it.each([
    ["modified before", "11:00:00.500", "11:59:00.500", "current"],
    ["perhaps changed after", "11:00:00.500", "12:30:00.500", "unclear"],
    ["surely changed after", "12:20:00.500", "12:30:00.500", "stale"],
  ])("weighs what surely and what possibly changed: %s", (_what, surely, possibly, state) => {
    const change = { ...written(surely), possibly: at(possibly), remark: "perhaps its tags" };
    const found = held(change, task, false);
    expect(found.state).toBe(state);
    if (found.state === "unclear") {
      expect(found).toMatchObject({ reason: "perhaps its tags", changedAt: at(possibly) });
    }
  });

  it("says what is nearer where both are unclear: it changed while the task started", () => {
    const change = { ...written("12:00:30.500"), possibly: at("12:30:00.500"), remark: "its tags" };
    expect(held(change, task, false)).toEqual({
      state: "unclear",
      changedAt: at("12:00:30.500"),
      reason: expect.stringContaining("while the task started"),
    });
  });

  it.each([
    ["that is still starting", { ...task, startedAt: undefined }, "12:30:00.500"],
    ["whose creation ECS does not tell", { ...task, createdAt: undefined }, "11:00:00.500"],
  ])("is unclear of a task %s", (_what, of, time) => {
    expect(held(written(time), of, false).state).toBe("unclear");
  });

  it("is unclear where the application may have read it again", () => {
    expect(held(written("12:30:00.500"), task, true).state).toBe("unclear");
    expect(held(written("11:30:00.500"), task, true).state).toBe("current");
  });
});

function at(time: string): Date {
  return new Date(`2026-03-01T${time}Z`);
}

function written(time: string): SecretChange & { readonly kind: "written" } {
  return { kind: "written", surely: at(time), possibly: at(time) };
}
