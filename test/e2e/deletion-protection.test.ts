import { GetPolicyCommand, GetPolicyVersionCommand } from "@aws-sdk/client-iam";
import { TerraformOutput, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { DeletionProtection } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { decide, parsePolicy, type PolicyDocument } from "../../cli/src/policy";
import { buildReport } from "../../cli/src/review";
import { readPlan } from "../../cli/src/review/plan";
import { expectOk } from "../../cli/src/terraform";
import { localScenario, TARGET } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(180_000);

const ROLE = `arn:aws:iam::${TARGET.account}:role/deploys`;
const deletionProtection = true;

function keyIn(stack: TerraformStack): EncryptionKey {
  return new EncryptionKey(stack, "key", { deletionWindowDays: 7, deletionProtection });
}

/** One of each kind, with a policy that keeps them, and with another one that is a boundary. */
function protecting(stack: TerraformStack): void {
  const encryptionKey = keyIn(stack);
  const written = { encryptionKey, value: SecretValue.generated(), revision: 1 };
  const secret = new SecretsManagerSecret(stack, "secret", {
    secretName: "protected/db",
    ...written,
    deletionProtection,
  });
  const parameter = new SecureStringParameter(stack, "parameter", {
    parameterName: "/protected/key",
    ...written,
    deletionProtection,
  });
  const bucket = new SecretsBucket(stack, "bucket", {
    bucketName: "protected-by-the-test",
    encryptionKey,
    deletionProtection,
  });
  const props = { protect: [encryptionKey, secret, parameter, bucket], roleArns: [ROLE] };
  const attached = new DeletionProtection(stack, "protection", props);
  const boundary = new DeletionProtection(stack, "boundary", { ...props, boundary: true });
  const value = {
    attached: attached.policyArn,
    boundary: boundary.policyArn,
    key: encryptionKey.keyArn,
    secret: secret.secretArn,
    parameter: parameter.parameterArn,
    bucket: bucket.bucketArn,
  };
  new TerraformOutput(stack, "arns", { value, staticId: true });
}

describeWith("what is protected against deletion", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario();
  let arns: Readonly<Record<string, string>>;

  beforeAll(async () => {
    await scenario.synthesize(protecting);
    expectOk(await scenario.terraform.apply({ variables: {} }));
    arns = (await scenario.terraform.output())["arns"] as Record<string, string>;
  });

  describe("by a policy, as IAM gives it back", () => {
    const all = { Effect: "Allow", Action: "*", Resource: "*" };
    const everything = parsePolicy({ Version: "2012-10-17", Statement: [all] });
    // A key's own policy that leaves it to IAM.
    const toIam = { ...all, Principal: { AWS: `arn:aws:iam::${TARGET.account}:root` } };
    const keyPolicy = parsePolicy({ Version: "2012-10-17", Statement: [toIam] });

    it.each([
      ["an administrator has beside others", "attached"],
      ["is the boundary of an administrator", "boundary"],
    ])("that %s: denies to delete it, and nothing else", async (_which, form) => {
      // WHEN
      const policyArn = arns[form] ?? "";
      const policy = await readBack(policyArn);

      // THEN
      const given =
        form === "boundary"
          ? { identity: [everything], boundary: policy }
          : { identity: [everything, policy] };
      const outcomeOf = (action: string, resource = ""): string => {
        const request = { principal: { arn: ROLE }, action, resource };
        return decide(request, { ...given, key: keyPolicy, sameAccount: true }).outcome;
      };
      const { key, secret, parameter, bucket } = arns;
      const object = `${bucket}/web/.env`;
      for (const [action, resource] of [
        ["secretsmanager:DeleteSecret", secret],
        ["secretsmanager:RemoveRegionsFromReplication", secret],
        ["ssm:DeleteParameter", parameter],
        ["ssm:DeleteParameters", parameter],
        ["kms:ScheduleKeyDeletion", key],
        ["kms:DisableKey", key],
        ["kms:DeleteImportedKeyMaterial", key],
        ["s3:DeleteBucket", bucket],
        ["s3:DeleteObject", object],
        ["s3:DeleteObjectVersion", object],
        ["iam:CreatePolicyVersion", policyArn],
        ["iam:DeleteRolePermissionsBoundary", ROLE],
      ] as const) {
        expect([action, outcomeOf(action, resource)]).toEqual([action, "denied"]);
      }
      for (const [action, resource] of [
        ["secretsmanager:PutSecretValue", secret],
        ["secretsmanager:DeleteSecret", secret?.replace("protected/db", "protected/other")],
        ["ssm:PutParameter", parameter],
        ["ssm:DeleteParameter", `${parameter}-2`],
        ["kms:ScheduleKeyDeletion", key?.replace(/[^/]+$/, "another-key")],
        ["s3:PutObject", object],
        ["s3:DeleteObject", `${bucket}-2/web/.env`],
      ] as const) {
        expect([action, outcomeOf(action, resource)]).toEqual([action, "allowed"]);
      }
    });

    async function readBack(arn: string): Promise<PolicyDocument> {
      const { iam } = scenario.clients;
      const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
      const { PolicyVersion } = await iam.send(
        new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: Policy?.DefaultVersionId }),
      );
      return parsePolicy(decodeURIComponent(String(PolicyVersion?.Document)));
    }
  });

  describe("by `deletionProtection`", () => {
    it("is kept by Terraform itself while it is in the code", async () => {
      expect(await refused()).toEqual([
        "aws_s3_bucket.bucket",
        "aws_secretsmanager_secret.secret",
        "aws_ssm_parameter.parameter",
      ]);
      // Terraform does not come to the key while what it encrypts may not go.
      await scenario.synthesize(keyIn);
      expect(await refused()).toEqual(["aws_kms_key.key"]);
    });

    it("is destroyed by a plan without it, which Terraform allows and the review blocks", async () => {
      // GIVEN
      await scenario.synthesize(() => undefined);

      // WHEN
      const { verdict, stacks } = await review();

      // THEN
      const found = stacks
        .flatMap(({ findings }) => findings)
        .filter(({ id }) => id.endsWith("-DESTROYED"))
        .map(({ severity, id, subject }) => `${severity} ${id} ${withoutHash(subject)}`);
      expect(found.sort()).toEqual([
        "high BUCKET-DESTROYED aws_s3_bucket.bucket",
        "high KEY-DESTROYED aws_kms_key.key",
        "high SECRET-DESTROYED aws_secretsmanager_secret.secret",
        "high SECRET-DESTROYED aws_ssm_parameter.parameter",
      ]);
      expect(verdict).toBe("blocking");
    });

    /** What a plan to destroy all is refused for. */
    async function refused(): Promise<readonly (string | undefined)[]> {
      const { ok, diagnostics } = await scenario.terraform.plan({ destroy: true });
      expect(ok).toBe(false);
      return diagnostics
        .filter(({ summary }) => summary === "Instance cannot be destroyed")
        .map(({ detail }) => withoutHash(/Resource (\S+) has/.exec(detail)?.[1] ?? detail))
        .sort();
    }

    function withoutHash(address: string): string {
      return address.replace(/_[0-9A-F]{8}$/, "");
    }

    async function review(): Promise<ReturnType<typeof buildReport>> {
      expectOk(await scenario.terraform.plan({ out: "without.tfplan", variables: {} }));
      const plan = readPlan(await scenario.terraform.showJson("without.tfplan"));
      return buildReport([{ name: "scenario", plan }]);
    }
  });
});
