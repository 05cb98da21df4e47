import { GetPolicyCommand, GetPolicyVersionCommand } from "@aws-sdk/client-iam";
import { RestoreSecretCommand } from "@aws-sdk/client-secrets-manager";
import { TerraformOutput, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { DeletionProtection } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { execFileSync } from "node:child_process";
import { decide, parsePolicy } from "../../cli/src/policy";
import { expectOk } from "../../cli/src/terraform";
import type { Quirk } from "../../cli/src/local-aws/quirk";
import { UserError } from "../../cli/src/user-error";
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
  const scenario = localScenario(asAwsRefusesNames);

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
    expect(outcomeOf("kms:ScheduleKeyDeletion", keyArn)).toBe("denied");
    expect(outcomeOf("iam:CreatePolicyVersion", policyArn)).toBe("denied");
    expect(outcomeOf("secretsmanager:PutSecretValue", secretArn)).toBe("allowed");
  }, 180_000);

  it("lets a name in its recovery window come back by what the error says", async () => {
    // GIVEN
    const address = "aws_secretsmanager_secret.secret_";
    await scenario.synthesize((stack) => {
      new EncryptionKey(stack, "key", { deletionWindowDays: 7 });
    });
    expectOk(await scenario.terraform.apply({ variables: {} }));
    await scenario.synthesize(protecting);

    // WHEN
    const refused = await scenario.terraform.apply({ variables: {} });
    const { remedy } = errorOf(() => expectOk(refused));
    const [restore = "", bring = ""] = remedy;
    const [, SecretId = ""] =
      /^aws secretsmanager restore-secret --secret-id (\S+)$/.exec(restore) ?? [];
    const [, found = ""] = /^terraform import (\S+) <the ARN that it prints>/.exec(bring) ?? [];
    const { secretsManager } = scenario.stores;
    const { ARN = "" } = await secretsManager.send(new RestoreSecretCommand({ SecretId }));
    execFileSync(scenario.binary, ["import", "-input=false", found, ARN], {
      cwd: scenario.stackDirectory,
      env: scenario.environment,
      stdio: "ignore",
    });

    // THEN
    expect(SecretId).toBe("protected/db");
    expect(found).toContain(address);
    expectOk(await scenario.terraform.apply({ variables: {} }));
    expect(expectOk(await scenario.terraform.plan()).planned).toEqual([]);
  }, 180_000);
});

/** Of a name in its recovery window the emulator says that it exists; AWS says this. */
function asAwsRefusesNames(): Quirk {
  const message =
    "You can't create this secret because a secret with this name is already scheduled for deletion.";
  const type = "InvalidRequestException";
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": type };
  const body = Buffer.from(JSON.stringify({ __type: type, message }));
  return {
    id: "recovery-window",
    why: "the emulator has another message",
    matches: ({ operation }) => operation === "CreateSecret",
    onResponse: (_request, response) =>
      response.status === 400 ? { status: 400, headers, body } : response,
  };
}

function errorOf(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error("it was to fail");
}
