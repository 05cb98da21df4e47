import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  type BucketLocationConstraint,
} from "@aws-sdk/client-s3";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import path from "node:path";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import { findTerraform } from "../../cli/src/terraform";
import { addBackend } from "../../environments/backend";
import { production } from "../../environments/production";
import { Command, expectExitZero, type Ended } from "../support/command";
import { describeWith } from "../support/requires";

const { backend, region } = production;
const Bucket = backend.kind === "s3" ? backend.bucket : "";

jest.setTimeout(300_000);

describeWith("the S3 backend of an environment", ["terraform", "emulator"], () => {
  let directory: string;
  let aws: LocalAws;
  let s3: S3Client;

  beforeAll(async () => {
    directory = await makePrivateDirectory();
    aws = await startLocalAws({
      accountId: production.accountId,
      region,
      env: { ...process.env, AWS_ENDPOINT_URL: "" },
    });
    s3 = new S3Client({ ...aws.clientConfig, forcePathStyle: true });
    const CreateBucketConfiguration = { LocationConstraint: region as BucketLocationConstraint };
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));

    const app = new App({ outdir: directory });
    const stack = new TerraformStack(app, "test");
    addBackend(stack, backend);
    new TerraformOutput(stack, "answer", { value: "42" });
    app.synth();
  });

  afterAll(async () => {
    s3.destroy();
    await aws.stop();
    await removeDirectory(directory);
  });

  it("keeps the state in the bucket, encrypted with the key", async () => {
    // WHEN
    expectExitZero(await terraform(["init", "-backend-config=use_path_style=true"]));
    expectExitZero(await terraform(["apply", "-auto-approve"]));

    // THEN
    const state = await s3.send(new GetObjectCommand({ Bucket, Key: "orders/test.tfstate" }));
    expect(await state.Body?.transformToString()).toContain('"answer"');
    expect(state).toMatchObject({ ServerSideEncryption: "aws:kms" });
    expect(state.SSEKMSKeyId).toMatch(/key\/11111111/);
  });

  it("is locked by a file beside the state", async () => {
    // GIVEN
    const lock = { ID: "1", Operation: "OperationTypeApply", Who: "somebody@else" };
    const Key = "orders/test.tfstate.tflock";
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(lock) }));

    // WHEN
    const { code, output } = await terraform(["plan"]);

    // THEN
    expect(code).toBe(1);
    expect(output).toContain("Error acquiring the state lock");
    expect(output).toContain("somebody@else");
  });

  async function terraform(args: readonly string[]): Promise<Ended> {
    const { path: binary } = await findTerraform();
    const cwd = path.join(directory, "stacks", "test");
    const env = {
      ...process.env,
      ...aws.env,
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: undefined,
    };
    return new Command(binary, [...args, "-input=false", "-no-color"], { cwd, env }).ended;
  }
});
