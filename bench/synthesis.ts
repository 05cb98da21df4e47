import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  LogDriver,
  SecretReference,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { handWritten } from "./twin";

/** How synthesis grows with the number of services: ratios within one run, so that the machine's speed cancels out. */
const SIZES = [25, 50, 100, 200];
/** At which the library is compared with hand-written cdktf. */
const COMPARED = [100, 500];
const ROUNDS = 3;

type Build = (stack: TerraformStack, services: number, secretsEach: number) => void;

/** One stack. */
function synthesize(build: Build, services: number, secretsEach: number, outdir: string): void {
  const app = new App({ outdir });
  build(new TerraformStack(app, "bench"), services, secretsEach);
  app.synth();
}

/** By the library: half of the secrets of each service are parameters. */
function byLibrary(stack: TerraformStack, services: number, secretsEach: number): void {
  const halves = Array.from({ length: secretsEach / 2 }, (_, index) => String(index));
  deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
  const encryptionKey = new EncryptionKey(stack, "key");
  const cluster = new EcsCluster(stack, "cluster");
  for (let index = 0; index < services; index += 1) {
    const id = `service-${index}`;
    const value = SecretValue.generated();
    const revision = 1;
    const parameters = halves.map((part) => {
      const parameterName = `/bench/${id}/${part}`;
      const props = { parameterName, encryptionKey, value, revision };
      return new SecureStringParameter(stack, `${id}-parameter-${part}`, props);
    });
    const secrets = halves.map((part) => {
      const props = { secretName: `bench/${id}/${part}`, encryptionKey, value, revision };
      return new SecretsManagerSecret(stack, `${id}-secret-${part}`, props);
    });
    const service = new EcsService(stack, id, {
      cluster,
      subnetIds: ["subnet-0a1b2c3d"],
      securityGroupIds: ["sg-0a1b2c3d"],
      cpu: 256,
      memoryMiB: 512,
    });
    service.addContainer("web", {
      image: ContainerImage.fromRegistry("httpd:2.4"),
      logging: LogDriver.awsLogs(),
      secrets: {
        ...Object.fromEntries(
          parameters.map((it, at) => [`P${at}`, SecretReference.fromSsmParameter(it)]),
        ),
        ...Object.fromEntries(
          secrets.map((it, at) => [`S${at}`, SecretReference.fromSecretsManager(it)]),
        ),
      },
    });
  }
}

/** @returns processor time, which other programs of the machine do not count in */
function measure(
  build: Build,
  services: number,
  secretsEach: number,
): { seconds: number; megabytes: number } {
  const outdir = mkdtempSync(path.join(tmpdir(), "bench-"));
  try {
    const times = Array.from({ length: ROUNDS }, () => {
      const started = process.cpuUsage();
      synthesize(build, services, secretsEach, outdir);
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1e6;
    });
    const file = path.join(outdir, "stacks", "bench", "cdk.tf.json");
    return { seconds: Math.min(...times), megabytes: statSync(file).size / 1e6 };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

// Not counted: the first run loads the provider's classes.
measure(byLibrary, 1, 2);
measure(handWritten, 1, 2);
const results = SIZES.map((services) => ({ services, ...measure(byLibrary, services, 4) }));
const base = results[0];
console.log("services  seconds  MB     times the first (1.0 a service = linear)");
for (const { services, seconds, megabytes } of results) {
  const perService = base ? seconds / services / (base.seconds / base.services) : 1;
  console.log(
    [
      String(services).padEnd(9),
      seconds.toFixed(2).padEnd(8),
      megabytes.toFixed(2).padEnd(6),
      perService.toFixed(2),
    ].join(" "),
  );
}
console.log("\nservices of 10 secrets  by hand  by the library  ratio");
for (const services of COMPARED) {
  const { seconds: hand } = measure(handWritten, services, 10);
  const { seconds: ours } = measure(byLibrary, services, 10);
  console.log(
    [
      String(services).padEnd(23),
      hand.toFixed(2).padEnd(8),
      ours.toFixed(2).padEnd(15),
      (ours / hand).toFixed(2),
    ].join(" "),
  );
}
const peak = process.resourceUsage().maxRSS / 1024;
console.log(`peak memory ${peak.toFixed(0)} MB`);
