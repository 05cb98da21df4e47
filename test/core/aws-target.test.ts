import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { AwsTarget, deployToAws } from "cdktf-ecs-secrets/core";
import { TerraformVariable } from "cdktf";
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

describe("a place that AWS does not have", () => {
  const place = { ...ACCOUNT, region: "eu-central-1" };
  const ACCOUNT_ID = "`account` must be an account id: twelve digits, got";
  const REGION_NAME = "`region` must be the name of a Region, such as eu-central-1, got";
  const PARTITION = "`partition` must be the partition that the Region is in, such as aws, got";

  it.each([
    [{ account: "1111" }, `test: ${ACCOUNT_ID} "1111". `],
    [{ account: "" }, `test: ${ACCOUNT_ID} "". `],
    [{ account: "1234-5678-9012" }, `test: ${ACCOUNT_ID} "1234-5678-9012". `],
    [{ account: "1234567890123" }, `test: ${ACCOUNT_ID} "1234567890123". `],
    [{ region: "" }, `test: ${REGION_NAME} "". `],
    [{ region: "eu-central-1a" }, `test: ${REGION_NAME} "eu-central-1a". `],
    [{ region: "Frankfurt" }, `test: ${REGION_NAME} "Frankfurt". `],
    [{ partition: "" }, `test: ${PARTITION} "" for eu-central-1. `],
    [{ partition: "aws-cn" }, `test: ${PARTITION} "aws-cn" for eu-central-1. `],
    [{ partition: "AWS" }, `test: ${PARTITION} "AWS" for eu-central-1. `],
    [{ region: "cn-north-1", partition: "aws" }, `test: ${PARTITION} "aws" for cn-north-1. `],
  ])("%j is refused, with the remedy", (wrong, message) => {
    const props = { ...place, ...wrong };
    expect(() => AwsTarget.define(bareStack(), props)).toThrow(message);
    expect(() => deployToAws(bareStack(), props)).toThrow(message);
  });

  it("is not looked for in what only Terraform knows, or in a number of twelve digits", () => {
    const stack = bareStack();
    const token = new TerraformVariable(stack, "where", {}).stringValue;
    const define = (props: object) => () => AwsTarget.define(bareStack(), { ...place, ...props });
    expect(() =>
      AwsTarget.define(stack, { account: token, region: token, partition: token }),
    ).not.toThrow();
    expect(define({ account: 123456789012 })).not.toThrow();
    expect(define({ account: 1111 })).toThrow(`${ACCOUNT_ID} "1111"`);
  });
});

describe("a place that is declared", () => {
  const PLACE = { ...ACCOUNT, region: "eu-west-1" };

  it.each([
    ["with a provider", true],
    ["without", false],
  ])("after what it is about is refused, %s: its policies would spell another one", (_, given) => {
    const stack = bareStack();
    deployToAws(stack, { ...ACCOUNT, region: "eu-central-1" });
    const scope = new Construct(stack, "in-another-region");
    const provider = new AwsProvider(stack, "other", { alias: "other", region: PLACE.region });
    AwsTarget.of(new Construct(new Construct(scope, "deeper"), "secret"));
    expect(() => AwsTarget.define(scope, given ? { ...PLACE, provider } : PLACE)).toThrow(
      "test/in-another-region: `AwsTarget.define` must be said before what is below is made, because that has asked for it already, got it behind a construct that would be left with the old. Move the call up, right behind the construct that it is about. [setting-in-time]",
    );
  });

  it("beside what is made already is taken, and for a stack of which only the place was asked", () => {
    const stack = bareStack();
    AwsTarget.of(new Construct(stack, "before"));
    AwsTarget.define(new Construct(stack, "beside"), { ...ACCOUNT, region: "eu-west-1" });
    const other = bareStack();
    AwsTarget.declaredOf(other);
    expect(() => AwsTarget.define(other, PLACE)).not.toThrow();
  });
});
