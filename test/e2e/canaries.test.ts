import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { TerraformOutput } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  CredentialSpec,
  LogDriver,
  ObjectReference,
  SecretReference,
  TaskDefinition,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsBucket } from "cdktf-ecs-secrets/s3";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { artifactsBelow, canary, searchLeaks, type Artifact } from "../../cli/src/leaks";
import { buildReport } from "../../cli/src/review";
import { readPlan, type SynthesizedConfiguration } from "../../cli/src/review/plan";
import { publish } from "../../cli/src/review/publish";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import { expectOk, formatDiagnostic } from "../../cli/src/terraform";
import { ways } from "../../cli/src/ways";
import type { Fault, WriteCall } from "../support/fault-proxy";
import { localScenario, type Build } from "../support/local-scenario";
import { ProcessWatch } from "../support/process-watch";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

const PROVIDERS = "terraform-provider-aws";

describeWith("values of every way", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario("fault proxy");
  const variables = {
    api_key: canary(),
    login: canary(),
    splunk: canary(),
    tls: canary(),
    specification: canary(),
  };
  let keyArn: string;

  beforeAll(async () => {
    const { KeyMetadata } = await scenario.stores.kms.send(new CreateKeyCommand({}));
    keyArn = KeyMetadata?.Arn ?? "";
  });

  it("stand in nothing that a run writes or prints, also one that fails, nor in any process that needs none", async () => {
    // GIVEN
    const { terraform } = scenario;
    const said: string[] = [];
    const watch = new ProcessWatch(Object.values(variables));
    // Also those that were drawn for an apply that failed: no store has them.
    const drawn = new Set<string>();
    // The next apply writes over it.
    const leftByFailures: Artifact[] = [];
    const withFault =
      (fault?: Fault) =>
      ({ operation, body }: WriteCall): Fault | undefined => {
        if (!/^(PutParameter|PutSecretValue)$/.test(operation)) return undefined;
        const fresh = valuesIn(body).filter((value) => !drawn.has(value));
        for (const value of fresh) drawn.add(value);
        watch.add(fresh);
        return fault;
      };

    // WHEN every kind of failure comes first
    expectOk(await terraform.plan({ out: "failing.tfplan", variables }));
    const failures = [
      { planFile: "failing.tfplan", values: { ...variables, tls: "" } },
      { fault: refused(400, "ValidationException") },
      { fault: refused(403, "AccessDeniedException") },
      { fault: refused(500, "InternalFailure") },
      { fault: { kind: "close", at: "before AWS did it" } as const },
    ];
    for (const [index, { fault, planFile, values = variables }] of failures.entries()) {
      scenario.faultProxy.choose = withFault(fault);
      const failed = await terraform.apply({ planFile, variables: values });
      expect(failed.ok).toBe(false);
      said.push(...failed.diagnostics.map(formatDiagnostic));
      for (const { name, bytes } of await scenario.artifacts()) {
        leftByFailures.push({ name: `failure ${index + 1}: ${name}`, bytes });
      }
    }
    scenario.faultProxy.choose = withFault();
    // AND the plan is saved, shown, reviewed and applied
    await scenario.synthesize(everyWay(2));
    expectOk(await terraform.plan({ out: "saved.tfplan", variables }));
    const plan = await terraform.showJson("saved.tfplan");
    const text = show("saved.tfplan");
    expectOk(await terraform.apply({ planFile: "saved.tfplan", variables }));
    await scenario.seed();
    const outputs = JSON.stringify(await terraform.output());
    const state = show();
    watch.stop();

    // THEN
    const deliveries = await scenario.verify();
    expect(deliveries.map(({ problem }) => problem)).toEqual(deliveries.map(() => undefined));
    expect(new Set(deliveries.map(({ way }) => way))).toEqual(
      new Set(ways.map(({ name }) => name)),
    );
    const arrived = deliveries.map(({ target, value = "" }) => ({ name: target, value }));
    const given = Object.entries(variables).map(([name, value]) => ({ name, value }));
    const sent = [...drawn].map((value) => ({ name: "what was sent to AWS", value }));
    const values = [...given, ...arrived, ...sent].filter(({ value }) => value.length >= 8);
    // Given, arrived, and several drawn ones that no store has.
    expect(sent.length).toBeGreaterThan(given.length + 5);
    const printed = Object.entries({ text, outputs, state, said: said.join("\n") }).map(
      ([name, content]) => ({ name, bytes: Buffer.from(content) }),
    );
    const artifacts = [
      ...(await scenario.artifacts()),
      ...printed,
      { name: "plan JSON", bytes: Buffer.from(JSON.stringify(plan)) },
      ...(await reviewOf(plan)),
    ];
    expect(searchLeaks([...leftByFailures, ...artifacts], values)).toEqual([]);
    const namesLeft = leftByFailures.map(({ name }) => name);
    for (const [index] of failures.entries()) {
      for (const name of ["terraform.tfstate", "failing.tfplan!tfplan"]) {
        const at = new RegExp(`^failure ${index + 1}: .*/${name}$`);
        expect(namesLeft).toContainEqual(expect.stringMatching(at));
      }
    }
    for (const name of [
      "cdk.tf.json",
      "terraform.tfstate",
      "manifest.json",
      "comment.md",
      "index.html",
    ]) {
      expect(artifacts.map((artifact) => artifact.name).join("\n")).toContain(name);
    }
    // Terraform, its provider and the shell of the guards inherit it; nobody else has it.
    expect([...watch.inArguments]).toEqual([]);
    const needed = /terraform (plan|apply)|terraform-provider-aws|^\/bin\/sh -c/;
    expect([...watch.inEnvironment].filter((program) => !needed.test(program))).toEqual([]);
    expect([...watch.inEnvironment].join("\n")).toContain(PROVIDERS);
    // AND where AWS quotes the request in its answer, what commands print cuts it
    await scenario.synthesize(everyWay(3));
    scenario.faultProxy.choose = withFault(refused(400, "ValidationException", true));
    const quoted = await terraform.apply({ variables });
    const echoed = [...given, ...[...drawn].map((value) => ({ name: "sent", value }))];
    expect(quoted.ok).toBe(false);
    expect(quoted.output).toContain("by the test: {");
    const shown = Buffer.from(quoted.diagnostics.map(formatDiagnostic).join("\n"));
    expect(searchLeaks([{ name: "printed", bytes: shown }], echoed)).toEqual([]);
    // What Terraform itself printed has it, as AWS said it; no file has. What is to be escaped stands at the end of each value.
    const starts = given.map(({ name, value }) => ({ name, value: value.slice(0, 20) }));
    const found = searchLeaks(await scenario.artifacts(), [...echoed, ...starts]);
    expect([...new Set(found.map(({ artifact }) => artifact))]).toEqual([
      "output of terraform apply",
    ]);
    process.stdout.write(
      `canaries: ${values.length} values of ${ways.length} ways in ${artifacts.length} artifacts and ${leftByFailures.length} of failed applies, in five encodings: 0 found\n`,
    );
  });

  beforeAll(() => scenario.synthesize(everyWay()));

  function refused(status: number, type: string, echo = false): Fault {
    return { kind: "answer", status, type, echo };
  }

  /** What a call would store: its value, and the texts in it where that is JSON. */
  function valuesIn(body: string): readonly string[] {
    const { Value, SecretString } = JSON.parse(body) as Readonly<Partial<Record<string, string>>>;
    return [Value, SecretString].flatMap((value) => {
      if (value === undefined) return [];
      const parsed = value.startsWith("{") ? (JSON.parse(value) as Record<string, unknown>) : {};
      const texts = Object.values(parsed).filter((text) => typeof text === "string");
      return [value, ...texts].filter((text) => text.length >= 16);
    });
  }

  function show(...plan: readonly string[]): string {
    return execFileSync(scenario.binary, ["show", "-no-color", ...plan], {
      cwd: scenario.stackDirectory,
      env: scenario.environment,
      encoding: "utf8",
    });
  }

  /** The files of a review of the plan. */
  async function reviewOf(plan: unknown) {
    const folder = await makePrivateDirectory();
    const file = path.join(scenario.stackDirectory, "cdk.tf.json");
    const synthesized = JSON.parse(await readFile(file, "utf8")) as SynthesizedConfiguration;
    const input = { name: "scenario", plan: readPlan(plan, synthesized), synthesized };
    await publish(buildReport([input]), [input], folder);
    const files = await artifactsBelow(folder, "review");
    await removeDirectory(folder);
    return files;
  }

  /** Each way of delivery once, in both stores, given and generated. */
  function everyWay(revision = 1): Build {
    return (stack) => {
      const encryptionKey = EncryptionKey.fromKeyArn(stack, "key", keyArn);
      const secret = (name: string, value: ReturnType<typeof SecretValue.generated>) =>
        new SecretsManagerSecret(stack, name, {
          secretName: `canaries/${name}`,
          encryptionKey,
          recoveryWindowDays: 0,
          value,
          revision,
        });
      const parameter = (name: string, value: ReturnType<typeof SecretValue.generated>) =>
        new SecureStringParameter(stack, name, {
          parameterName: `/canaries/${name}`,
          encryptionKey,
          value,
          revision,
        });
      const db = secret(
        "db",
        SecretValue.json({ user: "orders", password: SecretValue.generated() }),
      );
      const apiKey = parameter("api-key", SecretValue.fromVariable("api_key"));
      const login = secret(
        "login",
        SecretValue.registryCredentials("ci", SecretValue.fromVariable("login")),
      );
      const splunk = secret("splunk", SecretValue.fromVariable("splunk"));
      const tls = secret("tls", SecretValue.fromVariable("tls"));
      const user = {
        username: "web",
        password: SecretValue.generated(),
        domainName: "example.com",
      };
      const domainUser = secret("domain-user", SecretValue.json(user));
      const bucket = new SecretsBucket(stack, "bucket", {
        bucketName: "canaries-of-the-test",
        encryptionKey,
      });
      const task = new TaskDefinition(stack, "task", { cpu: 256, memoryMiB: 512 });
      task.addContainer("web", {
        image: ContainerImage.fromRegistry("registry.example.com/orders:1.8", {
          credentials: SecretReference.fromSecretsManager(login),
        }),
        secrets: {
          DB: SecretReference.fromSecretsManager(db),
          DB_PASSWORD: SecretReference.fromSecretsManager(db, { jsonKey: "password" }),
          API_KEY: SecretReference.fromSsmParameter(apiKey),
          SESSION_KEY: SecretReference.fromSsmParameter(
            parameter("session-key", SecretValue.generated()),
          ),
        },
        user: "1000",
        secretFiles: {
          "/run/secrets/tls.key": SecretReference.fromSecretsManager(tls),
          "/run/secrets/key": SecretReference.fromSsmParameter(apiKey),
        },
        credentialSpec: CredentialSpec.fromSsmParameter(
          parameter("credential-spec", SecretValue.fromVariable("specification")),
          { domainUser: SecretReference.fromSecretsManager(domainUser) },
        ),
        secretObjects: { CERTIFICATES: ObjectReference.fromBucketPrefix(bucket, "certificates/") },
        environmentFiles: [{ bucket, key: "web/settings.env" }],
        logging: LogDriver.splunk({
          url: "https://splunk.example.com:8080",
          token: SecretReference.fromSecretsManager(splunk),
        }),
      });
      new TerraformOutput(stack, "secret", { value: db.secretArn });
      new TerraformOutput(stack, "parameter", { value: apiKey.parameterName });
    };
  }
});
