import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expectOk, TerraformRunner } from "../../../cli/src/terraform";
import { UserError } from "../../../cli/src/user-error";

const SAID =
  "StatusCode: 400, RequestID: 1, InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.";
const CREATING = `creating Secrets Manager Secret (shop/db): operation error Secrets Manager: CreateSecret, https response error ${SAID}`;
const ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-Ab1cd2";
const ADDING = `adding Secrets Manager Secret (${ARN}) replicas: operation error Secrets Manager: ReplicateSecretToRegions, https response error ${SAID}`;

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "ecs-secrets-test-"));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const PROVIDERS = [{ region: "eu-central-1" }, { alias: "west", region: "eu-west-1" }];

/** What an apply of a stack says that AWS refuses. */
async function refused(
  summary: string,
  stack: object | undefined,
  address = "aws_secretsmanager_secret.db",
): Promise<UserError> {
  const binary = path.join(directory, "terraform");
  const diagnostic = { severity: "error", summary, detail: "", address };
  const line = JSON.stringify({ type: "diagnostic", "@level": "error", diagnostic });
  writeFileSync(path.join(directory, "said"), `${line}\n`);
  writeFileSync(binary, `#!/bin/sh\ncat said\nexit 1\n`, { mode: 0o755 });
  if (stack !== undefined) {
    writeFileSync(path.join(directory, "cdk.tf.json"), JSON.stringify(stack));
  }
  const result = await new TerraformRunner({ binary, directory }).apply();
  try {
    expectOk(result);
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error("it was to fail");
}

function withSecret(secret: object, providers: unknown = PROVIDERS): object {
  return { provider: { aws: providers }, resource: { aws_secretsmanager_secret: { db: secret } } };
}

describe("a secret whose name is in its recovery window", () => {
  it.each([
    ["the stack's", withSecret({}), "eu-central-1"],
    ["the one provider's", withSecret({}, { region: "us-east-2" }), "us-east-2"],
    ["that of its own provider", withSecret({ provider: "aws.west" }), "eu-west-1"],
    ["its own", withSecret({ region: "eu-north-1" }), "eu-north-1"],
  ])("is restored in its Region: %s", async (_, stack, region) => {
    const { reason, remedy } = await refused(CREATING, stack);
    expect(reason).toContain("a secret shop/db was deleted and is in its recovery window");
    expect(remedy).toEqual([
      `aws secretsmanager restore-secret --region ${region} --secret-id shop/db`,
      "terraform import aws_secretsmanager_secret.db <the ARN that it prints>, in the folder of the stack",
      "and run the same command again, or give the new secret another name",
    ]);
  });

  it.each([
    ["is an expression", withSecret({}, [{ region: "${var.region}" }])],
    ["is said nowhere", withSecret({}, [{}])],
    ["cannot be read", undefined],
  ])("leaves the Region to the profile where it %s", async (_, stack) => {
    const { remedy } = await refused(CREATING, stack);
    expect(remedy[0]).toBe("aws secretsmanager restore-secret --secret-id shop/db");
  });

  it("takes an instance for its resource", async () => {
    const address = 'aws_secretsmanager_secret.db["a.b"]';
    const { remedy } = await refused(CREATING, withSecret({ provider: "aws.west" }), address);
    expect(remedy[0]).toContain("--region eu-west-1");
    expect(remedy[1]).toContain(`terraform import 'aws_secretsmanager_secret.db["a.b"]'`);
  });
});

describe("a replica whose name is in its recovery window", () => {
  it("imports nothing, as the secret is there, and names the Region that is in the way", async () => {
    const stack = withSecret({ replica: [{ region: "us-east-1" }] });
    const { reason, remedy } = await refused(ADDING, stack);
    expect(reason).toContain("a secret shop/db was deleted in us-east-1");
    expect(remedy).toEqual([
      "see when it was deleted: aws secretsmanager describe-secret --region us-east-1 --secret-id shop/db",
      "take that Region out of the replicas until the window has ended",
      "or end it, and with it the value that could be restored: aws secretsmanager delete-secret --region us-east-1 --secret-id shop/db --force-delete-without-recovery",
      "and run the same command again, or give the new secret another name",
    ]);
  });

  it("leaves open which of several it is", async () => {
    const stack = withSecret({ replica: [{ region: "us-east-1" }, { region: "us-east-2" }] });
    const { reason, remedy } = await refused(ADDING, stack);
    expect(reason).toContain("was deleted in us-east-1 or us-east-2");
    expect(remedy[0]).toContain("--region <Region> --secret-id shop/db");
    const unknown = await refused(ADDING, {});
    expect(unknown.reason).toContain("a Region of its replicas");
  });
});
