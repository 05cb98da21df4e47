import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import {
  Aspects,
  Fn,
  TerraformOutput,
  TerraformResource,
  TerraformVariable,
  type TerraformStack,
} from "cdktf";
import { SecretValue } from "cdktf-ecs-secrets/core";
import { ContainerImage, type EcsService, SecretReference } from "cdktf-ecs-secrets/ecs";
import { TaskExecutionRole, TaskRole } from "cdktf-ecs-secrets/iam";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecretRotation, SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { Secrets, serviceIn } from "../ecs/support/fixtures";
import { OrderOfCreation, TerraformData } from "../../modules/core/internal";
import { newApp, stackOf, synthApp, type SynthesizedStack } from "../support/app";
import { synth, testStack } from "../support/synth";

interface Settings {
  readonly parameterName?: string;
  readonly secretName?: string;
  readonly roleName?: string;
  readonly isProtected?: boolean;
  readonly reads?: "both" | "secret";
}

/** A service that reads a parameter and a secret, which is shared and rotated. */
function application(settings: Settings = {}): TerraformStack {
  const stack = testStack();
  const { parameterName = "/own/api-key", secretName = "own/token", reads = "both" } = settings;
  const { key } = new Secrets(stack);
  const common = { encryptionKey: key, revision: 1, deletionProtection: settings.isProtected };
  const value = SecretValue.fromVariable("token");
  const parameter = new SecureStringParameter(stack, "api-key", {
    ...common,
    parameterName,
    value,
  });
  const secret = new SecretsManagerSecret(stack, "token", {
    ...common,
    secretName,
    value,
    sharedWith: ["arn:aws:iam::210987654321:root"],
    rotation: {
      lambdaArn: "arn:aws:lambda:eu-central-1:123456789012:function:rotate",
      afterDays: 30,
    },
  });
  new TaskRole(stack, "role", { roleName: settings.roleName ?? "own-role" });
  new TaskExecutionRole(stack, "managed", { attachManagedPolicy: true });
  const TOKEN = SecretReference.fromSecretsManager(secret);
  const API_KEY = SecretReference.fromSsmParameter(parameter);
  serviceIn(stack, {}, { secrets: reads === "both" ? { TOKEN, API_KEY } : { TOKEN } });
  return stack;
}

interface Move {
  readonly from: string;
  readonly to: string;
}

const movesOf = (stack: TerraformStack): readonly Move[] =>
  (synth(stack).json["moved"] ?? []) as readonly Move[];

/** Addresses of all resources. */
function addressesOf(stack: TerraformStack): readonly string[] {
  const all = synth(stack).json["resource"] as Record<string, Record<string, unknown>>;
  return Object.entries(all).flatMap(([type, blocks]) =>
    Object.keys(blocks).map((name) => `${type}.${name}`),
  );
}

/** Addresses that only `one` has, without their digests. */
function goneFrom(one: Settings, other: Settings): readonly string[] {
  const kept = new Set(addressesOf(application(other)));
  return addressesOf(application(one))
    .filter((address) => !kept.has(address))
    .map((address) => address.replace(/_[0-9A-F]{8}(_[0-9a-g]{8,10})?$/, ""))
    .sort();
}

const resourceOf = <T extends TerraformResource>(
  stack: TerraformStack,
  type: new (...rest: never) => T,
): T => stack.node.findAll().find((node): node is T => node instanceof type) as T;

describe("the address of what AWS cannot change in place", () => {
  it.each<[string, Settings, readonly string[]]>([
    [
      "the name of a parameter",
      { parameterName: "/own/other" },
      [
        "aws_iam_role_policy.web_task_execution-role_decrypt-secrets",
        "aws_iam_role_policy.web_task_execution-role_read-secrets",
        "aws_ssm_parameter.api-key_parameter",
        "terraform_data.api-key_value-guard",
        "terraform_data.api-key_written",
      ],
    ],
    [
      "the name of a secret",
      { secretName: "own/other" },
      [
        "aws_iam_role_policy.web_task_execution-role_decrypt-secrets",
        "aws_iam_role_policy.web_task_execution-role_read-secrets",
        "aws_lambda_permission.token_rotation_permission",
        "aws_secretsmanager_secret.token_secret",
        "aws_secretsmanager_secret_policy.token_policy",
        "aws_secretsmanager_secret_rotation.token_rotation",
        "aws_secretsmanager_secret_version.token_version",
        "terraform_data.token_value-guard",
      ],
    ],
    ["the name of a role", { roleName: "other-role" }, ["aws_iam_role.role"]],
    [
      "what a role reads",
      { reads: "secret" },
      [
        "aws_iam_role_policy.web_task_execution-role_decrypt-secrets",
        "aws_iam_role_policy.web_task_execution-role_read-secrets",
      ],
    ],
  ])("changes with %s, and no other one", (_what, changed, expected) => {
    expect(goneFrom({}, changed)).toEqual(expected);
  });

  it("is given to each role, policy, secret and parameter, and to all that belongs to one", () => {
    const named = /^aws_(iam_|secretsmanager_|ssm_parameter|lambda_permission)/;
    const plain = addressesOf(application()).filter(
      (one) => named.test(one) && !/_[0-9A-F]{8}_[0-9a-dfg]{8}$/.test(one),
    );
    expect(plain).toEqual([]);
  });

  it("is the same whatever else is in the app, and changes with what is written beside a token", () => {
    const stack = testStack();
    const { key } = new Secrets(stack);
    const parameter = (id: string, path: string, name: string): string => {
      const scope = new SecureStringParameter(stack, id, {
        parameterName: `/${path}/${name}/api-key`,
        encryptionKey: key,
        value: SecretValue.generated(),
        revision: 1,
      });
      const { friendlyUniqueId: address } = scope.node.defaultChild as TerraformResource;
      return address.replace(/^.*_/, "");
    };
    const names = ["one", "two"].map(
      (id) => new TerraformVariable(stack, id, { type: "string" }).stringValue,
    );
    const [one = "", two = ""] = names;
    const own = parameter("a", "own", one);
    expect(parameter("b", "own", two)).toBe(own);
    expect(parameter("c", "other", one)).not.toBe(own);
  });

  it("stays where Terraform must not destroy it, so that another name is refused", () => {
    const kept = (settings: Settings): readonly string[] =>
      addressesOf(application({ ...settings, isProtected: true })).filter((one) =>
        /^aws_(ssm_parameter|secretsmanager_secret)\./.test(one),
      );
    expect(kept({ parameterName: "/own/other", secretName: "own/other" })).toEqual(kept({}));
  });

  it.each<[string, (secret: TerraformResource) => void]>([
    ["by an Aspect's lifecycle", (secret) => (secret.lifecycle = { preventDestroy: true })],
    ["by an override", (secret) => secret.addOverride("lifecycle.prevent_destroy", true)],
  ])("stays also where that is said %s, wherever it is referred to", (_by, protect) => {
    // GIVEN
    const stack = application();
    const secret = resourceOf(stack, SecretsmanagerSecret);
    const output = new TerraformOutput(stack, "arn", { value: Fn.upper(secret.arn) });
    Aspects.of(stack).add({ visit: (node) => node === secret && protect(secret) });

    // WHEN
    const { resources, outputs } = synth(stack);

    // THEN
    const [name = ""] = Object.keys(resources("aws_secretsmanager_secret"));
    expect(name).toMatch(/^token_secret_[0-9A-F]{8}$/);
    expect(outputs[output.friendlyUniqueId]?.["value"]).toBe(
      `\${upper(aws_secretsmanager_secret.${name}.arn)}`,
    );
    const [version] = Object.values(resources("aws_secretsmanager_secret_version"));
    expect(version?.["secret_id"]).toBe(`\${aws_secretsmanager_secret.${name}.id}`);
  });
});

describe("a state that has it elsewhere", () => {
  it("is moved from the plain address, and from there under protection", () => {
    const secrets = (settings: Settings): Move | undefined =>
      movesOf(application(settings)).find(({ to }) => to.startsWith("aws_secretsmanager_secret."));
    const plain = /^aws_secretsmanager_secret\.token_secret_[0-9A-F]{8}$/;
    const { from = "", to = "" } = secrets({}) ?? {};
    expect(from).toMatch(plain);
    expect(to).toMatch(/_[0-9a-dfg]{8}$/);
    expect(to.startsWith(`${from}_`)).toBe(true);
    expect(secrets({ isProtected: true })).toEqual({ from: to, to: from });
  });

  it("is moved for every resource that has such an address, in an order that declarations do not change", () => {
    const moves = movesOf(application());
    const own = addressesOf(application()).filter(
      (one) => /_[0-9a-dfg]{8}$/.test(one) && !one.includes("value-guard"),
    );
    expect(moves.map(({ to }) => to)).toEqual([...own].sort());
  });

  it("is moved from where its author says, and to the address that is written", () => {
    // GIVEN
    const stack = application({ reads: "secret" });
    const policies = stack.node
      .findAll()
      .filter((node) => TerraformResource.isTerraformResource(node))
      .filter(({ terraformResourceType: type }) => type === "aws_iam_role_policy");
    for (const [n, policy] of policies.entries()) policy.moveFromId(`aws_iam_role_policy.was-${n}`);
    // WHEN something is granted behind it
    const parameter = stack.node.findChild("api-key") as SecureStringParameter;
    const API_KEY = SecretReference.fromSsmParameter(parameter);
    const image = ContainerImage.fromRegistry("public.ecr.aws/nginx/nginx:1.27");
    const service = stack.node.findChild("web") as EcsService;
    service.addContainer("second", { image, secrets: { API_KEY } });

    // THEN
    const moves = movesOf(stack).filter(({ to }) => to.startsWith("aws_iam_role_policy."));
    const addresses = addressesOf(stack).filter((one) => one.startsWith("aws_iam_role_policy."));
    expect(moves.map(({ to }) => to).sort()).toEqual([...addresses].sort());
    expect(moves.every(({ from }) => from.includes("was-"))).toBe(true);
    expect(() => policies[0]?.moveFromId("aws_iam_role_policy.other")).toThrow(
      /two different move/,
    );
  });

  it("is left to an override of the stack, and to a resource that is moved elsewhere", () => {
    const stack = application();
    const secret = resourceOf(stack, SecretsmanagerSecret);
    const version = resourceOf(stack, SecretsmanagerSecretVersion);
    const to = `aws_secretsmanager_secret.${secret.friendlyUniqueId}`;
    stack.addOverride("moved", [{ from: "aws_secretsmanager_secret.by-hand", to }]);
    version.moveToId("aws_secretsmanager_secret_version.elsewhere");

    const moves = movesOf(stack).filter(({ to: place }) =>
      /secretsmanager_secret(_v.*)?\./.test(place),
    );
    expect(moves.map(({ from }) => from)).toEqual([
      expect.stringMatching(/^aws_secretsmanager_secret_version\.token_version_/),
      "aws_secretsmanager_secret.by-hand",
    ]);
  });
});

describe("what another stack takes", () => {
  /** A platform with a secret, an app that names its ARN. */
  function twoStacks(secretName: string): ReadonlyMap<string, SynthesizedStack> {
    const app = newApp();
    const [platform, own] = [stackOf(app, "platform"), stackOf(app, "app")];
    const { secretArn } = new SecretsManagerSecret(platform, "db", {
      secretName,
      encryptionKey: new EncryptionKey(platform, "key"),
      value: SecretValue.generated(),
      revision: 1,
    });
    new TerraformOutput(own, "arn", { value: Fn.upper(secretArn), staticId: true });
    return synthApp(app);
  }
  const outputOf = (stacks: ReadonlyMap<string, SynthesizedStack>): [string, unknown] => {
    const outputs = stacks.get("platform")?.json["output"] ?? {};
    return Object.entries(outputs).map(([name, { value }]) => [name, value] as const)[0] as never;
  };

  it("has the same name under another address, so that its stack can be planned before", () => {
    const [one, other] = ["platform/db", "platform/other"].map(twoStacks) as [
      ReadonlyMap<string, SynthesizedStack>,
      ReadonlyMap<string, SynthesizedStack>,
    ];
    const [[name, value], [sameName, otherValue]] = [outputOf(one), outputOf(other)];
    expect(sameName).toBe(name);
    expect(name).toMatch(/^cross-stack-output-aws_secretsmanager_secretdb_secret_[0-9A-F]{8}arn$/);
    const [address] = Object.keys(
      one.get("platform")?.json["resource"]?.["aws_secretsmanager_secret"] ?? {},
    );
    expect(value).toBe(`\${aws_secretsmanager_secret.${address}.arn}`);
    expect(otherValue).not.toBe(value);
    expect(one.get("app")?.json["output"]?.["arn"]).toEqual(
      other.get("app")?.json["output"]?.["arn"],
    );
    expect(JSON.stringify(one.get("app")?.json["output"]?.["arn"])).toContain(`outputs.${name}`);
  });

  it("may be of a resource without an address of its own", () => {
    const app = newApp();
    const [platform, own] = [stackOf(app, "platform"), stackOf(app, "app")];
    const record = new TerraformData(platform, "record", { input: { of: "platform" } });
    new TerraformOutput(own, "of", { value: record.output("of"), staticId: true });
    const stacks = synthApp(app);
    expect(Object.values(stacks.get("platform")?.json["output"] ?? {})).toEqual([
      { sensitive: true, value: "${terraform_data.record.output.of}" },
    ]);
    expect(JSON.stringify(stacks.get("app")?.json["output"])).toContain(".outputs.");
  });
});

describe("what goes under an address of its own", () => {});

describe("a policy in another stack than its role", () => {
  it("stays at its address under another name of the role, of which the state of its stack tells later", () => {
    const policiesOf = (roleName: string): readonly string[] => {
      const app = newApp();
      const [platform, own] = [stackOf(app, "platform"), stackOf(app, "app")];
      const role = new TaskRole(platform, "role", { roleName });
      const secret = new SecretsManagerSecret(own, "db", {
        secretName: "own/db",
        encryptionKey: new EncryptionKey(own, "key"),
        value: SecretValue.generated(),
        revision: 1,
      });
      secret.grantRead(role);
      new SecretRotation(platform, "rotation", {
        secret: SecretsManagerSecret.fromSecretAttributes(platform, "vendor", {
          secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:vendor-a1B2c3",
        }),
        lambdaArn: "arn:aws:lambda:eu-central-1:123456789012:function:rotate",
        afterDays: 30,
      });
      return Object.keys(synthApp(app).get("app")?.json["resource"]?.["aws_iam_role_policy"] ?? {});
    };
    expect(policiesOf("one")).toEqual(policiesOf("two"));
  });
});

describe("a name by which others know an address", () => {
  it.each<[string, (stack: TerraformStack) => TerraformResource | undefined]>([
    ["a role", (stack) => resourceOf(stack, IamRole)],
    ["a policy", (stack) => resourceOf(stack, IamRolePolicy)],
  ])("is not given to %s by an override", (_what, find) => {
    const stack = application();
    find(stack)?.addOverride("name", "of-its-own");
    expect(() => synth(stack)).toThrow("[name-kept]");
  });
});

it("is spelled in an expression of its author's as cdktf does", () => {
  const stack = application();
  const role = resourceOf(stack, IamRole);
  const { arn } = role;
  const made = new SsmParameter(stack, "mine", {
    name: "mine",
    type: "String",
    value: `\${lower(${arn})}`,
    description: `at ${arn} and ${arn}`,
    lifecycle: { precondition: [{ condition: `\${${arn} != ""}`, errorMessage: "none" }] },
  });
  OrderOfCreation.of(stack).require(made, () => []);
  const { resources } = synth(stack);
  const address = `aws_iam_role.${role.friendlyUniqueId}.arn`;
  expect(resources("aws_ssm_parameter")["mine"]).toMatchObject({
    value: `\${lower(${address})}`,
    description: `at \${${address}} and \${${address}}`,
    lifecycle: { precondition: [{ condition: `\${${address} != ""}` }] },
  });
});
