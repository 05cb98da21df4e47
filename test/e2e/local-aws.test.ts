import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { startLocalAws, writeProviderOverride, type LocalAws } from "../../cli/src/local-aws";
import {
  expectOk,
  findProviderMirror,
  findTerraform,
  TerraformRunner,
  type TerraformEvent,
} from "../../cli/src/terraform";
import { Transcript } from "../../cli/src/ui";
import { describeWith, PROVIDER_VERSION } from "../support/requires";

const ACCOUNT = "123456789012";
const CANARY = "canary-9f2c-Wert/ß+=";

/** A service, a key and a written parameter: what every quirk of a plain stack is about. */
const STACK = {
  terraform: {
    required_version: ">= 1.11",
    required_providers: { aws: { source: "hashicorp/aws", version: PROVIDER_VERSION } },
    backend: { s3: { bucket: "state-of-production", key: "orders", region: "eu-central-1" } },
  },
  provider: {
    aws: [
      {
        region: "eu-central-1",
        allowed_account_ids: [ACCOUNT],
        assume_role: [{ role_arn: `arn:aws:iam::999999999999:role/deployer` }],
      },
    ],
  },
  variable: { api_key: { type: "string", ephemeral: true, sensitive: true, default: "" } },
  data: {
    aws_vpc: { default: { default: true } },
    aws_subnets: {
      default: { filter: [{ name: "vpc-id", values: ["${data.aws_vpc.default.id}"] }] },
    },
    aws_security_group: { default: { vpc_id: "${data.aws_vpc.default.id}", name: "default" } },
  },
  resource: {
    aws_kms_key: { key: { enable_key_rotation: true, rotation_period_in_days: 180 } },
    aws_ssm_parameter: {
      api_key: {
        name: "/orders/dev/api-key",
        type: "SecureString",
        key_id: "${aws_kms_key.key.arn}",
        value_wo: "${var.api_key}",
        value_wo_version: 1,
      },
    },
    aws_ecs_cluster: { cluster: { name: "orders" } },
    aws_ecs_task_definition: {
      web: {
        family: "web",
        network_mode: "awsvpc",
        requires_compatibilities: ["FARGATE"],
        cpu: "256",
        memory: "512",
        container_definitions: JSON.stringify([
          { name: "web", image: "registry.example.com/web:1", essential: true },
        ]),
      },
    },
    aws_ecs_service: {
      web: {
        name: "web",
        cluster: "${aws_ecs_cluster.cluster.arn}",
        task_definition: "${aws_ecs_task_definition.web.arn}",
        desired_count: 2,
        launch_type: "FARGATE",
        availability_zone_rebalancing: "ENABLED",
        enable_execute_command: true,
        enable_ecs_managed_tags: true,
        wait_for_steady_state: true,
        force_new_deployment: true,
        deployment_circuit_breaker: { enable: true, rollback: true },
        network_configuration: {
          subnets: "${data.aws_subnets.default.ids}",
          security_groups: ["${data.aws_security_group.default.id}"],
        },
        triggers: { api_key: "1" },
      },
    },
  },
  output: { cluster: { value: "${aws_ecs_cluster.cluster.name}" } },
};

describeWith("a stack on the local AWS", ["terraform", "emulator", "provider"], () => {
  let directory: string;
  let aws: LocalAws;
  const events: TerraformEvent[] = [];
  const transcript = new Transcript();

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), "ecs-secrets-test-"));
    aws = await startLocalAws({ accountId: ACCOUNT, region: "eu-central-1" });
  }, 300_000);

  afterAll(async () => {
    await aws.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it("is applied by the real provider, planned clean, and destroyed", async () => {
    // GIVEN
    await writeFile(path.join(directory, "cdk.tf.json"), JSON.stringify(STACK));
    await writeProviderOverride(directory);
    const source = await findProviderMirror({
      wantedVersion: PROVIDER_VERSION,
      configDirectory: directory,
    });
    const { path: binary } = await findTerraform();
    const terraform = new TerraformRunner({
      binary,
      directory,
      env: { ...aws.env, TF_CLI_CONFIG_FILE: source.cliConfigFile },
      variables: { api_key: CANARY },
      onEvent: (event) => events.push(event),
      transcript,
    });

    // WHEN
    expectOk(await terraform.init());
    expectOk(await terraform.validate());
    const first = expectOk(await terraform.plan({ out: "first.tfplan" }));
    const applied = expectOk(await terraform.apply({ planFile: "first.tfplan" }));
    const second = expectOk(await terraform.plan());
    const outputs = await terraform.output();
    const state = JSON.stringify(await terraform.showJson());
    const destroyed = expectOk(await terraform.destroy());

    // THEN
    expect(first).toMatchObject({ hasChanges: true, changes: 5 });
    expect(applied.summary).toMatchObject({ add: 5, change: 0, remove: 0 });
    expect(second.planned).toEqual([]);
    expect(second).toMatchObject({ hasChanges: false, changes: 0 });
    expect(outputs).toEqual({ cluster: "orders" });
    expect(destroyed.summary.remove).toBe(5);
    expect(events).toContainEqual(
      expect.objectContaining({
        stage: "complete",
        address: "aws_ecs_service.web",
        action: "create",
      }),
    );
    expect(state).toContain("/orders/dev/api-key");
    expect(state).not.toContain(CANARY);
    expect(transcript.text()).not.toContain(CANARY);
    expect(transcript.sources).toContain("terraform apply");
  }, 300_000);
});
