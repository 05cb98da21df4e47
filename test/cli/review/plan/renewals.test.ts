import type { Finding } from "../../../../cli/src/review/model";
import { readPlan, taintedValues, type Plan } from "../../../../cli/src/review/plan";
import { buildReport } from "../../../../cli/src/review/report";
import { madePlan, type MadeChange } from "../fixtures/made-plan";

const SECRET = "aws_secretsmanager_secret";
const PARAMETER = "aws_ssm_parameter";
const ROLE = "aws_iam_role";
const ROLE_POLICY = "aws_iam_role_policy";
const OLD = "db_secret_1A2B3C4D_aaaaaaaa";
const NEW = "db_secret_1A2B3C4D_bbbbbbbb";
const PLAIN = "db_secret_1A2B3C4D";

/** What is deleted at one address, and what is created at another. */
function pair(
  type: string,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  [old, made]: readonly [string, string] = [OLD, NEW],
): readonly MadeChange[] {
  return [
    { type, address: `${type}.${made}`, actions: ["create"], after },
    { type, address: `${type}.${old}`, actions: ["delete"], before },
  ];
}

const RENAMED = pair(SECRET, { name: "shop/db" }, { name: "shop/database" });

function changesOf(changes: readonly MadeChange[], synthesized?: object): Plan["changes"] {
  return readPlan(madePlan(changes), synthesized as Record<string, unknown>).changes;
}

function findingsIn(
  changes: readonly MadeChange[],
  synthesized?: Record<string, unknown>,
): readonly Finding[] {
  const plan = readPlan(madePlan(changes), synthesized);
  const [stack] = buildReport([{ name: "dev", plan, synthesized }]).stacks;
  return stack?.findings ?? [];
}

/** Findings of these ids, as `ID severity subject`. */
function found(changes: readonly MadeChange[], ...ids: readonly string[]): readonly string[] {
  return findingsIn(changes)
    .filter(({ id }) => ids.includes(id))
    .map(({ id, severity, subject }) => `${id} ${severity} ${subject}`);
}

describe("an address that changes with a name", () => {
  it("is read as a replacement, which has what was before and the new address", () => {
    const [change, ...others] = changesOf(RENAMED);
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      address: `${SECRET}.${NEW}`,
      renews: `${SECRET}.${OLD}`,
      action: "replace",
      before: { name: "shop/db" },
      after: { name: "shop/database" },
    });
    expect(change?.createsFirst).toBeUndefined();
  });

  it.each([
    [
      "in modules and instances",
      `module.a["x"].${SECRET}.${OLD}[0]`,
      `module.a["x"].${SECRET}.${NEW}[0]`,
    ],
    ["under a key", `${SECRET}.${OLD}["a.b"]`, `${SECRET}.${NEW}["a.b"]`],
    ["protected from now on", `${SECRET}.${OLD}`, `${SECRET}.${PLAIN}`],
    ["protected no longer", `${SECRET}.${PLAIN}`, `${SECRET}.${NEW}`],
  ])("%s, too", (_what, old, made) => {
    const changes = changesOf([
      { type: SECRET, address: old, actions: ["delete"], before: { name: "a" } },
      { type: SECRET, address: made, actions: ["create"], after: { name: "b" } },
    ]);
    expect(changes).toMatchObject([{ action: "replace", address: made, renews: old }]);
  });

  it("knows from what was synthesized that the new one is made first", () => {
    const block = (create_before_destroy: unknown): object => ({
      resource: { [SECRET]: { [NEW]: { lifecycle: { create_before_destroy } } } },
    });
    expect(changesOf(RENAMED, block(true))[0]?.createsFirst).toBe(true);
    expect(changesOf(RENAMED, block(false))[0]?.createsFirst).toBeUndefined();
  });

  it("does not take what was synthesized of the stack for that of a module", () => {
    const inModule = RENAMED.map((one) => ({ ...one, address: `module.m.${one.address}` }));
    const synthesized = {
      resource: { [SECRET]: { [NEW]: { lifecycle: { create_before_destroy: true } } } },
    };
    expect(changesOf(inModule, synthesized)[0]?.createsFirst).toBeUndefined();
  });

  const [CREATED, DELETED] = RENAMED as [MadeChange, MadeChange];
  const third = (actions: readonly string[], address = `${PLAIN}_cccccccc`): MadeChange => ({
    type: SECRET,
    address: `${SECRET}.${address}`,
    actions,
    before: actions.includes("create") ? null : { name: "shop/third" },
    after: actions.includes("delete") ? null : { name: "shop/third" },
  });

  it.each<readonly [string, readonly MadeChange[]]>([
    ["two that go", [...RENAMED, third(["delete"])]],
    ["two that come", [...RENAMED, third(["create"])]],
    ["one that stays", [...RENAMED, third(["no-op"])]],
    ["one that stays without a digest", [...RENAMED, third(["no-op"], PLAIN)]],
    ["another type", [CREATED, { ...DELETED, type: PARAMETER, address: `${PARAMETER}.${OLD}` }]],
    ["another module", [CREATED, { ...DELETED, address: `module.m.${SECRET}.${OLD}` }]],
    ["another instance", [CREATED, { ...DELETED, address: `${SECRET}.${OLD}[0]` }]],
    ["another name", [CREATED, { ...DELETED, address: `${SECRET}.db_secret_1A2B3C4E_aaaaaaaa` }]],
    ["no digest", [CREATED, { ...DELETED, address: `${SECRET}.${PLAIN}_aaaaaaaaa` }]],
    ["a digest in capitals", [CREATED, { ...DELETED, address: `${SECRET}.${PLAIN}_AAAAAAAAAA` }]],
    ["a deposed one", [CREATED, { ...DELETED, entry: { deposed: "12345678" } }]],
    ["a moved one", [CREATED, { ...DELETED, entry: { previous_address: `${SECRET}.x` } }]],
    ["an imported one", [{ ...CREATED, change: { importing: { id: "x" } } }, DELETED]],
    ["a forgotten one", [CREATED, { ...DELETED, actions: ["forget"] }]],
    ["a data source", RENAMED.map((one) => ({ ...one, entry: { mode: "data" } }))],
  ])("is no pair with %s", (_what, changes) => {
    const read = changesOf(changes);
    expect(read).toHaveLength(changes.length);
    expect(read.every(({ action, renews }) => action !== "replace" && renews === undefined)).toBe(
      true,
    );
  });
});

describe("a review of such a pair", () => {
  it("calls a renamed secret replaced, and shows both names and both addresses", () => {
    const plan = readPlan(madePlan(RENAMED));
    const [stack] = buildReport([{ name: "dev", plan }]).stacks;
    const [finding, ...others] =
      stack?.findings.filter(({ id }) => /^SECRET-(RE|DES)/.test(id)) ?? [];
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: "SECRET-REPLACED",
      severity: "high",
      address: `${SECRET}.${NEW}`,
      removed: ["secret shop/db"],
      added: ["secret shop/database"],
    });
    expect(finding?.text).toContain("The plan does not tell whether it is deleted before");
    expect(stack?.counts).toMatchObject({ create: 0, delete: 0, replace: 1 });
    expect(stack?.changes).toMatchObject([
      {
        label: `${SECRET}.${NEW}`,
        action: "replace",
        notes: [`in place of ${SECRET}.${OLD}`, "the plan does not tell which of the two is first"],
      },
    ]);
  });

  it("does not speak of a gap where the new one is made first", () => {
    const lifecycle = { create_before_destroy: true };
    const findings = findingsIn(RENAMED, { resource: { [SECRET]: { [NEW]: { lifecycle } } } });
    const replaced = findings.find(({ id }) => id === "SECRET-REPLACED");
    expect(replaced?.text).not.toContain("before the new one");
    expect(replaced?.remedy).not.toContain("create_before_destroy");
  });

  it("says of a service, or a version, in an order that the plan does not tell what it says of the worse one", () => {
    const cluster = "arn:aws:ecs:eu-central-1:111111111111:cluster/shop";
    const service = pair("aws_ecs_service", { name: "a", cluster }, { name: "b", cluster });
    expect(found(service, "SERVICE-REPLACED")).toHaveLength(1);
    expect(found(pair("aws_secretsmanager_secret_version", {}, {}), "WRITE-GAP")).toHaveLength(1);
  });

  it("says that a name is taken where both have it", () => {
    const same = pair(SECRET, { name: "shop/db" }, { name: "shop/db", description: "d" });
    const [finding] = findingsIn(same).filter(({ id }) => id === "NAME-TAKEN");
    expect(finding?.severity).toBe("high");
    expect(finding?.text).toContain(`${SECRET}.${OLD}`);
    expect(finding?.remedy).toContain("`moved` block");
  });

  it("finds a secret that takes the name that another one gives up", () => {
    const swapped = [
      ...pair(SECRET, { name: "a" }, { name: "b" }),
      ...pair(SECRET, { name: "b" }, { name: "a" }, ["x_1A2B3C4D_aaaaaaaa", "x_1A2B3C4D_bbbbbbbb"]),
    ];
    expect(found(swapped, "NAME-TAKEN")).toHaveLength(2);
  });

  it("knows the state of an earlier release by a policy at a new address", () => {
    const policy: readonly MadeChange[] = [
      {
        type: ROLE_POLICY,
        address: `${ROLE_POLICY}.read_1A2B3C4D_01234567`,
        actions: ["create", "delete"],
        before: { name: "read-secrets" },
        after: { name: "read-secrets-0123abcd" },
        entry: { previous_address: `${ROLE_POLICY}.read` },
      },
    ];
    expect(found([...policy, ...RENAMED], "ORDER-UNKNOWN")).toHaveLength(1);
    expect(found(RENAMED, "ORDER-UNKNOWN")).toHaveLength(0);
  });

  it("compares the digests of what an apply does by both addresses", () => {
    const digestOf = (changes: readonly MadeChange[]): string | undefined =>
      buildReport([{ name: "dev", plan: readPlan(madePlan(changes)) }]).stacks[0]?.digest;
    const [made, gone] = RENAMED as [MadeChange, MadeChange];
    const other = { ...gone, address: `${SECRET}.${PLAIN}_cccccccc` };
    expect(digestOf([gone, made])).toBe(digestOf([made, gone]));
    expect(digestOf([other, made])).not.toBe(digestOf([gone, made]));
    const inPlace = { ...made, actions: ["create", "delete"], before: gone.before };
    expect(digestOf([inPlace])).not.toBe(digestOf([made, gone]));
  });

  it("taints what the old one held by the old address", () => {
    const [made, gone] = pair("aws_x", { text: "canary-of-the-old-one" }, { text: "plain text" });
    const plan = readPlan(
      madePlan([made as MadeChange, { ...(gone as MadeChange), sensitive: { text: true } }]),
    );
    expect(taintedValues(plan)).toContainEqual(
      expect.objectContaining({ name: `aws_x.${OLD}.text`, value: "canary-of-the-old-one" }),
    );
  });
});

const TRUST = (...services: readonly string[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: services } },
  });
const READS = (resource: string, Effect = "Allow", Action = "secretsmanager:GetSecretValue") =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect, Action, Resource: resource },
  });
const TASKS = "ecs-tasks.amazonaws.com";
const NAMES = ["r_1A2B3C4D_aaaaaaaa", "r_1A2B3C4D_bbbbbbbb"] as const;

/** A role that is renamed, with its policy. */
function renamedRole(
  before: string,
  after: string,
  trusts = [TRUST(TASKS), TRUST(TASKS)] as const,
) {
  const [was, is] = trusts;
  return [
    ...pair(
      ROLE,
      { name: "old", assume_role_policy: was },
      { name: "new", assume_role_policy: is },
      NAMES,
    ),
    ...pair(
      ROLE_POLICY,
      { name: "p", role: "old", policy: before },
      { name: "p", role: "new", policy: after },
      NAMES,
    ),
  ];
}

describe("what a pair cannot hide", () => {
  const ONE = READS("arn:aws:secretsmanager:eu-central-1:111111111111:secret:one-??????");

  it("a grant that is wider than that of the old role", () => {
    expect(found(renamedRole(ONE, ONE), "IAM-WIDENED", "TRUST-WIDENED")).toEqual([]);
    expect(found(renamedRole(ONE, READS("*")), "IAM-WIDENED")).toEqual(["IAM-WIDENED high new"]);
    const trusts = [TRUST(TASKS), TRUST(TASKS, "lambda.amazonaws.com")] as const;
    expect(found(renamedRole(ONE, ONE, trusts), "TRUST-WIDENED")).toEqual([
      "TRUST-WIDENED high new",
    ]);
  });

  it("a secret that is a parameter in clear from now on", () => {
    const changes = pair(
      PARAMETER,
      { name: "/a", type: "SecureString" },
      { name: "/b", type: "String" },
    );
    expect(found(changes, "SECRET-REPLACED", "PROTECTION-REMOVED")).toHaveLength(2);
  });

  it("a denial of deletion that binds another principal", () => {
    const deny = READS(
      "arn:aws:secretsmanager:*:*:secret:x",
      "Deny",
      "secretsmanager:DeleteSecret",
    );
    const policy = (type: string, holder: string, before: string, after: string) =>
      pair(
        type,
        { name: "p", [holder]: before, policy: deny },
        { name: "p", [holder]: after, policy: deny },
      );
    for (const holder of ["role", "user", "group"]) {
      const type = `aws_iam_${holder}_policy`;
      expect(found(policy(type, holder, "deployer", "nobody"), "DELETION-ALLOWED")).toHaveLength(1);
      expect(found(policy(type, holder, "deployer", "deployer"), "DELETION-ALLOWED")).toEqual([]);
      const [inPlace] = policy(type, holder, "deployer", "nobody");
      const replaced = {
        ...(inPlace as MadeChange),
        actions: ["delete", "create"],
        before: { name: "p", [holder]: "deployer", policy: deny },
      };
      expect(found([replaced], "DELETION-ALLOWED")).toHaveLength(1);
    }
    // The one that was bound goes.
    expect(found(renamedRole(deny, deny), "DELETION-ALLOWED")).toEqual([]);
  });

  const ROTATION = "aws_secretsmanager_secret_rotation";
  const ARN = (name: string): string =>
    `arn:aws:secretsmanager:eu-central-1:111111111111:secret:${name}-AbCdEf`;

  it("a rotation that ends, because the other one is of another secret", () => {
    const rotation = pair(ROTATION, { secret_id: ARN("a") }, { secret_id: ARN("b") });
    expect(found(rotation, "NO-ROTATION")).toHaveLength(1);
    const renamed = pair(SECRET, { name: "a", arn: ARN("a") }, { name: "b" });
    expect(found([...rotation, ...renamed], "NO-ROTATION")).toEqual([]);
    const [made, gone] = rotation as [MadeChange, MadeChange];
    const unknown = { ...made, after: {}, unknown: { secret_id: true } };
    expect(found([unknown, gone], "NO-ROTATION")).toHaveLength(1);
    expect(found([unknown, gone, ...renamed], "NO-ROTATION")).toEqual([]);
  });

  it("a public access block that is of another bucket", () => {
    const type = "aws_s3_bucket_public_access_block";
    const blocks = { block_public_policy: true, restrict_public_buckets: true };
    const block = pair(type, { bucket: "a", ...blocks }, { bucket: "b", ...blocks });
    expect(found(block, "PROTECTION-REMOVED")).toHaveLength(1);
    const bucket = pair("aws_s3_bucket", { bucket: "a" }, { bucket: "b" });
    expect(found([...block, ...bucket], "PROTECTION-REMOVED")).toEqual([]);
  });

  it("a control policy that is of another account", () => {
    const type = "aws_organizations_policy_attachment";
    const policy_id = "p-1";
    const changes = pair(type, { policy_id, target_id: "1" }, { policy_id, target_id: "2" });
    expect(found(changes, "PROTECTION-REMOVED")).toHaveLength(1);
    const same = pair(type, { policy_id, target_id: "1" }, { policy_id, target_id: "1" });
    expect(found(same, "PROTECTION-REMOVED")).toEqual([]);
  });

  it("a bucket that everyone can reach, under another name", () => {
    const open = (bucket: string): Record<string, unknown> => ({
      bucket,
      arn: `arn:aws:s3:::${bucket}`,
      acl: "public-read",
    });
    const opened = (after: string): readonly string[] =>
      found(pair("aws_s3_bucket", open("a"), open(after)), "PUBLIC-BUCKET").map(
        (one) => one.split(" ")[1] ?? "",
      );
    expect(opened("b")).toEqual(["high"]);
    expect(opened("a")).toEqual(["low"]);
  });

  it("a plain text by a mark that the old one had", () => {
    const [made, gone] = pair(
      "aws_lambda_function",
      { function_name: "a", environment: [{ variables: { DB_PASSWORD: "x" } }] },
      { function_name: "b", environment: [{ variables: { DB_PASSWORD: "Tr0ub4dor&3-horse" } }] },
    ) as [MadeChange, MadeChange];
    const marked = { ...gone, change: { before_sensitive: { environment: true } } };
    expect(found([made, marked], "PLAINTEXT-SECRET")).toHaveLength(1);
    // By a change in place, too.
    const update = {
      ...made,
      actions: ["update"],
      before: gone.before,
      change: { before_sensitive: { environment: true } },
    };
    expect(found([update], "PLAINTEXT-SECRET")).toHaveLength(1);
  });
});

describe("stacks that are compared", () => {
  it("are the same though the digests of their names differ", () => {
    const input = (name: string, digest: string) => ({
      name,
      plan: readPlan(
        madePlan(
          pair(SECRET, { name: `${name}/old` }, { name: `${name}/new` }, [
            `db_1A2B3C4D_${digest}`,
            `db_1A2B3C4D_0${digest.slice(1)}`,
          ]),
        ),
      ),
    });
    const { stacks } = buildReport([input("dev", "aaaaaaaa"), input("prod", "bbbbbbbb")]);
    expect(stacks[1]?.sameAs).toBe("dev");
  });
});
