import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "../../../cli/src/live/connect";
import { UserError } from "../../../cli/src/user-error";

// The SDK tries again, after waits that it draws.
jest.setTimeout(30_000);

/** What is said when no credentials are found, with this environment besides. */
async function refusal(env: NodeJS.ProcessEnv, profile?: string): Promise<UserError> {
  const before = process.env;
  const others = Object.entries(before).filter(([name]) => !name.startsWith("AWS_"));
  // Neither a file nor another machine is asked.
  const nowhere = { AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" };
  const alone = { ...nowhere, AWS_EC2_METADATA_DISABLED: "true" };
  process.env = { ...Object.fromEntries(others), ...alone, ...env };
  try {
    await connect({ profile }, { region: "eu-central-1" });
    throw new Error("it connected");
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  } finally {
    process.env = before;
  }
}

it.each([
  [{ AWS_PROFILE: "nonsense" }, undefined, ', with the profile "nonsense" of AWS_PROFILE.'],
  [{ AWS_PROFILE: "nonsense" }, "other", ', with the profile "other" of --profile.'],
  [{}, undefined, "AWS could not be asked who you are."],
])("without credentials, %j and the profile %s, it says: %s", async (env, profile, said) => {
  const text = (await refusal(env, profile)).format();
  expect(text).toContain(said);
  expect(text.includes("have no profile")).toBe("AWS_PROFILE" in env);
});

describe("with a profile", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  const config = path.join(folder, "config");
  const region = "region = eu-central-1";
  writeFileSync(
    config,
    ["[default]", region, "[profile dev]", region, "[sso-session corp]", "[profile my team]"].join(
      "\n",
    ),
  );

  it("that there is not, it names those that there are, and how to take none", async () => {
    const said = await refusal({ AWS_PROFILE: "nonsense", AWS_CONFIG_FILE: config });
    expect([said.reason, ...said.remedy]).toEqual([
      'The files of the AWS CLI have no profile "nonsense".',
      "name one of these: --profile default, --profile dev, --profile 'my team'",
      "or take none: unset AWS_PROFILE",
    ]);
    expect((await refusal({ AWS_CONFIG_FILE: config }, "nonsense")).remedy).toHaveLength(1);
  });

  it("where there is none at all, it says how to make it", async () => {
    const { remedy } = await refusal({}, "my team");
    expect(remedy).toEqual(["make it: aws configure --profile 'my team'"]);
  });

  it("that has no credentials, it names it in what to type, each once", async () => {
    const { remedy } = await refusal({ AWS_PROFILE: "dev", AWS_CONFIG_FILE: config });
    expect(remedy).toEqual([
      "log in: aws sso login --profile dev",
      "name the Region: --region <name>",
      "see what the AWS CLI says: aws sts get-caller-identity --profile dev",
    ]);
  });
});

describe("what answers, and is not AWS", () => {
  const credentials = { AWS_ACCESS_KEY_ID: "AKIACANARY", AWS_SECRET_ACCESS_KEY: "CANARY" };
  const before = process.env;

  beforeEach(() => {
    process.env = { ...before, ...credentials, AWS_SESSION_TOKEN: "CANARY" };
  });

  afterEach(() => {
    process.env = before;
  });

  async function refusedBy(status: number, body: string): Promise<UserError> {
    const server = createServer((_request, response) => {
      response.writeHead(status, { "content-type": "text/xml" });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.2", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : "";
    try {
      // No address of a local AWS: the credentials of the environment are taken.
      const endpointUrl = `http://127.0.0.2:${port}`;
      await connect({ endpointUrl }, { region: "eu-central-1" });
      throw new Error("it connected");
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it.each([
    ["nothing", ""],
    ["a page to log in on", "<html><body>Welcome to the hotel</body></html>"],
  ])("is refused: it says %s", async (_what, body) => {
    expect((await refusedBy(200, body)).message).toBe("What answers is not AWS.");
  });

  it.each([
    ["AWS_ENDPOINT_URL", "http://bob:hunter2@127.0.0.2:1"],
    ["AWS_ENDPOINT_URL_STS", "http://:hunter2@127.0.0.2:1"],
    ["AWS_ENDPOINT_URL_ECS", "bob:hunter2@127.0.0.2:1"],
  ])("is not asked with a password in %s", async (name, url) => {
    process.env[name] = url;
    const said: unknown = await connect({}, { region: "eu-central-1" }).catch((error) => error);
    expect(said).toMatchObject({ message: `${name} is refused.` });
    expect((said as UserError).format()).not.toMatch(/bob|hunter2/);
  });

  it("is not quoted where it quotes the request", async () => {
    const quoted =
      "It does not match. The Canonical String for this request should have been CANARY";
    const said = await refusedBy(
      403,
      `<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>${quoted}</Message></Error></ErrorResponse>`,
    );
    expect(said.format()).toContain("It does not match. …");
    expect(said.format()).not.toContain("CANARY");
    expect(said.remedy[0]).toContain("clock");
  });

  it.each([
    ["nonsense", "write it like: --endpoint-url http://"],
    ["http://127.0.0.2:1", "reaches AWS"],
  ])("is asked for at %s in vain", async (endpointUrl, remedy) => {
    const said = connect({ endpointUrl }, { region: "eu-central-1" });
    await expect(said).rejects.toMatchObject({
      remedy: expect.arrayContaining([expect.stringContaining(remedy)]),
    });
  });
});
