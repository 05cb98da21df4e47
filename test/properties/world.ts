import { parsePolicy, type PolicyDocument } from "../../cli/src/policy";
import { ACCOUNT, REGION } from "../support/synth";
import { ENVIRONMENT_FILES, PREFIXES, ROUTER_FILES, SPEC_FILES } from "./arbitrary-application";
import { at, resolveContainer, resolveReferences, sharedRole } from "./build-application";
import * as plans from "./plan";
import type { ResolvedStack, ResolvedTask } from "./resolve-stack";

/** How KMS sees the call by which a service decrypts one thing. */
export interface DecryptCall {
  readonly keyArn: string;
  readonly service: "ssm" | "secretsmanager" | "s3";
  readonly region: string;
  readonly contextKey: string;
  readonly contextValue: string;
}

/** Something that can be read: a secret, a parameter or an object, of the application or a stranger. */
export interface Readable {
  readonly arn: string;
  readonly readAction: string;
  readonly account: string;
  readonly resourcePolicy?: PolicyDocument;
  /** Whether only the readers that it names can read it, whatever the policies of others allow. */
  readonly restricted: boolean;
  /** Whether it is the copy of a secret in another Region. */
  readonly copy: boolean;
  readonly bucketArn?: string;
  /** Undefined where S3 encrypts with keys of its own. */
  readonly decrypt: DecryptCall | undefined;
  /** Whether the key is AWS's own, which lets everyone of the account decrypt through its service. */
  readonly keyOfAws: boolean;
}

/** What a role's containers reference: ARNs; a prefix ends in `/`. */
export interface References {
  readonly role: string;
  readonly arns: readonly string[];
}

const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const allow = (Action: string, extra: object): PolicyDocument =>
  parsePolicy({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource: "*", ...extra }],
  });

const DELEGATES = allow("kms:*", { Principal: ROOT });
const SHARED_KEY = allow("kms:Decrypt", { Principal: ROOT });
const SHARED_SECRET = allow("secretsmanager:GetSecretValue", { Principal: ROOT });

/** ARN of AWS's own key for a service. */
const awsKey = (service: string, region: string): string =>
  `arn:aws:kms:${region}:${ACCOUNT}:key/aws-${service}`;

/** Everything that could be read in the world of `plan`, objects near the referenced ones included. */
export function readables(plan: plans.ApplicationPlan, stack: ResolvedStack): readonly Readable[] {
  return [
    ...plans.allSecrets(plan).map((secret) => readableSecret(plan, secret, stack)),
    ...plan.buckets.flatMap((bucket) => readableObjects(plan, bucket, stack)),
  ];
}

function readableSecret(
  plan: plans.ApplicationPlan,
  secret: plans.SecretPlan,
  { keysOf, secretPolicies }: ResolvedStack,
): Readable {
  const { store, origin, name, primary } = secret;
  const arn = plans.secretArn(secret);
  const region = plans.regionOf(origin);
  const customer =
    origin === "owned" || primary
      ? keysOf[primary ? "replica" : store].get(name)
      : plans.keyArnAt(plan.keys, origin, secret.key);
  return {
    arn,
    readAction: store === "ssm" ? "ssm:GetParameters" : "secretsmanager:GetSecretValue",
    account: plans.accountOf(origin),
    resourcePolicy:
      origin === "foreign" ? SHARED_SECRET : secretPolicies.get(plans.secretArn(primary ?? secret)),
    restricted: secret.restrictTo !== undefined,
    copy: primary !== undefined,
    decrypt: {
      keyArn: customer ?? awsKey(store, region),
      service: store,
      region,
      contextKey: store === "ssm" ? "PARAMETER_ARN" : "SecretARN",
      contextValue: arn,
    },
    keyOfAws: customer === undefined,
  };
}

function objectKeys(): readonly string[] {
  const below = PREFIXES.map((prefix) => `${prefix}tls.key`);
  const near = ["web/", "webx/a.env", "web/a.env.bak"];
  return [...new Set([...below, ...ENVIRONMENT_FILES, ...ROUTER_FILES, ...SPEC_FILES, ...near])];
}

function readableObjects(
  plan: plans.ApplicationPlan,
  bucket: plans.BucketPlan,
  { keysOf, bucketPolicies }: ResolvedStack,
): readonly Readable[] {
  const bucketArn = `arn:aws:s3:::${bucket.name}`;
  const keyArn =
    bucket.origin === "owned"
      ? keysOf.s3.get(bucket.name)
      : plans.keyArnAt(plan.keys, bucket.origin, bucket.key);
  return objectKeys().map((key) => {
    const arn = `${bucketArn}/${key}`;
    return {
      arn,
      bucketArn,
      readAction: "s3:GetObject",
      account: ACCOUNT,
      resourcePolicy: bucketPolicies.get(bucket.name),
      restricted: bucket.restrictTo !== undefined,
      copy: false,
      decrypt:
        keyArn === undefined
          ? undefined
          : {
              keyArn,
              service: "s3",
              region: plans.regionOf(bucket.origin),
              contextKey: "aws:s3:arn",
              contextValue: bucket.bucketKeyEnabled ? bucketArn : arn,
            },
      keyOfAws: false,
    };
  });
}

/** The policy of a key: the stack's own, or what its owner must have set. */
export function keyPolicy(keyArn: string, { keyPolicies }: ResolvedStack): PolicyDocument {
  const own = keyPolicies.get(keyArn);
  if (own) return own;
  const [, , , region, account, key = ""] = keyArn.split(":");
  if (account !== ACCOUNT) return SHARED_KEY;
  const service = /^key\/aws-(.+)$/.exec(key)?.[1];
  if (service === undefined) return DELEGATES;
  // https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk: usable through its service only.
  const via = `${service}.${region ?? REGION}.amazonaws.com`;
  return allow("kms:Decrypt", {
    Principal: { AWS: "*" },
    Condition: { StringEquals: { "kms:CallerAccount": ACCOUNT, "kms:ViaService": via } },
  });
}

/** What the plan says that each side of each task reads, whatever the stack says. */
export function planned(
  plan: plans.ApplicationPlan,
): ReadonlyMap<string, Readonly<Record<"execution" | "task" | "users", readonly string[]>>> {
  const object = ({ bucket, key }: plans.ObjectPlan): string =>
    `arn:aws:s3:::${at(plan.buckets, bucket).name}/${key}`;
  return new Map(
    plan.tasks.map((task, index) => {
      const all = task.containers.map((container) => ({
        ...resolveContainer(plan, container),
        environmentFiles: container.environmentFiles.map(object),
        prefixes: container.prefixes.map(object),
      }));
      // The secret options of a log driver are those of the init containers as well.
      const before = all.flatMap(({ secrets, logging, registry, environmentFiles }) => [
        ...[...secrets, ...logging, registry].flatMap((secret) =>
          secret ? [plans.secretArn(secret)] : [],
        ),
        ...environmentFiles,
      ]);
      const specs = all.flatMap(({ credentialSpec }) => credentialSpec ?? []);
      const files = specs.map(({ file }) =>
        "bucket" in file ? object(file) : plans.secretArn(file),
      );
      const users = specs.flatMap(({ user }) => (user ? plans.secretArn(user) : []));
      const routerFile = plans.routerFileOf(task);
      const ofProxy = resolveReferences(plan, task.connect?.logging ?? []).map(plans.secretArn);
      const execution = [
        ...before,
        ...ofProxy,
        ...files,
        ...users,
        ...(routerFile ? [object(routerFile)] : []),
      ];
      const inside = all.flatMap(({ files, prefixes }) => [
        ...files.map(plans.secretArn),
        ...prefixes,
      ]);
      // A specification names its user inside: no container definition does.
      const named = [...before, ...ofProxy, ...files, ...(routerFile ? [object(routerFile)] : [])];
      const unnamed = users.filter((user) => !named.includes(user));
      return [
        `task-${index}`,
        { execution: sorted(execution), task: sorted(inside), users: sorted(unnamed) },
      ] as const;
    }),
  );
}

/** What is wrong with the roles or the names in a task definition, against the plan. */
export function misnamed(plan: plans.ApplicationPlan, { tasks }: ResolvedStack): readonly string[] {
  const wanted = planned(plan);
  const used = new Set<string>();
  return tasks.flatMap((task) => {
    const { family, named } = task;
    const of = wanted.get(family);
    const shared = plan.tasks[Number(family.replace("task-", ""))];
    return (["execution", "task"] as const).flatMap((side) => {
      const role = roleOf(task, side);
      const number = side === "execution" ? shared?.executionRole : shared?.taskRole;
      const users = side === "execution" ? (of?.users ?? []) : [];
      const arns = JSON.stringify((of?.[side] ?? []).filter((arn) => !users.includes(arn)));
      const problems: string[] = [];
      if (JSON.stringify(named[side]) !== arns) {
        problems.push(
          `${family} names ${JSON.stringify(named[side])} for its ${side} role, not ${arns}`,
        );
      }
      if (role === undefined && arns !== "[]") problems.push(`${family} has no ${side} role`);
      if (number !== undefined && role !== sharedRole(side, number)) {
        problems.push(`${family} has the ${side} role ${role ?? "none"}`);
      }
      if (number === undefined && role !== undefined && used.has(role)) {
        problems.push(`${family} shares ${role}`);
      }
      if (role !== undefined) used.add(role);
      return problems;
    });
  });
}

/** Role → everything that the tasks with this role reference by it, after the plan. */
export function references(
  plan: plans.ApplicationPlan,
  { tasks }: ResolvedStack,
): ReadonlyMap<string, readonly string[]> {
  const wanted = planned(plan);
  const byRole = new Map<string, readonly string[]>();
  for (const task of tasks) {
    for (const side of ["execution", "task"] as const) {
      const role = roleOf(task, side);
      if (role === undefined) continue;
      byRole.set(role, [...(byRole.get(role) ?? []), ...(wanted.get(task.family)?.[side] ?? [])]);
    }
  }
  return byRole;
}

function roleOf(task: ResolvedTask, side: "execution" | "task"): string | undefined {
  return side === "execution" ? task.executionRole : task.taskRole;
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
