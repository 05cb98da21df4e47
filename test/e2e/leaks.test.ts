import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { canary, searchLeaks, type Leak } from "../../cli/src/leaks";
import { expectOk } from "../../cli/src/terraform";
import { localScenario, type Build } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

describeWith("the search for leaked values", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario();
  const variables = { api_key: canary(), vendor_token: canary() };

  let keyArn: string;

  beforeAll(async () => {
    // There before Terraform runs, because it makes one only in 12 seconds.
    const { KeyMetadata } = await scenario.stores.kms.send(new CreateKeyCommand({}));
    keyArn = KeyMetadata?.Arn ?? "";
  });

  it("would find a value in a saved plan, where a merely sensitive variable leaves it", async () => {
    // GIVEN
    await scenario.synthesize(smallStack());
    await editStack((text) => text.replaceAll(/"ephemeral": true,?/g, ""));

    // WHEN
    expectOk(await scenario.terraform.plan({ out: "sensitive.tfplan", variables }));

    // THEN
    const leaks = await search();
    expect(leaks).toContainEqual({
      artifact: expect.stringContaining("sensitive.tfplan!tfplan"),
      value: "api_key",
      encoding: "plain",
    });
    // The archive is compressed: who does not look inside finds nothing.
    expect(leaks.map(({ artifact }) => artifact)).not.toContainEqual(
      expect.stringMatching(/sensitive\.tfplan$/),
    );
    await rm(path.join(scenario.stackDirectory, "sensitive.tfplan"));
  });

  it.each([
    ["plain", (value: string) => value],
    ["base64", (value: string) => base64(value)],
    ["base64", (value: string) => base64(`1${value}1`)],
    ["base64", (value: string) => base64(`12${value}12`)],
    ["base64", (value: string) => Buffer.from(`1${value}`).toString("base64url")],
    ["URL", (value: string) => encodeURIComponent(value)],
    ["URL", (value: string) => new URLSearchParams({ value }).toString()],
    ["hex", (value: string) => Buffer.from(value).toString("hex")],
    ["hex", (value: string) => Buffer.from(value).toString("hex").toUpperCase()],
    ["JSON", (value: string) => JSON.stringify({ value })],
    [
      "JSON",
      (value: string) =>
        JSON.stringify({ value })
          .replaceAll("<", "\\u003c")
          .replaceAll(">", "\\u003e")
          .replaceAll("&", "\\u0026"),
    ],
  ])("would find a planted copy: %s, case %#", async (encoding, encode) => {
    // GIVEN
    const planted = path.join(scenario.stackDirectory, "planted.txt");
    await writeFile(planted, `before ${encode(variables.vendor_token)} after`);

    // WHEN
    const leaks = await search();

    // THEN
    await rm(planted);
    expect(leaks).toContainEqual({
      artifact: expect.stringMatching(/planted\.txt$/),
      value: "vendor_token",
      encoding,
    });
    expect(await search()).toEqual([]);
  });

  it("finds none in anything that a real run leaves, while the stores hold them", async () => {
    // GIVEN
    await scenario.synthesize(smallStack());

    // WHEN
    expectOk(await scenario.terraform.plan());
    const withoutOne = { ...variables, api_key: "" };
    expect((await scenario.terraform.apply({ variables: withoutOne })).ok).toBe(false);
    // Of the failed one: the next writes over it.
    expect(await search()).toEqual([]);
    expectOk(await scenario.terraform.plan({ out: "real.tfplan", variables }));
    await scenario.terraform.showJson("real.tfplan");
    expectOk(await scenario.terraform.apply({ planFile: "real.tfplan", variables }));
    // Once more with the values set, so that there is a state's backup, too.
    await scenario.synthesize(smallStack(2));
    expectOk(await scenario.terraform.apply({ variables }));

    // THEN
    const deliveries = await scenario.verify();
    const arrived = deliveries.map(({ target, value = "" }) => ({ name: target, value }));
    expect(arrived).toMatchObject([
      { name: "API_KEY", value: variables.api_key },
      { name: "GENERATED", value: expect.stringMatching(/^.{32}$/) },
      { name: "VENDOR_TOKEN", value: variables.vendor_token },
    ]);
    const artifacts = await scenario.artifacts();
    expect(artifacts.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/cdk\.tf\.json$/),
        expect.stringMatching(/terraform\.tfstate$/),
        expect.stringMatching(/terraform\.tfstate\.backup$/),
        expect.stringMatching(/real\.tfplan!tfplan$/),
        expect.stringMatching(/real\.tfplan!tfstate$/),
        "output of terraform apply",
        "output of terraform show",
      ]),
    );
    expect(searchLeaks(artifacts, arrived)).toEqual([]);
    expect(await search()).toEqual([]);
  });

  /** One variable in each store and one generated value. */
  function smallStack(revision = 1): Build {
    return (stack) => {
      const encryptionKey = EncryptionKey.fromKeyArn(stack, "key", keyArn);
      const apiKey = new SecureStringParameter(stack, "api-key", {
        parameterName: "/orders/api-key",
        value: SecretValue.fromVariable("api_key"),
        revision,
        encryptionKey,
      });
      const vendor = new SecretsManagerSecret(stack, "vendor", {
        secretName: "orders/vendor",
        value: SecretValue.json({
          generated: SecretValue.generated(),
          token: SecretValue.fromVariable("vendor_token"),
        }),
        revision,
        recoveryWindowDays: 0,
        encryptionKey,
      });
      new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512 }).addContainer("web", {
        image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
        secrets: {
          API_KEY: SecretReference.fromSsmParameter(apiKey),
          GENERATED: SecretReference.fromSecretsManager(vendor, { jsonKey: "generated" }),
          VENDOR_TOKEN: SecretReference.fromSecretsManager(vendor, { jsonKey: "token" }),
        },
      });
    };
  }

  async function editStack(edit: (text: string) => string): Promise<void> {
    const file = path.join(scenario.stackDirectory, "cdk.tf.json");
    const text = await readFile(file, "utf8");
    expect(edit(text)).not.toBe(text);
    await writeFile(file, edit(text));
  }

  async function search(): Promise<readonly Leak[]> {
    const given = Object.entries(variables).map(([name, value]) => ({ name, value }));
    return searchLeaks(await scenario.artifacts(), given);
  }
});

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
