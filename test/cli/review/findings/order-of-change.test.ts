import type { Access, AccessEntry } from "../../../../cli/src/review/model";
import { readPlan } from "../../../../cli/src/review/plan";
import { madeInput, madePlan, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const SECRET = "aws_secretsmanager_secret";
const PARAMETER = "aws_ssm_parameter";
const REPLACE = ["delete", "create"];
const ARN = "arn:aws:kms:eu-central-1:111111111111:key/1";
const secret = { name: "shop/db", kms_key_id: ARN };
const parameter = { name: "/shop/key", type: "SecureString", key_id: ARN };
const ADVANCED = { ...parameter, tier: "Advanced" };
const ARN_OF = (region: string) => `arn:aws:ssm:${region}:111111111111:parameter/shop/key`;
const OLD = "aws_ssm_parameter.old";
const SERVICE = "aws_ecs_service";
const CLUSTER = "arn:aws:ecs:eu-central-1:111111111111:cluster/shop";
const WEB = { name: "web", cluster: CLUSTER };

/** A finding, the changes of a plan, and which of them have it. */
const AMONG: readonly (readonly [string, string, readonly MadeChange[], number])[] = [
  [
    "NAME-TAKEN",
    "replaced under its name, the new one first",
    [{ type: PARAMETER, actions: ["create", "delete"], before: ADVANCED, after: parameter }],
    1,
  ],
  [
    "NAME-TAKEN",
    "a cluster at another address, which ECS does not make again",
    [
      {
        address: "aws_ecs_cluster.a",
        type: "aws_ecs_cluster",
        actions: ["create"],
        after: { name: "shop" },
      },
      {
        address: "aws_ecs_cluster.b",
        type: "aws_ecs_cluster",
        actions: ["delete"],
        before: { name: "shop" },
      },
    ],
    1,
  ],
  [
    "NAME-TAKEN",
    "replaced under its name, the old one first",
    [{ type: PARAMETER, actions: REPLACE, before: ADVANCED, after: parameter }],
    0,
  ],
  [
    "NAME-TAKEN",
    "replaced under another name",
    [
      {
        type: PARAMETER,
        actions: ["create", "delete"],
        before: ADVANCED,
        after: { ...parameter, name: "/shop/other" },
      },
    ],
    0,
  ],
  [
    "NAME-TAKEN",
    "a name that only Terraform knows",
    [
      {
        type: SECRET,
        actions: ["create", "delete"],
        before: {},
        after: {},
        unknown: { name: true },
      },
    ],
    0,
  ],
  [
    "NAME-TAKEN",
    "made anew at another address",
    [
      { type: PARAMETER, actions: ["create"], after: parameter },
      { type: PARAMETER, address: OLD, actions: ["delete"], before: parameter },
    ],
    1,
  ],
  [
    "NAME-TAKEN",
    "made anew in another Region",
    [
      { type: PARAMETER, actions: ["create"], after: { ...parameter, arn: ARN_OF("eu-west-1") } },
      {
        type: PARAMETER,
        address: OLD,
        actions: ["delete"],
        before: { ...parameter, arn: ARN_OF("eu-central-1") },
      },
    ],
    0,
  ],
  [
    "NAME-TAKEN",
    "a secret and a parameter of one name",
    [
      { type: PARAMETER, actions: ["create"], after: parameter },
      { type: SECRET, actions: ["delete"], before: { name: parameter.name } },
    ],
    0,
  ],
  ...[
    ["a service", { name: "web", cluster: CLUSTER }, { name: "web", cluster: CLUSTER }, 1],
    ["a service of another cluster", WEB, { ...WEB, cluster: `${CLUSTER}-2` }, 0],
    ["a service of another name", WEB, { ...WEB, name: "api" }, 0],
  ].map(
    ([what, before, after, count]) =>
      [
        "NAME-TAKEN",
        `replaced, the new one first: ${String(what)}`,
        [{ type: SERVICE, actions: ["create", "delete"], before, after }] as MadeChange[],
        Number(count),
      ] as const,
  ),
  [
    "NAME-TAKEN",
    "a service that is made anew at another address",
    [
      { type: SERVICE, actions: ["create"], after: WEB },
      { type: SERVICE, address: "aws_ecs_service.old", actions: ["delete"], before: WEB },
    ],
    1,
  ],
  [
    "SERVICE-REPLACED",
    "deleted first",
    [{ type: SERVICE, actions: REPLACE, before: WEB, after: WEB }],
    1,
  ],
  [
    "SERVICE-REPLACED",
    "the new one first",
    [{ type: SERVICE, actions: ["create", "delete"], before: WEB, after: WEB }],
    0,
  ],
  [
    "SERVICE-REPLACED",
    "one that only goes",
    [{ type: SERVICE, actions: ["delete"], before: WEB }],
    0,
  ],
];

/** Whether a role reads the secret before and after. */
function reader(before: Access, after: Access, of = "secret shop/db"): AccessEntry {
  return { principal: "role web", secret: of, before, after, difference: "changed", uses: [] };
}

describe("READER-SHUT-OUT", () => {
  const OTHER_KEY: MadeChange = {
    type: SECRET,
    actions: ["update"],
    before: secret,
    after: { ...secret, kms_key_id: "arn:aws:kms:eu-central-1:111111111111:key/2" },
  };
  const GONE = reader("readable", "not readable");

  it("tells the readers that go by the apply that encrypts a secret anew", () => {
    const [finding, ...others] = found("READER-SHUT-OUT", madeInput([OTHER_KEY]), {}, [GONE]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: "high", removed: ["role web"] });
    expect(finding?.text).toContain("secret shop/db is encrypted with another key");
  });

  it("tells it of a parameter whose new key only Terraform knows", () => {
    const change: MadeChange = {
      type: PARAMETER,
      actions: ["update"],
      before: parameter,
      after: { name: parameter.name, type: parameter.type },
      unknown: { key_id: true },
    };
    const gone = reader("readable", "not readable", "parameter /shop/key");
    expect(found("READER-SHUT-OUT", madeInput([change]), {}, [gone])).toHaveLength(1);
  });

  it("tells the readers that the policy of a secret, key or bucket no longer admits, each policy once", () => {
    const shutOut = [
      {
        subject: "secret shop/db",
        secret: "secret shop/db",
        principal: "web",
        taskDefinition: "web",
      },
      {
        subject: "key key",
        secret: "secret shop/db",
        principal: "web",
        taskDefinition: "web",
        stack: "shop",
      },
      {
        subject: "secret shop/db",
        secret: "secret shop/db",
        principal: "job",
        taskDefinition: "job",
      },
    ];
    const findings = found("READER-SHUT-OUT", madeInput([]), { shutOut });
    expect(findings).toMatchObject([
      {
        severity: "high",
        blocking: true,
        subject: "key key",
        removed: ["web"],
        text: "The policy of key key no longer admits a role with which tasks of web of the stack shop run or may start: one that starts before its service has moved cannot read secret shop/db.",
      },
      {
        subject: "secret shop/db",
        removed: ["job", "web"],
        text: "The policy of secret shop/db no longer admits a role with which tasks of job, web run or may start: one that starts before its service has moved cannot read it.",
      },
    ]);
  });

  it.each([
    ["a reader that stays", OTHER_KEY, reader("readable", "readable")],
    ["a reader that comes", OTHER_KEY, reader("not readable", "readable")],
    ["a reader of another secret", OTHER_KEY, reader("readable", "not readable", "secret shop/x")],
    ["the same key", { ...OTHER_KEY, after: { ...secret, description: "d" } }, GONE],
    ["a new secret", { ...OTHER_KEY, actions: REPLACE }, GONE],
  ])("says nothing of %s", (_what, change, entry) => {
    expect(found("READER-SHUT-OUT", madeInput([change]), {}, [entry])).toEqual([]);
  });
});

describe("findings about the order of changes", () => {
  it.each(AMONG)("%s: %s", (id, _what, changes, count) => {
    expect(found(id, madeInput(changes))).toHaveLength(count);
  });
});

describe("SERVICE-REPLACED", () => {
  const SERVICE_ANEW: MadeChange = { type: SERVICE, actions: REPLACE, before: WEB, after: WEB };
  const WRITTEN: MadeChange = {
    type: "aws_secretsmanager_secret_version",
    actions: ["create"],
    after: {},
    expressions: { secret_string_wo: { references: ["var.token"] } },
  };
  const variables = { token: { sensitive: true } };

  it("does not block a service where the apply writes no value", () => {
    const [finding] = found("SERVICE-REPLACED", madeInput([SERVICE_ANEW]));
    expect(finding).toMatchObject({ severity: "medium", blocking: false });
    expect(finding?.text).toContain("service web is deleted before the new one is made");
  });

  it("blocks it where a value can be missing", () => {
    const plan = madePlan([SERVICE_ANEW, WRITTEN]);
    const { configuration } = plan as { configuration: { root_module: Record<string, unknown> } };
    configuration.root_module["variables"] = variables;
    const [finding] = found("SERVICE-REPLACED", { name: "dev", plan: readPlan(plan) });
    expect(finding).toMatchObject({ severity: "high", blocking: true });
    expect(finding?.remedy).toBe("Change the service by an apply that writes no value.");
  });
});

describe("SECRET-REPLACED, the old one deleted first", () => {
  const before = { ...secret, recovery_window_in_days: 30 };
  const change: MadeChange = { type: SECRET, actions: REPLACE, before, after: before };
  const textOf = (one: MadeChange): string | undefined =>
    found("SECRET-REPLACED", madeInput([one]))[0]?.text;

  it("says that nothing can read it meanwhile, and that AWS keeps its name in the recovery window", () => {
    expect(textOf(change)).toContain("It is deleted before the new one is made: a task that");
    expect(textOf(change)).toContain("for 30 days AWS refuses a new secret of its name");
    expect(textOf(change)).toContain("`aws secretsmanager restore-secret` takes the deletion back");
  });

  it.each<[string, MadeChange]>([
    ["under another name", { ...change, after: { ...before, name: "shop/other" } }],
    ["a parameter", { type: PARAMETER, actions: REPLACE, before: ADVANCED, after: parameter }],
    ["without a recovery window", { ...change, before: { ...before, recovery_window_in_days: 0 } }],
  ])("says that of no name that is free: %s", (_what, one) => {
    expect(textOf(one)).toContain("It is deleted before the new one is made");
    expect(textOf(one)).not.toContain("restore-secret");
  });

  it("says nothing of it where the new one is made first", () => {
    expect(textOf({ ...change, actions: ["create", "delete"] })).not.toContain("deleted before");
  });
});
