import { GetPolicyCommand, GetPolicyVersionCommand } from "@aws-sdk/client-iam";
import { TerraformOutput, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { DeletionProtection } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { decide, parsePolicy } from "../../cli/src/policy";
import { expectOk } from "../../cli/src/terraform";
import { localScenario, TARGET } from "../support/local-scenario";
import { describeWith } from "../support/requires";

const ROLE = `arn:aws:iam::${TARGET.account}:role/deploys`;

function protecting(stack: TerraformStack): void {
  const encryptionKey = new EncryptionKey(stack, "key", { deletionWindowDays: 7 });
  const secret = new SecretsManagerSecret(stack, "secret", {
    secretName: "protected/db",
    encryptionKey,
    value: SecretValue.generated(),
    revision: 1,
  });
  const protect = [encryptionKey, secret];
  const protection = new DeletionProtection(stack, "protection", { protect, roleArns: [ROLE] });
  const outputs = {
    policyArn: protection.policyArn,
    keyArn: encryptionKey.keyArn,
    secretArn: secret.secretArn,
  };
  for (const [name, value] of Object.entries(outputs)) {
    new TerraformOutput(stack, name, { value, staticId: true });
  }
}

describeWith("a policy against deletion", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario();

  it("as IAM gives it back, denies an administrator to delete the secret and its key", async () => {
    // GIVEN
    await scenario.synthesize(protecting);
    expectOk(await scenario.terraform.apply({ variables: {} }));
    const { policyArn, keyArn, secretArn } = (await scenario.terraform.output()) as Record<
      string,
      string
    >;

    // WHEN
    const { iam } = scenario.clients;
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: policyArn }));
    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn: policyArn, VersionId: Policy?.DefaultVersionId }),
    );
    const denial = parsePolicy(decodeURIComponent(String(PolicyVersion?.Document)));

    // THEN
    const everything = parsePolicy({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    });
    const outcomeOf = (action: string, resource = ""): string =>
      decide(
        { principal: { arn: ROLE }, action, resource },
        { identity: [everything, denial], sameAccount: true },
      ).outcome;
    expect(outcomeOf("secretsmanager:DeleteSecret", secretArn)).toBe("denied");
    expect(outcomeOf("secretsmanager:RemoveRegionsFromReplication", secretArn)).toBe("denied");
    expect(outcomeOf("kms:ScheduleKeyDeletion", keyArn)).toBe("denied");
    expect(outcomeOf("iam:CreatePolicyVersion", policyArn)).toBe("denied");
    expect(outcomeOf("secretsmanager:PutSecretValue", secretArn)).toBe("allowed");
  }, 180_000);
});
