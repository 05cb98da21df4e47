import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const TAINTED = "replace_because_tainted";

/** The findings of one that is replaced, by its id. */
function ids(change: Partial<MadeChange>): readonly string[] {
  const made: MadeChange = {
    type: "aws_ecs_cluster",
    address: "aws_ecs_cluster.it",
    actions: ["create", "delete"],
    before: { name: "shop" },
    after: { name: "shop" },
    entry: { action_reason: TAINTED },
    ...change,
  };
  const input = madeInput([made]);
  return ["HALF-MADE", "NAME-TAKEN"].filter((id) => found(id, input).length > 0);
}

describe("what an earlier apply left half-made", () => {
  it.each([
    ["a policy of a role with its whole name", "aws_iam_role_policy", { name: "read" }],
    ["what goes with a policy", "aws_iam_role_policy_attachment", { role: "web" }],
    ["who may read a secret", "aws_secretsmanager_secret_policy", { secret_arn: "arn:a" }],
    ["who may not read a bucket", "aws_s3_bucket_public_access_block", { bucket: "shop" }],
    ["a cluster", "aws_ecs_cluster", { name: "shop" }],
    ["a parameter, which AWS does not make twice", "aws_ssm_parameter", { name: "/shop/key" }],
    ["a secret, which AWS does not make twice", "aws_secretsmanager_secret", { name: "shop/db" }],
  ])("is found before it is made again and deleted: %s", (_which, type, after) => {
    expect(ids({ type, after, before: after })).toEqual(["HALF-MADE"]);
  });

  it.each<[string, Partial<MadeChange>]>([
    [
      "has a name of its own each time",
      { type: "aws_iam_role_policy", after: { name_prefix: "read-" } },
    ],
    ["is deleted first", { actions: ["delete", "create"] }],
    [
      "has another reason to be replaced",
      { entry: { action_reason: "replace_because_cannot_update" } },
    ],
    ["has an id of AWS", { type: "aws_kms_key", after: {} }],
    ["is Terraform's alone", { type: "terraform_data", after: {} }],
  ])("is left alone where it %s", (_which, change) => {
    expect(ids(change)).toEqual([]);
  });

  it("tells what to type, as one word for the shell", () => {
    const address = 'aws_ecs_cluster.it["a"]';
    const type = "aws_ecs_cluster";
    const made: MadeChange = {
      type,
      address,
      actions: ["create", "delete"],
      before: { name: "shop" },
      after: { name: "shop" },
      entry: { action_reason: TAINTED },
    };
    const [finding] = found("HALF-MADE", madeInput([made]));
    expect(finding?.severity).toBe("high");
    expect(finding?.remedy).toContain(`terraform untaint '${address}'`);
  });
});
