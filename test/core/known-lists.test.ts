import { TerraformVariable, Token, type TerraformStack } from "cdktf";
import {
  ContainerImage,
  EcsCluster,
  EcsService,
  TaskDefinition,
  Volume,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { TaskRole } from "cdktf-ecs-secrets/iam";
import { synth, testStack } from "../support/synth";

/** What cdktf hands out for a variable of any type, and for a list of texts. */
function tokens(stack: TerraformStack): readonly never[] {
  const variable = new TerraformVariable(stack, "whole", { type: "any" });
  return [variable.value as never, variable.listValue as never];
}

const statement = (stack: TerraformStack, props: object): void =>
  new TaskRole(stack, "role").addToPolicy("read", {
    actions: ["s3:GetObject"],
    resources: ["*"],
    ...props,
  });

type Use = (stack: TerraformStack, token: never) => unknown;

/** Props whose items are constructs, or become JSON: which there are must be known. */
const ROWS: readonly (readonly [prop: string, use: Use])[] = [
  ["dependsOn", (stack, dependsOn) => new TaskDefinition(stack, "it", { dependsOn })],
  [
    "services",
    (stack, services) =>
      new RedeployOnChange(stack, "it", {
        encryptionKey: new EncryptionKey(stack, "key"),
        services,
      }),
  ],
  [
    "references",
    (stack, references) =>
      EcsService.fromServiceAttributes(stack, "it", {
        cluster: EcsCluster.fromClusterName(stack, "cluster", "orders"),
        serviceName: "web",
        references,
      }),
  ],
  ["principals.AWS", (stack, AWS) => statement(stack, { principals: { AWS } })],
  [
    "conditions.StringEquals.a",
    (stack, a) => statement(stack, { conditions: { StringEquals: { a } } }),
  ],
];

it.each(ROWS)("%s is refused with the remedy where only Terraform knows it", (prop, use) => {
  for (const at of [0, 1]) {
    const stack = testStack();
    const [token = undefined as never] = tokens(stack).slice(at);
    expect(() => use(stack, token)).toThrow(
      new RegExp(`\`\\S*${prop}\` must be known at synthesis, .* Pass the entries one by one`),
    );
  }
});

it.each(["principals", "conditions"])("%s of a statement are refused as a whole", (prop) => {
  const stack = testStack();
  const whole = Token.asAnyMap(new TerraformVariable(stack, "whole", {}).value);
  expect(() => statement(stack, { [prop]: whole })).toThrow(
    `\`read.${prop}\` must be known at synthesis`,
  );
});

it("labels and options of a Docker volume may be a map that only Terraform knows", () => {
  const stack = testStack();
  const whole = Token.asStringMap(new TerraformVariable(stack, "whole", {}).value);
  const task = new TaskDefinition(stack, "it", { compatibility: "EC2" });
  task.addVolume("data", Volume.docker("local", whole, { labels: whole }));
  task.addContainer("web", { image: ContainerImage.fromRegistry("nginx"), memoryLimitMiB: 64 });
  const { volume } = synth(stack).only("aws_ecs_task_definition");
  expect(volume).toMatchObject([
    { docker_volume_configuration: { driver_opts: "${var.whole}", labels: "${var.whole}" } },
  ]);
});
