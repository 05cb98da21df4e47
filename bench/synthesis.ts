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

/** How synthesis grows with the number of services: ratios within one run, so that the machine's speed cancels out. */
const SIZES = [25, 50, 100, 200];
const ROUNDS = 3;

/** One stack; each service reads two parameters and two secrets of its own. */
function synthesize(services: number, outdir: string): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "bench");
  deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
  const encryptionKey = new EncryptionKey(stack, "key");
  const cluster = new EcsCluster(stack, "cluster");
  for (let index = 0; index < services; index += 1) {
    const id = `service-${index}`;
    const value = SecretValue.generated();
    const revision = 1;
    const parameters = ["a", "b"].map((part) => {
      const parameterName = `/bench/${id}/${part}`;
      const props = { parameterName, encryptionKey, value, revision };
      return new SecureStringParameter(stack, `${id}-parameter-${part}`, props);
    });
    const secrets = ["c", "d"].map((part) => {
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
  app.synth();
}

function measure(services: number): { seconds: number; megabytes: number } {
  const outdir = mkdtempSync(path.join(tmpdir(), "bench-"));
  try {
    const times = Array.from({ length: ROUNDS }, () => {
      const started = performance.now();
      synthesize(services, outdir);
      return (performance.now() - started) / 1000;
    });
    const file = path.join(outdir, "stacks", "bench", "cdk.tf.json");
    return { seconds: Math.min(...times), megabytes: statSync(file).size / 1e6 };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

// Not counted: the first run loads the provider's classes.
measure(1);
const results = SIZES.map((services) => ({ services, ...measure(services) }));
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
const peak = process.resourceUsage().maxRSS / 1024;
console.log(`peak memory ${peak.toFixed(0)} MB`);
