import { madeEntry, madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

function drifted(change: MadeChange): ReturnType<typeof found> {
  return found("DRIFT", madeInput([], { resource_drift: [madeEntry(change)] }));
}

describe("what changed outside Terraform", () => {
  it("is named by its attributes, never by their values", () => {
    const [finding] = drifted({
      type: "aws_iam_role_policy",
      actions: ["update"],
      before: { policy: "made-up-1", name: "a" },
      after: { policy: "made-up-2", name: "a" },
    });
    expect(finding).toMatchObject({
      severity: "medium",
      text: "This aws_iam_role_policy was changed outside Terraform: policy.",
    });
  });

  it("weighs less where no access to a secret hangs on it", () => {
    const [finding] = drifted({ type: "aws_vpc", actions: ["delete"], before: {} });
    expect(finding).toMatchObject({
      severity: "low",
      text: "This aws_vpc was deleted outside Terraform.",
    });
  });

  it.each([
    [{ tags: null }, { tags: {} }],
    [{ description: "" }, { description: null }],
    [{ setting: [] }, {}],
    [{ block: [{ a: null }] }, { block: [{ a: "" }] }],
  ])("is not that the provider writes nothing in another way: %j, %j", (before, after) => {
    expect(drifted({ type: "aws_iam_role", actions: ["update"], before, after })).toEqual([]);
  });

  it("is not how many hold a policy", () => {
    const [before, after] = [{ attachment_count: 0 }, { attachment_count: 1 }];
    expect(drifted({ type: "aws_iam_policy", actions: ["update"], before, after })).toEqual([]);
  });

  describe("of a role whose policies are resources of their own", () => {
    const policy: MadeChange = {
      type: "aws_iam_role_policy",
      actions: ["no-op"],
      before: { role: "shop", name: "read-secrets" },
      after: { role: "shop", name: "read-secrets" },
    };

    function role(names: readonly string[]): ReturnType<typeof found> {
      const listed = names.map((name) => ({ name, policy: "{}" }));
      const change: MadeChange = {
        type: "aws_iam_role",
        actions: ["update"],
        before: { name: "shop", inline_policy: [] },
        after: { name: "shop", inline_policy: listed },
      };
      return found("DRIFT", madeInput([policy], { resource_drift: [madeEntry(change)] }));
    }

    it("is not that the role lists them", () => {
      expect(role(["read-secrets"])).toEqual([]);
    });

    it("is that the role has one that no resource says", () => {
      expect(role(["read-secrets", "by-hand"])).toMatchObject([
        { text: "This aws_iam_role was changed outside Terraform: inline_policy." },
      ]);
    });
  });
});
