import { createServer } from "node:http";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { AwsClients } from "../../../cli/src/aws";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const made: AwsClients[] = [];

function clientsWith(config: { readonly endpoint?: string } = {}): AwsClients {
  const clients = new AwsClients({ region: "eu-central-1", credentials, ...config });
  made.push(clients);
  return clients;
}

afterAll(() => made.forEach((clients) => clients.destroy()));

describe("the clients of an account", () => {
  it("have patience with an AWS that throttles them", async () => {
    const clients = clientsWith();
    const { ec2, kms, s3, secretsManager, ssm } = clients.in("eu-west-1");
    const all = [clients.ecs, clients.iam, clients.sts, ec2, kms, s3, secretsManager, ssm];
    for (const { config } of all) {
      expect(await config.maxAttempts()).toBe(8);
      expect(await config.retryStrategy()).toMatchObject({ mode: "adaptive" });
    }
  });

  it("wait for no answer for ever, and print nothing of their own", async () => {
    const server = createServer((_request, response) => response.writeHead(400).end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : "";
    const { sts } = clientsWith({ endpoint: `http://127.0.0.1:${port}` });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow();
    server.closeAllConnections();
    server.close();
    expect(sts.config.requestHandler).toMatchObject({
      config: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
    });
    expect(sts.config.logger.constructor.name).toBe("Silence");
  });

  it("are of the Region that is asked for, and made once for each", async () => {
    const clients = clientsWith();
    const west = clients.in("eu-west-1");
    for (const { config } of Object.values(west)) expect(await config.region()).toBe("eu-west-1");
    expect(clients.in("eu-west-1")).toBe(west);
    expect(clients.in("eu-central-1")).not.toBe(west);
    expect(await clients.ecs.config.region()).toBe("eu-central-1");
  });

  it("find a bucket in another Region, and one of a local AWS by its path", () => {
    const onAws = clientsWith().in("eu-central-1").s3.config;
    expect(onAws).toMatchObject({ followRegionRedirects: true, forcePathStyle: false });
    const local = clientsWith({ endpoint: "http://127.0.0.1:1" }).in("eu-central-1").s3.config;
    expect(local).toMatchObject({ followRegionRedirects: true, forcePathStyle: true });
  });

  it("are all closed together", () => {
    const clients = clientsWith();
    const all = [clients.ecs, clients.iam, clients.sts, ...Object.values(clients.in("eu-west-1"))];
    const closed = all.map((client) => jest.spyOn(client, "destroy"));
    clients.destroy();
    for (const destroy of closed) expect(destroy).toHaveBeenCalledTimes(1);
  });

  it("print no warning of the SDK into the progress of a command", () => {
    expect(process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"]).toBe("true");
  });
});
