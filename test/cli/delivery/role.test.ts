import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { readRole } from "../../../cli/src/delivery/role";

const POLICY = encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement: [] }));

/** IAM whose list still names `gone` policies more often than it has them: Terraform takes them away meanwhile. */
function iamLosing(gone: number): { iam: IAMClient; asked: string[] } {
  const asked: string[] = [];
  let lists = 0;
  const iam = new IAMClient({ region: "eu-central-1" });
  jest.spyOn(iam, "send").mockImplementation((command: unknown) => {
    if (command instanceof GetRoleCommand) {
      return Promise.resolve({ Role: { Arn: "arn", AssumeRolePolicyDocument: POLICY } });
    }
    if (command instanceof ListAttachedRolePoliciesCommand) {
      return Promise.resolve({ AttachedPolicies: [] });
    }
    if (command instanceof ListRolePoliciesCommand) {
      lists += 1;
      return Promise.resolve({ PolicyNames: lists <= gone ? ["old", "new"] : ["new"] });
    }
    if (!(command instanceof GetRolePolicyCommand)) throw new Error("not asked for here");
    const { PolicyName = "" } = command.input;
    asked.push(PolicyName);
    if (PolicyName === "new") return Promise.resolve({ PolicyDocument: POLICY });
    return Promise.reject(
      Object.assign(new Error("not attached"), { name: "NoSuchEntityException" }),
    );
  });
  return { iam, asked };
}

describe("a role whose policies change while they are read", () => {
  it("is read anew when one of them is gone", async () => {
    const { iam, asked } = iamLosing(1);
    const role = await readRole(iam, "arn:aws:iam::111111111111:role/web");
    expect(role).toMatchObject({
      state: "found",
      value: { identity: { state: "found", value: [expect.anything()] } },
    });
    expect(asked).toEqual(["old", "new"]);
  });

  it("is not read for ever", async () => {
    const { iam, asked } = iamLosing(100);
    const role = await readRole(iam, "arn:aws:iam::111111111111:role/web");
    expect(role).toMatchObject({ value: { identity: { state: "missing", why: "not attached" } } });
    expect(asked).toEqual(["old", "old", "old", "old", "old"]);
  });
});
