import { ObjectReference } from "cdktf-ecs-secrets/ecs";
import { judged } from "../../support/judge";
import { bucketIn, BUCKET, BUCKET_ARN, KEY_ARN } from "../../s3/support";
import { synth, testStack } from "../../support/synth";
import { containerOf, serviceIn } from "../support/fixtures";

describe("secretObjects", () => {
  it("say in variables where the application finds its secrets, sorted, beside the plain ones", () => {
    // GIVEN
    const stack = testStack();
    const bucket = bucketIn(stack);
    // WHEN
    serviceIn(
      stack,
      {},
      {
        environment: { MODE: "live" },
        secretObjects: {
          KEYS: ObjectReference.fromBucketPrefix(bucket, "web/keys/"),
          CERTIFICATES: ObjectReference.fromBucketPrefix(bucket, "web/certificates/"),
        },
      },
    );
    // THEN
    expect(containerOf(stack)["environment"]).toEqual([
      { name: "MODE", value: "live" },
      { name: "CERTIFICATES", value: `s3://${BUCKET}/web/certificates/` },
      { name: "KEYS", value: `s3://${BUCKET}/web/keys/` },
    ]);
  });

  it("are read by the task role below their prefix only, and not by the execution role", () => {
    // GIVEN
    const stack = testStack();
    const bucket = bucketIn(stack);
    // WHEN
    const service = serviceIn(
      stack,
      {},
      { secretObjects: { KEYS: ObjectReference.fromBucketPrefix(bucket, "web/") } },
    );
    // THEN
    const get = (key: string) => ({ action: "s3:GetObject", resource: `${BUCKET_ARN}/${key}` });
    const decrypt = {
      action: "kms:Decrypt",
      resource: KEY_ARN,
      context: {
        "kms:ViaService": "s3.eu-central-1.amazonaws.com",
        "kms:EncryptionContext:aws:s3:arn": BUCKET_ARN,
      },
    };
    for (const call of [get("web/tls.key"), decrypt]) {
      expect([call, judged(stack, service.taskRole, call)]).toEqual([call, "allowed"]);
      expect([call, judged(stack, service.executionRole, call)]).toEqual([call, "denied"]);
    }
    expect(judged(stack, service.taskRole, get("web-admin/tls.key"))).toBe("denied");
  });

  it("make the service wait for the bucket's protection", () => {
    // GIVEN
    const stack = testStack();
    const bucket = bucketIn(stack);
    // WHEN
    serviceIn(
      stack,
      {},
      { secretObjects: { KEYS: ObjectReference.fromBucketPrefix(bucket, "web/") } },
    );
    // THEN
    const waits = JSON.stringify(synth(stack).only("aws_ecs_service")["depends_on"]);
    expect(waits).toContain("aws_s3_bucket_policy.");
    expect(waits).toContain("aws_s3_bucket_public_access_block.");
  });

  it.each([
    [{ environment: { KEYS: "plain" } }, "KEYS twice"],
    [{}, undefined],
  ])("refuse a variable that is taken (%j)", (props, got) => {
    const stack = testStack();
    const reference = ObjectReference.fromBucketPrefix(bucketIn(stack), "web/");
    const add = () => serviceIn(stack, {}, { ...props, secretObjects: { KEYS: reference } });
    if (got === undefined) expect(add).not.toThrow();
    else {
      expect(add).toThrow(
        `test/web/task/web: \`secretObjects\` must name each variable once in \`environment\` and \`secrets\` together, got ${got}.`,
      );
    }
  });

  it("refuse a prefix that would be more than a folder", () => {
    const stack = testStack();
    const reference = ObjectReference.fromBucketPrefix(bucketIn(stack), "web");
    expect(() => serviceIn(stack, {}, { secretObjects: { KEYS: reference } })).toThrow(
      'test/bucket: `prefix` must be a folder: not beginning with `/`, ending in `/`, without `*`, `?` and `$`, got "web". Write it like web/. [s3-object-prefix]',
    );
  });
});
