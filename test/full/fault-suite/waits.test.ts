import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { App, S3Backend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makePrivateDirectory, removeDirectory } from "../../../cli/src/files";
import { readStackFile } from "../../../cli/src/run";
import { startLocalAws, writeProviderOverride, type LocalAws } from "../../../cli/src/local-aws";
import {
  expectOk,
  findProviderMirror,
  findTerraform,
  TerraformRunner,
} from "../../../cli/src/terraform";
import { FaultProxy } from "../../support/fault-proxy";
import { TARGET } from "../../support/local-scenario";
import { describeWith } from "../../support/requires";
import { counts, expectNothingLost, report } from "./counts";
import { WAITS } from "./kinds";
import { FIRST, SmallApp } from "./small-app";

jest.setTimeout(900_000);

describeWith("an AWS that takes its time", ["terraform", "emulator", "provider"], () => {
  const { bench, app } = SmallApp.forAll();
  const into = counts("an answer after 30 s");
  let before: readonly string[] = [];

  beforeAll(async () => {
    before = await bench.contents();
  });
  afterAll(() => report([into]));

  it("makes a create, a change and a destroy slow, and nothing else", async () => {
    await bench.to(app.code(FIRST));
    await bench.faultEveryWrite("apply", WAITS, into, { isOnce: true, atOnce: 10 });
    await bench.to(app.code(FIRST), true);
    await bench.faultEveryWrite("apply", WAITS, into, { isOnce: true, atOnce: 10 });
    await bench.faultEveryWrite("destroy", WAITS, into, { isOnce: true, atOnce: 10 });
    expectNothingLost(into);
    expect(await bench.contents()).toEqual(before);
  });
});

const BUCKET = "state-of-the-test";

describeWith("two applies at once", ["terraform", "emulator", "provider"], () => {
  const kinds = { local: counts("two applies, local state"), s3: counts("two applies, S3") };
  let directory: string;
  let aws: LocalAws;
  let proxy: FaultProxy;
  let keyArn: string;

  beforeAll(async () => {
    directory = await makePrivateDirectory();
    const env = { ...process.env, AWS_ENDPOINT_URL: "" };
    aws = await startLocalAws({ accountId: TARGET.account, region: TARGET.region, env });
    proxy = await FaultProxy.start(aws.endpoint);
    const s3 = new S3Client({ ...aws.clientConfig, forcePathStyle: true });
    const CreateBucketConfiguration = { LocationConstraint: TARGET.region };
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
    s3.destroy();
    const kms = new KMSClient(aws.clientConfig);
    keyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? "";
    kms.destroy();
  });

  afterAll(async () => {
    await proxy.stop();
    await aws.stop();
    await removeDirectory(directory);
    report(Object.values(kinds));
  });

  it.each(["local", "s3"] as const)("on the %s backend: one waits for none", async (backend) => {
    // GIVEN
    const into = kinds[backend];
    const [one, two] = await Promise.all([stackOn(backend, "one"), stackOn(backend, "two")]);
    const variables = { token: "made-up-value" };

    // WHEN: the first is held in the middle of its write, until the second has come to its end.
    const first = new Promise<void>((reached) => {
      proxy.choose = ({ operation }) => {
        if (operation !== "PutParameter") return undefined;
        reached();
        return { kind: "wait", ms: 12_000 };
      };
    });
    const applied = one.apply({ variables });
    await first;
    const refused = await two.apply({ variables });
    const result = await applied;
    proxy.choose = () => undefined;

    // THEN
    into.injected += 1;
    expectOk(result);
    expect(refused.ok).toBe(false);
    expect(refused.diagnostics.map(({ summary }) => summary)).toContain(
      "Error acquiring the state lock",
    );
    const again = await two.apply({ variables });
    if (again.ok && again.summary.add + again.summary.change + again.summary.remove === 0) {
      into.converged += 1;
    } else into.lost.push(`the second apply after the first: ${again.output}`);
    expect(into).toMatchObject({ converged: 1, lost: [] });
    if (backend === "s3") {
      const s3 = new S3Client({ ...aws.clientConfig, forcePathStyle: true });
      const state = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "stack.tfstate" }));
      expect(await state.Body?.transformToString()).toContain("aws_ssm_parameter");
      s3.destroy();
    }
  });

  /** One stack in a folder of its own, as on two machines; the state is shared. */
  async function stackOn(backend: "local" | "s3", machine: string): Promise<TerraformRunner> {
    const outdir = path.join(directory, `${backend}-${machine}`);
    const app = new App({ outdir });
    const stack = new TerraformStack(app, "stack");
    deployToAws(stack, TARGET);
    new SecureStringParameter(stack, "parameter", {
      parameterName: `/two/${backend}`,
      encryptionKey: EncryptionKey.fromKeyArn(stack, "key", keyArn),
      value: SecretValue.fromVariable("token"),
      revision: 1,
    });
    const s3 = { bucket: BUCKET, key: "stack.tfstate", region: TARGET.region };
    if (backend === "s3") new S3Backend(stack, s3).addOverride("use_lockfile", true);
    app.synth();
    const folder = path.join(outdir, "stacks", "stack");
    const file = await writeProviderOverride(folder);
    const override = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, unknown>>;
    const local = { path: path.join(directory, "shared.tfstate") };
    const blocks =
      backend === "s3" ? { s3: { ...s3, use_lockfile: true, use_path_style: true } } : { local };
    writeFileSync(file, JSON.stringify({ ...override, terraform: { backend: blocks } }));
    const { path: binary } = await findTerraform();
    const { providerVersion: wantedVersion } = await readStackFile(folder);
    const provider = await findProviderMirror({ wantedVersion, configDirectory: directory });
    const terraform = new TerraformRunner({
      binary,
      directory: folder,
      env: {
        ...aws.env,
        AWS_ENDPOINT_URL: proxy.url,
        TF_CLI_CONFIG_FILE: provider.cliConfigFile,
      },
    });
    expectOk(await terraform.init());
    return terraform;
  }
});
