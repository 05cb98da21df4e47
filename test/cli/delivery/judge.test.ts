import { IAMClient, type EvaluationResult } from "@aws-sdk/client-iam";
import { found, type Reading } from "../../../cli/src/aws";
import { judgeRead, judgeTrust, type Reads } from "../../../cli/src/delivery/judge";
import { simulatorOf } from "../../../cli/src/delivery/simulate";
import type { StoredSecret } from "../../../cli/src/delivery/stores/stored-secret";
import type { PolicyDocument } from "../../../cli/src/policy";
import { parseValueFrom } from "../../../modules/facts";
import {
  ACCOUNT,
  allow,
  deny,
  KEY,
  OTHER,
  policy,
  READ,
  ROLE,
  ROOT,
  SECRET,
} from "../policy/policies";

const LOCATION = { partition: "aws", region: "eu-west-1", account: ACCOUNT };
const REFUSED = {
  state: "unknown",
  why: "you may not call it",
  permission: "iam:GetRolePolicy",
} as const;
const DECRYPT = { Action: "kms:Decrypt" };
const BOTH = { Action: [READ, "kms:Decrypt"] };
const DELEGATING = policy(allow({ Principal: { AWS: ROOT }, Action: "kms:*" }));

/** What is not as it should be. */
interface World {
  readonly identity?: Reading<readonly PolicyDocument[]>;
  readonly boundary?: PolicyDocument;
  readonly resource?: Reading<PolicyDocument | undefined>;
  readonly key?: Reading<PolicyDocument>;
  readonly owner?: string;
  readonly simulate?: Reads["simulate"];
}

describe("who keeps a role from a secret", () => {
  it.each<[string, World, readonly string[]]>([
    ["nobody", {}, ["allowed", "allowed"]],
    [
      "the identity, for the read",
      { identity: found([policy(allow(DECRYPT))]) },
      ["identity", "allowed"],
    ],
    ["the identity, for the key", { identity: found([policy(allow())]) }, ["allowed", "identity"]],
    [
      "the identity, by a deny",
      { identity: found([policy(allow(BOTH), deny())]) },
      ["identity", "allowed"],
    ],
    ["the boundary", { boundary: policy(allow(DECRYPT)) }, ["boundary", "allowed"]],
    [
      "the secret's policy",
      { resource: found(policy(deny({ Principal: "*" }))) },
      ["resource policy", "allowed"],
    ],
    [
      "the key's policy",
      {
        key: found(
          policy(
            allow({ Principal: { AWS: `${ROOT.replace(":root", ":user/a")}` }, Action: "kms:*" }),
          ),
        ),
      },
      ["allowed", "key policy"],
    ],
    [
      "the missing policy of another account's secret",
      { owner: OTHER },
      ["resource policy", "allowed"],
    ],
    [
      "a deny under a condition that nobody can check",
      {
        identity: found([
          policy(
            allow(BOTH),
            deny({ Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } }),
          ),
        ]),
      },
      ["undecided", "allowed"],
    ],
    ["nobody knows whether the identity", { identity: REFUSED }, ["undecided", "undecided"]],
    ["nobody knows whether the secret's policy", { resource: REFUSED }, ["undecided", "allowed"]],
    ["nobody knows whether the key's policy", { key: REFUSED }, ["allowed", "undecided"]],
  ])("%s", async (_who, world, outcomes) => {
    const judgements = await judgeRead(reads(world));
    const seen = judgements.map(({ decision, culprit }) => culprit ?? decision.outcome);
    expect(seen).toEqual(outcomes);
    for (const { decision, permission } of judgements) {
      expect(permission !== undefined).toBe(decision.reason.includes("you may not call it"));
    }
  });

  it("is ECS's trust, with the account and the task as it sends them", () => {
    const trust = (condition: object): PolicyDocument =>
      policy({
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: condition,
      });
    const of = (condition: object): string =>
      judgeTrust({ ...reads({}).role, trust: trust(condition) }, LOCATION).outcome;
    expect(of({ StringEquals: { "aws:SourceAccount": ACCOUNT } })).toBe("allowed");
    expect(of({ StringEquals: { "aws:SourceAccount": OTHER } })).toBe("denied");
    expect(of({ ArnLike: { "aws:SourceArn": `arn:aws:ecs:eu-west-1:${ACCOUNT}:*` } })).toBe(
      "allowed",
    );
  });
});

describe("IAM's own simulation", () => {
  it.each<[string, EvaluationResult | undefined, World, readonly string[]]>([
    [
      "knows a policy of the organization",
      { ...result("implicitDeny"), OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
      {},
      ["organization", "organization"],
    ],
    ["knows an explicit deny", result("explicitDeny"), {}, ["identity", "identity"]],
    [
      "stands in for policies that may not be read",
      result("allowed"),
      { identity: REFUSED },
      ["allowed", "allowed"],
    ],
    [
      "does not speak for the key's policy",
      result("allowed"),
      { key: found(policy(deny({ Principal: "*", Action: "kms:*" }))) },
      ["allowed", "key policy"],
    ],
    [
      "does not know that the secret's policy allows",
      result("implicitDeny"),
      {
        identity: found([policy(allow(DECRYPT))]),
        resource: found(policy(allow({ Principal: { AWS: ROLE } }))),
      },
      ["allowed", "allowed"],
    ],
    [
      "settles nothing without all conditions",
      { ...result("explicitDeny"), MissingContextValues: ["aws:SourceVpce"] },
      {},
      ["allowed", "allowed"],
    ],
    ["may not be allowed, and is then done without", undefined, {}, ["allowed", "allowed"]],
  ])("%s", async (_what, answer, world, outcomes) => {
    const iam = new IAMClient({
      region: "eu-west-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    const asked: unknown[] = [];
    iam.middlewareStack.add(
      () => (args) => {
        asked.push(args.input);
        if (!answer) throw new Error("AccessDenied");
        return Promise.resolve({
          output: { $metadata: {}, EvaluationResults: [answer] },
          response: {},
        });
      },
      { step: "initialize" },
    );
    const judgements = await judgeRead(reads({ ...world, simulate: simulatorOf(iam) }));
    expect(judgements.map(({ decision, culprit }) => culprit ?? decision.outcome)).toEqual(
      outcomes,
    );
    expect(asked).toHaveLength(answer ? 2 : 1);
    expect(asked[0]).toMatchObject({
      PolicySourceArn: ROLE,
      ActionNames: [READ],
      ResourceArns: [SECRET],
    });
  });
});

function result(EvalDecision: EvaluationResult["EvalDecision"]): EvaluationResult {
  return { EvalActionName: READ, EvalDecision };
}

function reads(world: World): Reads {
  const { identity = found([policy(allow(BOTH))]), boundary, owner, simulate } = world;
  const arn = owner === undefined ? SECRET : SECRET.replace(ACCOUNT, owner);
  const reference = parseValueFrom(arn, LOCATION);
  if (typeof reference === "string") throw new Error(reference);
  const key = {
    arn: KEY,
    account: ACCOUNT,
    state: "Enabled",
    policy: world.key ?? found(DELEGATING),
  };
  const secret: StoredSecret = {
    title: "secret app/api",
    action: READ,
    resourceArn: arn,
    resourcePolicy: world.resource ?? found(undefined),
    key: found(key),
    encryptionContext: { key: "SecretARN", value: arn },
    fetch: () => Promise.reject(new Error("nobody asked for it")),
  };
  const role = { arn: ROLE, trust: policy(), identity, boundary: found(boundary) };
  return { role, secret, reference, location: LOCATION, simulate };
}
