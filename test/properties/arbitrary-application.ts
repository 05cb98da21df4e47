import * as fc from "fast-check";
import { arbitraryFileSystems, arbitraryMounts } from "./file-systems";
import {
  AUDITOR,
  type ApplicationPlan,
  type BucketPlan,
  type ContainerPlan,
  type LogPlan,
  type ObjectPlan,
  type ReferencePlan,
  type SecretPlan,
  type TaskPlan,
} from "./plan";
import { arbitraryImage } from "./pulled-images";
import { arbitraryPorts } from "./service-connect";

// Each is the start, the end or the near miss of another one, and some end like an ARN.
const SECRET_NAMES = [
  "app/api",
  "app/api/",
  "app/ap",
  "/app/api",
  "app/api-staging",
  "app/api-staging-abcdef",
  "app/api-abcdef",
  "app/api/key",
  "app/api_key",
  "app",
  "App/api",
];
const PARAMETER_NAMES = [
  "/app/api",
  "/app/ap",
  "/app/api-staging",
  "/app/api-staging-abcdef",
  "/app/api/key",
  "/app/api.key",
  "/app",
  "/App/api",
  "app-api",
];
const BUCKET_NAMES = ["app-secrets", "app-secrets-2", "app-secret", "my-app-secrets"];
export const PREFIXES = ["web/", "web-admin/", "web/a/", "we/"];
export const ENVIRONMENT_FILES = ["web/a.env", "web/a/b.env", "web-admin/a.env", "web.env"];
export const SPEC_FILES = ["web/spec.json", "web/spec.json.bak", "web-admin/spec.json"];
export const ROUTER_FILES = ["web/a.conf", "web/a.conf.d", "web-admin/a.conf"];

/** Starts of names so long that a role's policies grow out of what is inline. */
const LONG = { ssm: "long-name-".repeat(90), secretsmanager: "long-name-".repeat(46) };

const often = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 4 });
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const suffix = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9]{6}$/),
  // A random end may be the end of another secret's name.
  fc.constant("abcdef"),
);

const restrictTo = fc.option(fc.constantFrom([AUDITOR], [AUDITOR.replace(/or$/, "*")]), {
  nil: undefined,
  freq: 2,
});

function secret(long: boolean): fc.Arbitrary<SecretPlan> {
  return fc
    .record({
      store: fc.constantFrom("ssm" as const, "secretsmanager" as const),
      name: fc.nat(),
      tail: fc.oneof(
        { weight: 4, arbitrary: fc.constant("") },
        { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z0-9._-]{1,7}$/) },
      ),
      origin: fc.oneof(
        { weight: 4, arbitrary: fc.constant("owned" as const) },
        {
          weight: 3,
          arbitrary: fc.constantFrom("imported" as const, "remote" as const, "foreign" as const),
        },
      ),
      stranger: fc.oneof(
        { weight: 3, arbitrary: fc.constant(false) },
        { weight: 2, arbitrary: fc.constant(true) },
      ),
      key: often(fc.nat({ max: 5 })),
      suffix,
      replica: often(fc.nat({ max: 5 })),
      restrictTo,
    })
    .map(({ name: number, tail, replica, restrictTo: readers, ...plan }): SecretPlan => {
      const names = plan.store === "ssm" ? PARAMETER_NAMES : SECRET_NAMES;
      const short = `${names[number % names.length] ?? "app"}${tail}`;
      const name = long ? short.replace(/^\/?/, (slash) => `${slash}${LONG[plan.store]}`) : short;
      const { origin, key } = place(plan, name);
      // Only what is made here is copied or restricted here.
      const made = plan.store === "secretsmanager" && origin === "owned";
      const further = made ? { replica, restrictTo: readers } : NEITHER;
      return { ...plan, name, origin, key, ...further };
    });
}

const NEITHER = { replica: undefined, restrictTo: undefined };

/** What cannot be at its place is moved to one where it can. */
function place(
  { store, origin, stranger, key }: Pick<SecretPlan, "store" | "origin" | "stranger" | "key">,
  name: string,
): Pick<SecretPlan, "origin" | "key"> {
  // ECS reads no parameters of another account, and this project makes no secret whose name ends like an ARN.
  const cannotBeMade = stranger || (store === "secretsmanager" && /-[A-Za-z0-9]{6}$/.test(name));
  if (store === "ssm" && origin === "foreign") return { origin: "remote", key };
  if (origin === "owned" && cannotBeMade) return { origin: "imported", key };
  // Nobody else can use AWS's own key of an account.
  return { origin, key: origin === "owned" || origin === "foreign" ? (key ?? 0) : key };
}

const selector = fc.constantFrom<ReferencePlan["selector"]>(
  {},
  {},
  { jsonKey: "password" },
  { jsonKey: "username" },
  { versionStage: "AWSPREVIOUS" },
  { versionId: "11111111-2222-3333-4444-555555555555" },
  { jsonKey: "password", versionStage: "AWSCURRENT" },
);

const reference: fc.Arbitrary<ReferencePlan> = fc.record({ secret: fc.nat({ max: 31 }), selector });

const objects = (keys: readonly string[], maxLength: number): fc.Arbitrary<ObjectPlan[]> =>
  fc.array(fc.record({ bucket: fc.nat({ max: 1 }), key: fc.constantFrom(...keys) }), { maxLength });

const logging: fc.Arbitrary<LogPlan> = fc.record({
  driver: fc.constantFrom("splunk", "awsfirelens", "awsfirelens", "fluentd", "syslog"),
  secrets: fc.array(reference, { minLength: 1, maxLength: 2 }),
});

const container = (variables: fc.ArrayConstraints): fc.Arbitrary<ContainerPlan> =>
  fc.record({
    secrets: fc.array(reference, variables),
    logging: seldom(logging),
    registry: seldom(reference),
    image: seldom(arbitraryImage),
    files: fc.oneof(fc.constant([]), fc.array(reference, { maxLength: 2 })),
    environmentFiles: objects(ENVIRONMENT_FILES, 2),
    prefixes: objects(PREFIXES, 2),
    credentialSpec: seldom(
      fc.record({
        object: fc.record({ bucket: fc.nat({ max: 1 }), key: fc.constantFrom(...SPEC_FILES) }),
        parameter: often(reference),
        user: often(reference),
        needsUser: fc.constant(false),
      }),
    ),
    mounts: arbitraryMounts,
  });

const task = (variables: fc.ArrayConstraints): fc.Arbitrary<TaskPlan> =>
  fc
    .record({
      service: fc.boolean(),
      scheduled: fc.boolean(),
      compatibility: fc.constantFrom("FARGATE" as const, "EC2" as const),
      executionRole: often(fc.nat({ max: 1 })),
      taskRole: seldom(fc.nat({ max: 1 })),
      containers: fc.array(container(variables), { minLength: 1, maxLength: 3 }),
      fileSystems: arbitraryFileSystems,
      routerFile: often(
        fc.record({ bucket: fc.nat({ max: 1 }), key: fc.constantFrom(...ROUTER_FILES) }),
      ),
      connect: often(
        fc.record({ ports: arbitraryPorts, logging: fc.array(reference, { maxLength: 2 }) }),
      ),
    })
    .map((plan) => ({ ...plan, connect: plan.service ? plan.connect : undefined }))
    .map((plan) => (plan.compatibility === "FARGATE" ? onFargate(plan) : plan));

/** Fargate has fewer log drivers, and fetches no configuration for a router. */
function onFargate(plan: TaskPlan): TaskPlan {
  const containers = plan.containers.map((entry): ContainerPlan => {
    const driver = entry.logging?.driver === "splunk" ? "splunk" : "awsfirelens";
    return {
      ...entry,
      logging: entry.logging && { ...entry.logging, driver },
      credentialSpec: entry.credentialSpec && { ...entry.credentialSpec, needsUser: true },
    };
  });
  return { ...plan, containers, routerFile: undefined };
}

const bucket: fc.Arbitrary<BucketPlan> = fc
  .record({
    name: fc.constantFrom(...BUCKET_NAMES),
    origin: fc.constantFrom("owned" as const, "imported" as const, "remote" as const),
    key: often(fc.nat({ max: 5 })),
    bucketKeyEnabled: fc.boolean(),
    restrictTo,
  })
  .map((plan) =>
    plan.origin === "owned"
      ? { ...plan, key: plan.key ?? 0, bucketKeyEnabled: true }
      : { ...plan, restrictTo: undefined },
  );

/** A copy takes its name in the other Region, where it may be taken already. */
function withoutNamesakes(secrets: readonly SecretPlan[]): readonly SecretPlan[] {
  const taken = new Set(
    secrets.flatMap(({ store, origin, name }) =>
      store === "secretsmanager" && origin === "remote" ? name : [],
    ),
  );
  return secrets.map((plan) => (taken.has(plan.name) ? { ...plan, replica: undefined } : plan));
}

/** Applications of one to four tasks over a handful of secrets whose names are near each other. */
export function arbitraryApplication(): fc.Arbitrary<ApplicationPlan> {
  const long = fc.oneof(
    { weight: 49, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  );
  return long.chain((isLong) =>
    fc.record({
      keys: fc.array(fc.constantFrom("owned" as const, "imported" as const, "foreign" as const), {
        minLength: 1,
        maxLength: 3,
      }),
      secrets: fc
        .uniqueArray(secret(isLong), {
          minLength: isLong ? 16 : 3,
          maxLength: isLong ? 16 : 8,
          // One name in one place is one secret, no matter what made it.
          selector: ({ store, name, origin }) =>
            `${store} ${origin === "owned" ? "imported" : origin} ${name}`,
          size: "max",
        })
        .map(withoutNamesakes),
      buckets: fc.uniqueArray(bucket, { minLength: 1, maxLength: 2, selector: ({ name }) => name }),
      tasks: fc.array(task(isLong ? { minLength: 8, maxLength: 12 } : { maxLength: 3 }), {
        minLength: 1,
        maxLength: 4,
      }),
      managedPolicy: fc.boolean(),
    }),
  );
}
