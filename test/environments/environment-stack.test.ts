import { ValidationError } from "cdktf-ecs-secrets/core";
import { environments, type Environment } from "../../environments";
import { policyOf, synth, type Synthesized, plainName } from "../support/synth";
import { environment, existing, service, stackOf } from "./support/environment";

const NAMES = environments.map(({ name }) => name);

function synthesized(data: Environment): Synthesized {
  return synth(stackOf(data));
}

/** Every leaf of a document by its path. */
function leaves(value: unknown, path = ""): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...leaves(inner, `${path} › ${key}`)]),
  );
}

/** Paths whose leaves differ. */
function changes(before: Synthesized, after: Synthesized): readonly string[] {
  const [one, other] = [leaves(before.json), leaves(after.json)];
  const paths = [...new Set([...one.keys(), ...other.keys()])];
  return paths.filter((path) => one.get(path) !== other.get(path)).sort();
}

describe.each(NAMES)("the stack of %s", (name) => {
  const data = existing(name);

  it("requires a Terraform with write-only arguments, and the provider by its full name", () => {
    const { terraform } = synthesized(data);
    expect(terraform["required_version"]).toBe(">= 1.11");
    expect(terraform["required_providers"]).toMatchObject({ aws: { source: "hashicorp/aws" } });
  });

  it("binds the provider to its account, Region, role and tags", () => {
    const role = data.assumeRoleArn;
    expect(synthesized(data).providers("aws")).toEqual([
      {
        region: data.region,
        allowed_account_ids: [data.accountId],
        default_tags: [{ tags: { application: "orders", environment: name } }],
        ...(role === undefined ? {} : { assume_role: [{ role_arn: role }] }),
      },
    ]);
  });

  it("reads secrets of both stores and a variable, and holds no value", () => {
    const { ephemeral, only, variables } = synthesized(data);
    const [web] = JSON.parse(String(only("aws_ecs_task_definition")["container_definitions"])) as [
      { secrets: readonly { name: string }[] },
    ];
    expect(web.secrets.map((secret) => secret.name)).toEqual([
      "API_KEY",
      "DATABASE_PASSWORD",
      "DB_CREDENTIALS",
      "DB_PASSWORD",
    ]);
    expect(variables["orders_api_key"]).toMatchObject({ default: "", ephemeral: true });
    expect(Object.keys(ephemeral("aws_secretsmanager_random_password"))).toHaveLength(2);
  });

  it("has an execution role that reads exactly its secrets", () => {
    const policies = Object.values(synthesized(data).resources("aws_iam_role_policy"));
    const text = policies.find((policy) => plainName(policy["name_prefix"]) === "read-secrets")?.[
      "policy"
    ];
    expect(text).not.toMatch(/\$\{|\*/);
    const arn = (service: string): string => `arn:aws:${service}:${data.region}:${data.accountId}`;
    expect(policyOf(text).Statement).toEqual([
      {
        Effect: "Allow",
        Action: "secretsmanager:GetSecretValue",
        Resource: `${arn("secretsmanager")}:secret:orders/${name}/db-??????`,
      },
      {
        Effect: "Allow",
        Action: "ssm:GetParameters",
        Resource: ["api-key", "db-password"].map(
          (id) => `${arn("ssm")}:parameter/orders/${name}/${id}`,
        ),
      },
    ]);
  });

  it("takes its windows, retention and protection from the data", () => {
    const { only, resources } = synthesized(data);
    const protects = { create_before_destroy: true, prevent_destroy: data.deletionProtection };
    expect(only("aws_kms_key")).toMatchObject({
      deletion_window_in_days: data.keyDeletionWindowDays,
      lifecycle: protects,
    });
    expect(only("aws_secretsmanager_secret")).toMatchObject({
      recovery_window_in_days: data.secretRecoveryWindowDays,
      lifecycle: protects,
    });
    for (const parameter of Object.values(resources("aws_ssm_parameter"))) {
      expect(parameter["lifecycle"]).toEqual(protects);
    }
    expect(only("aws_cloudwatch_log_group")["retention_in_days"]).toBe(data.logRetentionDays);
  });
});

describe("production", () => {
  it("cannot lose a key, a secret or a parameter, and can replace a version", () => {
    const { only, resources } = synthesized(existing("production"));
    const parameters = Object.values(resources("aws_ssm_parameter"));
    expect(parameters).toHaveLength(2);
    for (const kept of [only("aws_kms_key"), only("aws_secretsmanager_secret"), ...parameters]) {
      expect(kept["lifecycle"]).toEqual({ create_before_destroy: true, prevent_destroy: true });
    }
    expect(only("aws_secretsmanager_secret_version")["lifecycle"]).toMatchObject({
      create_before_destroy: true,
    });
  });

  it("keeps what is deleted for 30 days", () => {
    const { only } = synthesized(existing("production"));
    expect(only("aws_kms_key")["deletion_window_in_days"]).toBe(30);
    expect(only("aws_secretsmanager_secret")["recovery_window_in_days"]).toBe(30);
  });
});

describe("an environment without a service", () => {
  const off = synthesized(environment({ service: undefined }));

  it("has nothing of ECS and no logs", () => {
    for (const type of ["aws_ecs_service", "aws_ecs_task_definition", "aws_cloudwatch_log_group"]) {
      expect(off.resources(type)).toEqual({});
    }
  });

  it("has the role and its grants, as with the service", () => {
    const on = synthesized(environment());
    const policies = (of: Synthesized): unknown =>
      Object.values(of.resources("aws_iam_role_policy")).filter(
        ({ name_prefix }) => plainName(name_prefix) !== "write-logs",
      );
    expect(off.only("aws_iam_role")).toEqual(on.only("aws_iam_role"));
    expect(policies(off)).toEqual(policies(on));
  });

  it("hands out the role's ARN and the fragment, ARNs only", () => {
    const [role] = Object.keys(off.resources("aws_iam_role"));
    const [secret] = Object.keys(off.resources("aws_secretsmanager_secret"));
    expect(Object.keys(off.outputs).sort()).toEqual(["execution_role_arn", "secrets_fragment"]);
    expect(off.outputs["execution_role_arn"]).toEqual({ value: `\${aws_iam_role.${role}.arn}` });
    const parameter = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders/test";
    const arn = `\${aws_secretsmanager_secret.${secret}.arn}`;
    expect(JSON.parse(String(off.outputs["secrets_fragment"]?.["value"]))).toEqual([
      { name: "API_KEY", valueFrom: `${parameter}/api-key` },
      { name: "DATABASE_PASSWORD", valueFrom: `${parameter}/db-password` },
      { name: "DB_CREDENTIALS", valueFrom: arn },
      { name: "DB_PASSWORD", valueFrom: `${arn}:password::` },
    ]);
  });
});

describe("the settings of the service", () => {
  it("arrive: image, sizes, count", () => {
    const { only } = synthesized(
      environment({
        service: service({ image: "orders:2", cpu: 512, memoryMiB: 2048, desiredCount: 4 }),
      }),
    );
    expect(only("aws_ecs_task_definition")).toMatchObject({ cpu: "512", memory: "2048" });
    expect(only("aws_ecs_task_definition")["container_definitions"]).toContain('"orders:2"');
    expect(only("aws_ecs_service")).toMatchObject({ desired_count: 4, name: "orders-test-web" });
  });

  it("may name a cluster that exists", () => {
    const existingClusterName = "shared";
    const { only, resources } = synthesized(
      environment({ service: service({ existingClusterName }) }),
    );
    expect(resources("aws_ecs_cluster")).toEqual({});
    expect(only("aws_ecs_service")["cluster"]).toBe(
      "arn:aws:ecs:eu-central-1:123456789012:cluster/shared",
    );
  });

  it("limit every role with the environment's boundary", () => {
    const permissionsBoundaryArn = "arn:aws:iam::123456789012:policy/boundary";
    const secretsBucket = { name: "example-orders-test-secrets" };
    const { resources } = synthesized(environment({ permissionsBoundaryArn, secretsBucket }));
    const roles = Object.values(resources("aws_iam_role"));
    expect(roles.map((role) => role["permissions_boundary"])).toEqual([
      permissionsBoundaryArn,
      permissionsBoundaryArn,
    ]);
  });
});

describe("a bumped revision", () => {
  const before = synthesized(environment());

  it.each([
    [
      "db",
      "aws_secretsmanager_secret_version › db_version_",
      ["secret_string_wo_version", "version_stages › 1"],
      "orders/",
    ],
    ["api-key", "aws_ssm_parameter › api-key_parameter_", ["value_wo_version"], "/orders/"],
    ["db-password", "aws_ssm_parameter › db-password_parameter_", ["value_wo_version"], "/orders/"],
  ] as const)(
    "of %s changes its write version, and the trigger of who reads it",
    (id, type, args, prefix) => {
      const all = changes(before, synthesized(environment({ revisions: { [id]: 2 } })));
      const ofGuards = / › (\S+)_value-guard_\w+ › | › values-given › /;
      const changed = all.filter((change) => !ofGuards.test(change));
      expect(changed).toEqual([
        expect.stringMatching(
          new RegExp(`^ › resource › aws_ecs_service › \\S+ › triggers › ${prefix}test/${id}$`),
        ),
        ...args.map((arg) =>
          expect.stringMatching(new RegExp(`^ › resource › ${type}\\w+ › ${arg}$`)),
        ),
      ]);
      // Another guard, where a variable has to be given.
      const guarded = all.flatMap((change) => ofGuards.exec(change)?.[1] ?? []);
      expect([...new Set(guarded)]).toEqual(id === "api-key" ? [id] : []);
    },
  );

  it("of a secret that does not exist is a problem that names it", () => {
    const making = (): unknown => stackOf(environment({ revisions: { "api-keey": 2, nope: 3 } }));
    expect(making).toThrow(ValidationError);
    expect(making).toThrow(
      new Error(
        [
          'test: `revisions.api-keey` must name a secret of the stack, got "api-keey" (there are api-key, db, db-password). Check its spelling. [environment-revision]',
          'test: `revisions.nope` must name a secret of the stack, got "nope" (there are api-key, db, db-password). Check its spelling. [environment-revision]',
        ].join("\n"),
      ),
    );
  });
});
