import { decide, type AccessRequest, type Decision, type PolicySet } from "../../../cli/src/policy";
import {
  ACCOUNT,
  allow,
  deny,
  FOREIGN_SECRET,
  KEY,
  OTHER,
  policy,
  READ,
  ROLE,
  ROOT,
  SECRET,
  SESSION,
  USER,
} from "./policies";

const UNKNOWN = { Condition: { StringMatches: { "aws:PrincipalTag/team": "app" } } };
const NOTHING = policy(allow({ Action: "s3:*" }));

function ask(policies: Partial<PolicySet>, asked: Partial<AccessRequest> = {}): Decision {
  return decide(
    { principal: { arn: ROLE }, action: READ, resource: SECRET, ...asked },
    { identity: [], sameAccount: true, ...policies },
  );
}

const byName = (arn: string): object => ({ Principal: { AWS: arn } });

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
describe("allow, deny and doubt", () => {
  it("denies what no policy allows, and says what came nearest", () => {
    expect(ask({}).outcome).toBe("denied");
    const near = allow({
      Sid: "ReadDb",
      Condition: { StringEquals: { "aws:PrincipalTag/team": "db" } },
    });
    const { outcome, reason } = ask({ identity: [policy(allow({ Action: "s3:*" }), near)] });
    expect(outcome).toBe("denied");
    expect(reason).toBe(
      `Denied: no identity policy allows ${READ} on ${SECRET} (nearest is statement "ReadDb" of identity ` +
        `policy 1: its condition StringEquals wants aws:PrincipalTag/team "db" and the request has no such key).`,
    );
  });

  it("says in fields of its own what is explicit, and what is not known", () => {
    const identity = [policy(allow())];
    expect(ask({ identity: [policy(allow(), deny())] }).explicit).toBe(true);
    expect(ask({}).explicit).toBeUndefined();
    const unresolved = "${aws_iam_role.x.arn}";
    const condition = { StringEquals: { "aws:PrincipalArn": unresolved } };
    for (const [policies, text] of [
      [{ identity: [policy(allow({ Action: unresolved }))] }, unresolved],
      [{ identity: [policy(allow({ Resource: `${unresolved}*` }))] }, unresolved],
      [{ identity: [policy(allow({ Condition: condition }))] }, unresolved],
      [{ identity, resource: policy(deny({ Principal: { AWS: unresolved } })) }, unresolved],
      [{ identity: [policy(allow(UNKNOWN))] }, undefined],
      [{ identity }, undefined],
    ] as const) {
      expect(ask(policies).unknown).toBe(text);
    }
  });

  it("lets an explicit deny win, wherever it stands", () => {
    const identity = [policy(allow())];
    expect(ask({ identity })).toEqual({
      outcome: "allowed",
      reason: "Allowed by statement 1 of identity policy 1.",
    });
    const denied = policy(allow(), deny({ Sid: "No" }));
    const guarded = policy(deny({ ...byName(ROLE), Sid: "No" }));
    expect(ask({ identity: [...identity, denied] }).reason).toBe(
      'Denied explicitly by statement "No" of identity policy 2.',
    );
    expect(ask({ identity, boundary: denied }).reason).toContain("of the permissions boundary");
    expect(ask({ identity, resource: guarded }).reason).toContain("of the resource's policy");
  });

  it("never says allowed while a deny may apply", () => {
    const identity = [policy(allow(), deny(UNKNOWN))];
    const { outcome, reason } = ask({ identity });
    expect(outcome).toBe("undecided");
    expect(reason).toContain("StringMatches");
    expect(ask({ identity: [policy(deny(UNKNOWN))] }).outcome).toBe("denied");
  });

  it("decides what an unknown cannot change", () => {
    expect(ask({ identity: [policy(allow(UNKNOWN))] }).outcome).toBe("undecided");
    expect(ask({ identity: [policy(allow(UNKNOWN), allow())] }).outcome).toBe("allowed");
    expect(ask({ identity: [policy(allow(UNKNOWN), deny())] }).outcome).toBe("denied");
    expect(ask({ identity: [policy(allow({ ...UNKNOWN, Resource: KEY }))] }).outcome).toBe(
      "denied",
    );
  });

  it("does not judge requests that contradict themselves", () => {
    const identity = [policy(allow())];
    expect(ask({ identity }, { resource: FOREIGN_SECRET }).outcome).toBe("undecided");
    expect(ask({ identity, sameAccount: false }).outcome).toBe("undecided");
    expect(ask({ identity }, { principal: { arn: ROOT } }).outcome).toBe("undecided");
    expect(ask({ identity: [policy(deny())] }, { resource: FOREIGN_SECRET }).outcome).toBe(
      "denied",
    );
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
describe("permissions boundary", () => {
  const identity = [policy(allow())];

  it("limits identity policies and grants nothing", () => {
    expect(ask({ identity, boundary: policy(allow()) }).outcome).toBe("allowed");
    const { outcome, reason } = ask({ identity, boundary: NOTHING });
    expect([outcome, reason]).toEqual([
      "denied",
      `Denied: the permissions boundary does not allow ${READ} on ${SECRET}.`,
    ]);
    expect(ask({ boundary: policy(allow()) }).outcome).toBe("denied");
    expect(ask({ identity, boundary: policy(allow(UNKNOWN)) }).outcome).toBe("undecided");
  });

  it("limits what a resource policy gives to the role's ARN, not to a session, a user or everyone", () => {
    const given = (who: object, arn: string): string =>
      ask({ boundary: NOTHING, resource: policy(allow(who)) }, { principal: { arn } }).outcome;
    expect(given(byName(ROLE), ROLE)).toBe("denied");
    expect(given(byName(ROLE), SESSION)).toBe("denied");
    expect(given(byName(SESSION), SESSION)).toBe("allowed");
    expect(given(byName(USER), USER)).toBe("allowed");
    expect(given({ Principal: "*" }, ROLE)).toBe("allowed");
  });
});

describe("resource policies", () => {
  it("add to identity policies within the account", () => {
    const identity = [policy(allow())];
    expect(ask({ identity, resource: policy(allow(byName(USER))) }).outcome).toBe("allowed");
    expect(ask({ resource: policy(allow(byName(ROLE))) }).outcome).toBe("allowed");
    expect(ask({ resource: policy(allow(byName(USER))) }).outcome).toBe("denied");
  });

  it("grant nothing by naming the account, which only delegates", () => {
    for (const who of [ROOT, ACCOUNT]) {
      expect(ask({ resource: policy(allow(byName(who))) }).outcome).toBe("denied");
      expect(
        ask({ resource: policy(deny(byName(who))), identity: [policy(allow())] }).outcome,
      ).toBe("denied");
    }
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
  it("are needed as well across accounts", () => {
    const across = (policies: Partial<PolicySet>): Decision =>
      ask({ sameAccount: false, ...policies }, { resource: FOREIGN_SECRET });
    const identity = [policy(allow())];
    for (const who of [ROLE, ROOT, ACCOUNT, "*"]) {
      const resource = policy(allow(byName(who)));
      expect(across({ identity, resource }).outcome).toBe("allowed");
      expect(across({ resource }).outcome).toBe("denied");
      expect(across({ identity, resource, boundary: NOTHING }).outcome).toBe("denied");
    }
    expect(across({ identity }).reason).toBe(
      "Denied: the resource's policy is missing, which access from another account needs as well.",
    );
    expect(across({ identity, resource: policy(allow(byName(OTHER))) }).outcome).toBe("denied");
  });

  it("are all that counts for an AWS service", () => {
    const service = { principal: { service: "logs.eu-west-1.amazonaws.com" } };
    const given = { Principal: { Service: "logs.eu-west-1.amazonaws.com" } };
    expect(ask({ resource: policy(allow(given)) }, service).outcome).toBe("allowed");
    expect(ask({ identity: [policy(allow())] }, service).outcome).toBe("denied");
  });
});

// https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
describe("KMS keys", () => {
  const decrypt = { action: "kms:Decrypt", resource: KEY };
  const may = allow({ Action: "kms:Decrypt" });
  const delegates = policy(allow({ Action: "kms:*", ...byName(ROOT) }));
  const identity = [policy(may)];

  it("listen to IAM only where the key policy delegates to the account", () => {
    expect(ask({ identity, key: delegates }, decrypt).outcome).toBe("allowed");
    expect(
      ask({ identity, key: policy(allow({ Action: "kms:*", ...byName(ACCOUNT) })) }, decrypt)
        .outcome,
    ).toBe("allowed");
    expect(ask({ key: delegates }, decrypt).outcome).toBe("denied");
    const { outcome, reason } = ask(
      { identity, key: policy(allow({ Action: "kms:*", ...byName(USER) })) },
      decrypt,
    );
    expect(outcome).toBe("denied");
    expect(reason).toContain("does not delegate to IAM");
  });

  it("may grant by themselves, within the boundary for a role's ARN", () => {
    const key = policy({ ...may, ...byName(ROLE) });
    expect(ask({ key }, decrypt).outcome).toBe("allowed");
    expect(ask({ key, boundary: NOTHING }, decrypt).outcome).toBe("denied");
    expect(ask({ key: policy({ ...may, Principal: "*" }) }, decrypt).outcome).toBe("allowed");
  });

  it("of which the policy is not known decide nothing but a sure deny", () => {
    expect(ask({ identity }, decrypt).outcome).toBe("undecided");
    expect(ask({}, decrypt).outcome).toBe("undecided");
    expect(ask({ identity: [policy(may, deny({ Action: "kms:*" }))] }, decrypt).outcome).toBe(
      "denied",
    );
    // The policy of the secret is none of the key's.
    expect(ask({ identity, resource: delegates }, decrypt).outcome).toBe("undecided");
  });

  it("of another account need both sides", () => {
    const foreign = { ...decrypt, resource: KEY.replace(ACCOUNT, OTHER) };
    const across = (policies: Partial<PolicySet>): string =>
      ask({ sameAccount: false, ...policies }, foreign).outcome;
    const key = policy({ ...may, ...byName(ROLE) });
    expect(across({ identity, key })).toBe("allowed");
    expect(across({ identity, key: delegates })).toBe("allowed");
    expect(across({ key })).toBe("denied");
    expect(across({ identity, key: policy(allow({ Action: "kms:*", ...byName(OTHER) })) })).toBe(
      "denied",
    );
    expect(across({ identity })).toBe("undecided");
    expect(across({})).toBe("denied");
  });

  it("take kms:ViaService and the encryption context as this project grants them", () => {
    const condition = {
      StringEquals: {
        "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com",
        "kms:EncryptionContext:SecretARN": SECRET,
      },
    };
    const granted = [policy({ ...may, Condition: condition })];
    const via = (service: string, arn: string): string =>
      ask(
        { identity: granted, key: delegates },
        {
          ...decrypt,
          context: {
            "kms:ViaService": `${service}.eu-west-1.amazonaws.com`,
            "kms:EncryptionContext:SecretARN": arn,
          },
        },
      ).outcome;
    expect(via("secretsmanager", SECRET)).toBe("allowed");
    expect(via("ssm", SECRET)).toBe("denied");
    expect(via("secretsmanager", `${SECRET}x`)).toBe("denied");
    expect(ask({ identity: granted, key: delegates }, decrypt).outcome).toBe("denied");
  });

  it("fill in kms:CallerAccount, on which AWS managed keys rest", () => {
    const Condition = { StringEquals: { "kms:CallerAccount": ACCOUNT } };
    expect(
      ask({ key: policy({ ...may, Principal: { AWS: "*" }, Condition }) }, decrypt).outcome,
    ).toBe("allowed");
  });
});
