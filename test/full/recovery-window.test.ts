import { RestoreSecretCommand } from "@aws-sdk/client-secrets-manager";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Quirk } from "../../cli/src/local-aws/quirk";
import { expectOk } from "../../cli/src/terraform";
import { UserError } from "../../cli/src/user-error";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";

// The provider tries for two minutes to make a secret whose name AWS keeps.
jest.setTimeout(600_000);

const keyIn = (stack: TerraformStack): EncryptionKey =>
  new EncryptionKey(stack, "key", { deletionWindowDays: 7 });

function secretIn(stack: TerraformStack): void {
  new SecretsManagerSecret(stack, "secret", {
    secretName: "protected/db",
    encryptionKey: keyIn(stack),
    value: SecretValue.generated(),
    revision: 1,
  });
}

describeWith("a deleted secret", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario(asAwsRefusesNames);

  it("whose name AWS keeps comes back by what the error says", async () => {
    // GIVEN
    const address = "aws_secretsmanager_secret.secret_";
    await scenario.synthesize(secretIn);
    expectOk(await scenario.terraform.apply({ variables: {} }));
    await scenario.synthesize((stack) => void keyIn(stack));
    expectOk(await scenario.terraform.apply({ variables: {} }));
    await scenario.synthesize(secretIn);

    // WHEN
    const refused = await scenario.terraform.apply({ variables: {} });
    const { remedy } = errorOf(() => expectOk(refused));
    const [restore = "", bring = ""] = remedy;
    const [, Region = "", SecretId = ""] =
      /^aws secretsmanager restore-secret --region (\S+) --secret-id (\S+)$/.exec(restore) ?? [];
    const [, found = ""] = /^terraform import (\S+) <the ARN that it prints>/.exec(bring) ?? [];
    const { secretsManager } = scenario.stores;
    const { ARN = "" } = await secretsManager.send(new RestoreSecretCommand({ SecretId }));
    // Not at once: the local AWS answers from this process.
    await promisify(execFile)(scenario.binary, ["import", "-input=false", found, ARN], {
      cwd: scenario.stackDirectory,
      env: scenario.environment,
    });

    // THEN
    expect(Region).toBe(await secretsManager.config.region());
    expect(SecretId).toBe("protected/db");
    expect(found).toContain(address);
    expectOk(await scenario.terraform.apply({ variables: {} }));
    expect(expectOk(await scenario.terraform.plan()).planned).toEqual([]);
  });
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
