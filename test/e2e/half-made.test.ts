import { ListAttachedRolePoliciesCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import type { TerraformStack } from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, EcsCluster, EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expectOk } from "../../cli/src/terraform";
import { serviceNetwork } from "../../environments/network";
import { localScenario } from "../support/local-scenario";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

const ROLE = "half-made";

/** A service that reads a parameter; with `more` its role has more grants than inline policies hold. */
function build(stack: TerraformStack, parameterName: string, more = 0): void {
  const executionRole = new TaskExecutionRole(stack, "role", { roleName: ROLE });
  for (let at = 0; at < more; at += 1) {
    executionRole.addToPolicy("read-others", {
      actions: ["s3:GetObject"],
      resources: [`arn:aws:s3:::example-${"x".repeat(40)}-${at}/*`],
    });
  }
  const parameter = new SecureStringParameter(stack, "parameter", {
    parameterName,
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.generated(),
    revision: 1,
  });
  const service = new EcsService(stack, "web", {
    ...serviceNetwork(stack, { kind: "lookup", assignPublicIp: true }),
    cluster: new EcsCluster(stack, "cluster", { clusterName: ROLE }),
    cpu: 256,
    memoryMiB: 512,
    executionRole,
    serviceName: "web",
  });
  service.addContainer("web", {
    image: ContainerImage.fromRegistry("registry.example.com/orders:1.8"),
    secrets: { KEY: SecretReference.fromSsmParameter(parameter) },
  });
}

describeWith(
  "a policy that was cut off while it was made",
  ["terraform", "emulator", "provider"],
  () => {
    const scenario = localScenario("fault proxy");
    const policies = async (): Promise<readonly string[]> => {
      const { iam } = scenario.clients;
      const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: ROLE }));
      const { AttachedPolicies = [] } = await iam.send(
        new ListAttachedRolePoliciesCommand({ RoleName: ROLE }),
      );
      const names = [...PolicyNames, ...AttachedPolicies.map(({ PolicyName = "" }) => PolicyName)];
      return names.map((name) => name.replace(/-[0-9a-f]{8}-\d{18}[\da-f]{8}$/, "")).sort();
    };

    it.each([
      ["an inline one", 0, /^PutRolePolicy /, "GetRolePolicy"],
      ["a managed one", 250, /^CreatePolicy /, "GetPolicy"],
    ])("is there when the same code is applied again: %s", async (_which, more, made, read) => {
      // GIVEN
      await scenario.synthesize((stack) => build(stack, "/half-made/a", more));
      expectOk(await scenario.terraform.apply({}));
      const wanted = await policies();

      // WHEN
      let isMade = false;
      scenario.faultProxy.choose = ({ key }) => {
        isMade ||= made.test(key);
        return undefined;
      };
      scenario.faultProxy.chooseRead = ({ operation }) => {
        if (!isMade || operation !== read) return undefined;
        scenario.faultProxy.chooseRead = () => undefined;
        return { kind: "answer", status: 403, type: "AccessDenied" };
      };
      await scenario.synthesize((stack) => build(stack, "/half-made/b", more === 0 ? 0 : more + 1));
      expect((await scenario.terraform.apply({})).ok).toBe(false);
      scenario.faultProxy.choose = () => undefined;
      expectOk(await scenario.terraform.apply({}));

      // THEN
      expect(await policies()).toEqual(wanted);
      const plan = await scenario.terraform.plan();
      expect(plan.ok && !plan.hasChanges).toBe(true);
    });
  },
);

describeWith("what has one name for good", ["terraform", "emulator", "provider"], () => {
  const scenario = localScenario("fault proxy");
  const refused = new Set<string>();

  it("is whole after `terraform untaint` where it was cut off while it was made", async () => {
    // GIVEN
    await scenario.synthesize((stack) => {
      new LogGroup(stack, "logs", { logGroupName: "/half-made" });
      new SecretsManagerSecret(stack, "secret", {
        secretName: "half-made/secret",
        recoveryWindowDays: 0,
        encryptionKey: new EncryptionKey(stack, "key"),
        value: SecretValue.generated(),
        revision: 1,
        restrictTo: [],
        deployers: ["arn:aws:iam::123456789012:role/deployer"],
      });
    });
    let made = "";
    scenario.faultProxy.choose = ({ operation }) => {
      made += `${operation} `;
      return undefined;
    };
    scenario.faultProxy.chooseRead = ({ operation }) => {
      const isFirst =
        (operation === "DescribeLogGroups" && made.includes("CreateLogGroup")) ||
        (operation === "GetResourcePolicy" && made.includes("PutResourcePolicy"));
      if (!isFirst || refused.has(operation)) return undefined;
      refused.add(operation);
      return { kind: "answer", status: 403, type: "AccessDeniedException" };
    };
    expect((await scenario.terraform.apply({})).ok).toBe(false);

    // WHEN
    const { values } = (await scenario.terraform.showJson()) as State;
    const tainted = values.root_module.resources.filter((resource) => resource.tainted);
    expect(tainted.map(({ type }) => type).sort()).toEqual([
      "aws_cloudwatch_log_group",
      "aws_secretsmanager_secret_policy",
    ]);
    for (const { address } of tainted) await untaint(address);
    expectOk(await scenario.terraform.apply({}));

    // THEN
    const plan = await scenario.terraform.plan();
    expect(plan.ok && !plan.hasChanges).toBe(true);
  });

  async function untaint(address: string): Promise<void> {
    const { stackDirectory: cwd, environment: env, binary } = scenario;
    const [code] = (await once(spawn(binary, ["untaint", address], { cwd, env }), "close")) as [
      number,
    ];
    expect(code).toBe(0);
  }
});

/** What `terraform show -json` prints of a state. */
interface State {
  readonly values: {
    readonly root_module: {
      readonly resources: readonly {
        readonly address: string;
        readonly type: string;
        readonly tainted?: boolean;
      }[];
    };
  };
}
