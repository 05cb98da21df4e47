import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack, TerraformVariable } from "cdktf";
import { AwsTarget, deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, SecretReference, TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { Construct } from "constructs";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import {
  expectOk,
  findProviderMirror,
  findTerraform,
  TerraformRunner,
} from "../../cli/src/terraform";
import { synthApp } from "../support/app";
import { describeWith, PROVIDER_VERSION } from "../support/requires";

jest.setTimeout(300_000);

const ACCOUNT = "123456789012";
const OTHER = "210987654321";
const KEY = "key/11111111-2222-3333-4444-555555555555";

/** What the variables of the stack hold: no case tells its Region at synthesis. */
const VALUES = {
  ecr_west: `${OTHER}.dkr.ecr.eu-west-1.amazonaws.com/orders/web`,
  ecr_china: `${OTHER}.dkr.ecr.cn-north-1.amazonaws.com.cn/orders/web`,
  secret_west: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:orders/db-AbCdEf`,
  secret_china: `arn:aws-cn:secretsmanager:cn-north-1:${ACCOUNT}:secret:orders/db-AbCdEf`,
  parameter_west: `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/orders/db`,
  key_west: `arn:aws:kms:eu-west-1:${ACCOUNT}:${KEY}`,
  key_china: `arn:aws-cn:kms:cn-north-1:${ACCOUNT}:${KEY}`,
};

/** A task with the image, and with the secret in a variable. */
function task(
  scope: Construct,
  id: string,
  image = ContainerImage.fromRegistry("web"),
  secret?: SecretReference,
): void {
  const secrets = secret && { DB: secret };
  const definition = new TaskDefinition(scope, id, { cpu: 256, memoryMiB: 512 });
  definition.addContainer("web", { image, secrets });
}

function declare(stack: TerraformStack): void {
  deployToAws(stack, { account: ACCOUNT, region: "eu-central-1" });
  const variable = (name: keyof typeof VALUES): string =>
    new TerraformVariable(stack, name, { type: "string" }).stringValue;
  const below = (id: string, region: string): Construct => {
    const scope = new Construct(stack, id);
    const provider = new AwsProvider(stack, `aws-${id}`, { alias: id, region });
    AwsTarget.define(scope, { account: ACCOUNT, region, provider });
    return scope;
  };
  const secretOf = (scope: Construct, secretArn: string, encryptionKeyArn: string) =>
    SecretReference.fromSecretsManager(
      SecretsManagerSecret.fromSecretAttributes(scope, "db", { secretArn, encryptionKeyArn }),
    );
  const [west, china] = [below("west", "eu-west-1"), below("china", "cn-north-1")];
  const fixed = (host: string) =>
    ContainerImage.fromRegistry(`${OTHER}.dkr.ecr.${host}/orders/web:1`);
  task(stack, "ecr-literal", fixed("eu-west-1.amazonaws.com"));
  task(china, "ecr-literal", fixed("cn-north-1.amazonaws.com.cn"));
  const byUrl = (url: string) => ContainerImage.fromEcrRepositoryUrl(url, { tag: "1" });
  task(stack, "ecr-token", byUrl(variable("ecr_west")));
  task(china, "ecr-token", byUrl(variable("ecr_china")));
  const keyWest = variable("key_west");
  const own = new Construct(stack, "own");
  task(own, "secret", undefined, secretOf(own, variable("secret_west"), keyWest));
  task(
    china,
    "secret",
    undefined,
    secretOf(china, variable("secret_china"), variable("key_china")),
  );
  const parameter = SecureStringParameter.fromParameterAttributes(stack, "parameter", {
    parameterArn: variable("parameter_west"),
    encryptionKeyArn: keyWest,
  });
  task(stack, "parameter-token", undefined, SecretReference.fromSsmParameter(parameter));
  const made = new SecureStringParameter(west, "made", {
    parameterName: "/orders/made",
    encryptionKey: new EncryptionKey(west, "key"),
    value: SecretValue.fromVariable("made"),
    revision: 1,
  });
  task(west, "made-task", undefined, SecretReference.fromSsmParameter(made));
}

interface Planned {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface Shown {
  readonly planned_values: { readonly root_module: { readonly resources: readonly Planned[] } };
  readonly configuration: {
    readonly root_module: {
      readonly resources: readonly { address: string; provider_config_key: string }[];
    };
  };
}

describeWith("a plan with other Regions and another partition", ["terraform", "provider"], () => {
  let shown: Shown;

  beforeAll(async () => {
    const folder = await makePrivateDirectory();
    const app = new App({ outdir: folder });
    declare(new TerraformStack(app, "places"));
    const offline = {
      access_key: "test",
      secret_key: "test",
      skip_credentials_validation: true,
      skip_metadata_api_check: "true",
      skip_region_validation: true,
      skip_requesting_account_id: true,
    };
    const provider = {
      aws: [
        { ...offline, region: "eu-central-1" },
        { ...offline, region: "eu-west-1", alias: "west" },
        { ...offline, region: "cn-north-1", alias: "china" },
      ],
    };
    const configuration = join(folder, "configuration");
    mkdirSync(configuration);
    const json = { ...synthApp(app).get("places")?.json, provider };
    writeFileSync(join(configuration, "main.tf.json"), JSON.stringify(json));
    const source = await findProviderMirror({
      wantedVersion: PROVIDER_VERSION,
      configDirectory: folder,
    });
    const { path: binary } = await findTerraform();
    const env = { TF_CLI_CONFIG_FILE: source.cliConfigFile };
    const terraform = new TerraformRunner({ binary, directory: configuration, env });
    expectOk(await terraform.init());
    expectOk(await terraform.plan({ out: "plan", variables: VALUES }));
    shown = (await terraform.showJson("plan")) as Shown;
    await removeDirectory(folder);
  });

  /** The policies of the role by which a task starts. */
  const policyOf = (name: string): string =>
    shown.planned_values.root_module.resources
      .filter(({ type, address }) => type === "aws_iam_role_policy" && address.includes(`.${name}`))
      .map(({ values }) => String(values["policy"]))
      .join("\n");

  it.each([
    ["ecr-literal_execution-role", `arn:aws:ecr:eu-west-1:${OTHER}:repository/orders/web`],
    [
      "china_ecr-literal_execution-role",
      `arn:aws-cn:ecr:cn-north-1:${OTHER}:repository/orders/web`,
    ],
    ["ecr-token_execution-role", `arn:aws:ecr:eu-west-1:${OTHER}:repository/orders/web`],
    ["china_ecr-token_execution-role", `arn:aws-cn:ecr:cn-north-1:${OTHER}:repository/orders/web`],
  ])("lets %s pull from %s", (name, arn) => {
    expect(policyOf(name)).toContain(`"${arn}"`);
  });

  it.each([
    ["own_secret_execution-role", "secretsmanager.eu-west-1.amazonaws.com", VALUES.secret_west],
    [
      "china_secret_execution-role",
      "secretsmanager.cn-north-1.amazonaws.com.cn",
      VALUES.secret_china,
    ],
    ["parameter-token_execution-role", "ssm.eu-west-1.amazonaws.com", VALUES.parameter_west],
  ])("lets %s decrypt through %s", (name, service, arn) => {
    const policy = policyOf(name);
    expect(policy).toContain(`"kms:ViaService":"${service}"`);
    expect(policy).toContain(`"${arn}"`);
  });

  it("reads what is below the target of another Region there", () => {
    expect(policyOf("west_made-task_execution-role")).toContain(
      `"arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/orders/made"`,
    );
  });

  it("makes what is below a target by its provider, and the rest by the stack's", () => {
    const keys = shown.configuration.root_module.resources
      .filter(({ address }) => address.startsWith("aws_"))
      .map(({ address, provider_config_key: key }) => [address.split(".")[1] ?? "", key] as const);
    expect(keys.length).toBeGreaterThan(20);
    const wrong = keys.filter(([name, key]) => {
      const scope = /^(west|china)_/.exec(name)?.[1];
      return key !== (scope === undefined ? "aws" : `aws.${scope}`);
    });
    expect(wrong).toEqual([]);
  });
});
