import { AwsTarget, deployToAws } from "cdktf-ecs-secrets/core";
import { bareStack, synth } from "../support/synth";

const WHERE = { account: "123456789012", region: "eu-central-1" };

describe("deployToAws", () => {
  it("binds the provider to one account and Region, and declares the target", () => {
    // GIVEN
    const stack = bareStack();

    // WHEN
    const target = deployToAws(stack, WHERE);

    // THEN
    expect(synth(stack).providers("aws")).toEqual([
      { region: "eu-central-1", allowed_account_ids: ["123456789012"] },
    ]);
    expect(AwsTarget.of(stack)).toBe(target);
  });

  it("names the provider's source in full and the oldest Terraform that serves", () => {
    // GIVEN
    const stack = bareStack();

    // WHEN
    deployToAws(stack, WHERE);

    // THEN
    expect(synth(stack).terraform).toMatchObject({
      required_version: ">= 1.11",
      required_providers: { aws: { source: "hashicorp/aws", version: expect.any(String) } },
    });
  });

  it("assumes a role and tags everything, where it is told to", () => {
    // GIVEN
    const stack = bareStack();
    const roleArn = "arn:aws:iam::123456789012:role/deployer";

    // WHEN
    deployToAws(stack, { ...WHERE, assumeRoleArn: roleArn, defaultTags: { team: "orders" } });

    // THEN
    expect(synth(stack).providers("aws")).toMatchObject([
      { assume_role: [{ role_arn: roleArn }], default_tags: [{ tags: { team: "orders" } }] },
    ]);
  });
});
