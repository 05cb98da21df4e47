import { analyseAccess } from "../../../../cli/src/review/access";
import { buildReport } from "../../../../cli/src/review/report";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import {
  allow,
  changed,
  execution,
  key,
  KEY_ARN,
  parameter,
  parameterArn,
  policy,
  same,
  secret,
  secretArn,
  service,
  type StatementJson,
} from "./made-world";

const GET = "secretsmanager:GetSecretValue";
const OTHER = { AWS: "arn:aws:iam::999988887777:root" };
const THEIRS = secretArn("theirs");
const SHARE = "arn:aws:ram:eu-west-1:111122223333:resource-share/1";

function to(principal: unknown, action: string, resource = "*"): StatementJson {
  return { ...allow(action, resource), Principal: principal } as StatementJson;
}

function made(type: string, values: object): MadeChange {
  return changed(type, "it", null, values as StatementJson);
}

/** Whatever blocks, and who reads what. */
function reviewed(changes: readonly MadeChange[]): {
  readonly blocking: readonly string[];
  readonly rows: readonly string[];
} {
  const [stack] = buildReport([madeInput(changes)]).stacks;
  const blocking = stack?.findings.filter((one) => one.blocking) ?? [];
  return {
    blocking: blocking.map(({ id, subject }) => `${id} ${subject}`),
    rows: (stack?.access ?? []).map(
      ({ principal, secret, before, after }) => `${principal} ${secret}: ${before}, ${after}`,
    ),
  };
}

const secretPolicy = (statement: StatementJson): MadeChange =>
  made("aws_secretsmanager_secret_policy", { secret_arn: THEIRS, policy: policy([statement]) });

describe("a secret that the plan does not hold", () => {
  it("is opened to everybody, or to another account", () => {
    expect(reviewed([secretPolicy(to("*", GET))])).toEqual({
      blocking: ["PUBLIC-POLICY secret theirs"],
      rows: ["everybody secret theirs: not readable, cannot prove"],
    });
    expect(reviewed([secretPolicy(to(OTHER, GET))])).toEqual({
      blocking: ["IAM-WIDENED secret theirs"],
      rows: ["account 999988887777 secret theirs: not readable, cannot prove"],
    });
  });

  it("says of an outsider what its policy says, and of its key that it is not there", () => {
    const [stack] = buildReport([madeInput([secretPolicy(to("*", GET))])]).stacks;
    expect(stack?.access[0]?.reason).toBe(
      "its policy lets everybody in; its key is not part of this plan",
    );
    expect(stack?.findings.map(({ id }) => id)).toEqual(["PUBLIC-POLICY"]);
  });

  it("lets nobody in besides whom its policy does", () => {
    const Condition = { StringEquals: { "aws:PrincipalOrgID": "o-1" } };
    expect(reviewed([secretPolicy({ ...to("*", GET), Condition })]).rows).toEqual([
      "everybody of the organization o-1 secret theirs: not readable, cannot prove",
    ]);
  });

  it("loses a denial", () => {
    const deny = policy([{ ...to("*", "*"), Effect: "Deny" }]);
    const values = { secret_arn: THEIRS, policy: deny };
    const gone = changed("aws_secretsmanager_secret_policy", "it", values, null);
    expect(reviewed([gone]).blocking).toContain("IAM-WIDENED secret theirs");
  });

  it("has in the plan what a role that reads it depends on", () => {
    const reads = execution("app", [allow(GET, THEIRS.replace("AbCdEf", "??????"))]);
    const [stack] = buildReport([
      madeInput([...reads, secretPolicy(to({ AWS: "arn:aws:iam::111122223333:root" }, GET))]),
    ]).stacks;
    expect(stack?.access).toMatchObject([
      {
        principal: "app",
        secret: "secret theirs",
        reason: "the role's own policies allow it; its key is not part of this plan",
      },
    ]);
  });

  it("is no unused grant of a role whose task names it", () => {
    const named = [...execution("app", [allow(GET, THEIRS)]), service("web", "app", { A: THEIRS })];
    const { facts } = analyseAccess(madeInput([...named, secretPolicy(to(OTHER, GET))]));
    expect(facts.unusedGrants).toEqual([]);
  });
});

describe("a key that the plan does not hold", () => {
  const root = to({ AWS: "arn:aws:iam::111122223333:root" }, "kms:*");
  const keyPolicy = (...statements: StatementJson[]): MadeChange =>
    made("aws_kms_key_policy", { key_id: KEY_ARN, policy: policy(statements) });

  it("is opened to everybody, or to another account", () => {
    expect(reviewed([keyPolicy(to("*", "kms:*"))]).blocking).toEqual([
      `PUBLIC-POLICY key ${KEY_ARN}`,
    ]);
    expect(reviewed([keyPolicy(root, to(OTHER, "kms:Decrypt"))]).blocking).toEqual([
      `IAM-WIDENED key ${KEY_ARN}`,
    ]);
  });

  it("gets what AWS gives every key, which widens nothing", () => {
    expect(reviewed([keyPolicy(root)])).toEqual({ blocking: [], rows: [] });
  });

  it("decides, once its policy is in the plan, who reads what it encrypts", () => {
    const own = same("aws_secretsmanager_secret_policy", "db", {
      secret_arn: secretArn("db"),
      policy: policy([to(OTHER, GET)]),
    });
    const changes = [
      secret("db", { kms_key_id: KEY_ARN }),
      own,
      keyPolicy(root, to(OTHER, "kms:*")),
    ];
    expect(reviewed(changes).rows).toEqual([
      "account 999988887777 secret db: cannot prove, readable",
    ]);
  });

  it("keeps its grants beside the policy that it gets", () => {
    const grant = same("aws_kms_grant", "it", {
      key_id: KEY_ARN,
      grantee_principal: "arn:aws:iam::999988887777:root",
      operations: ["Decrypt"],
    });
    expect(reviewed([grant, keyPolicy(root)]).blocking).toEqual([]);
    const fresh = { ...grant, actions: ["create"], before: null };
    expect(reviewed([fresh, keyPolicy(root)]).blocking).toEqual([`IAM-WIDENED key ${KEY_ARN}`]);
  });
});

describe("a bucket that the plan does not hold", () => {
  const bucket = "files";
  const opened = (type: string, values: object): readonly string[] =>
    reviewed([made(type, { bucket, ...values })]).blocking;
  const open = policy([to("*", "s3:GetObject", "arn:aws:s3:::files/*")]);

  it("is opened to everybody by a policy, an ACL, an object or an access point", () => {
    expect(opened("aws_s3_bucket_policy", { policy: open })).toEqual([
      "PUBLIC-BUCKET bucket files",
    ]);
    expect(opened("aws_s3_bucket_acl", { acl: "public-read" })).toEqual([
      "PUBLIC-BUCKET bucket files",
    ]);
    expect(opened("aws_s3_object", { acl: "public-read" })).toEqual(["PUBLIC-BUCKET bucket files"]);
    const free = ["block_public_policy", "restrict_public_buckets"].map((name) => [name, false]);
    const point = {
      name: "ap",
      arn: "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap",
      public_access_block_configuration: [Object.fromEntries(free) as object],
      policy: open,
    };
    expect(opened("aws_s3_access_point", point)).toEqual(["PUBLIC-BUCKET access point ap"]);
  });

  it("is opened to another account", () => {
    const theirs = policy([to(OTHER, "s3:GetObject")]);
    expect(opened("aws_s3_bucket_policy", { policy: theirs })).toEqual([
      "IAM-WIDENED bucket files",
    ]);
    const point = { name: "ap", arn: "arn:aws:s3:eu-west-1:1:accesspoint/ap", policy: theirs };
    expect(opened("aws_s3_access_point", point)).toEqual(["IAM-WIDENED access point ap"]);
  });

  it("is not open where the plan blocks it", () => {
    const block = same("aws_s3_bucket_public_access_block", "it", {
      bucket,
      block_public_policy: true,
      block_public_acls: true,
    });
    const set = made("aws_s3_bucket_policy", { bucket, policy: open });
    expect(reviewed([block, set]).blocking).toEqual(["IAM-WIDENED bucket files"]);
  });

  it("has rows for what tasks receive from it", () => {
    const task = service("web", "app", {});
    const container = JSON.stringify([
      { name: "app", environmentFiles: [{ type: "s3", value: "arn:aws:s3:::files/a.env" }] },
    ]);
    const values = { ...task.after, container_definitions: container };
    const web = { ...task, before: values, after: values };
    const set = made("aws_s3_bucket_policy", { bucket, policy: open });
    expect(reviewed([...execution("app", []), web, set]).rows).toContain(
      "everybody s3://files/a.env: not readable, cannot prove",
    );
  });

  it("is another's access point that gets a policy", () => {
    const set = made("aws_s3control_access_point_policy", {
      access_point_arn: "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap",
      policy: open,
    });
    expect(reviewed([set]).blocking).toEqual(["PUBLIC-BUCKET access point ap"]);
    const theirs = made("aws_s3control_access_point_policy", {
      access_point_arn: "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap",
      policy: policy([to(OTHER, "s3:GetObject")]),
    });
    expect(reviewed([theirs]).blocking).toEqual(["IAM-WIDENED access point ap"]);
  });
});

describe("a share", () => {
  const associated = (name: string, share: string, isNew: boolean): readonly MadeChange[] => {
    const arn = `${SHARE}${share}`;
    const make = (type: string, values: StatementJson): MadeChange =>
      changed(type, name, isNew ? null : values, values);
    return [
      same("aws_ram_resource_share", name, { arn }),
      make("aws_ram_resource_association", {
        resource_arn: parameterArn("/a"),
        resource_share_arn: arn,
      }),
      make("aws_ram_principal_association", { principal: share, resource_share_arn: arn }),
    ];
  };
  const open = key([
    to({ AWS: ["arn:aws:iam::999988887777:root", "arn:aws:iam::888877776666:root"] }, "kms:*"),
  ]);
  const held = [parameter("/a", { key_id: KEY_ARN }), open];

  it("is one more beside those that there are, in whatever order", () => {
    const [old, fresh] = [
      associated("old", "888877776666", false),
      associated("fresh", "999988887777", true),
    ];
    const expected = {
      blocking: ["IAM-WIDENED parameter /a"],
      rows: [
        "account 888877776666 parameter /a: readable, readable",
        "account 999988887777 parameter /a: not readable, readable",
      ],
    };
    expect(reviewed([...held, ...old, ...fresh])).toEqual(expected);
    expect(reviewed([...held, ...fresh, ...old])).toEqual(expected);
  });

  it("of another plan cannot be proved", () => {
    const into = made("aws_ram_resource_association", {
      resource_arn: parameterArn("/a"),
      resource_share_arn: SHARE,
    });
    expect(reviewed([...held, into])).toEqual({
      blocking: ["CANNOT-PROVE parameter /a"],
      rows: [`everybody of the share ${SHARE} parameter /a: not readable, cannot prove`],
    });
  });

  it("gives a parameter that the plan does not hold", () => {
    const [share, , principal] = associated("it", "999988887777", true);
    const resource_arn = parameterArn("/theirs/b");
    const of = { resource_arn, resource_share_arn: `${SHARE}999988887777` };
    const into = made("aws_ram_resource_association", of);
    const all = [share, principal, into].flatMap((one) => one ?? []);
    expect(reviewed(all)).toEqual({
      blocking: ["IAM-WIDENED parameter /theirs/b"],
      rows: ["account 999988887777 parameter /theirs/b: not readable, cannot prove"],
    });
  });
});

describe("something of which the plan does not tell what it is", () => {
  it("is opened all the same, and stays as it was where its policy does", () => {
    const of = (before: StatementJson[] | null, after: StatementJson[]): MadeChange => ({
      ...changed(
        "aws_secretsmanager_secret_policy",
        "it",
        before && { secret_arn: secretArn("db"), policy: policy(before) },
        { policy: policy(after) },
      ),
      unknown: { secret_arn: true },
      expressions: { secret_arn: { references: ["local.it"] } },
    });
    expect(reviewed([of(null, [to("*", GET)])]).blocking).toEqual([
      "PUBLIC-POLICY secret of aws_secretsmanager_secret_policy.it",
    ]);
    expect(reviewed([secret("db"), of([to(OTHER, GET)], [to(OTHER, GET)])]).blocking).toEqual([]);
  });
});
