import { decide, mayAssume, type Outcome } from "../../../cli/src/policy";
import {
  ACCOUNT,
  allow,
  deny,
  OTHER,
  policy,
  READ,
  ROLE,
  ROOT,
  SECRET,
  SESSION,
  USER,
  without,
} from "./policies";

const TASKS = "ecs-tasks.amazonaws.com";

function given(statement: object, arn: string, boundary = false): Outcome {
  return decide(
    { principal: { arn }, action: READ, resource: SECRET },
    {
      identity: [],
      resource: policy(statement),
      boundary: boundary ? policy(allow()) : undefined,
      sameAccount: true,
    },
  ).outcome;
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
describe("Principal", () => {
  it.each([
    ["*", ROLE, "allowed"],
    [{ AWS: "*" }, ROLE, "allowed"],
    [{ AWS: ROLE }, ROLE, "allowed"],
    [{ AWS: [USER, ROLE] }, ROLE, "allowed"],
    [{ AWS: `${ROLE}2` }, ROLE, "denied"],
    [{ AWS: ROLE.toUpperCase() }, ROLE, "denied"],
    [{ AWS: USER }, USER, "allowed"],
    // A session's ARN has lost the path of its role.
    [{ AWS: ROLE }, SESSION, "allowed"],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:role/exec` }, SESSION, "allowed"],
    [{ AWS: `arn:aws:iam::${OTHER}:role/exec` }, SESSION, "denied"],
    [{ AWS: SESSION }, SESSION, "allowed"],
    [{ AWS: SESSION.replace("task-1", "task-2") }, SESSION, "denied"],
    [{ AWS: SESSION }, ROLE, "undecided"],
    [{ Service: TASKS }, ROLE, "denied"],
    [{ Federated: "cognito-identity.amazonaws.com" }, ROLE, "denied"],
    // AWS refuses a wildcard within a name, and shows an id where the principal was deleted.
    [{ AWS: `arn:aws:iam::${ACCOUNT}:role/*` }, ROLE, "undecided"],
    [{ AWS: "AROAEXAMPLEEXAMPLEEXA" }, ROLE, "undecided"],
    [{ AWS: "${aws_iam_role.exec.arn}" }, ROLE, "undecided"],
  ])("%j for %s is %s", (principal, arn, expected) => {
    expect(given(allow({ Principal: principal }), arn)).toBe(expected);
  });

  it("denies everyone in the account it names", () => {
    const denies = (Principal: unknown, arn: string): Outcome =>
      decide(
        { principal: { arn }, action: READ, resource: SECRET },
        { identity: [policy(allow())], resource: policy(deny({ Principal })), sameAccount: true },
      ).outcome;
    expect(denies({ AWS: ACCOUNT }, ROLE)).toBe("denied");
    expect(denies({ AWS: ROOT }, SESSION)).toBe("denied");
    expect(denies({ AWS: OTHER }, ROLE)).toBe("allowed");
    expect(denies({ AWS: ROLE }, SESSION)).toBe("denied");
    expect(denies({ CanonicalUser: "79a59df900b949e55d96a1e698fbaced" }, ROLE)).toBe("undecided");
  });

  it("must be there in the policy of a resource", () => {
    expect(given(allow(), ROLE)).toBe("undecided");
  });

  it("knows no caller but roles, sessions and users", () => {
    const caller = "arn:aws:iam::${var.account}:role/exec";
    expect(given(allow({ Principal: { AWS: ROLE } }), caller)).toBe("undecided");
    expect(given(allow({ Principal: { AWS: ACCOUNT } }), caller)).toBe("denied");
    expect(given(allow({ Principal: "*" }), caller)).toBe("allowed");
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
describe("NotPrincipal", () => {
  const denies = (names: unknown, arn = ROLE, boundary = false): Outcome =>
    decide(
      { principal: { arn }, action: READ, resource: SECRET },
      {
        identity: [policy(allow())],
        resource: policy(deny({ NotPrincipal: names })),
        boundary: boundary ? policy(allow()) : undefined,
        sameAccount: true,
      },
    ).outcome;

  it("denies everyone it does not name", () => {
    expect(denies({ AWS: USER })).toBe("denied");
    expect(denies({ AWS: [ROLE, ROOT] })).toBe("allowed");
    expect(denies({ AWS: [ROLE, ROOT] }, SESSION)).toBe("allowed");
    expect(denies("*")).toBe("allowed");
  });

  it("is undecided where it names only one of caller and account: it might deny the other", () => {
    expect(denies({ AWS: ROLE })).toBe("undecided");
    expect(denies({ AWS: ROOT })).toBe("undecided");
  });

  it("denies every principal with a boundary, regardless of the names", () => {
    expect(denies({ AWS: [ROLE, ROOT] }, ROLE, true)).toBe("denied");
  });

  it("with Allow, which AWS advises against, never says allowed", () => {
    expect(given(allow({ NotPrincipal: { AWS: USER } }), ROLE)).toBe("undecided");
    expect(given(allow({ NotPrincipal: { AWS: ROLE } }), ROLE)).toBe("denied");
  });
});

describe("mayAssume", () => {
  const trust = (parts: object = {}): object => ({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: TASKS },
    ...parts,
  });
  const source = {
    "aws:SourceAccount": ACCOUNT,
    "aws:SourceArn": `arn:aws:ecs:eu-west-1:${ACCOUNT}:task/web/1`,
  };

  it.each([
    [trust(), "allowed"],
    [trust({ Action: "sts:*" }), "allowed"],
    [trust({ Principal: { Service: ["ecs.amazonaws.com", TASKS] } }), "allowed"],
    [trust({ Principal: { Service: "ecs.amazonaws.com" } }), "denied"],
    [trust({ Principal: { AWS: ROLE } }), "denied"],
    [trust({ Action: "sts:TagSession" }), "denied"],
    [trust({ Effect: "Deny" }), "denied"],
    // AWS documents * for users and roles, and says nothing of services.
    [trust({ Principal: "*" }), "undecided"],
    [trust({ Principal: { AWS: "*" } }), "undecided"],
    [trust({ Resource: "*" }), "undecided"],
  ])("%j is %s", (statement, expected) => {
    expect(mayAssume(policy(statement), TASKS).outcome).toBe(expected);
  });

  it("says which service may not", () => {
    const { reason } = mayAssume(
      policy(trust({ Principal: { Service: "ec2.amazonaws.com" } })),
      TASKS,
    );
    expect(reason).toBe(
      `Denied: the trust policy does not let ${TASKS} assume the role (nearest is statement 1 of the ` +
        `trust policy: its Principal does not name ${TASKS}).`,
    );
  });

  it("takes the conditions against the confused deputy", () => {
    const Condition = {
      StringEquals: { "aws:SourceAccount": ACCOUNT },
      ArnLike: { "aws:SourceArn": `arn:aws:ecs:eu-west-1:${ACCOUNT}:*` },
    };
    const document = policy(trust({ Condition }));
    expect(mayAssume(document, TASKS, source).outcome).toBe("allowed");
    expect(mayAssume(document, TASKS, { ...source, "aws:SourceAccount": OTHER }).outcome).toBe(
      "denied",
    );
    expect(mayAssume(document, TASKS).outcome).toBe("denied");
  });

  it("lets a deny to everyone win", () => {
    const denied = policy(trust(), trust({ Effect: "Deny", Principal: "*" }));
    expect(mayAssume(denied, TASKS).outcome).toBe("denied");
    const elsewhere = { StringNotEquals: { "aws:SourceAccount": ACCOUNT } };
    const guarded = policy(
      trust(),
      trust({ Effect: "Deny", Principal: "*", Condition: elsewhere }),
    );
    expect(mayAssume(guarded, TASKS, source).outcome).toBe("allowed");
    const others = { ...without(trust({ Effect: "Deny" }), "Principal") };
    const but = (Service: string): object => ({ ...others, NotPrincipal: { Service } });
    expect(mayAssume(policy(trust(), but(TASKS)), TASKS).outcome).toBe("allowed");
    expect(mayAssume(policy(trust(), but("ec2.amazonaws.com")), TASKS).outcome).toBe("denied");
  });
});
