import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { startLocalAws } from "../../../cli/src/local-aws";
import { freePort } from "../../../cli/src/local-aws/ports";
import { PROXY_HEADER } from "../../../cli/src/local-aws/proxy";
import { describeWith } from "../../support/requires";

const ACCOUNT = "123456789012";
const OPTIONS = { accountId: ACCOUNT, region: "eu-central-1" };
const ENV = { ...process.env, AWS_ENDPOINT_URL: "" };

describeWith("startLocalAws", ["emulator"], () => {
  it("gives an endpoint that plays the account, and ends it", async () => {
    const port = await freePort();
    const aws = await startLocalAws({ ...OPTIONS, port, env: ENV });
    const sts = new STSClient(aws.clientConfig);
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: ACCOUNT });
    expect(aws).toMatchObject({ endpoint: `http://127.0.0.1:${port}`, region: "eu-central-1" });

    await aws.stop();
    await aws.stop();

    await expect(fetch(aws.endpoint)).rejects.toThrow();
  }, 60_000);

  it("removes the user's AWS configuration from the environment for child processes", async () => {
    const personal = {
      AWS_PROFILE: "production",
      AWS_SESSION_TOKEN: "token",
      AWS_CA_BUNDLE: "bundle.pem",
      AWS_ENDPOINT_URL_KMS: "https://kms.example.com",
    };
    const aws = await startLocalAws({ ...OPTIONS, env: { ...ENV, ...personal } });
    await aws.stop();
    expect(aws.env).toMatchObject({
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: "eu-central-1",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ACCESS_KEY_ID: expect.any(String),
      AWS_SECRET_ACCESS_KEY: "test",
    });
    for (const name of Object.keys(personal)) {
      expect(aws.env).toHaveProperty(name, undefined);
    }
  }, 60_000);

  it("puts one proxy before an emulator that runs already, and leaves both running", async () => {
    const first = await startLocalAws({ ...OPTIONS, env: ENV });
    try {
      const env = { ...process.env, AWS_ENDPOINT_URL: first.endpoint };
      const second = await startLocalAws({ ...OPTIONS, env });
      expect(second.endpoint).toBe(first.endpoint);
      await second.stop();
      const answer = await fetch(`${first.endpoint}/moto-api/data.json`);
      expect(answer.headers.has(PROXY_HEADER)).toBe(true);
    } finally {
      await first.stop();
    }
  }, 60_000);
});

describe("startLocalAws with a wrong port", () => {
  it("starts nothing", async () => {
    const wrong = startLocalAws({ ...OPTIONS, port: 70_000, env: { PATH: "" } });
    await expect(wrong).rejects.toThrow("`port` must be between 1 and 65535, got 70000.");
  });
});
