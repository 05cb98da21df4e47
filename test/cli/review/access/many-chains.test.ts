import { cpuTimeOf } from "../cpu-time";
import { review } from "./attacks";
import { ACCOUNT, allow, policy, roleValues, same, secret } from "./made-world";

const TRUST = policy([
  {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  },
]);

/** So many roles that read a secret and may all assume each other. */
function roles(count: number): Parameters<typeof review>[0] {
  const read = policy([allow("sts:AssumeRole", "*"), allow("secretsmanager:GetSecretValue", "*")]);
  return Array.from({ length: count }, (_, at) => `role-${at}`).flatMap((name) => [
    same("aws_iam_role", name, roleValues(name, { assume_role_policy: TRUST })),
    same("aws_iam_role_policy", name, { role: name, name: "read", policy: read }),
  ]);
}

it("follows roles that may all assume each other without following every way", () => {
  const plan = [secret("db"), ...roles(240)];
  let rows = 0;
  const time = cpuTimeOf(() => {
    rows = review(plan).access.length;
  });
  expect(rows).toBe(240);
  expect(time).toBeLessThan(18_000);
}, 120_000);
