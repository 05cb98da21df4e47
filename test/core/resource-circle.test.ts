import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Aspects, TerraformLocal, type TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { EcsService, SecretReference, type IEcsCluster } from "cdktf-ecs-secrets/ecs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { Construct } from "constructs";
import { OrderOfCreation } from "../../modules/core/order";
import { guardCircles } from "../../modules/core/resource-circle";
import { image } from "../ecs/support/fixtures";
import { clusterIn } from "../support/token-row-parts";
import { newApp, stackOf } from "../support/app";
import { synth, testStack } from "../support/synth";

function service(
  stack: TerraformStack,
  id: string,
  cluster: IEcsCluster,
  secrets: Readonly<Record<string, SecretReference>> = {},
): EcsService {
  const made = new EcsService(stack, id, {
    cluster,
    subnetIds: ["subnet-1"],
    securityGroupIds: ["sg-1"],
    cpu: 256,
    memoryMiB: 512,
  });
  made.addContainer("app", { image, secrets });
  return made;
}

const secretIn = (stack: TerraformStack): SecretsManagerSecret =>
  new SecretsManagerSecret(stack, "db", {
    secretName: "orders/db",
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.generated(),
    revision: 1,
  });

describe("a circle of what waits for each other", () => {
  it("of two services is told with both paths", () => {
    // GIVEN
    const app = newApp();
    const stack = stackOf(app, "dev");
    const cluster = clusterIn(stack);
    const [web, api] = [service(stack, "web", cluster), service(stack, "api", cluster)];
    // WHEN
    web.node.addDependency(api);
    api.node.addDependency(web);
    // THEN
    expect(() => app.synth()).toThrow(
      /^dev\/(web|api): `node\.addDependency` must wait only for what does not wait for it: Terraform makes nothing of a circle, got a circle: dev\/(web waits for dev\/api|api waits for dev\/web) \(`node\.addDependency`\), and dev\/(web waits for dev\/api|api waits for dev\/web) \(`node\.addDependency`\)\. Take one of these dependencies out\. \[order-circle\]$/,
    );
  });

  it("by what the modules have wait for everything", () => {
    const stack = testStack();
    secretIn(stack);
    const tags = { after: "${terraform_data.replacements-made.id}" };
    new SqsQueue(stack, "jobs", { tags });
    expect(() => synth(stack)).toThrow(/got a circle: .*replacements-made.*\[order-circle\]/);
  });

  it("of a secret and the service that reads it", () => {
    const stack = testStack();
    const secret = secretIn(stack);
    const secrets = { DB: SecretReference.fromSecretsManager(secret) };
    const web = service(stack, "web", clusterIn(stack), secrets);
    secret.node.addDependency(web);
    expect(() => synth(stack)).toThrow(
      /a circle: .*test\/db waits for test\/web \(`node\.addDependency`\).*\[order-circle\]/,
    );
  });

  const made = (stack: TerraformStack) => {
    const [one, two] = [new Construct(stack, "one"), new Construct(stack, "two")];
    OrderOfCreation.of(stack);
    guardCircles(stack);
    return {
      queue: new SqsQueue(one, "queue", {}),
      role: new IamRole(two, "role", { assumeRolePolicy: "{}" }),
      stack,
      two,
    };
  };
  const TOLD =
    /a circle: test\/(one|two)\S* waits for test\/(one|two)\S*.*, and test\/(one|two)\S* waits for test\/(one|two)/;

  it.each<[string, (parts: ReturnType<typeof made>) => void]>([
    [
      "two references",
      ({ queue, role }) => {
        queue.policy = role.arn;
        role.description = queue.arn;
      },
    ],
    [
      "a reference through a local",
      ({ queue, role, two }) => {
        queue.policy = new TerraformLocal(two, "local", role.arn).asString;
        role.description = queue.arn;
      },
    ],
    [
      "`dependsOn`",
      ({ queue, role }) => {
        queue.dependsOn = [`aws_iam_role.${role.friendlyUniqueId}`];
        role.description = queue.arn;
      },
    ],
    [
      "an override",
      ({ queue, role }) => {
        queue.addOverride("depends_on", [`aws_iam_role.${role.friendlyUniqueId}`]);
        role.node.addDependency(queue);
      },
    ],
    [
      "`replace_triggered_by`",
      ({ queue, role }) => {
        queue.addOverride("lifecycle", {
          replace_triggered_by: [`aws_iam_role.${role.friendlyUniqueId}`],
        });
        role.description = queue.arn;
      },
    ],
    [
      "an Aspect",
      ({ queue, role, stack }) => {
        queue.policy = role.arn;
        Aspects.of(stack).add({
          visit: (node) => {
            if (node === role) role.node.addDependency(queue);
          },
        });
      },
    ],
  ])("by %s", (_what, close) => {
    const parts = made(testStack());
    close(parts);
    expect(() => synth(parts.stack)).toThrow(TOLD);
  });

  it("within one construct is told by its addresses", () => {
    const stack = testStack();
    const both = new Construct(stack, "both");
    guardCircles(stack);
    const queue = new SqsQueue(both, "queue", {});
    const role = new IamRole(both, "role", { assumeRolePolicy: queue.arn });
    queue.policy = role.arn;
    expect(() => synth(stack)).toThrow(
      /^test: `depends_on` .*aws_iam_role\.both_role_\w+ waits for aws_sqs_queue\.both_queue_\w+, and aws_sqs_queue/,
    );
  });

  it("is none where a text only looks like an address", () => {
    const { queue, role, stack } = made(testStack());
    queue.policy = role.arn;
    role.description = `see aws_sqs_queue.${queue.friendlyUniqueId}`;
    role.path = `\${join("aws_sqs_queue.${queue.friendlyUniqueId}", ["/"])}`;
    role.addOverride("assume_role_policy_of", {
      of: `$\${aws_sqs_queue.${queue.friendlyUniqueId}.arn}`,
    });
    expect(() => synth(stack)).not.toThrow();
  });

  it("is none in a chain, nor where two wait for a third", () => {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const [a, b, c] = ["a", "b", "c"].map((id) => service(stack, id, cluster));
    a?.node.addDependency(b as EcsService, c as EcsService);
    b?.node.addDependency(c as EcsService);
    expect(() => synth(stack)).not.toThrow();
  });
});
