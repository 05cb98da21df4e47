import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { AwsTarget } from "cdktf-ecs-secrets/core";
import { Construct } from "constructs";
import { bareStack, rendered, synth } from "../support/synth";

const ACCOUNT = { account: "123456789012" };

describe("a declared AwsTarget", () => {
  it.each([
    ["eu-central-1", "arn:aws:sqs:eu-central-1:123456789012:q", "sqs.eu-central-1.amazonaws.com"],
    ["cn-north-1", "arn:aws-cn:sqs:cn-north-1:123456789012:q", "sqs.cn-north-1.amazonaws.com.cn"],
    [
      "us-gov-west-1",
      "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:q",
      "sqs.us-gov-west-1.amazonaws.com",
    ],
    [
      "eusc-de-east-1",
      "arn:aws-eusc:sqs:eusc-de-east-1:123456789012:q",
      "sqs.eusc-de-east-1.amazonaws.eu",
    ],
  ])("in %s builds literal ARNs and service names", (region, arn, viaService) => {
    // GIVEN
    const stack = bareStack();

    // WHEN
    const target = AwsTarget.define(stack, { ...ACCOUNT, region });

    // THEN
    expect(target.arn({ service: "sqs", resource: "q" })).toBe(arn);
    expect(target.viaService("sqs")).toBe(viaService);
    expect(synth(stack).json["data"]).toBeUndefined();
  });

  it("takes a partition that does not follow from the Region", () => {
    const target = AwsTarget.define(bareStack(), {
      ...ACCOUNT,
      region: "new-east-1",
      partition: "aws-new",
    });
    expect(target.arn({ service: "sqs", resource: "q" })).toBe(
      "arn:aws-new:sqs:new-east-1:123456789012:q",
    );
  });

  it("leaves parts of an ARN to the caller, empty ones included", () => {
    const target = AwsTarget.define(bareStack(), { ...ACCOUNT, region: "eu-central-1" });
    expect(target.arn({ service: "s3", resource: "bucket", region: "", account: "" })).toBe(
      "arn:aws:s3:::bucket",
    );
    expect(target.arn({ service: "sqs", resource: "q", region: "us-east-1" })).toBe(
      "arn:aws:sqs:us-east-1:123456789012:q",
    );
    expect(target.viaService("sqs", "us-east-1")).toBe("sqs.us-east-1.amazonaws.com");
  });

  it("holds for everything below, unless something nearer is declared", () => {
    // GIVEN
    const stack = bareStack();
    const near = new Construct(stack, "near");

    // WHEN
    AwsTarget.define(stack, { ...ACCOUNT, region: "eu-central-1" });
    AwsTarget.define(near, { ...ACCOUNT, region: "us-east-1" });

    // THEN
    expect(AwsTarget.of(new Construct(stack, "far")).region).toBe("eu-central-1");
    expect(AwsTarget.of(new Construct(near, "below")).region).toBe("us-east-1");
  });
});

describe("AwsTarget where none was declared", () => {
  it("asks the provider, once a stack", () => {
    // GIVEN
    const stack = bareStack();
    new AwsProvider(stack, "aws");

    // WHEN
    const target = AwsTarget.of(new Construct(stack, "first"));
    const again = AwsTarget.of(new Construct(stack, "second"));

    // THEN
    expect(again).toBe(target);
    expect(rendered(stack, target.arn({ service: "sqs", resource: "q" }))).toBe(
      "arn:${data.aws_partition.aws-partition.partition}:sqs:${data.aws_region.aws-region.id}:" +
        "${data.aws_caller_identity.aws-caller-identity.account_id}:q",
    );
    expect(rendered(stack, target.viaService("sqs"))).toBe(
      "sqs.${data.aws_region.aws-region.id}.${data.aws_partition.aws-partition.dns_suffix}",
    );
    expect(synth(stack).json["data"]).toEqual({
      aws_caller_identity: { "aws-caller-identity": {} },
      aws_partition: { "aws-partition": {} },
      aws_region: { "aws-region": {} },
    });
  });
});
