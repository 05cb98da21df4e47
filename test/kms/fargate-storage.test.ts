import { EcsCluster } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import type { TerraformStack } from "cdktf";
import { decide, parsePolicy, type Outcome } from "../../cli/src/policy";
import { KEY_ARN } from "../s3/support";
import { ACCOUNT, policyOf, synth, testStack } from "../support/synth";

const OF_CLUSTER = {
  "kms:EncryptionContext:aws:ecs:clusterAccount": ACCOUNT,
  "kms:EncryptionContext:aws:ecs:clusterName": "orders",
};

function stackWith(...clusterNames: readonly string[]): TerraformStack {
  const stack = testStack();
  const ephemeralStorageKey = new EncryptionKey(stack, "key");
  for (const clusterName of clusterNames) {
    new EcsCluster(stack, clusterName, { clusterName, ephemeralStorageKey });
  }
  return stack;
}

/** What the key's policy answers a service. */
function answer(
  stack: TerraformStack,
  action: string,
  context: Readonly<Record<string, string | readonly string[]>>,
  service = "fargate.amazonaws.com",
): Outcome {
  const key = parsePolicy(String(synth(stack).only("aws_kms_key")["policy"]));
  const request = { principal: { service }, action, resource: KEY_ARN, context };
  return decide(request, { identity: [], key, sameAccount: true }).outcome;
}

describe("the key of Fargate's ephemeral storage", () => {
  it("is the cluster's setting", () => {
    const stack = stackWith("orders");
    const { only, resources } = synth(stack);
    expect(only("aws_ecs_cluster")["configuration"]).toEqual({
      managed_storage_configuration: {
        fargate_ephemeral_storage_kms_key_id: `\${aws_kms_key.${Object.keys(resources("aws_kms_key"))[0]}.arn}`,
      },
    });
  });

  it("may be used by Fargate for this cluster", () => {
    const stack = stackWith("orders");
    const grant = { ...OF_CLUSTER, "kms:GrantOperations": ["Decrypt"] };
    expect(answer(stack, "kms:GenerateDataKeyWithoutPlaintext", OF_CLUSTER)).toBe("allowed");
    expect(answer(stack, "kms:CreateGrant", grant)).toBe("allowed");
  });

  it.each<[string, string, Readonly<Record<string, string | readonly string[]>>]>([
    [
      "another cluster",
      "kms:GenerateDataKeyWithoutPlaintext",
      { ...OF_CLUSTER, "kms:EncryptionContext:aws:ecs:clusterName": "other" },
    ],
    [
      "another account",
      "kms:GenerateDataKeyWithoutPlaintext",
      { ...OF_CLUSTER, "kms:EncryptionContext:aws:ecs:clusterAccount": "999999999999" },
    ],
    ["no cluster", "kms:GenerateDataKeyWithoutPlaintext", {}],
    [
      "grants of more than decryption",
      "kms:CreateGrant",
      { ...OF_CLUSTER, "kms:GrantOperations": ["Decrypt", "Encrypt"] },
    ],
    ["decryption itself", "kms:Decrypt", OF_CLUSTER],
  ])("may not be used by Fargate for %s", (_what, action, context) => {
    expect(answer(stackWith("orders"), action, context)).toBe("denied");
  });

  it("may not be used by another service", () => {
    const stack = stackWith("orders");
    const action = "kms:GenerateDataKeyWithoutPlaintext";
    expect(answer(stack, action, OF_CLUSTER, "ec2.amazonaws.com")).toBe("denied");
  });

  it("serves two clusters with one statement each for data keys and grants", () => {
    const stack = stackWith("orders", "payments");
    const { Statement } = policyOf(synth(stack).only("aws_kms_key")["policy"]);
    expect(Statement.map(({ Sid }) => Sid)).toEqual([
      "DelegateToIam",
      "FargateDataKeys",
      "FargateGrants",
    ]);
    for (const name of ["orders", "payments"]) {
      const context = { ...OF_CLUSTER, "kms:EncryptionContext:aws:ecs:clusterName": name };
      expect(answer(stack, "kms:GenerateDataKeyWithoutPlaintext", context)).toBe("allowed");
    }
  });

  it("is AWS's own by default: no setting, no statement", () => {
    const stack = testStack();
    new EncryptionKey(stack, "key");
    new EcsCluster(stack, "cluster");
    expect(synth(stack).only("aws_ecs_cluster")).not.toHaveProperty("configuration");
    expect(synth(stack).only("aws_kms_key")["policy"]).not.toContain("fargate");
  });
});
