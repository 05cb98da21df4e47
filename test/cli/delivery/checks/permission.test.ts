import { found } from "../../../../cli/src/aws";
import { runChecks } from "../../../../cli/src/delivery";
import { permissionChecks } from "../../../../cli/src/delivery/checks/permission";
import { objects } from "../../../../cli/src/ways";
import {
  ACCOUNT,
  allow,
  deny,
  KEY,
  OTHER,
  policy,
  READ,
  ROLE,
  SECRET,
} from "../../policy/policies";
import { REFUSED, said, storedSecret, subjectOf, type World } from "./subject";

const DECRYPT = { Action: "kms:Decrypt" };

describe("who keeps the reader from a secret", () => {
  it.each<[string, World, readonly string[]]>([
    ["nobody", {}, []],
    [
      "its policies, from the secret",
      { role: { identity: found([policy(allow(DECRYPT))]) } },
      ["read-permission problem"],
    ],
    [
      "its policies, from the key",
      { role: { identity: found([policy(allow())]) } },
      ["decrypt-permission problem"],
    ],
    [
      "its boundary",
      { role: { boundary: found(policy(allow(DECRYPT))) } },
      ["permissions-boundary problem"],
    ],
    [
      "the organization",
      {
        simulate: async ({ action }) =>
          action === READ
            ? { outcome: "denied", culprit: "organization", reason: "a policy does not allow it" }
            : undefined,
      },
      ["organization-policy problem"],
    ],
    [
      "the secret's policy",
      { secret: { resourcePolicy: found(policy(deny({ Principal: "*" }))) } },
      ["resource-policy problem"],
    ],
    [
      "the key's policy",
      {
        secret: {
          key: found({
            arn: KEY,
            account: ACCOUNT,
            state: "Enabled",
            policy: found(policy(allow({ Principal: { AWS: OTHER }, Action: "kms:*" }))),
          }),
        },
      },
      ["key-policy problem"],
    ],
    [
      "nobody can tell: the policies may not be read",
      { role: { identity: REFUSED } },
      ["read-permission unknown", "decrypt-permission unknown"],
    ],
    [
      "a secret that is not there, of which another check speaks",
      { answers: { "eu-west-1": { state: "missing", why: "" } } },
      [],
    ],
  ])("%s", async (_what, world, verdicts) => {
    const got = await runChecks(permissionChecks, subjectOf(world));
    expect(got.map(({ check, state }) => `${check} ${state}`)).toEqual(verdicts);
  });

  it("is told what to allow, and to whom", async () => {
    const world = { role: { identity: found([]) } };
    const verdicts = await runChecks(permissionChecks, subjectOf(world));
    expect(verdicts.map(({ next }) => next)).toEqual([
      `allow ${READ} on ${SECRET} in a policy of ${ROLE}; an ARN of the secret itself, without selectors`,
      `allow kms:Decrypt on ${KEY} in a policy of ${ROLE}`,
    ]);
  });
});

describe("objects that the application reads itself", () => {
  const secret = storedSecret({ action: "s3:GetObject", resourceArn: "arn:aws:s3:::b/a/1" });
  const reads = { identity: found([policy(allow({ Action: ["s3:GetObject", "kms:Decrypt"] }))]) };
  const world = { valueFrom: "s3://b/a/", way: objects, secret, role: reads };

  it("are out of reach of the execution role", async () => {
    expect(await said(permissionChecks, subjectOf(world))).toEqual([]);
    expect(await said(permissionChecks, subjectOf({ ...world, other: reads }))).toEqual([
      "reader-not-alone problem: the execution role can read it, too",
    ]);
  });
});
