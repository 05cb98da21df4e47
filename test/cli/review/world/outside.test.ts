import { buildWorlds } from "../../../../cli/src/review/world";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import type { World } from "../../../../cli/src/review/world";
import {
  ACCOUNT,
  changed,
  key,
  KEY_ARN,
  parameterArn,
  policy,
  same,
  secret,
  secretArn,
} from "../access/made-world";
import { made } from "./made-side";

const NOTHING = policy([]);

/** What is there before and after, by what it has from the plan. */
function outside(changes: readonly MadeChange[]): readonly unknown[] {
  const { before, after } = buildWorlds(madeInput(changes));
  const shown = ({ secrets, keys, buckets, loose }: World): unknown => [
    ...secrets.map(({ address, policy, missing }) => [address, policy?.name, missing]),
    ...keys.map(({ address, policy, isAssumed }) => [address, policy.name, isAssumed]),
    ...buckets.map(({ address, policy, acl, missing }) => [address, policy?.name ?? acl, missing]),
    ...loose.map(({ owner, policy }) => [owner, policy.name]),
  ];
  return [shown(before), shown(after)];
}

describe("what the plan does not hold and sets something on", () => {
  it("is a secret, on both sides", () => {
    const arn = secretArn("theirs");
    const set = changed("aws_secretsmanager_secret_policy", "it", null, {
      secret_arn: arn,
      policy: NOTHING,
    });
    expect(outside([set])).toEqual([
      [[arn, undefined, "its own policy and its key are not part of this plan"]],
      [[arn, "aws_secretsmanager_secret_policy.it", "its key is not part of this plan"]],
    ]);
    const partial = changed("aws_secretsmanager_secret_policy", "it", null, {
      secret_arn: arn.slice(0, -7),
      policy: NOTHING,
    });
    expect(outside([partial])[1]).toEqual([
      [
        arn.replace("AbCdEf", "UNKNWN"),
        "aws_secretsmanager_secret_policy.it",
        "its key is not part of this plan",
      ],
    ]);
  });

  it("is a parameter in a share, and nothing else that is shared", () => {
    const share = { resource_share_arn: "arn:aws:ram:eu-west-1:111122223333:resource-share/1" };
    const subnet = "arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-1";
    const [, after] = outside(
      [parameterArn("/theirs/a"), subnet].map((resource_arn, at) =>
        changed("aws_ram_resource_association", `r${at}`, null, { ...share, resource_arn }),
      ),
    );
    expect(after).toEqual([
      [parameterArn("/theirs/a"), undefined, "its key is not part of this plan"],
    ]);
  });

  it.each([KEY_ARN, KEY_ARN.split("/")[1] ?? ""])(
    "is a key, which has AWS's own policy until it gets that of the plan: %s",
    (key_id) => {
      const set = changed("aws_kms_key_policy", "it", null, { key_id, policy: NOTHING });
      // Something tells the account.
      const known = secret("db");
      const [before, after] = outside([known, set]).map((all) => (all as unknown[]).slice(1));
      expect(before).toEqual([[KEY_ARN, KEY_ARN, true]]);
      expect(after).toEqual([[KEY_ARN, "aws_kms_key_policy.it", undefined]]);
    },
  );

  it("is a bucket with a policy, an ACL, an open object or an access point", () => {
    const bucket = "files";
    const key = "the key of the bucket files is not part of this plan";
    const both = "the policy and the key of the bucket files are not part of this plan";
    const arn = "arn:aws:s3:::files";
    const opened = (type: string, values: object): unknown =>
      outside([changed(type, "it", null, { bucket, ...values })])[1];
    expect(opened("aws_s3_bucket_policy", { policy: NOTHING })).toEqual([
      [arn, "aws_s3_bucket_policy.it", key],
    ]);
    expect(opened("aws_s3_bucket_acl", { acl: "public-read" })).toEqual([
      [arn, "public-read", both],
    ]);
    expect(opened("aws_s3_object", { acl: "public-read" })).toEqual([
      [arn, "public-read for aws_s3_object.it", both],
    ]);
    expect(opened("aws_s3_access_point", { name: "ap" })).toEqual([[arn, undefined, both]]);
    expect(opened("aws_s3_object", {})).toEqual([]);
    expect(opened("aws_s3_bucket_public_access_block", {})).toEqual([]);
  });

  it("is nothing that the plan holds, by whichever name it is called", () => {
    const id = KEY_ARN.split("/")[1] ?? "";
    const bucket = same("aws_s3_bucket", "files", { bucket: "files", id: "files" });
    const directory = same("aws_s3_directory_bucket", "quick", { bucket: "quick--x-s3" });
    const [, after] = outside([
      secret("db"),
      key(),
      bucket,
      directory,
      ...[secretArn("db"), secretArn("db").slice(0, -7)].map((secret_arn, at) =>
        same("aws_secretsmanager_secret_policy", `s${at}`, { secret_arn, policy: NOTHING }),
      ),
      ...[KEY_ARN, id].map((key_id, at) =>
        same("aws_kms_key_policy", `k${at}`, { key_id, policy: NOTHING }),
      ),
      ...["files", "quick--x-s3"].map((name, at) =>
        same("aws_s3_bucket_policy", `b${at}`, { bucket: name, policy: NOTHING }),
      ),
    ]);
    expect((after as unknown[][]).map(([address]) => address)).toEqual([
      "aws_secretsmanager_secret.db",
      "aws_kms_key.key",
      "aws_s3_bucket.files",
      "aws_s3_directory_bucket.quick",
    ]);
  });

  it("may be something of which the plan does not tell what it is", () => {
    const set = (type: string, target: string): MadeChange =>
      made(
        `${type}.it`,
        { policy: NOTHING },
        { [target]: true },
        {
          [target]: { references: ["local.it"] },
        },
      );
    expect(
      outside([
        set("aws_secretsmanager_secret_policy", "secret_arn"),
        set("aws_kms_key_policy", "key_id"),
        set("aws_s3_bucket_policy", "bucket"),
        set("aws_s3_access_point", "bucket"),
      ]),
    ).toEqual([
      [],
      [
        ["secret of aws_secretsmanager_secret_policy.it", "aws_secretsmanager_secret_policy.it"],
        ["key of aws_kms_key_policy.it", "aws_kms_key_policy.it"],
        ["bucket of aws_s3_bucket_policy.it", "aws_s3_bucket_policy.it"],
        ["access point aws_s3_access_point.it", "aws_s3_access_point.it"],
      ],
    ]);
  });

  it("may be an access point of another plan, of any of the three kinds", () => {
    const arn = `arn:aws:s3:eu-west-1:${ACCOUNT}:accesspoint/ap`;
    const [, after] = outside([
      same("aws_s3control_access_point_policy", "one", { access_point_arn: arn, policy: NOTHING }),
      same("aws_s3control_object_lambda_access_point_policy", "two", {
        name: "with-function",
        policy: NOTHING,
      }),
      same("aws_s3control_multi_region_access_point_policy", "three", {
        details: [{ name: "several", policy: NOTHING }],
      }),
    ]);
    expect((after as unknown[][]).map(([owner]) => owner)).toEqual([
      "access point ap",
      "access point with-function",
      "access point several",
    ]);
  });
});
