import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DeleteSecretCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { AwsClients } from "../../cli/src/aws";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { recordCalls, Volumes, type InitContainer, type InitRun } from "../support/init-container";
import { describeWith } from "../support/requires";
import { ACCOUNT, REGION } from "../support/synth";
import {
  expectedFiles,
  LARGE,
  PASSPHRASE,
  searchable,
  startDenyingAws,
  StoredValues,
} from "./secret-files-values";

const PLAIN = "/run/secrets/plain";
const PROGRAMS = "aws base64 chmod chown head mkdir mktemp mv rm tail wc".split(" ");

describeWith("the script of the init container", ["aws", "emulator"], () => {
  let aws: LocalAws;
  let clients: AwsClients;
  let stored: StoredValues;
  let volumes: Volumes;

  beforeAll(async () => {
    const env = { ...process.env, AWS_ENDPOINT_URL: "" };
    aws = await startLocalAws({ accountId: ACCOUNT, region: REGION, env });
    clients = new AwsClients(aws.clientConfig);
    stored = new StoredValues(clients.in(REGION));
    await stored.fill();
  }, 300_000);

  afterAll(async () => {
    clients.destroy();
    await aws.stop();
  });

  beforeEach(() => {
    volumes = new Volumes();
  });

  afterEach(() => volumes.remove());

  it.each([
    ["this machine's shell", undefined],
    ["bash, the shell of the image", ["bash", "--posix", "-c"]],
  ])(
    "writes every value byte by byte, for its owner only, and shows none, in %s",
    async (_shell, shell) => {
      // GIVEN
      const { getuid, getgid } = process;
      const owner = getuid?.() === 0 ? "1234:5678" : `${getuid?.()}:${getgid?.()}`;
      const synthesized = stored.containerOfAll(owner);
      const init = shell ? { ...synthesized, entryPoint: shell } : synthesized;
      const directory = mkdtempSync(path.join(tmpdir(), "record-"));
      const calls = recordCalls(directory, PROGRAMS);

      // WHEN
      const run = await volumes.run(init, { ...aws.env, ...calls.env });
      const recorded = calls.recorded();
      rmSync(directory, { recursive: true });

      // THEN
      expect(run.output).not.toMatch(/error|warning/i);
      expect(run.exitCode).toBe(0);
      const expected = expectedFiles();
      expect(volumes.files()).toEqual([...expected.keys()].sort());
      for (const [file, value] of expected) {
        expect([file, volumes.read(file).equals(value)]).toEqual([file, true]);
        expect([file, volumes.stat(file)]).toEqual([file, { mode: "400", owner }]);
      }
      for (const program of PROGRAMS) expect(recorded).toContain(`/${program}\n`);
      expectNoValue(run.output);
      expectNoValue(recorded);
    },
    120_000,
  );

  it("reads the version that is selected, by stage or by id", async () => {
    // GIVEN
    const secret = "versions";
    const SecretId = await stored.add(secret, "first");
    const { secretsManager } = clients.in(REGION);
    const second = { SecretId, SecretString: "second" };
    const { VersionId } = await secretsManager.send(new PutSecretValueCommand(second));
    const third = { SecretId, SecretString: "third" };
    await secretsManager.send(new PutSecretValueCommand(third));

    // WHEN
    const init = stored.container({
      "/v/current": { secret },
      "/v/previous": { secret, selector: { versionStage: "AWSPREVIOUS" } },
      "/v/id": { secret, selector: { versionId: VersionId } },
    });
    const { exitCode } = await volumes.run(init, aws.env);

    // THEN
    expect(exitCode).toBe(0);
    const read = ["current", "previous", "id"].map((file) => volumes.read(`/v/${file}`).toString());
    expect(read).toEqual(["third", "second", "second"]);
  }, 300_000);

  it("ends with an error when a secret is missing, with whole files or none", async () => {
    // GIVEN
    const SecretId = await stored.add("gone", "gone");
    const request = new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true });
    await clients.in(REGION).secretsManager.send(request);

    // WHEN
    const init = stored.container({ "/a/1": { secret: PLAIN }, "/b/2": { secret: "gone" } });
    const run = await volumes.run(init, aws.env);

    // THEN
    expect(run.output).toContain(`secret-files: /b/2: ResourceNotFoundException: ${SecretId}`);
    expect(run.exitCode).toBe(1);
    expect(volumes.files()).toEqual(["/a/1"]);
    expect(volumes.read("/a/1").toString()).toBe(PASSPHRASE);
    expectNoValue(run.output);
  }, 300_000);

  it.each(["/orders/gone", "gone"])(
    "ends with an error when the parameter %s is missing, and writes no None",
    async (parameter) => {
      const run = await volumes.run(stored.container({ "/a/1": { parameter } }), aws.env);

      expectRefused(run, "/a/1: ParameterNotFound: arn:aws:ssm:");
    },
    60_000,
  );

  it.each([
    ["secret", { secret: PLAIN }],
    ["parameter", { parameter: "/orders/dev/api-key" }],
  ])(
    "ends with the error's code when the %s is denied, and repeats nothing of the message",
    async (_kind, source) => {
      const denying = await startDenyingAws(`not ${PASSPHRASE}`);
      const env = { ...aws.env, AWS_ENDPOINT_URL: denying.url };

      const run = await volumes.run(stored.container({ "/a/1": source }), env);

      await denying.stop();
      expectRefused(run, "/a/1: AccessDeniedException: arn:aws:");
    },
    60_000,
  );

  it("ends with an error when the endpoint cannot be reached", async () => {
    const gone = await startDenyingAws("");
    await gone.stop();
    const env = { ...aws.env, AWS_ENDPOINT_URL: gone.url, AWS_MAX_ATTEMPTS: "1" };

    const run = await volumes.run(one(PLAIN), env);

    expectRefused(run, "the endpoint of secretsmanager in eu-central-1 cannot be reached");
  }, 300_000);

  it("ends with an error when the task has no role", async () => {
    const credentials = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

    const run = await volumes.run(one(PLAIN), { ...aws.env, ...credentials });

    expectRefused(run, "there are no credentials of a task role");
  }, 300_000);

  it.each([
    ["a text", LARGE],
    ["bytes", Buffer.from(LARGE)],
  ])(
    "ends with an error when a full volume cuts off %s",
    async (what, value) => {
      // GIVEN a limit on the size of files, which fails writes as a full volume does, and needs no right to mount one
      await stored.add(what, value);
      const init = one(what);
      const entryPoint = ["/bin/sh", "-c", 'ulimit -f 16; exec "$@"', "limit", ...init.entryPoint];

      // WHEN
      const run = await volumes.run({ ...init, entryPoint }, aws.env);

      // THEN
      expectRefused(run, "/a/1: the volume is full: arn:aws:");
    },
    60_000,
  );

  it.each([
    ["a secret", { secret: PLAIN }],
    ["a parameter", { parameter: "/orders/dev/api-key" }],
  ])(
    "does not take %s for whole because the CLI ended well",
    async (_kind, source) => {
      // GIVEN a CLI that could not write the end of its answer, and did not notice
      const directory = mkdtempSync(path.join(tmpdir(), "half-"));
      const script = `#!/bin/sh\nprintf '${PASSPHRASE}'\n`;
      writeFileSync(path.join(directory, "aws"), script, { mode: 0o755 });
      const env = { ...aws.env, PATH: `${directory}:${process.env["PATH"]}` };

      // WHEN
      const run = await volumes.run(stored.container({ "/a/1": source }), env);
      rmSync(directory, { recursive: true });

      // THEN
      expectRefused(run, "/a/1: the answer is not whole: arn:aws:");
    },
    60_000,
  );

  it("ends with an error when the volume cannot be written to", async () => {
    const run = await volumes.run(one(PLAIN), { ...aws.env, SECRET_FILES_ROOT: "/dev/null" });

    expectRefused(run, "its directory cannot be made");
  }, 300_000);

  it.each([
    ["a JSON key", (arn: string) => ["/a/1", `${arn}:password::`], "a JSON key cannot be read"],
    ["what is not an ARN", () => ["/a/1", "orders/dev"], "no ARN of a secret: orders/dev"],
    ["a path without a secret", () => ["/a/1"], "a path without a secret: /a/1"],
  ])(
    "ends with an error for %s",
    async (_what, pairs, problem) => {
      const init = one(PLAIN);
      const command = [...init.command.slice(0, 2), ...pairs(stored.arnOf(PLAIN))];

      const run = await volumes.run({ ...init, command }, aws.env);

      expectRefused(run, problem);
    },
    60_000,
  );

  function one(secret: string): InitContainer {
    return stored.container({ "/a/1": { secret } });
  }

  function expectRefused(run: InitRun, problem: string): void {
    expect(run.output).toContain(problem);
    expect(run.exitCode).toBe(1);
    expect(volumes.files()).toEqual([]);
    expectNoValue(run.output);
  }
});

function expectNoValue(text: string): void {
  expect(searchable().filter((value) => text.includes(value))).toEqual([]);
}
