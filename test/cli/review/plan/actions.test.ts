import { readAction } from "../../../../cli/src/review/plan/read-plan";

describe("what Terraform's list of actions says", () => {
  it.each([
    [["no-op"], { action: "no-op" }],
    [["create"], { action: "create" }],
    [["read"], { action: "read" }],
    [["update"], { action: "update" }],
    [["delete"], { action: "delete" }],
    [["forget"], { action: "forget" }],
    [["open"], { action: "open" }],
    [["delete", "create"], { action: "replace", createsFirst: false }],
    [["create", "delete"], { action: "replace", createsFirst: true }],
    [["create", "forget"], { action: "replace", createsFirst: true, leavesOld: true }],
    [["forget", "create"], { action: "replace", createsFirst: false, leavesOld: true }],
  ])("%j is %j", (words, expected) => {
    expect(readAction(words)).toEqual(expected);
  });

  it.each([
    [["renew"]],
    [["create", "update"]],
    [["create", "create"]],
    [["delete", "forget"]],
    [["create", "create", "delete"]],
    [["create", "delete", "renew"]],
  ])("%j is not guessed at", (words) => {
    expect(readAction(words)).toEqual({ action: "unknown", words });
  });
});
